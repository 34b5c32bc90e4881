"""Kinds of filters. Each says in `schema()` (JSON Schema) which values it takes, for the API's description.

A value that means nothing is an error that names it, never a filter that is silently left out. `several` filters take
their parameter more than once and keep what matches any of the values.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from zones import dates, ordering, validators
from zones.choices import DatePrecision
from zones.filtersets.fields import (
    KEY_PATTERNS,
    LONGEST_TEXT,
    MOST_VALUES,
    DayField,
    MomentField,
    OrderField,
    PeriodCodesField,
    RecordsField,
    TextsField,
    WordsField,
)


class SeveralFilter(Filter):
    several = True

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


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


class ThroughTable(Related):
    """Rows linked to one of the records by a many-to-many table, without a join and the duplicates that it brings.

    `via` is the column of the filtered rows that holds the key of the linked ones: `indicator` for figures whose
    indicator has a theme.
    """

    def __init__(self, records: QuerySet, links, *, via: str = "pk", **kwargs):
        super().__init__(records, **kwargs)
        self.links, self.via = links, via

    def filter(self, qs, value):
        if not value:
            return qs
        owner, linked = self.links.field.m2m_field_name(), self.links.field.m2m_reverse_field_name()
        rows = self.links.through.objects.filter(**{owner: OuterRef(self.via), f"{linked}__in": value})
        return qs.filter(Exists(rows))


class Words(SeveralFilter):
    """Rows with one of some words of a vocabulary."""

    field_class = WordsField

    def schema(self) -> dict:
        words = {"type": "string", "enum": [str(word) for word, _label in self.extra["choices"]]}
        return {"type": "array", "items": words, "minItems": 1, "maxItems": MOST_VALUES}


class PeriodCodes(SeveralFilter):
    """Figures of exactly one of the periods."""

    field_class = PeriodCodesField

    def filter(self, qs, value):
        periods = Q()
        for start, end in value:
            periods |= Q(period_start=start, period_end=end)
        return qs.filter(periods)

    def schema(self) -> dict:
        return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_VALUES}


class Texts(SeveralFilter):
    """Rows with exactly one of the texts."""

    field_class = TextsField

    def schema(self) -> dict:
        return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_VALUES}


class SingleFilter(Filter):
    several = False


class YesNo(SingleFilter):
    """Rows with or without something; `positive` is the condition for true."""

    field_class = forms.TypedChoiceField

    def __init__(self, positive: Q, **kwargs):
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

    def filter(self, qs, value):
        return qs if value is None else qs.filter(self.positive if value else ~self.positive)

    def schema(self) -> dict:
        return {"type": "boolean"}


class Search(SingleFilter):
    """Rows that contain the text, in any of some columns, in either language."""

    field_class = forms.CharField

    def __init__(self, *columns: str, **kwargs):
        super().__init__(
            max_length=LONGEST_TEXT,
            validators=[validators.printable],
            widget=forms.TextInput(attrs={"type": "search"}),
            **kwargs,
        )
        self.columns = columns

    def filter(self, qs, value):
        found = Q()
        for column in self.columns if value else ():
            found |= Q(**{f"{column}__icontains": value})
        return qs.filter(found)

    def schema(self) -> dict:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


class NumberBound(SingleFilter):
    """Rows with a number from or up to a value; those without one are left out."""

    field_class = forms.DecimalField

    def __init__(self, field_name: str, lookup_expr: str, **kwargs):
        super().__init__(field_name, lookup_expr, max_digits=20, decimal_places=4, **kwargs)

    def schema(self) -> dict:
        return {"type": "number"}


class DayBound(SingleFilter):
    """Rows with a day from (`gte`) or up to (`lte`) a day, both included; those without one are left out."""

    field_class = DayField

    def schema(self) -> dict:
        return {"type": "string", "format": "date"}


class ImpreciseDayBound(DayBound):
    """The same for dates with a precision: one known to the month or year counts as its last day."""

    def filter(self, qs, value):
        return qs.filter(self._condition(value)) if value else qs

    def _condition(self, day: date) -> Q:
        # In terms of the stored first days: one whose last day is not after `day` lies before the next one's start.
        lookup, edge = ("gte", day) if self.lookup_expr == "gte" else ("lt", day + timedelta(days=1))
        condition = Q()
        for precision in DatePrecision:
            bound = {f"{self.field_name}__{lookup}": dates.first_day(edge, precision)}
            condition |= Q(**{f"{self.field_name}_precision": precision}, **bound)
        return condition


class Moment(SingleFilter):
    """Rows with a moment on or after one."""

    field_class = MomentField

    def __init__(self, field_name: str, **kwargs):
        super().__init__(field_name, "gte", widget=forms.HiddenInput, **kwargs)

    def schema(self) -> dict:
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}


class Order(SingleFilter):
    """The order of the rows, by columns from a list; unknown values come last in either direction."""

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
