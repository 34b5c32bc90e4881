"""Which state of the data a request is answered from; the one place that knows.

Triggers in the database give the one row of `Revision` a new token with every write to anything that is shown, in the
transaction of that write (services/revision_triggers.py). What is kept in memory is kept under the token that was read
before the data, so it can never be older than what that token stands for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import Error, connection

from zones.models import Revision

_of_request: ContextVar[str | None] = ContextVar("revision", default=None)
_SQL = f"SELECT token, changed_at FROM {Revision._meta.db_table}"  # noqa: S608 - a name of ours


class Seen(NamedTuple):
    """A state of the data as it was seen: its token, and the moment of the last write that made it what it is."""

    token: str
    changed_at: datetime


def read() -> Seen | None:
    """Return the state of the data with one query; None when there is none to rely on.

    So it is after `flush`, until the next write, and when the database does not answer.
    """
    # This query is the first of a request, and itself shows whether the connection is still good: asking for that
    # beforehand, as Django would, is half of what a kept answer costs.
    connection.health_check_done = True  # type: ignore[attr-defined] # the stubs do not know it
    try:
        return _read()
    except Error:
        if connection.in_atomic_block or connection.is_usable():
            return None  # whoever reads the data will say what is wrong
        connection.close()
    try:
        return _read()
    except Error:
        return None


def _read() -> Seen | None:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        row = cursor.fetchone()
    if row is None:
        return None
    token, changed_at = row
    return Seen(token, changed_at if changed_at.tzinfo else changed_at.replace(tzinfo=UTC))  # SQLite leaves it out


def current() -> str | None:
    """Return the token under which the request being answered may keep and find what it read; None keeps nothing."""
    return _of_request.get()


@contextmanager
def answering_from(token: str | None) -> Iterator[None]:
    """Answer a request from the state that a token stands for, which was read before anything else."""
    before = _of_request.set(token)
    try:
        yield
    finally:
        _of_request.reset(before)
