"""How a value is written into a cell and read back: django-import-export's widgets for the kinds of values we have.

`render` gives what stands in an exported cell, in the language in force; `clean` takes what people write there, in
either language, and raises ValidationError with a sentence for them; `shown` is the text that two values have in
common when they are the same.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from import_export.widgets import Widget

from zones.choices import DatePrecision
from zones.dates import last_day
from zones.formats import plain
from zones.models import Period, PlanTier
from zones.services.exchange.cells import as_text, tidy
from zones.services.exchange.columns import LANGUAGES, Column, normal
from zones.typed import figure, imprecise_date, written_date

MOST_DIGITS = 15  # that a spreadsheet keeps of a number
_SEPARATORS = re.compile("[,，、;；\n]")


class Words(Widget):
    """Text of any length."""

    def __init__(self, column: Column):
        super().__init__()
        self.field = column.field

    def clean(self, value: Any, row: Any = None, **context: Any) -> Any:
        return as_text(value)

    def render(self, value: Any, obj: Any = None, **context: Any) -> Any:
        return tidy(value or "")

    def shown(self, value: Any) -> str:
        return str(self.render(value))

    def choices(self) -> list[str]:
        """Return what a drop-down list offers, in the language in force; nothing where anything can be entered."""
        return []


class Figure(Words):
    """A number in base units; what a spreadsheet could not keep exactly is written as text."""

    def clean(self, value, row=None, **context):
        text = as_text(value)
        return figure(text, percent=self.field.name.endswith("_percent")) if text else None

    def render(self, value, obj=None, **context):
        if value is None:
            return ""
        text = plain(Decimal(value))
        if len(text.lstrip("-0.").replace(".", "")) > MOST_DIGITS:
            return text
        return Decimal(text) if "." in text else int(text)


def whole(text: str, *, percent: bool = False) -> int:
    """Return the whole number that a text writes. Raises ValidationError."""
    number = figure(text, percent=percent)
    if number != number.to_integral_value():
        raise ValidationError(_("Enter a whole number."))
    return int(number)


class Whole(Words):
    """A whole number: a position, a year, a percentage."""

    def clean(self, value, row=None, **context):
        text = as_text(value)
        return whole(text, percent=self.field.name == "percent") if text else None

    def render(self, value, obj=None, **context):
        return "" if value is None else value


class YesNo(Words):
    """Yes or no, in either language."""

    def clean(self, value, row=None, **context):
        text = normal(as_text(value))
        if not text:
            return None
        for answer, words in ((True, _words("yes", "true", "1", "y")), (False, _words("no", "false", "0", "n"))):
            if text in words:
                return answer
        raise ValidationError(_("Enter %(yes)s or %(no)s.") % {"yes": _("yes"), "no": _("no")})

    def render(self, value, obj=None, **context):
        return "" if value is None else _("yes") if value else _("no")

    def choices(self) -> list[str]:
        return [_("yes"), _("no")]


def _words(label: str, *others: str) -> set[str]:
    words = {label, *others}
    for language in LANGUAGES:
        with override(language):
            words.add(normal(_(label)))
    return words


class Vocabulary(Words):
    """One of a closed list: its label in either language or its code."""

    def __init__(self, column):
        super().__init__(column)
        self.values: dict[str, str] = {}
        for language in LANGUAGES:
            with override(language):
                self.values |= {normal(str(label)): value for value, label in self.field.choices}
        self.values |= {value: value for value, _label in self.field.choices}

    def clean(self, value, row=None, **context):
        text = normal(as_text(value))
        if text and text not in self.values:
            raise ValidationError(
                _("“%(text)s” is not among the choices: %(choices)s.")
                % {"text": as_text(value)[:60], "choices": ", ".join(self.choices())}
            )
        return self.values[text] if text else None

    def render(self, value, obj=None, **context):
        return str(dict(self.field.choices).get(value, value or ""))

    def choices(self) -> list[str]:
        return [str(label) for _value, label in self.field.choices]


class Day(Words):
    """A date; a month or a year stands for its first day, or for its last where a period ends."""

    def clean(self, value, row=None, **context):
        text = as_text(value)
        if not text:
            return None
        day, precision = imprecise_date(text)
        return last_day(day, precision) if self.field.name == "period_end" else day

    def render(self, value, obj=None, **context):
        return value.isoformat() if value else ""


class ImpreciseDay(Words):
    """A date with how much of it is known: a pair, or None."""

    def clean(self, value, row=None, **context) -> tuple[date, DatePrecision] | None:
        text = as_text(value)
        return imprecise_date(text) if text else None

    def render(self, value, obj=None, **context):
        return written_date(*value) if value else ""


class One(Words):
    """A record by its address, a period by its number, a tier by its position in the plan of the row's record."""

    @property
    def model(self) -> type[models.Model]:
        return self.field.related_model

    def clean(self, value, row=None, *, known=None, record=None, **context):
        keys = list(self.keys(value))
        if not keys:
            return None
        if self.model is PlanTier:
            plan = record.plan if record.plan_id else None
            found = known.tier(plan, keys[0]) if plan else None
        else:
            found = known.find(self.model, keys[0])
        if found is None:
            raise self.unknown(keys[0])
        return found

    def render(self, value, obj=None, **context):
        if value is None:
            return ""
        return value.position if self.model is PlanTier else value.natural_key()[0]

    def keys(self, value: Any) -> Iterable[Any]:
        """Yield what the cell names, as `Known` finds it. Raises ValidationError for what is no number."""
        if text := as_text(value):
            yield self.key(text)

    def key(self, text: str) -> Any:
        return whole(text) if self.model in (PlanTier, Period) else text

    def unknown(self, key: Any) -> ValidationError:
        if self.model is PlanTier:
            return ValidationError(_("The plan has no tier at position %(position)s.") % {"position": key})
        kind = self.model._meta.verbose_name
        return ValidationError(
            _("There is no %(kind)s with the address “%(address)s”.") % {"kind": kind, "address": str(key)[:120]}
        )


class Several(One):
    """Records by their addresses, separated by commas."""

    def clean(self, value, row=None, *, known=None, record=None, **context):
        found = {key: known.find(self.model, key) for key in self.keys(value)}
        for key, member in found.items():
            if member is None:
                raise self.unknown(key)
        return list(found.values())

    def render(self, value, obj=None, **context):
        return ", ".join(sorted(member.natural_key()[0] for member in value or ()))

    def keys(self, value):
        return filter(None, (part.strip() for part in _SEPARATORS.split(as_text(value))))


class Names(Words):
    """What one or several records are called, in the order of their addresses; only shown."""

    def render(self, value, obj=None, **context):
        if value is None or isinstance(value, models.Model):
            return _called(value) if value else ""
        return pgettext("list", ", ").join(_called(each) for each in sorted(value, key=lambda each: each.slug))


def _called(record: Any) -> str:
    return record.label if isinstance(record, PlanTier) else record.name


_WIDGETS: tuple[tuple[type[models.Field], type[Words]], ...] = (
    (models.ManyToManyField, Several),
    (models.ForeignKey, One),
    (models.BooleanField, YesNo),
    (models.DateField, Day),
    (models.DecimalField, Figure),
    (models.IntegerField, Whole),
)


def widget_of(column: Column) -> Words:
    """Return the widget for a column's kind of values."""
    if column.says_names:
        return Names(column)
    if column.is_imprecise:
        return ImpreciseDay(column)
    if column.field.choices:
        return Vocabulary(column)
    return next((widget for kind, widget in _WIDGETS if isinstance(column.field, kind)), Words)(column)
