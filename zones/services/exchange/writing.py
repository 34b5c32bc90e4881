"""Sheets written out: as a workbook with drop-down lists and notes, and as CSV; nothing in them is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any

from django.db import models
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zones.services.exchange.cells import Refused, csv_text, guarded
from zones.services.exchange.columns import Column
from zones.services.exchange.reading import LIST_SHEET, MOST_ROWS
from zones.services.exchange.widgets import widget_of

BOM = "\ufeff"  # without it a spreadsheet takes Chinese in UTF-8 for something else
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_REQUIRED = PatternFill("solid", fgColor="F8CBAD")
_READ_ONLY = PatternFill("solid", fgColor="E7E6E6")
_WRONG = PatternFill("solid", fgColor="FF9999")
_PIECE = 30_000  # characters sent at once
_TEXT = "@"  # a spreadsheet leaves such a cell as it is typed: 1+4+N, 2021-03


@dataclass
class Table:
    """What one sheet holds. `notes` are said at cells by row and column, counted from 1, and colour them."""

    title: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Any]]
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    header_row: int = 1


def write_workbook(tables: Iterable[Table], target: IO[bytes], *, language: str) -> None:
    """Write sheets into a workbook, row by row, that help to fill them in.

    Their columns have drop-down lists, notes on their headings, and colours for what is required or only shown.
    """
    workbook = Workbook(write_only=True)
    lists: list[list[str]] = []
    for table in tables:
        sheet = workbook.create_sheet(table.title[:31])
        _lay_out(sheet, table, language, lists)
        for _line in range(1, table.header_row):
            sheet.append([])
        headings = [_head_cell(sheet, column, language) for column in table.columns]
        for number, row in enumerate(chain([headings], table.rows), start=table.header_row):
            sheet.append([_cell(sheet, value, table.notes.get((number, place))) for place, value in enumerate(row, 1)])
    if lists:
        hidden = workbook.create_sheet(LIST_SHEET)
        hidden.sheet_state = "hidden"
        for values in lists:
            hidden.append([guarded(value) for value in values])
    workbook.save(target)


def _lay_out(sheet: Any, table: Table, language: str, lists: list[list[str]]) -> None:
    """Say what must be said of a sheet before its first row: widths, formats and drop-down lists."""
    sheet.freeze_panes = f"A{table.header_row + 1}"
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width(column)
        if isinstance(column, Column):
            if not isinstance(column.field, models.DecimalField | models.IntegerField):
                sheet.column_dimensions[letter].number_format = _TEXT
            with override(language):
                values = widget_of(column).choices()
            if values and not column.is_read_only:
                if values not in lists:
                    lists.append(values)
                area = f"{letter}{table.header_row + 1}:{letter}{table.header_row + MOST_ROWS}"
                sheet.data_validations.append(_drop_down(values, lists.index(values) + 1, area))


def _drop_down(values: Sequence[str], line: int, area: str) -> DataValidation:
    """Return the list of a vocabulary; it stands in a row of the hidden sheet, for a label may hold a comma."""
    choices = f"{LIST_SHEET}!$A${line}:${get_column_letter(len(values))}${line}"
    return DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True, sqref=area)


def _head_cell(sheet: Any, column: Column | str, language: str) -> Cell:
    if isinstance(column, str):
        cell = WriteOnlyCell(sheet, guarded(column))
        cell.fill = _HEAD
    else:
        cell = WriteOnlyCell(sheet, column.heading(language))
        cell.fill = _READ_ONLY if column.is_read_only else _REQUIRED if column.is_required else _HEAD
        note = column.note(language)
        if note:
            cell.comment = _comment(note)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any, note: str | None) -> Any:
    """Return what is appended to a sheet: a text stays a text, also one of digits."""
    if isinstance(value, Refused):
        value = value.content
    if isinstance(value, Cell):
        cell = value
    elif isinstance(value, str) and value:
        cell = WriteOnlyCell(sheet, guarded(value))
        cell.number_format = _TEXT
    elif note is None:
        return None if value == "" else value
    else:
        cell = WriteOnlyCell(sheet, value)
    if note is not None:
        cell.fill = _WRONG
        cell.comment = _comment(note)
    return cell


def _comment(text: str) -> Comment:
    return Comment(text, "", height=30 + 20 * (len(text) // 30 + text.count("\n") + 1), width=300)


def width(column: Column | str) -> int:
    """Return how wide a column is in a sheet, in characters."""
    if isinstance(column, str) or isinstance(column.field, models.TextField):
        return 30
    return 24 if isinstance(column.field, models.CharField) and not column.field.choices else 16


def write_csv(lines: Iterable[Sequence[Any]], *, for_spreadsheets: bool = True) -> Iterator[str]:
    """Yield a CSV file piece by piece.

    One that is opened in a spreadsheet begins with a byte order mark, and texts in it that look like formulas stand
    behind an apostrophe. Without that every text is exactly as it is kept: for programs.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if for_spreadsheets:
        buffer.write(BOM)
    for line in lines:
        writer.writerow([csv_text(guarded(value) if for_spreadsheets else value) for value in line])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
