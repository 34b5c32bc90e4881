"""A package read back into an instance that has no records: all of it, exactly as it was published, or nothing.

First every cell is held to its column and every name to the table that it names. Then the rows are written, with keys
in the order of the package, and held to the rules of their models and of the database. Then their history begins.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zones.choices import Publication
from zones.models import Published
from zones.services.package.cells import Keys, value_of
from zones.services.package.checking import rules_broken
from zones.services.package.container import LONGEST_LINE, Container, Fault, PackageError
from zones.services.package.history import begin_history
from zones.services.package.schema import NAMES, Table, tables

CHUNK = 500  # rows written at once
MOST_FAULTS = 100  # told of one package


class NotEmpty(Exception):  # noqa: N818 - the name says what was found; nothing is broken
    """The instance has records already, and a package is never mixed with others."""


def import_package(path: Path, *, reason: str = "") -> dict[str, int]:
    """Read the package in a zip file or folder into this instance; return how many rows each table has.

    Everything is published, as of the versions in the package; `reason` stands in the history. Raises NotEmpty, or
    PackageError with all that is wrong; then nothing was written.
    """
    if any(model._base_manager.exists() for model in NAMES):
        raise NotEmpty
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        with Container(path) as container:
            container.check()
            return _import(container, reason)
    finally:
        csv.field_size_limit(before)


def _import(container: Container, reason: str) -> dict[str, int]:
    faults = _Faults()
    keys = {table.model: _keys(container, table, faults) for table in tables() if table.link is None}
    faults.stop()
    for table in tables():
        seen: set[tuple[str, ...]] = set()
        for number, row in _rows(container, table, faults):
            _values(table, number, row, keys, faults)
            if table.link:
                _refuse_twins(table, number, tuple(row), seen, faults)
        faults.stop()
    with transaction.atomic():
        counts = {table.name: _write(container, table, keys) for table in tables()}
        for table in tables():
            faults.add(rules_broken(table))
        faults.stop()
        begin_history(reason)
        _set_sequences()
    return counts


class _Faults:
    """What is wrong so far."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, faults: Iterable[Fault]) -> None:
        self.found += faults
        if len(self.found) >= MOST_FAULTS:
            self.stop()

    def stop(self) -> None:
        """Raise PackageError if anything is wrong."""
        if self.found:
            raise PackageError(self.found[:MOST_FAULTS])


def _rows(container: Container, table: Table, faults: _Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with their numbers; the headings, which are row 1, must be those of the table."""
    lines = container.lines(table.path)
    headings, names = next(lines, []), [column.name for column in table.columns]
    missing = [Fault(_("This column is missing."), table.path, 1, name) for name in names if name not in headings]
    unknown = [
        Fault(_("There is no such column."), table.path, 1, name[:60]) for name in headings if name not in names
    ]
    if missing or unknown or len(headings) != len(names):
        faults.add(missing or unknown or [Fault(_("A column is there twice."), table.path, 1)])
        return
    places = [headings.index(name) for name in names]
    for number, row in enumerate(lines, start=2):
        if len(row) != len(names):
            message = _("The row has %(cells)s cells, the headings %(columns)s.")
            faults.add([Fault(message % {"cells": len(row), "columns": len(names)}, table.path, number)])
        else:
            yield number, [row[place] for place in places]


def _keys(container: Container, table: Table, faults: _Faults) -> Keys:
    """Return the keys that the records of a table get, by what names them; 1 for the first row."""
    (name,) = table.key
    place = [column.name for column in table.columns].index(name)
    keys: dict[str, int] = {}
    for number, row in _rows(container, table, faults):
        if row[place] in keys:
            faults.add([Fault(_("Another row has the same key."), table.path, number, name)])
        keys[row[place]] = len(keys) + 1
    return keys


def _refuse_twins(table: Table, number: int, row: tuple[str, ...], seen: set, faults: _Faults) -> None:
    if row in seen:
        faults.add([Fault(_("Another row has the same key."), table.path, number)])
    seen.add(row)


def _values(table: Table, number: int, row: list[str], keys: Any, faults: _Faults) -> Any:
    """Return the record that a row is, not saved; note what is wrong with its cells."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column, text in zip(table.columns, row, strict=True):
        if column.field is None:  # the key of a tier, which its plan and position give
            continue
        try:
            values[column.field.attname] = value_of(column, text, keys)
        except ValidationError as error:
            wrong[column.name] = " ".join(error.messages)
    record = table.model(**values)
    if table.link is None:
        linked = {field.name for field in record._meta.concrete_fields if field.is_relation}
        try:
            record.clean_fields(exclude={*linked, *wrong, "publication", "is_public", "accepted_version"})
        except ValidationError as error:
            wrong |= {name: " ".join(messages) for name, messages in error.message_dict.items()}
        if isinstance(record, Published):
            record.publication, record.is_public = Publication.PUBLISHED, True
            record.accepted_version = record.version
    if wrong:
        faults.add(Fault(message, table.path, number, name) for name, message in wrong.items())
    return record


def _write(container: Container, table: Table, keys: Any) -> int:
    """Write the rows of a table, which were found good; return how many they are."""
    faults, count = _Faults(), 0
    rows = _rows(container, table, faults)
    while some := list(islice(rows, CHUNK)):
        records = [_values(table, number, row, keys, faults) for number, row in some]
        if table.link is None:
            for record in records:
                count += 1
                record.pk = count
        else:
            count += len(records)
        _insert(table, records, [number for number, _row in some])
    return count


def _insert(table: Table, records: list[Any], numbers: list[int]) -> None:
    """Insert records; where the database refuses them, find the one that it refuses."""
    try:
        with transaction.atomic():
            table.model._base_manager.bulk_create(records)
    except IntegrityError:
        for record, number in zip(records, numbers, strict=True):
            try:
                with transaction.atomic():
                    table.model._base_manager.bulk_create([record])
            except IntegrityError as error:
                raise PackageError([Fault(_told(table, error), table.path, number)]) from error
        raise


def _told(table: Table, error: IntegrityError) -> str:
    """Return the message for people of the constraint that a record violates."""
    for constraint in table.model._meta.constraints:
        columns = ", ".join(f"{table.model._meta.db_table}.{name}" for name in getattr(constraint, "fields", ()))
        if constraint.name in str(error) or (columns and columns in str(error)):
            return str(constraint.violation_error_message)
    return _("Another row has the same key.")


def _set_sequences() -> None:
    """Let the next records get keys after those of the package."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(NAMES))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
