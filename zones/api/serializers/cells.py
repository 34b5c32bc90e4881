"""Rows of lists as cells: a column for each value, named by the path to it, `zone.slug`, `evidence.locator`.

A word of a vocabulary is two columns, `status` and what it is called, `status.label`, in the language of the answer;
`status.label_en` alone is what was asked for by that name.
Where a field holds several records or lines, a cell holds them with `|` between.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from rest_framework import serializers

from zones.api.serializers.choosing import EVERYTHING, Chosen, fields_in
from zones.api.serializers.fields import AddressField, ImpreciseDateField, WordField
from zones.models import speaks_english
from zones.services.exchange.cells import csv_text

BETWEEN = "|"  # several values in one cell


@dataclass(frozen=True)
class Column:
    """Columns that stand beside each other: their names, and what takes their cells from a value."""

    names: tuple[str, ...]
    take: Callable[[Any], Sequence[Any]]


def columns_of(serializer: Any, chosen: Chosen = EVERYTHING) -> dict[str, Column]:
    """Return the columns of each field of a serializer that is chosen, labels in the language in force.

    Addresses are left out unless they are named: they are made of slugs.
    """
    label = "label_en" if speaks_english() else "label_zh"
    return {
        name: _column(field, name, chosen.of(name), label) for name, field in _shown(serializer.fields, chosen).items()
    }


def _shown(fields: Any, chosen: Chosen) -> dict[str, Any]:
    named = {path[0] for path in chosen.only or () if len(path) == 1}
    return {
        name: field
        for name, field in fields.items()
        if name in chosen and (name in named or not isinstance(field, AddressField))
    }


def _column(field: Any, name: str, chosen: Chosen, label: str) -> Column:
    if isinstance(field, WordField) and chosen != EVERYTHING:
        parts = [each for each in ("value", "label_zh", "label_en") if each in chosen]
        return Column(
            tuple(f"{name}.{each}" for each in parts), lambda word: [word[each] if word else None for each in parts]
        )
    if isinstance(field, WordField):
        return Column((name, f"{name}.label"), lambda word: (word["value"], word[label]) if word else (None, None))
    if isinstance(field, ImpreciseDateField):
        names = tuple(each for each in ("date", "precision") if each in chosen)
        take = {"date": lambda told: _day(told["date"]), "precision": lambda told: told["precision"]}
        return Column(
            tuple(f"{name}.{each}" for each in names),
            lambda told: [take[each](told) if told else None for each in names],
        )
    inside = fields_in(field)
    if not inside:
        return Column((name,), lambda value: (_joined(value) if isinstance(value, list) else value,))
    parts = {each: _column(of, each, chosen.of(each), label) for each, of in _shown(inside, chosen).items()}
    names = tuple(f"{name}.{each}" for part in parts.values() for each in part.names)
    blank = (None,) * len(names)

    def take_one(record):
        return list(chain.from_iterable(part.take(record[each]) for each, part in parts.items())) if record else blank

    def take_many(records):
        return [_joined(cells) for cells in zip(*map(take_one, records), strict=True)] if records else blank

    return Column(names, take_many if isinstance(field, serializers.ListSerializer) else take_one)


def _day(told: Any) -> date:
    return date.fromisoformat(told) if isinstance(told, str) else told


def _joined(values: Iterable[Any]) -> str:
    return BETWEEN.join(map(csv_text, values))


def lines_of(columns: dict[str, Column], chunks: Iterable[list[dict]]) -> Iterator[Sequence[Any]]:
    """Yield the names of columns, and the cells of each row."""
    yield list(chain.from_iterable(column.names for column in columns.values()))
    takes = [(name, column.take) for name, column in columns.items()]
    for rows in chunks:
        for row in rows:
            yield list(chain.from_iterable([take(row[name]) for name, take in takes]))
