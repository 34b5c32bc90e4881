"""Cells of a package read as what their columns hold."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones.services.package.schema import Column

Keys = Mapping[str, int]  # of the records of a table, by what names them


def value_of(column: Column, text: str, keys: Mapping[Any, Keys]) -> Any:
    """Return what a cell says: of a column that refers to another table, the key there. Raises ValidationError."""
    if text == "":
        if column.is_required:
            raise ValidationError(_("This cell must not be empty."))
        return "" if column.refers_to is None and not column.field.null else None
    if column.refers_to is not None:
        if text not in keys[column.refers_to]:
            raise ValidationError(_("There is no record %(key)s.") % {"key": text[:120]})
        return keys[column.refers_to][text]
    return _plain_value(column.field, text)


def _plain_value(field: Any, text: str) -> Any:
    try:
        match field:
            case models.BooleanField():
                return {"true": True, "false": False}[text]
            case models.DateTimeField():
                moment = datetime.fromisoformat(text)
                return moment if moment.tzinfo else _refuse(text)
            case models.DateField():
                return date.fromisoformat(text)
            case models.DecimalField() | models.IntegerField():
                return field.to_python(text)
    except (ValueError, KeyError, OverflowError, ArithmeticError):
        _refuse(text)
    return text


def _refuse(text: str) -> Any:
    raise ValidationError(_("“%(value)s” is no value of this column.") % {"value": text[:60]})
