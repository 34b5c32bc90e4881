"""Rows written past `bulk_create`, several times as fast: COPY on PostgreSQL, one prepared statement on SQLite.

For generated records in an empty database alone: keys are counted from 1, nothing is validated, no history is written.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO
from itertools import count
from operator import attrgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from zones.services import revision_triggers, search_index

_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_COPIED: dict[type, Callable[[Any], str]] = {
    type(None): lambda _nothing: r"\N",
    str: lambda text: text.translate(_ESCAPED),
    date: date.isoformat,
    datetime: datetime.isoformat,
}
_BOUND: dict[type, Callable[[Any], Any]] = {
    date: date.isoformat,
    datetime: lambda moment: str(moment.astimezone(UTC).replace(tzinfo=None)),
} | {kind: lambda value: value for kind in (type(None), str, int, bool)}


class Loader:
    """Writes rows and gives them their keys; `models` are those that it has written, each with its number of rows."""

    def __init__(self) -> None:
        self.models: Counter = Counter()

    def load(self, rows: Sequence[Any]) -> None:
        """Write records of one model."""
        if not rows:
            return
        model = type(rows[0])
        fields = model._meta.concrete_fields
        for row, key in zip(rows, count(self.models[model] + 1), strict=False):
            row.pk = key
        self.models[model] += len(rows)
        _write(model, [field.column for field in fields], map(attrgetter(*(field.attname for field in fields)), rows))

    def link(self, through: Any, pairs: Sequence[tuple[int, int]]) -> None:
        """Write the rows of a many-to-many table without fields of its own: pairs of keys, in the order of columns."""
        columns = [field.column for field in through._meta.concrete_fields]
        _write(through, columns, ((key, *pair) for key, pair in enumerate(pairs, start=self.models[through] + 1)))
        self.models[through] += len(pairs)

    def go_on_counting(self) -> None:
        """Let the database give the next keys from where these end."""
        for statement in connection.ops.sequence_reset_sql(no_style(), list(self.models)):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def _write(model: Any, columns: Sequence[str], values: Any) -> None:
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = ("\t".join([_COPIED.get(type(value), str)(value) for value in row]) for row in values)
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', StringIO("\n".join(lines)))
        else:
            places = ", ".join(["%s"] * len(columns))
            bound = [[_BOUND.get(type(value), str)(value) for value in row] for row in values]
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', bound)  # noqa: S608 - our names


@contextmanager
def without_triggers():
    """Take the triggers away, and make all that they would have done once at the end, for all rows together."""
    revision_triggers.remove(connection)
    search_index.remove(connection)
    yield
    if connection.vendor == "postgresql":  # no table can be altered that has rows to be looked at later
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    search_index.rebuild(connection)
    revision_triggers.install(connection)
