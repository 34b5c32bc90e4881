"""The triggers that give the data a new revision with every write, whichever door it comes through.

They stand on every table whose rows are shown to the public, now or as of a day: records, their many-to-many tables
and their histories. Which those are is read from the models, so a new one cannot be forgotten. The new token belongs
to the transaction of the write: nobody sees the one without the other.
"""

# ruff: noqa: S608 - the SQL is put together from names in this code alone
from typing import Any

from django.apps import apps

from zones.models import Revision

# Who may do what is never shown; the entries of the search only ever follow records, which are watched themselves; and
# the revision would follow itself.
NOT_SHOWN = {"membership", "historicalmembership", "apitoken", "searchentry", "revision"}
EVENTS = ("insert", "update", "delete")
TABLE = Revision._meta.db_table
_CHANGE = "zones_revision_change()"


def shown_tables() -> list[str]:
    """Return the names of all tables whose rows are shown to the public, those between records included."""
    models = apps.get_app_config("zones").get_models(include_auto_created=True)
    return sorted(
        model._meta.db_table
        for model in models
        if model._meta.managed and not model._meta.proxy and model._meta.model_name not in NOT_SHOWN
    )


def install(connection: Any) -> None:
    """Make the triggers on all tables that are there, anew where they are there already, and begin a new revision."""
    with connection.cursor() as cursor:
        _remove(connection, cursor)
        # An early migration runs with today's models, and meets fewer tables than they have.
        tables = [name for name in shown_tables() if name in connection.introspection.table_names(cursor)]
        if connection.vendor == "sqlite":
            statements = [_sqlite_trigger(table, event) for table in tables for event in EVENTS]
        else:
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            statements = [_postgresql_function(schema), *map(_postgresql_trigger, tables)]
        for statement in statements:
            cursor.execute(statement)
    change(connection)


def remove(connection: Any) -> None:
    """Take away all that `install` makes."""
    with connection.cursor() as cursor:
        _remove(connection, cursor)


def change(connection: Any) -> None:
    """Begin a new revision, as every write does by itself.

    For what changes answers without writing a record; and for whoever locks rows before the first write, so that the
    revision is what they lock first, as everybody else does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_CHANGE if connection.vendor == "sqlite" else _postgresql_change(TABLE))


def renew(connection: Any) -> None:
    """Make the triggers that are missing, and begin a new revision; people may write meanwhile.

    What is whole stays: on PostgreSQL to make a trigger anew would lock tables that writers hold.
    """
    if missing(connection):
        install(connection)
    else:
        change(connection)


def missing(connection: Any) -> set[str]:
    """Return the names of triggers that should be there and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = {_sqlite_name(table, event) for table in shown_tables() for event in EVENTS}
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            names = {_postgresql_name(table) for table in shown_tables()}
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        return names - {name for (name,) in cursor.fetchall()}


def _remove(connection: Any, cursor: Any) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'zones_revision_*'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute(f"DROP FUNCTION IF EXISTS {_CHANGE} CASCADE")  # with the triggers that call it


# --- SQLite: a trigger for each row, there is no other ---------------------------------------------

# An INSERT that begins a row on an emptied table, or changes the one that is there.
_SQLITE_CHANGE = (
    f"INSERT INTO {TABLE} (id, token, changed_at)"
    " VALUES (1, lower(hex(randomblob(16))), strftime('%Y-%m-%d %H:%M:%f', 'now'))"
    " ON CONFLICT (id) DO UPDATE SET token = excluded.token, changed_at = excluded.changed_at"
)


def _sqlite_name(table: str, event: str) -> str:
    return f"zones_revision_{table.removeprefix('zones_')}_{event}"


def _sqlite_trigger(table: str, event: str) -> str:
    name = _sqlite_name(table, event)
    return f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW BEGIN {_SQLITE_CHANGE}; END"


# --- PostgreSQL: a trigger for each statement, before it -------------------------------------------


def _postgresql_change(table: str) -> str:
    # The clock is read once the row is ours: who waited for another writer changes the data later than that one.
    return (
        f"INSERT INTO {table} (id, token, changed_at)"
        " VALUES (1, replace(gen_random_uuid()::text, '-', ''), clock_timestamp())"
        " ON CONFLICT (id) DO UPDATE SET token = excluded.token, changed_at = clock_timestamp()"
    )


def _postgresql_function(schema: str) -> str:
    return (
        f"CREATE FUNCTION {_CHANGE} RETURNS trigger LANGUAGE plpgsql"
        f" AS $$BEGIN {_postgresql_change(f'{schema}.{TABLE}')}; RETURN NULL; END$$"
    )


def _postgresql_name(table: str) -> str:
    return f"zones_revision_{table.removeprefix('zones_')}"


def _postgresql_trigger(table: str) -> str:
    """Return the statement for a trigger that fires before the rows are touched.

    So the one row of the revision is the first thing that every writer locks, and they write one after the other: two
    can never wait for each other.
    """
    return (
        f"CREATE TRIGGER {_postgresql_name(table)} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {_CHANGE}"
    )
