"""History rows of many records at once, copied by the database from the records as they stand there.

`save()` writes a history row for the instance that it saves; this is for records that were written past it.
"""

# ruff: noqa: S608 - the SQL is put together from names in this code and from keys of records alone
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

ADDED, CHANGED = "+", "~"


def note(model: Any, kind: str, *, reason: str, by: Any = None, keys: Collection[int] | None = None) -> None:
    """Write a history row of each record of a model with one of the keys, and of what it is linked to.

    `kind` is ADDED or CHANGED; without `keys` it is of all records. One query, and one for each many-to-many field
    that has a history. Whoever calls this has written the records in the same transaction, so nobody else does.
    """
    noted = model.history.model
    table, history = model._meta.db_table, noted._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in noted.tracked_fields)
    chosen = "" if keys is None else f"WHERE id IN ({', '.join(str(int(key)) for key in keys) or 'NULL'})"
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(history_id), 0) FROM "{history}"')
        last = cursor.fetchone()[0]
        cursor.execute(
            f'INSERT INTO "{history}" ({columns},'
            " history_date, history_change_reason, history_type, history_user_id)"
            f' SELECT {columns}, %s, %s, %s, %s FROM "{table}" {chosen} ORDER BY id',
            [now, reason or None, kind, by and by.pk],
        )
        for link in model._meta.many_to_many:
            cursor.execute(_note_links(link, noted, last))


def _note_links(link: Any, noted: Any, last: int) -> str:
    """Return the statement that copies what the records of the history rows after `last` are linked to."""
    through = link.remote_field.through._meta
    columns = [field.column for field in through.concrete_fields]
    return (
        f'INSERT INTO "{getattr(noted, link.name).model._meta.db_table}" (history_id, {", ".join(columns)})'
        f" SELECT h.history_id, {', '.join(f't.{column}' for column in columns)}"
        f' FROM "{through.db_table}" t JOIN "{noted._meta.db_table}" h ON h.id = t.{link.m2m_column_name()}'
        f" WHERE h.history_id > {last} ORDER BY t.id"
    )
