"""Which state of the data a request is answered from; the one place that knows.

Triggers in the database give the one row of `Revision` a new token with every write to anything that is shown, in the
transaction of that write (services/revision_triggers.py). What is kept in memory is kept under the token that was read
before the data, so it can never be older than what that token stands for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_of_request: ContextVar[str | None] = ContextVar("revision", default=None)


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
