"""Sheets for those who only read: a workbook that is sent while it is written, however many rows it has.

openpyxl makes everything but the rows. It needs a quarter of a minute for a million cells; written straight into its
sheet they take a second or two, and no more memory than a few rows.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from zones.formats import plain
from zones.services.exchange.cells import LONGEST_CELL, writable

MOST_ROWS = 1_048_575  # below the headings; a sheet has no more
_ROWS_AT_ONCE = 200
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_EXACT_DIGITS = 15  # of a number in a spreadsheet
_SHEET = "xl/worksheets/sheet1.xml"
_NO_ROWS = b"</sheetData>"
_DIMENSION = re.compile(rb"<dimension [^>]*>")  # it would say that there are no rows
_MOMENTS = re.compile(rb"<dcterms:(\w+)[^>]*>[^<]*</dcterms:\1>")  # so that the same rows are the same bytes
_DAY_ZERO = date(1899, 12, 30)


def stream_workbook(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    notes: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """Yield a workbook of one sheet, piece by piece; `notes` are a second sheet that tells what the first one is.

    A text stays a text, whatever it looks like; a day and a moment are those of a spreadsheet, a moment in UTC; a
    number of more digits than a spreadsheet keeps is written as text.
    """
    skeleton, styles = _skeleton(title, headings, widths, notes or {})
    target = _Pieces()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        with zipfile.ZipFile(skeleton) as parts:
            for part in parts.infolist():
                if part.filename != _SHEET:
                    archive.writestr(_part(part.filename), _MOMENTS.sub(b"", parts.read(part)))
            beginning, _end, rest = _DIMENSION.sub(b"", parts.read(_SHEET)).partition(_NO_ROWS)
        with archive.open(_part(_SHEET), "w", force_zip64=True) as sheet:
            sheet.write(beginning)
            remaining = iter(rows)
            while some := list(islice(remaining, _ROWS_AT_ONCE)):
                sheet.write("".join(_row(row, styles) for row in some).encode())
                yield target.taken()
            sheet.write(_NO_ROWS + rest)
    yield target.taken()


def _part(name: str) -> zipfile.ZipInfo:
    """Return a part of the zip as it is whenever it is written."""
    part = zipfile.ZipInfo(name)  # of 1980-01-01
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


class _Pieces(io.RawIOBase):
    """A file that nobody can go back in: what was written to it is taken away by and by."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._buffer += data
        return len(data)

    def taken(self) -> bytes:
        data, self._buffer = bytes(self._buffer), bytearray()
        return data


def _skeleton(
    title: str, headings: Sequence[str], widths: Sequence[int], notes: Mapping[str, str]
) -> tuple[io.BytesIO, dict[type, int]]:
    """Return a workbook without rows, and the numbers in it of the styles of days and moments."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    styles: dict[type, int] = {
        date: _style(sheet["A1"], "yyyy-mm-dd"),
        datetime: _style(sheet["B1"], "yyyy-mm-dd hh:mm:ss"),
    }
    sheet.delete_rows(1)
    for place, heading in enumerate(headings, start=1):
        _put(sheet, 1, place, heading)
        sheet.column_dimensions[get_column_letter(place)].width = widths[place - 1] if widths else 18
    if notes:
        told: Any = workbook.create_sheet("notes")
        for line, (name, text) in enumerate(notes.items(), start=1):
            _put(told, line, 1, name)
            told.cell(line, 2).value = text
            told.cell(line, 2).data_type = "s"
        told.column_dimensions["A"].width, told.column_dimensions["B"].width = 18, 100
    target = io.BytesIO()
    workbook.save(target)
    return target, styles


def _style(cell: Any, number_format: str) -> int:
    cell.number_format = number_format
    return cell.style_id


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"  # whatever it begins with
    cell.fill, cell.font, cell.alignment = _HEAD, Font(bold=True), Alignment(vertical="top", wrap_text=True)


def _row(values: Sequence[Any], styles: dict[type, int]) -> str:
    # Empty cells at the end of a row are left out, and all others stand in their order: none needs to say its place.
    return f"<row>{''.join([_cell(value, styles) for value in values])}</row>"


def _cell(value: Any, styles: dict[type, int]) -> str:
    match value:
        case None | "":
            return "<c/>"
        case str():
            return (
                f'<c t="inlineStr"><is><t xml:space="preserve">{escape(writable(value)[:LONGEST_CELL])}</t></is></c>'
            )
        case bool():
            return f'<c t="b"><v>{value:d}</v></c>'
        case int() | Decimal():
            text = plain(value) if isinstance(value, Decimal) else str(value)
            exact = len(text.strip("-").replace(".", "").lstrip("0")) <= _EXACT_DIGITS
            return f"<c><v>{text}</v></c>" if exact else f'<c t="inlineStr"><is><t>{text}</t></is></c>'
        case datetime():
            moment = value.astimezone(UTC)
            share = (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
            return f'<c s="{styles[datetime]}"><v>{_days(moment.date()) + share:.9f}</v></c>'
        case date() if value >= date(1900, 3, 1):  # spreadsheets believe in 29 February 1900
            return f'<c s="{styles[date]}"><v>{_days(value)}</v></c>'
    return _cell(str(value), styles)


def _days(day: date) -> int:
    return (day - _DAY_ZERO).days
