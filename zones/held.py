"""Small things read once for each state of the data: names of zones, plans and themes, the keys behind their slugs.

A list names the same zone a hundred times, and every request names the same ones again. What was read for them is kept
as long as the data stay as they are (`revision.current()`), and for one call only where nobody vouches for that: in a
command, while somebody writes, for whoever is signed in.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from zones import revision

MOST = 20_000  # records of one sort held at once; then that sort is begun anew

_held: tuple[str | None, dict[Hashable, dict[Any, Any]]] = (None, {})


def table(sort: Hashable) -> dict[Any, Any]:
    """Return what is held of a sort of things, by key; empty at first, and to be filled by the caller."""
    global _held
    token = revision.current()
    if token is None:
        return {}
    kept, tables = _held
    if kept != token:
        # Two requests that began before and after a write may each begin anew: neither finds what is too old for it.
        tables = defaultdict(dict)
        _held = (token, tables)
    return tables[sort]


def found(sort: Hashable, keys: Iterable[Any], read: Callable[[list[Any]], dict[Any, Any]]) -> dict[Any, Any]:
    """Return what is held of a sort of things by key, with at least these keys; None where there is no such thing.

    `read` gets the keys that nobody has asked for yet, and is called only if there are such.
    """
    known = table(sort)
    keys = list(keys)
    missing = [key for key in keys if key not in known]
    if missing and len(known) > MOST:
        known = _begin_anew(sort)
        missing = keys
    if missing:
        known |= dict.fromkeys(missing) | read(missing)
    return known


def _begin_anew(sort: Hashable) -> dict[Any, Any]:
    """Let go of a table; whoever is reading it meanwhile has it to the end."""
    token, tables = _held
    fresh: dict[Any, Any] = {}
    if token == revision.current():
        tables[sort] = fresh
    return fresh
