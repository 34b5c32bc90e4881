"""Uploads: a workbook or a CSV file becomes sheets of rows, each cell with its place; a wrong file gives a sentence.

A file is looked at before it is read: what is too large, or would be once unpacked, is refused.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from zones.services.exchange.cells import as_text, value_of
from zones.services.exchange.columns import MODELS, Column, headings_of, models_by_title, normal, title

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
# A sheet of empty rows is small in a file and long to read.
MOST_EMPTY_ROWS = 100_000
LIST_SHEET = "_lists"  # what the drop-down lists of our own workbooks choose from
ERROR_SHEET = "_errors"
CSV = "CSV"  # what the one sheet of such a file is called

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z0-9:]{1,20})"')


class NotReadable(Exception):  # noqa: N818 - the name says what the file is
    """An upload is no workbook and no CSV file that we can read; the message says why, to people."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, a row (without a column) or a sheet (row 0), in a sentence."""

    sheet: str
    row: int
    column: int | None  # from 0
    heading: str
    message: str

    def __str__(self):
        place = f"{self.letter}{self.row}" if self.row else ""
        return ": ".join(filter(None, [self.sheet, " ".join(filter(None, [place, self.heading])), self.message]))

    @property
    def letter(self) -> str:
        """Return what a spreadsheet calls the column."""
        return "" if self.column is None else get_column_letter(self.column + 1)


@dataclass
class Sheet:
    """One sheet: headings, and its rows by the numbers that a spreadsheet shows beside them."""

    title: str
    model: type[models.Model] | None = None
    header_row: int = 1
    headings: list[str] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, message: str, row: int = 0, column: int | None = None) -> Problem:
        heading = self.headings[column] if column is not None and column < len(self.headings) else ""
        return Problem(self.title, row, column, heading, message)

    def place_of(self, name: str) -> int | None:
        """Return where the column of a field stands; None when the sheet has no such column."""
        return next((place for place, column in self.columns.items() if column.name == name), None)


def read_upload(data: bytes, model: type[models.Model] | None = None) -> list[Sheet]:
    """Return the sheets of an upload that hold anything; `model` says what a file of one sheet holds.

    Raises NotReadable. What is wrong with a sheet stands in its `problems`.
    """
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024**2})
    if data.startswith(_OLD_EXCEL):
        raise NotReadable(
            _("This is a workbook of an old Excel, or one with a password. Save it as .xlsx without a password.")
        )
    sheets = _read_workbook(data) if data.startswith(b"PK\x03\x04") else [_read_csv(data)]
    filled = [sheet for sheet in sheets if sheet.headings]
    if not filled:
        raise NotReadable(_("The file is empty."))
    if sum(len(sheet.rows) for sheet in filled) > MOST_ROWS:
        raise _too_many_rows()
    for sheet in filled:
        sheet.model = model if model and len(filled) == 1 else models_by_title().get(normal(sheet.title))
        _recognise(sheet)
    return filled


def _too_many_rows() -> NotReadable:
    return NotReadable(_("The file has more than %(rows)s rows. Divide it.") % {"rows": f"{MOST_ROWS:,}"})


def _recognise(sheet: Sheet) -> None:
    """Find out which column each heading names; note those that name none, or one twice."""
    if sheet.model is None:
        known = ", ".join(dict.fromkeys(title(model, get_language() or "") for model in MODELS))
        message = _("No kind of record is called “%(title)s”. Name the sheet after what it holds: %(known)s.")
        if sheet.title == CSV:
            message = _("A CSV file does not say of what it is. Choose one of: %(known)s.")
        sheet.problems.append(sheet.problem(message % {"title": sheet.title, "known": known}))
        return
    named = headings_of(sheet.model)
    for place, heading in enumerate(sheet.headings):
        column = named.get(normal(heading)) if heading else None
        if column and column in sheet.columns.values():
            message = _("The column “%(heading)s” stands here twice.") % {"heading": heading}
            sheet.problems.append(sheet.problem(message, sheet.header_row, place))
        elif column:
            sheet.columns[place] = column
        elif heading:
            message = _("There is no column “%(heading)s” for this kind of record.") % {"heading": heading[:80]}
            sheet.problems.append(sheet.problem(message, sheet.header_row, place))
        elif stray := next((n for n, cells in sheet.rows if len(cells) > place and as_text(cells[place])), None):
            sheet.problems.append(sheet.problem(_("There is no heading above this cell."), stray, place))


def _fill(sheet: Sheet, rows: Iterable[tuple[int, Sequence[Any]]]) -> Sheet:
    """Put rows into a sheet: the first that holds anything is its headings, empty ones are passed over."""
    for number, cells in rows:
        if number - (sheet.rows[-1][0] if sheet.rows else 0) > MOST_EMPTY_ROWS:
            break
        if all(cell is None or cell == "" for cell in cells):
            continue
        if any(as_text(cell) for cell in cells[MOST_COLUMNS:]):
            raise NotReadable(_("A sheet has more than %(columns)d columns.") % {"columns": MOST_COLUMNS})
        if not sheet.headings:
            sheet.header_row = number
            sheet.headings = [" ".join(as_text(cell).split()) for cell in cells[:MOST_COLUMNS]]
            while sheet.headings and not sheet.headings[-1]:
                sheet.headings.pop()
        elif any(as_text(cell) for cell in cells):
            sheet.rows.append((number, cells[:MOST_COLUMNS]))
            if len(sheet.rows) > MOST_ROWS:
                raise _too_many_rows()
    return sheet


# --- workbooks ------------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> list[Sheet]:
    damaged = NotReadable(_("The file is damaged, or it is no Excel workbook (.xlsx)."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise NotReadable(_("The workbook is too large once it is unpacked."))
            if "xl/workbook.xml" not in archive.namelist():
                raise damaged
        # Row by row; formulas are not computed but refused; links to other workbooks are not followed.
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            wanted = [each for each in workbook.worksheets if each.title not in (LIST_SHEET, ERROR_SHEET)]
            return [_read_sheet(worksheet) for worksheet in wanted]
        finally:
            workbook.close()
    except (NotReadable, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever comes when a part is missing or no XML
        raise damaged from error


def _read_sheet(worksheet: Any) -> Sheet:
    sheet = Sheet(worksheet.title)
    worksheet.reset_dimensions()  # a file may say that it has a billion cells
    rows = worksheet.iter_rows(max_col=MOST_COLUMNS + 1)
    _fill(sheet, ((number, [value_of(cell) for cell in cells]) for number, cells in enumerate(rows, start=1)))
    for area in sorted(_merged_areas(worksheet)):
        message = _("The cells %(area)s are merged. Unmerge them and fill each one in.") % {"area": area}
        first = re.match(r"[A-Z]+(\d+)", area)
        sheet.problems.append(sheet.problem(message, int(first[1]) if first else 0))
    return sheet


def _merged_areas(worksheet: Any) -> set[str]:
    """Return the merged areas of a sheet: read row by row, openpyxl passes over where they are said."""
    found, rest = set(), b""
    with worksheet._get_source() as source:
        while block := source.read(1024 * 1024):
            found |= {area.decode() for area in _MERGED.findall(rest + block)}
            rest = block[-300:]
    return found


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Sheet:
    text = _decoded(data)
    delimiter = _delimiter(text)
    try:
        return _fill(Sheet(CSV), _csv_rows(text, delimiter))
    except csv.Error as error:
        raise NotReadable(_("The file is no CSV file that can be read.")) from error


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file in UTF-8, in what Chinese Excel writes (GB 18030) or in what its BOM says."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotReadable(_("This is no Excel workbook (.xlsx) and no CSV file."))


def _delimiter(text: str) -> str:
    """Return what separates the headings: a comma, a semicolon or a tab."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
