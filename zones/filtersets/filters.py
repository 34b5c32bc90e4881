"""Kinds of filters. Each says in `schema()` (JSON Schema) which values it takes, for the API's description.

A value that means nothing is an error that names it, never a filter that is silently left out. `several` filters take
their parameter more than once and keep what matches any of the values.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from zones import dates, ordering
from zones.choices import DatePrecision
from zones.filtersets.fields import (
    KEY_PATTERNS,
    LONGEST_TEXT,
    MOST_VALUES,
    DayField,
    MomentField,
    NumberField,
    OrderField,
    PeriodCodesField,
    RecordsField,
    TextField,
    WordsField,
)
from zones.filtersets.linked import LinkedTo

LOOKUP_LABELS = {
    "in": _("any of these"),
    "gte": _("from"),
    "gt": _("above, or after"),
    "lte": _("up to"),
    "lt": _("below, or before"),
    "isnull": _("not given"),
    "contains": _("contains"),
    "empty": _("empty"),
}


def labelled(label, lookup: str):
    """Return the label of a lookup: that of what is asked, and how it is asked."""
    return format_lazy("{}: {}", label, LOOKUP_LABELS[lookup])


class Question(Filter):
    """A filter that says what must be true of a row, so that all of an address are asked at once."""

    several: bool

    def filter(self, qs, value):
        return qs.filter(self.condition(value))

    def condition(self, value) -> Q | Exists:
        """Return what a cleaned value asks for; nothing (`Q()`) when it is empty."""
        return Q() if value is None else Q(**{f"{self.field_name}__{self.lookup_expr}": value})

    def schema(self) -> dict[str, Any]:
        raise NotImplementedError


class SeveralFilter(Question):
    several = True

    def condition(self, value):
        return Q(**{f"{self.field_name}__in": value}) if value else Q()

    def lookups(self, model) -> dict[str, Filter]:
        """Return what else can be asked of the same, by the lookup after the filter's name."""
        return {"in": self}


class Related(SeveralFilter):
    """Rows whose foreign key names one of the records."""

    field_class = RecordsField

    def __init__(self, records: QuerySet, field_name: str | None = None, *, key: str = "slug", **kwargs):
        super().__init__(field_name, records=records, key=key, **kwargs)
        self.key = key

    def schema(self) -> dict:
        item = {"type": "string", "pattern": f"^{KEY_PATTERNS[self.key]}$"}
        if self.key == "number":
            item = {"type": "integer", "minimum": 1, "maximum": 999}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_VALUES}

    def lookups(self, model):
        # Of its own links a row can say that they are empty; a way through others may end at an empty one unseen.
        optional = "__" not in self.field_name and model._meta.get_field(self.field_name).null
        return super().lookups(model) | ({"isnull": missing(self.field_name, self.label)} if optional else {})


class ThroughTable(Related):
    """Rows linked to one of the records by a many-to-many table, without a join and the duplicates that it brings.

    `via` is the column of the filtered rows that holds the key of the linked ones: `indicator` for figures whose
    indicator has a theme.
    """

    def __init__(self, records: QuerySet, links, *, via: str = "pk", **kwargs):
        super().__init__(records, **kwargs)
        self.links, self.via = links, via

    def condition(self, value):
        return LinkedTo(self.links, value, via=self.via) if value else Q()

    @cached_property
    def _linked(self) -> QuerySet:
        return self.links.through.objects.filter(**{self.links.field.m2m_field_name(): OuterRef(self.via)})

    def lookups(self, model):
        missing = YesNo(~Exists(self._linked), label=labelled(self.label, "isnull"))
        return {"in": self, "isnull": missing}


class Words(SeveralFilter):
    """Rows with one of some words of a vocabulary."""

    field_class = WordsField

    def schema(self) -> dict:
        words = {"type": "string", "enum": [str(word) for word, _label in self.extra["choices"]]}
        return {"type": "array", "items": words, "minItems": 1, "maxItems": MOST_VALUES}


class PeriodCodes(SeveralFilter):
    """Figures of exactly one of the periods."""

    field_class = PeriodCodesField

    def condition(self, value):
        periods = Q()
        for start, end in value:
            periods |= Q(period_start=start, period_end=end)
        return periods

    def schema(self) -> dict:
        return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_VALUES}


class SingleFilter(Question):
    several = False


class YesNo(SingleFilter):
    """Rows with or without something; `positive` is the condition for true."""

    field_class = forms.TypedChoiceField

    def __init__(self, positive: Q | Exists, **kwargs):
        choices = [("", _("any")), ("true", _("yes")), ("false", _("no"))]
        message = _("“%(value)s” is neither true nor false.")
        super().__init__(
            coerce="true".__eq__,
            empty_value=None,
            choices=choices,
            error_messages={"invalid_choice": message},
            **kwargs,
        )
        self.positive = positive

    def condition(self, value):
        return Q() if value is None else self.positive if value else ~self.positive

    def schema(self) -> dict:
        return {"type": "boolean"}


def missing(field_name: str, label) -> YesNo:
    """Return the filter for rows in which something is unknown."""
    return YesNo(Q(**{f"{field_name}__isnull": True}), label=labelled(label, "isnull"))


class Contains(SingleFilter):
    """Rows that contain a text in one of some columns, whether Latin letters are large or small."""

    field_class = TextField

    def __init__(self, *columns: str, **kwargs):
        super().__init__(**kwargs)
        self.columns = columns

    def condition(self, value):
        found = Q()
        for column in self.columns if value else ():
            found |= Q(**{f"{column}__icontains": value})
        return found

    def schema(self) -> dict:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


class NumberBound(SingleFilter):
    """Rows with a number from or up to a value; those without one are left out."""

    field_class = NumberField

    def __init__(self, field_name: str, lookup_expr: str, *, max_digits: int = 20, decimal_places: int = 4, **kwargs):
        super().__init__(field_name, lookup_expr, max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def schema(self) -> dict:
        return {"type": "number"}


class DayBound(SingleFilter):
    """Rows with a day from (`gte`) or up to (`lte`) a day, both included; those without one are left out."""

    field_class = DayField

    def schema(self) -> dict:
        return {"type": "string", "format": "date"}


class ImpreciseDayBound(DayBound):
    """The same for dates with a precision: one known to the month or year counts as its last day."""

    def condition(self, value):
        return self._by_precision(value) if value else Q()

    def _by_precision(self, day: date) -> Q:
        # In terms of the stored first days: one whose last day is not after `day` lies before the next one's start.
        following = self.lookup_expr in {"gt", "lte"}
        edge = day + timedelta(days=1) if following else day
        lookup = "gte" if self.lookup_expr.startswith("g") else "lt"
        condition = Q()
        for precision in DatePrecision:
            bound = {f"{self.field_name}__{lookup}": dates.first_day(edge, precision)}
            condition |= Q(**{f"{self.field_name}_precision": precision}, **bound)
        return condition


class Moment(SingleFilter):
    """Rows with a moment before or after one; a day lasts from its first moment to its last."""

    field_class = MomentField

    def __init__(self, field_name: str, lookup_expr: str = "gte", **kwargs):
        super().__init__(field_name, lookup_expr, widget=forms.HiddenInput, **kwargs)

    def condition(self, value):
        if not value:
            return Q()
        first, last = value
        return super().condition(first if self.lookup_expr in {"gte", "lt"} else last)

    def schema(self) -> dict:
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}


class Order(Filter):
    """The order of the rows, by columns from a list; unknown values come last in either direction."""

    several = False
    field_class = OrderField

    def __init__(self, *columns: str, **paths: str):
        self.paths = {**{column: column for column in columns}, **paths}
        super().__init__(
            names=list(self.paths),
            label=_("Order"),
            help_text=_(
                "Several are separated by commas, a minus in front means descending. Unknown values come last."
            ),
        )

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        names = [("-" if name.startswith("-") else "") + self.paths[name.removeprefix("-")] for name in value]
        return ordering.ordered(qs, ordering.sort_keys(qs.model, names))

    def schema(self) -> dict[str, Any]:
        words = [*self.paths, *(f"-{name}" for name in self.paths)]
        return {"type": "array", "items": {"type": "string", "enum": words}, "minItems": 1, "uniqueItems": True}
