"""Export: records as rows, templates to fill in, and a plan with all its members as one workbook.

Editors get every column, so that a file can be changed and uploaded again. What everybody gets (`public`) holds public
records only, says nothing that is for editors, names no record that is not public, and says what links are called.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from zones.models import Observation, Plan, ProgressUpdate, Target
from zones.services.exchange.cells import guarded
from zones.services.exchange.chunks import in_chunks
from zones.services.exchange.columns import (
    BOTH,
    LANGUAGES,
    PLAN_SHEETS,
    Column,
    columns_of,
    public_columns_of,
    title,
)
from zones.services.exchange.known import related, visible
from zones.services.exchange.reading import ERROR_SHEET
from zones.services.exchange.resources import PublicField, RecordField
from zones.services.exchange.rows import Preview
from zones.services.exchange.sheets import stream_workbook
from zones.services.exchange.writing import Table, width, write_csv, write_workbook

CHUNK = 500  # records held in memory at once


def export_rows(
    model: type[models.Model], records: models.QuerySet, language: str, *, public: bool = False, words: str = ""
) -> Iterator[list[Any]]:
    """Yield the headings of a model and a row for each record, with codes as labels and links as addresses.

    `language` is one of LANGUAGES, or BOTH for headings in both; labels and names are then in the language `words`,
    in Chinese if that is not said.
    """
    columns = public_columns_of(model) if public else columns_of(model)
    yield [column.heading(language) for column in columns]
    yield from _values(columns, records, _language_of_words(language, words), public=public)


def _language_of_words(language: str, words: str) -> str:
    return language if language != BOTH else words or LANGUAGES[0]


def _values(
    columns: Sequence[Column], records: models.QuerySet, language: str, *, public: bool = False
) -> Iterator[list[Any]]:
    fields = [PublicField(column) if public else RecordField(column) for column in columns]
    asked: Any = records.select_related(None).prefetch_related(None)  # what a page shows beside its rows is not read
    if public and hasattr(asked, "published"):
        asked = asked.published()
    for record in _read(related(asked)):
        with override(language):  # not across a yield
            row = [each.export(record) for each in fields]
        yield row


def _read(records: models.QuerySet) -> Iterator[models.Model]:
    """Yield records in their order, read chunk by chunk."""

    def read(keys: list[int]) -> dict[int, models.Model]:
        return {record.pk: record for record in records.order_by().filter(pk__in=keys)}

    return chain.from_iterable(in_chunks(records, read, size=CHUNK))


def export_csv(records: models.QuerySet, *, language: str, public: bool = False, words: str = "") -> Iterator[str]:
    """Yield the lines of a CSV file of records."""
    return write_csv(export_rows(records.model, records, language, public=public, words=words))


def export_workbook(records: models.QuerySet, target: IO[bytes], *, language: str) -> None:
    """Write records into a workbook of one sheet that can be imported again."""
    write_workbook([_table(records.model, records, language)], target, language=language)


def public_workbook(records: models.QuerySet, *, language: str, words: str = "") -> Iterator[bytes]:
    """Yield, piece by piece, a workbook of the public ones among records; languages as in `export_rows`."""
    columns = public_columns_of(records.model)  # type: ignore[arg-type] # a class is hashable
    values = _values(columns, records, _language_of_words(language, words), public=True)
    return stream_workbook(
        title(records.model, _language_of_words(language, words)),
        [column.heading(language) for column in columns],
        ([guarded(value) for value in row] for row in values),
        widths=[width(column) for column in columns],
    )


def export_plan(plan: Plan, target: IO[bytes], *, user: AbstractBaseUser, language: str) -> None:
    """Write a plan and its members, as far as `user` may see them, into one workbook."""
    tables = [_table(model, _members(plan, model, user), language) for model in PLAN_SHEETS]
    write_workbook(tables, target, language=language)


def template(target: IO[bytes], *, language: str, model: type[models.Model] | None = None) -> None:
    """Write an empty workbook to be filled in: of a model, or of a plan with all its members."""
    chosen = [model] if model else PLAN_SHEETS
    tables = [Table(title(each, language), entered_columns(each, in_plan=model is None), []) for each in chosen]
    write_workbook(tables, target, language=language)


def template_csv(model: type[models.Model], *, language: str) -> Iterator[str]:
    """Yield the headings of a model as a CSV file."""
    return write_csv([[column.heading(language) for column in entered_columns(model)]])


def entered_columns(model: type[models.Model], in_plan: bool = False) -> list[Column]:
    """Return the columns to be filled in for new records; in a plan's workbook plan and zone need not be said."""
    left_out = {"version"}
    if in_plan and model is not Plan:
        left_out |= {"plan", "zone"}
    return [column for column in columns_of(model) if not column.is_read_only and column.name not in left_out]


def _table(model: type[models.Model], records: models.QuerySet, language: str) -> Table:
    columns = columns_of(model)
    return Table(title(model, language), columns, _values(columns, records, language))


def _members(plan: Plan, model: type[models.Model], user: AbstractBaseUser) -> models.QuerySet:
    """Return a plan's records of a model; its figures are those of its initiatives and of what its targets promise."""
    seen = visible(model, user)
    if model is Plan:
        return seen.filter(pk=plan.pk)
    if model is ProgressUpdate:
        return seen.filter(initiative__plan=plan)
    if model is Observation:
        promised = Target.objects.filter(plan=plan).values("indicator")
        of_zone = Q(initiative=None, zone=plan.zone_id, indicator__in=promised)
        return seen.filter(Q(initiative__plan=plan) | of_zone)
    return seen.filter(plan=plan)


def error_workbook(preview: Preview, target: IO[bytes], *, language: str) -> None:
    """Write an upload again, its wrong cells coloured and with a comment each, and a sheet that lists the errors."""
    with override(language):
        headings = [_("Sheet"), _("Row"), _("Column"), _("Heading"), _("Error")]
    problems = preview.problems
    lines = [[each.sheet, each.row or "", each.letter, each.heading, each.message] for each in problems]
    tables = [Table(ERROR_SHEET, headings, lines)]
    for sheet in preview.sheets:
        notes: dict[tuple[int, int], str] = {}
        for each in problems:
            if each.sheet == sheet.title:
                place = max(each.row, sheet.header_row), (each.column or 0) + 1
                notes[place] = "\n".join(filter(None, [notes.get(place), each.message]))
        columns = [sheet.columns.get(place, heading) for place, heading in enumerate(sheet.headings)]
        width = max([len(columns), *(place for _row, place in notes)])
        rows = list(_with_gaps(sheet.header_row, sheet.rows, width))
        tables.append(Table(sheet.title, columns, rows, notes, sheet.header_row))
    write_workbook(tables, target, language=language)


def _with_gaps(before: int, rows: Iterable[tuple[int, Sequence[Any]]], width: int) -> Iterator[Sequence[Any]]:
    """Yield the cells of rows, and nothing for rows between them: what was in row 7 stays there."""
    for number, cells in rows:
        yield from [()] * (number - before - 1)
        yield [cells[place] if place < len(cells) else "" for place in range(width)]
        before = number
