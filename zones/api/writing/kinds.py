"""How each kind of column is written in JSON: strictly what the schema says, or as the API itself shows it.

A kind makes of a JSON value what the cell of an import holds, so that both doors read values in the same way.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones import validators
from zones.choices import DatePrecision
from zones.formats import plain
from zones.models import Period, PlanTier
from zones.services.exchange.cells import guarded, tidy
from zones.services.exchange.columns import Column
from zones.typed import imprecise_date, written_date

MOST_LINKS = 200
_LARGEST_EXPONENT = 30
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
_NOT_KEPT = re.compile("[\ufffe\uffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TEXT, DAY = {"type": "string"}, {"type": "string", "format": "date"}


class Kind:
    """A column of text, and what all kinds share."""

    schema: dict[str, Any] = TEXT

    def __init__(self, column: Column):
        self.column = column
        self.field = column.field

    @property
    def described(self) -> dict[str, Any]:
        """Return the JSON Schema of what can be sent."""
        length = getattr(self.field, "max_length", None)
        longest = {"maxLength": length} if length and self.schema is TEXT else {}
        shape = self.schema | longest
        shape = {"oneOf": [shape, {"type": "null"}]} if self.field.null and "null" not in shape["type"] else shape
        text = str(self.field.help_text or self.field.verbose_name)
        return shape | {"description": text}

    def cell(self, value: Any) -> Any:
        """Return what the cell of an import would hold. Raises ValidationError for a value of another kind."""
        return None if value is None and self.field.null else self.read(value)

    def read(self, value: Any) -> Any:
        return guarded(_text(value))

    def says_the_same(self, record: Any, cell: Any, known: Any) -> bool:
        """Whether a value that looks like a change is only how the API shows what is there."""
        return False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("Send a text."))
    validators.printable(value)
    if _NOT_KEPT.search(value):
        raise ValidationError(_("The text contains a character that cannot be stored."))
    return tidy(value)


class Lines(Kind):
    """A text of several lines, as a list."""

    schema = {"type": "array", "items": TEXT, "maxItems": MOST_LINKS}

    def read(self, value):
        return guarded("\n".join(filter(None, map(_text, _listed(value)))))

    def says_the_same(self, record, cell, known):
        return cell == guarded("\n".join(filter(None, map(tidy, getattr(record, self.field.name).splitlines()))))


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_LINKS:
        raise ValidationError(_("Send a list of at most %(most)d.") % {"most": MOST_LINKS})
    return value


class Word(Kind):
    """A word of a closed vocabulary: its value, or the word as the API shows it."""

    @property
    def described(self):
        values = {"type": "string", "enum": [value for value, _label in self.field.choices]}
        shown = {"type": "object", "required": ["value"], "properties": {"value": values}}
        return {"oneOf": [values, shown], "description": str(self.field.verbose_name)}

    def read(self, value):
        value = value.get("value") if isinstance(value, dict) else value
        known = [each for each, _label in self.field.choices]
        if not isinstance(value, str) or value not in known:
            raise ValidationError(_("Send one of these words: %(words)s.") % {"words": ", ".join(known)})
        return value


class Number(Kind):
    """A number in base units, exactly."""

    schema = {"type": "number"}

    def read(self, value):
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValidationError(_("Send a number, in base units and without quotation marks."))
        number = _whole_as_decimal(value) if isinstance(value, int) else value
        if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
            raise ValidationError(_("Enter a number of at most %(digits)s digits.") % {"digits": 15})
        return plain(number)


def _whole_as_decimal(value: int) -> Decimal:
    """Return a whole number as a decimal; of one beyond all measure only that it is."""
    limit = 10 ** (_LARGEST_EXPONENT + 1)
    return Decimal(max(-limit, min(limit, value)))


class Whole(Number):
    """A whole number."""

    schema = {"type": "integer"}

    def read(self, value):
        text = super().read(value)
        if "." in text:
            raise ValidationError(_("Enter a whole number."))
        return text


class YesNo(Kind):
    schema = {"type": "boolean"}

    def read(self, value):
        if not isinstance(value, bool):
            raise ValidationError(_("Send true or false."))
        return value


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValidationError(_("Send a day such as 2021-03-17."))


class Day(Kind):
    schema = DAY

    def read(self, value):
        return _day(value).isoformat()


class ImpreciseDay(Kind):
    """A date known to the day, month or year: as the API shows it, or as people write it."""

    @property
    def described(self):
        precision = {"type": "string", "enum": DatePrecision.values}
        shown = {
            "type": "object",
            "required": ["date", "precision"],
            "properties": {"date": DAY, "precision": precision},
        }
        shapes = [shown, {"type": "string", "examples": ["2021", "2021-03", "2021-03-17"]}]
        return {
            "oneOf": [*shapes, {"type": "null"}] if self.field.null else shapes,
            "description": str(self.field.help_text or self.field.verbose_name),
        }

    def read(self, value):
        if isinstance(value, dict):
            precision = value.get("precision")
            if not isinstance(precision, str) or precision not in DatePrecision.values:
                raise ValidationError(
                    _("Send one of these words: %(words)s.") % {"words": ", ".join(DatePrecision.values)}
                )
            return written_date(_day(value.get("date")), precision)
        return written_date(*imprecise_date(_text(value)))


class One(Kind):
    """Another record: by its slug, a period by its number, a tier by its position; or as the API shows it."""

    @property
    def key_name(self) -> str:
        return {Period: "number", PlanTier: "position"}.get(self.field.related_model, "slug")

    @property
    def key_schema(self) -> dict[str, Any]:
        key = TEXT if self.key_name == "slug" else {"type": "integer"}
        shown = {"type": "object", "required": [self.key_name], "properties": {self.key_name: key}}
        return {"oneOf": [key, shown]}

    @property
    def described(self):
        shapes = self.key_schema["oneOf"]
        named = [*shapes, {"type": "null"}] if self.field.null else shapes
        text = _("%(kind)s: its %(key)s.") % {"kind": self.field.verbose_name, "key": self.key_name}
        return {"oneOf": named, "description": text}

    def read(self, value):
        return self.key(value)

    def key(self, value: Any) -> str:
        value = value.get(self.key_name) if isinstance(value, dict) else value
        if self.key_name == "slug":
            if not isinstance(value, str) or not _SLUG.fullmatch(value):
                raise ValidationError(_("Send the slug of a record."))
            return value
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1000:
            raise ValidationError(_("Enter a whole number."))
        return str(value)

    def says_the_same(self, record, cell, known):
        """A link to what its reader may not see is shown as none."""
        key = getattr(record, self.field.attname)
        if cell is not None or key is None or key < 0:
            return False
        there = getattr(record, self.field.name)
        return self.field.related_model not in (Period, PlanTier) and known.find(type(there), there.slug) is None


class Several(One):
    """Other records, by their slugs."""

    @property
    def described(self):
        items = {"type": "array", "items": self.key_schema, "maxItems": MOST_LINKS}
        return items | {"description": str(self.field.help_text or self.field.verbose_name)}

    def cell(self, value):
        return ",".join(self.key(each) for each in _listed(value))

    def says_the_same(self, record, cell, known):
        return False


_KINDS: tuple[tuple[type[models.Field], type[Kind]], ...] = (
    (models.ManyToManyField, Several),
    (models.ForeignKey, One),
    (models.BooleanField, YesNo),
    (models.DateField, Day),
    (models.DecimalField, Number),
    (models.IntegerField, Whole),
)


def kind_of(column: Column, *, as_lines: bool = False) -> Kind:
    """Return how a column is written; `as_lines` when the API shows its text as a list."""
    if as_lines:
        return Lines(column)
    if column.is_imprecise:
        return ImpreciseDay(column)
    if column.field.choices:
        return Word(column)
    return next((kind for sort, kind in _KINDS if isinstance(column.field, sort)), Kind)(column)
