"""Generated records, for an empty database alone: their keys are counted from 1, triggers follow once at the end."""

from collections import Counter
from collections.abc import Sequence
from contextlib import contextmanager
from itertools import count
from operator import attrgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from zones.services import revision_triggers, search_index
from zones.services.loading import insert_rows


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
        insert_rows(
            model, [field.column for field in fields], map(attrgetter(*(field.attname for field in fields)), rows)
        )

    def link(self, through: Any, pairs: Sequence[tuple[int, int]]) -> None:
        """Write the rows of a many-to-many table without fields of its own: pairs of keys, in the order of columns."""
        columns = [field.column for field in through._meta.concrete_fields]
        insert_rows(through, columns, ((key, *pair) for key, pair in enumerate(pairs, start=self.models[through] + 1)))
        self.models[through] += len(pairs)

    def go_on_counting(self) -> None:
        """Let the database give the next keys from where these end."""
        for statement in connection.ops.sequence_reset_sql(no_style(), list(self.models)):
            with connection.cursor() as cursor:
                cursor.execute(statement)


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
