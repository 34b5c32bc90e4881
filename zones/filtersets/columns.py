"""What can be asked of a column, by its type: the one table from which every list has its `field__lookup` filters.

A new column of a model is asked for by itself. The bare name takes what a row shows, any of several; `__in` is the
same said aloud. Latin letters may be large or small in `__contains`, not in the exact lookups.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django_filters import Filter

from zones.filtersets.fields import (
    MOST_VALUES,
    DayField,
    KnownDateField,
    NumberField,
    TextField,
    ValuesField,
    WholeNumberField,
)
from zones.filtersets.filters import (
    Contains,
    DayBound,
    ImpreciseDayBound,
    Moment,
    NumberBound,
    SeveralFilter,
    Words,
    YesNo,
    labelled,
    missing,
)

# What no row shows, and the version, which is compared (If-Match) and not looked for.
INTERNAL = {"is_public", "accepted_version", "version"}
BOUNDS = ("gte", "gt", "lte", "lt")

Questions = dict[str, Filter]


class OneOf(SeveralFilter):
    """Rows with exactly one of the values. `each` understands a value, `item` describes it."""

    field_class = ValuesField

    def __init__(self, field_name: str, *, each: forms.Field, item: dict, **kwargs):
        super().__init__(field_name, each=each, **kwargs)
        self.item = item

    def schema(self) -> dict:
        return {"type": "array", "items": self.item, "minItems": 1, "maxItems": MOST_VALUES}


class KnownDates(OneOf):
    """Rows with exactly one of the dates, known just as precisely."""

    def condition(self, value):
        found = Q()
        for day, precision in value:
            found |= Q(**{self.field_name: day, f"{self.field_name}_precision": precision})
        return found


class WholeNumberBound(NumberBound):
    """The same for whole numbers."""

    field_class = WholeNumberField

    def __init__(self, field_name: str, lookup_expr: str, **kwargs):
        super(NumberBound, self).__init__(field_name, lookup_expr, **kwargs)

    def condition(self, value):
        # Of -1 Django knows that every number of a column without a sign is above it, and would keep the unknown too.
        return super().condition(value) & Q(**{f"{self.field_name}__isnull": False})

    def schema(self) -> dict:
        return {"type": "integer"}


def column_filters(model: type[models.Model]) -> dict[str, Questions]:
    """Return the filters of a model's own columns, by column and lookup; "" is the bare name."""
    shown = (column for column in model._meta.concrete_fields if _is_shown(column))
    return {column.name: questions for column in shown if (questions := _questions(column))}


def _is_shown(column: Any) -> bool:
    return not (column.primary_key or column.is_relation or column.name in INTERNAL)


def _questions(column: Any) -> Questions:
    if column.choices:
        words = Words(column.name, choices=column.choices, label=column.verbose_name)
        return {"": words, "in": words}
    if column.name in getattr(column.model, "imprecise_dates", ()):
        return _known_date(column)
    return next((questions(column) for kind, questions in _BY_TYPE.items() if isinstance(column, kind)), {})


def _known_date(column: Any) -> Questions:
    text = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}
    return _exact(column, KnownDateField(), text, KnownDates) | _bounds(column, ImpreciseDayBound) | _unknown(column)


def _day(column: Any) -> Questions:
    day = {"type": "string", "format": "date"}
    return _exact(column, DayField(), day) | _bounds(column, DayBound) | _unknown(column)


def _moment(column: Any) -> Questions:
    return _bounds(column, Moment) | _unknown(column)


def _decimal(column: Any) -> Questions:
    digits = {"max_digits": column.max_digits, "decimal_places": column.decimal_places}
    exact = _exact(column, NumberField(**digits), {"type": "number"})
    return exact | _bounds(column, NumberBound, **digits) | _unknown(column)


def _whole_number(column: Any) -> Questions:
    exact = _exact(column, WholeNumberField(), {"type": "integer"})
    return exact | _bounds(column, WholeNumberBound) | _unknown(column)


def _truth(column: Any) -> Questions:
    return {"": YesNo(Q(**{column.name: True}), label=column.verbose_name)}


def _long_text(column: Any) -> Questions:
    found: Questions = {"contains": Contains(column.name, label=labelled(column.verbose_name, "contains"))}
    if column.blank and not column.unique:  # an empty slug is made before it is stored
        found["empty"] = YesNo(Q(**{column.name: ""}), label=labelled(column.verbose_name, "empty"))
    return found


def _line(column: Any) -> Questions:
    return _exact(column, TextField(), {"type": "string"}) | _long_text(column)


def _exact(column: Any, each: forms.Field, item: dict, kind: type[OneOf] = OneOf) -> Questions:
    one_of = kind(column.name, each=each, item=item, label=column.verbose_name)
    return {"": one_of, "in": one_of}


def _bounds(column: Any, kind: type[Filter], **kwargs: Any) -> Questions:
    label = column.verbose_name
    return {lookup: kind(column.name, lookup, label=labelled(label, lookup), **kwargs) for lookup in BOUNDS}


def _unknown(column: Any) -> Questions:
    return {"isnull": missing(column.name, column.verbose_name)} if column.null else {}


# The first that fits: a moment is a day too, and an address of the web a line. Files are not asked for.
_BY_TYPE: dict[type[models.Field], Callable[[Any], Questions]] = {
    models.BooleanField: _truth,
    models.DateTimeField: _moment,
    models.DateField: _day,
    models.DecimalField: _decimal,
    models.IntegerField: _whole_number,
    models.TextField: _long_text,
    models.FileField: lambda _column: {},
    models.CharField: _line,
}
