"""A package read back into an instance that has no records: all of it, exactly as it was published, or nothing.

Every cell is held to its column and every name to the table that it names. The rows are written with keys in the order
of the package, and held to the rules of their models and of the database. Then their history begins.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zones.choices import Publication
from zones.services import history
from zones.services.loading import insert_rows
from zones.services.package.cells import Cells, Keys
from zones.services.package.checking import rules_broken
from zones.services.package.container import LONGEST_LINE, Container, Fault, PackageError
from zones.services.package.schema import LEFT_OUT, NAMES, Table, tables

CHUNK = 2_000  # rows written at once
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
    faults, counts = _Faults(), {}
    keys = {table.model: _keys(container, table, faults) for table in tables() if table.link is None}
    faults.stop()
    with transaction.atomic():
        for table in tables():
            counts[table.name] = _write(container, table, keys, faults)
            faults.stop()
        for table in tables():
            faults.add(rules_broken(table))
        faults.stop()
        for model in NAMES:
            history.note(model, history.ADDED, reason=reason)
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


def _write(container: Container, table: Table, keys: Any, faults: _Faults) -> int:
    """Write the rows of a table as long as nothing is wrong with any cell; return how many they are."""
    cells, count = Cells(table, keys), 0
    columns, left_out = _left_out(table)
    columns = [*(field.column for field in cells.fields), *columns]
    rows = _rows(container, table, faults)
    while some := list(islice(rows, CHUNK)):
        found: dict[int, list[Any]] = {}
        for number, row in some:
            count += 1
            values, wrong = cells.read(row)
            faults.add(Fault(message, table.path, number, name) for name, message in wrong.items())
            found[number] = values if wrong else [*values, *left_out(count, values)]
        if not faults.found:
            _insert(table, columns, found)
    return count


def _left_out(table: Table) -> tuple[list[str], Callable[[int, list[Any]], list[Any]]]:
    """Return the columns that a package does not have, and a function from a key and cells to what stands in them.

    What was published is public here too, and accepted as it is.
    """
    if table.link is not None:
        return [], lambda _key, _values: []
    fields = [field for field in table.model._meta.concrete_fields if field.name in LEFT_OUT]
    entered = [column.name for column in table.columns if column.field is not None]
    version = entered.index("version")
    published = {"publication": Publication.PUBLISHED.value, "is_public": True}
    same = {field.name: published.get(field.name, field.get_default()) for field in fields}

    def values_of(key: int, values: list[Any]) -> list[Any]:
        own = {"id": key, "accepted_version": values[version]}
        return [own.get(field.name, same[field.name]) for field in fields]

    return [field.column for field in fields], values_of


def _insert(table: Table, columns: list[str], rows: dict[int, list[Any]]) -> None:
    """Insert rows, by their numbers; where the database refuses them, find the one that it refuses."""
    try:
        with transaction.atomic():
            insert_rows(table.model, columns, rows.values())
    except (IntegrityError, DataError):
        for number, row in rows.items():
            try:
                with transaction.atomic():
                    insert_rows(table.model, columns, [row])
            except (IntegrityError, DataError) as error:
                raise PackageError([Fault(_told(table, error), table.path, number)]) from error
        raise


def _told(table: Table, error: Exception) -> str:
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
