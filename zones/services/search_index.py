"""The full-text index: database triggers that follow every write, whichever door it comes through.

Triggers on the tables of the seven kinds keep one row of SearchEntry for each record that the public may see: forms,
bulk writes, cascades, `loaddata` and plain SQL are all the same to them. From there PostgreSQL computes a column;
SQLite's full-text table is kept by triggers on SearchEntry. What a term is says `zones/terms.py`, and
`search_terms.py` in SQL.
"""

# ruff: noqa: S608 - the SQL is put together from names and numbers in this code alone
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from zones.choices import SearchKind
from zones.models import SEARCHED_COLUMNS, place_of
from zones.services.search_terms import postgresql_functions, sqlite_terms
from zones.terms import expand

ENTRIES, TERMS = "zones_searchentry", "zones_searchterms"
MOST_CHARACTERS = 4_000
# With the names of its zone, "福州 新基建" finds what Fuzhou does about it.
ZONE_COLUMNS = ("name_zh", "name_en", "aliases_zh", "aliases_en")
_ZONE_OF = {
    SearchKind.PLAN: "LEFT JOIN zones_zone z ON z.id = r.zone_id",
    SearchKind.GOAL: "LEFT JOIN zones_plan p ON p.id = r.plan_id LEFT JOIN zones_zone z ON z.id = p.zone_id",
    SearchKind.INITIATIVE: "LEFT JOIN zones_zone z ON z.id = r.zone_id",
}
# Of these only what is public has an entry, so that a search can neither show nor count a draft.
_PUBLISHED = {SearchKind.PLAN, SearchKind.GOAL, SearchKind.INITIATIVE}


@dataclass(frozen=True)
class Trigger:
    """What the database does by itself after each row written to a table; NEW and OLD are the row."""

    name: str
    table: str
    event: str
    body: Sequence[str]
    when: str = ""


def install(connection: Any) -> None:
    """Make everything that keeps the index, anew where it is there already; the entries stay as they are."""
    with connection.cursor() as cursor:
        _remove_triggers(connection, cursor)
        triggers = _record_triggers(_columns(connection, cursor))
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {TERMS} USING fts5(terms, tokenize = 'ascii')")
            statements = [_sqlite_trigger(trigger) for trigger in [*triggers, *_term_triggers()]]
        else:
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            statements = [*postgresql_functions(), *_postgresql_terms(), *_postgresql_triggers(triggers, schema)]
        for statement in statements:
            cursor.execute(statement)


def fill(connection: Any) -> None:
    """Write every entry anew from the records as they are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {_ONE_AT_A_TIME}")
        cursor.execute(f"DELETE FROM {ENTRIES}")
        for kind, columns in _columns(connection, cursor).items():
            cursor.execute(_write_entries(kind, columns, "1 = 1"))


def _write_terms(connection: Any) -> None:
    """Write SQLite's full-text table as its triggers would: Python cuts the same terms, and ten times as fast."""
    connection.ensure_connection()
    connection.connection.create_function("zones_search_terms", 1, expand, deterministic=True)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TERMS} (rowid, terms) SELECT id, zones_search_terms(text) FROM {ENTRIES}")


def remove(connection: Any) -> None:
    """Take away all that `install` makes."""
    with connection.cursor() as cursor:
        _remove_triggers(connection, cursor)
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE IF EXISTS {TERMS}")


def rebuild(connection: Any) -> None:
    """Make the whole index from nothing, whatever state it is in: the entries first, then the terms of all at once."""
    remove(connection)
    fill(connection)
    install(connection)
    if connection.vendor == "sqlite":
        _write_terms(connection)


def renew(connection: Any) -> None:
    """Make the entries anew, and whatever of the index is missing; people may write meanwhile.

    What is whole on PostgreSQL stays: to make functions anew would lock tables that writers hold.
    """
    if connection.vendor == "postgresql" and not missing(connection):
        fill(connection)
    else:
        rebuild(connection)


def missing(connection: Any) -> set[str]:
    """Return the names of triggers that should be there and are not."""
    with connection.cursor() as cursor:
        names = {trigger.name for trigger in _record_triggers(_columns(connection, cursor))}
        if connection.vendor == "sqlite":
            names |= {trigger.name for trigger in _term_triggers()}
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            names |= {f"zones_search_{kind}_truncate" for kind in SearchKind}
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return names - {name for (name,) in cursor.fetchall()}


# --- entries: the same on both databases ----------------------------------------------------------


def _table(kind: SearchKind) -> str:
    return apps.get_model("zones", kind.value)._meta.db_table


def _columns(connection: Any, cursor: Any) -> dict[SearchKind, list[str]]:
    """Return the searched columns of each kind that its table has by now: an early migration meets fewer of them."""
    found = {}
    for kind, columns in SEARCHED_COLUMNS.items():
        present = {column.name for column in connection.introspection.get_table_description(cursor, _table(kind))}
        found[kind] = [column for column in columns if column in present]
    return found


def _key(kind: SearchKind, record: str) -> str:
    return f"{record} * 10 + {place_of(kind)}"


def _write_entries(kind: SearchKind, columns: Sequence[str], condition: str) -> str:
    """Return the statement that writes the entries of the records r (of plan p, of zone z) for which it is true."""
    texts = [f"r.{column}" for column in columns]
    if kind in _ZONE_OF:  # after the record's own names: what is cut off at the end is never a name
        texts[2:2] = [f"coalesce(z.{column}, '')" for column in ZONE_COLUMNS]
    text = " || '\n' || ".join(texts)
    public = "AND r.is_public" if kind in _PUBLISHED else ""
    return (
        f"INSERT INTO {ENTRIES} (id, kind, record_id, text, updated_at)"
        f" SELECT {_key(kind, 'r.id')}, '{kind.value}', r.id, substr({text}, 1, {MOST_CHARACTERS}), r.updated_at"
        f" FROM {_table(kind)} r {_ZONE_OF.get(kind, '')} WHERE {condition} {public}"
        " ON CONFLICT (id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at"
    )


def _record_triggers(columns: dict[SearchKind, list[str]]) -> list[Trigger]:
    """Return the triggers that keep the entries in step with the records."""

    def write(kind: SearchKind, condition: str) -> str:
        return _write_entries(kind, columns[kind], condition)

    triggers = []
    for kind in SearchKind:
        name, table = f"zones_search_{kind.value}", _table(kind)
        forget = f"DELETE FROM {ENTRIES} WHERE id = {_key(kind, 'OLD.id')}"
        gone = "OLD.id <> NEW.id OR NOT NEW.is_public" if kind in _PUBLISHED else "OLD.id <> NEW.id"
        renew = [f"{forget} AND ({gone})", write(kind, "r.id = NEW.id")]
        triggers += [
            Trigger(f"{name}_insert", table, "INSERT", [write(kind, "r.id = NEW.id")]),
            Trigger(f"{name}_update", table, "UPDATE", renew),
            Trigger(f"{name}_delete", table, "DELETE", [forget]),
        ]
    # A load may bring the zone or the plan after its members, so members are also renewed when it comes.
    members = [
        write(SearchKind.PLAN, "r.zone_id = NEW.id"),
        write(SearchKind.GOAL, "p.zone_id = NEW.id"),
        write(SearchKind.INITIATIVE, "r.zone_id = NEW.id"),
    ]
    goals = [write(SearchKind.GOAL, "r.plan_id = NEW.id")]
    zone, plan = _table(SearchKind.ZONE), _table(SearchKind.PLAN)
    renamed = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ZONE_COLUMNS)
    return [
        *triggers,
        Trigger("zones_search_zone_insert_members", zone, "INSERT", members),
        Trigger("zones_search_zone_update_members", zone, "UPDATE", members, renamed),
        Trigger("zones_search_plan_insert_members", plan, "INSERT", goals),
        Trigger("zones_search_plan_update_members", plan, "UPDATE", goals, "OLD.zone_id <> NEW.zone_id"),
    ]


def _remove_triggers(connection: Any, cursor: Any) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'zones\\_search\\_%' ESCAPE '\\'"
        )
        drop = 'DROP TRIGGER "{}"'
    else:
        cursor.execute(
            "SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'zones\\_search\\_%'"
            " AND pronamespace = current_schema()::regnamespace"
        )
        drop = "DROP FUNCTION {} CASCADE"  # with the triggers that call it and the column that it computes
    for (name,) in cursor.fetchall():
        cursor.execute(drop.format(name))


# --- SQLite ---------------------------------------------------------------------------------------


def _sqlite_trigger(trigger: Trigger) -> str:
    when = f"WHEN {trigger.when}" if trigger.when else ""
    body = "; ".join(trigger.body)
    return (
        f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON {trigger.table} FOR EACH ROW {when} BEGIN {body}; END"
    )


def _term_triggers() -> Iterator[Trigger]:
    """Return the triggers that keep SQLite's full-text table, whose rows have the keys of the entries."""
    forget = f"DELETE FROM {TERMS} WHERE rowid = OLD.id"
    write = f"INSERT INTO {TERMS} (rowid, terms) SELECT NEW.id, ({sqlite_terms('NEW.text')})"
    changed = "OLD.text <> NEW.text OR OLD.id <> NEW.id"
    yield Trigger("zones_search_terms_insert", ENTRIES, "INSERT", [write])
    yield Trigger("zones_search_terms_update", ENTRIES, "UPDATE", [forget, write], changed)
    yield Trigger("zones_search_terms_delete", ENTRIES, "DELETE", [forget])


# --- PostgreSQL -----------------------------------------------------------------------------------


def _postgresql_terms() -> Iterator[str]:
    """Return the statements for the column that PostgreSQL computes and its index.

    An index over the expression alone would be less, but a phrase is looked up again in each row that the index names,
    and working out the terms of a row takes milliseconds.
    """
    vector = "zones_search_vector(zones_search_terms(text))"
    yield f"ALTER TABLE {ENTRIES} ADD COLUMN terms tsvector GENERATED ALWAYS AS ({vector}) STORED"
    yield f"CREATE INDEX {TERMS} ON {ENTRIES} USING gin (terms)"


def _postgresql_triggers(triggers: Sequence[Trigger], schema: str) -> Iterator[str]:
    """Return the statements for triggers with a function each; they find the tables whatever schema a writer uses."""
    for trigger in triggers:
        when = f"WHEN ({trigger.when})" if trigger.when else ""
        yield _trigger_function(trigger.name, trigger.body, schema)
        yield (
            f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON {trigger.table}"
            f" FOR EACH ROW {when} EXECUTE FUNCTION {trigger.name}()"
        )
    for kind in SearchKind:
        name = f"zones_search_{kind.value}_truncate"
        yield _trigger_function(name, [f"DELETE FROM {ENTRIES} WHERE kind = '{kind.value}'"], schema)
        yield f"CREATE TRIGGER {name} AFTER TRUNCATE ON {_table(kind)} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


# A trigger reads other rows than its own, the names of a zone. Were two transactions to write entries at once, one
# could write what it had read before the other was done; so each waits for the other to end.
_ONE_AT_A_TIME = "pg_advisory_xact_lock(20201224)"


def _trigger_function(name: str, body: Sequence[str], schema: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path TO {schema}, pg_temp"
        f" AS $$BEGIN PERFORM {_ONE_AT_A_TIME}; {'; '.join(body)}; RETURN NULL; END$$"
    )
