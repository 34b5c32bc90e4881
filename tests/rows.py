"""Data that many tests begin with: factories make them once a process, after that the rows are put back as they were.

Each test has them in its own transaction as before, and undoes what it did to them; only the making is saved, which
takes longer than most tests. Databases number on after a rollback or begin again, so nothing is put back into tables
that hold anything already: there the factories make it anew.
"""

# ruff: noqa: S608 - the SQL is put together from names of ours
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from graphlib import TopologicalSorter

from django.apps import apps
from django.db import connection
from django.utils import timezone

BY_TRIGGERS = {"searchentry", "revision"}  # the database writes these by itself, after each row that is put back


def made_once(make: Callable[[], None]) -> Callable[[], None]:
    """Let a function that fills empty tables do so once; all it may give back are the rows that it made."""
    made = None

    @wraps(make)
    def put_back():
        nonlocal made
        if _anything_is_there():
            make()
        elif made is None:
            make()
            made = (timezone.now(), _rows())
        else:
            _insert(*made)

    return put_back


@cache
def _tables() -> dict[str, str]:
    """Return the names of all tables of the domain and of their columns, what others hang from first."""
    models = [
        model
        for model in apps.get_app_config("zones").get_models(include_auto_created=True)
        if model._meta.managed and model._meta.model_name not in BY_TRIGGERS
    ]
    links = {model: {field.related_model for field in model._meta.concrete_fields} - {model} for model in models}
    in_order = [model for model in TopologicalSorter(links).static_order() if model in models]
    name = connection.ops.quote_name
    return {
        name(model._meta.db_table): ", ".join(name(field.column) for field in model._meta.concrete_fields)
        for model in in_order
    }


def _anything_is_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in _tables()))
        return bool(cursor.fetchone()[0])


def _rows() -> dict[str, list[tuple]]:
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1")
            if rows := cursor.fetchall():
                found[table] = rows
    return found


def _insert(made_at: datetime, tables: dict[str, list[tuple]]) -> None:
    """Write rows as if they were made now: every moment in them moves on by as much as the clock did."""
    later = timezone.now() - made_at
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            values = [value + later if isinstance(value, datetime) else value for row in rows for value in row]
            places = ", ".join(["({})".format(", ".join(["%s"] * len(rows[0])))] * len(rows))
            cursor.execute(f"INSERT INTO {table} ({_tables()[table]}) VALUES {places}", values)
