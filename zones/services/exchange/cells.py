"""What stands in a cell: text that no spreadsheet takes for a formula, and text as it was before that."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zones.formats import plain

LONGEST_CELL = 32_767  # characters; a spreadsheet cuts off what is longer
# What a spreadsheet may take for a formula, in half and full width. A text that begins like a guarded one is guarded
# too, so that taking the guard away gives back exactly what was there.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Refused:
    """Stands for a cell whose content cannot be taken as a value, whatever its column."""

    content: str
    reason: str


def guarded(value: Any) -> Any:
    """Return a value so that it can stand in a cell: a text that looks like a formula behind an apostrophe.

    >>> guarded("=1+1"), guarded(81000)
    ("'=1+1", 81000)
    """
    if not isinstance(value, str):
        return value
    text = writable(value)
    return f"'{text}" if _FORMULA.match(text) else text


def writable(text: str) -> str:
    """Return a text without what no file of a spreadsheet can hold, such as control characters."""
    return _UNWRITABLE.sub("\ufffd", text)


def csv_text(value: Any) -> str:
    """Return a value as a cell of a CSV file holds it: numbers with every digit, moments in UTC, true and false.

    >>> csv_text(Decimal("35.900")), csv_text(True), csv_text(None)
    ('35.9', 'true', '')
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def as_text(value: Any) -> str:
    """Return what a cell holds as text, without the apostrophe of `guarded` and the spaces around it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case float():  # a spreadsheet keeps 15 digits: 0.1 + 0.2 is 0.3 there
            return f"{Decimal(f'{value:.15g}'):f}"
        case Refused():
            return value.content
        case str():
            text = tidy(value)
            return text[1:] if _GUARDED.match(text) else text
    return str(value)


def tidy(text: str) -> str:
    """Return a text with one kind of line ends and no space around it, as it is compared."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def value_of(cell: Any) -> Any:
    """Return what a workbook's cell holds; a date as text where the cell shows only its month or year.

    A spreadsheet makes 2021-03-01 of a typed 2021年3月, and 0.359 of 35.9%; what is shown is what was meant.
    """
    value = cell.value
    if value is None or (isinstance(value, str) and cell.data_type not in "fe"):
        return value
    if cell.data_type == "f":
        return Refused(str(value), _("The cell holds a formula. Enter the value instead."))
    if cell.data_type == "e":
        return Refused(str(value), _("The cell holds an error of the spreadsheet: %(error)s.") % {"error": value})
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", cell.number_format or "").lower()
    if isinstance(value, date):
        return as_text(value)[: 10 if "d" in shown else 7 if "m" in shown else 4 if "y" in shown else None]
    if "%" in shown and isinstance(value, int | float):
        return f"{plain(Decimal(as_text(value)) * 100)}%"
    return value
