"""All that the database does by itself, as one: the index of the search, and the revision of the data.

For migrations, which may take triggers away without a word, and for whoever brings an instance up or repairs it.
"""

from typing import Any

from django.db import migrations

from zones.services import revision_triggers, search_index


def around(*operations: Any) -> list[Any]:
    """Return a migration's operations with all triggers taken away before them and made anew after them, both ways.

    Needed by every migration that makes or alters a table of the domain: a new table has no triggers, SQLite makes an
    altered one anew and drops its triggers, or refuses because others name it, and PostgreSQL does not alter a column
    that a trigger watches.
    """
    return [
        migrations.RunPython(without_all, with_all),
        *operations,
        migrations.RunPython(with_all, without_all),
    ]


def missing(connection: Any) -> set[str]:
    """Return the names of triggers that should be there and are not."""
    return revision_triggers.missing(connection) | search_index.missing(connection)


def renew(connection: Any) -> None:
    """Make the search's entries anew, and whatever trigger is missing; people may write meanwhile."""
    revision_triggers.renew(connection)  # first, as with every write: it waits for who is writing
    search_index.renew(connection)


def with_all(_apps: Any, schema_editor: Any) -> None:
    """Make all triggers and the index of the search from nothing, for `migrations.RunPython`."""
    search_index.rebuild(schema_editor.connection)
    revision_triggers.install(schema_editor.connection)


def without_all(_apps: Any, schema_editor: Any) -> None:
    """Take all of that away, for `migrations.RunPython`."""
    revision_triggers.remove(schema_editor.connection)
    search_index.remove(schema_editor.connection)
