"""Cells of a package read as what their columns hold."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones.services.package.schema import Column, Table

Keys = Mapping[str, int]  # of the records of a table, by what names them
MOST_KEPT = 10_000  # texts of a column


class Cells:
    """The cells of a table held to their columns. A text that is there again is not read again."""

    def __init__(self, table: Table, keys: Mapping[Any, Keys]):
        # The key of a tier says again what its plan and its position say.
        self._columns = [_Texts(column, keys) if column.field is not None else None for column in table.columns]
        self.fields = [column.field for column in table.columns if column.field is not None]

    def read(self, row: list[str]) -> tuple[list[Any], dict[str, str]]:
        """Return what the cells of a row say, in the order of `fields`, and what is wrong with them, by column."""
        values: list[Any] = []
        wrong: dict[str, str] = {}
        for column, text in zip(self._columns, row, strict=True):
            if column is None:
                continue
            try:
                values.append(column[text])
            except ValidationError as error:
                wrong[column.column.name] = " ".join(error.messages)
        return values, wrong


class _Texts(dict[str, Any]):
    """What the texts of a column say. Raises ValidationError for one that says nothing there."""

    def __init__(self, column: Column, keys: Mapping[Any, Keys]):
        super().__init__()
        self.column, self.named = column, keys

    def __missing__(self, text: str) -> Any:
        field, value = self.column.field, value_of(self.column, text, self.named)
        if self.column.refers_to is None and not (field.blank and value in field.empty_values):
            value = field.clean(value, None)
        if len(self) >= MOST_KEPT:
            self.clear()
        self[text] = value
        return value


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
