"""Check constraints without the database, which Django asks once for every condition of every row.

Only the yes is taken from here; wherever it is not certain, the constraint itself is asked, and gives the message.
"""

import operator
from collections.abc import Callable
from typing import Any

from django.db.models import F, Model, Q

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


def surely_holds(condition: Any, record: Model) -> bool:
    """Whether a condition on a record's own fields is true; False also where that cannot be told."""
    return _truth(condition, record) is True


def _truth(condition: Any, record: Model) -> bool | None:
    """Return the truth of a condition as SQL has it, None when it is unknown."""
    if not isinstance(condition, Q | tuple):
        return None  # an expression of the database's own
    if isinstance(condition, tuple):
        path, expected = condition
        return _compare(path, expected, record)
    parts = [_truth(child, record) for child in condition.children]
    decisive = condition.connector == Q.OR
    if condition.connector not in (Q.AND, Q.OR):
        found = None
    elif decisive in parts:
        found = decisive
    else:
        found = None if None in parts else not decisive
    return not found if condition.negated and found is not None else found


def _compare(path: str, expected: Any, record: Model) -> bool | None:
    name, _separator, lookup = path.partition("__")
    value = _value(record, name)
    if lookup == "isnull":
        return (value is None) == expected
    if isinstance(expected, F):
        expected = _value(record, expected.name)  # type: ignore[attr-defined]
    compare = _COMPARISONS.get(lookup or "exact")
    if compare is None or value is None or expected is None:
        return None
    try:
        return compare(value, expected)
    except TypeError:  # a value that the field itself refused
        return None


def _value(record: Model, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]
