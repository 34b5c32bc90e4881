"""Lists without model objects: the rows of a serializer, made straight from the columns that it needs.

The serializers of records.py say what a row shows; this reads it. A field is a column as it is, a word of a
vocabulary, what it makes of several columns (`row_columns` and `from_columns`), or another record: then its key is the
column, and the record's brief is held for all rows that name it (zones/held.py). What is not asked for is not read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from zones import held
from zones.api.serializers.choosing import EVERYTHING, Chosen
from zones.api.serializers.fields import AddressField, WordField, collection_path
from zones.selectors import seen
from zones.subqueries import LinkedKeys, keys_in

Row = Sequence[Any]


@dataclass(frozen=True)
class Link:
    """Other records that a field shows by their briefs."""

    model: Any
    brief: type[serializers.Serializer]
    chosen: Chosen


@dataclass
class Recipe:
    """How the fields of rows, `names`, are made of columns. Places are those of columns, by the name of the field."""

    names: list[str] = field(default_factory=list)
    columns: list[Any] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    words: dict[str, dict[Any, Any]] = field(default_factory=dict)
    makers: dict[str, Callable[..., Any]] = field(default_factory=dict)
    one: dict[str, Link] = field(default_factory=dict)
    many: dict[str, Link] = field(default_factory=dict)
    nested: dict[str, "Recipe"] = field(default_factory=dict)
    addresses: dict[str, Any] = field(default_factory=dict)  # the model whose collection they stand in


class RowReader:
    """Reads the rows of a serializer as a `viewer` sees them: None, the public, or a user. `base` begins addresses."""

    def __init__(
        self,
        serializer: type[serializers.Serializer],
        chosen: Chosen = EVERYTHING,
        *,
        viewer: Any = None,
        base: str = "",
    ):
        self.chosen = chosen
        self.recipe = _recipe(serializer, serializer.Meta.model, chosen)  # type: ignore[attr-defined]
        self.viewer, self.base = viewer, base

    @property
    def columns(self) -> list[Any]:
        """What the database is asked for: names of columns and expressions, for `values_list`."""
        return self.recipe.columns

    def read(self, records: QuerySet) -> list[dict[str, Any]]:
        """Return the rows of a queryset, in its order: one query, and one for each sort of links that is not held."""
        return self.rows(list(records.values_list(*self.columns)))

    def rows(self, values: Sequence[Row]) -> list[dict[str, Any]]:
        """Return the rows that are made of the values of `columns`; further values at their ends are left alone."""
        return self._make(self.recipe, list(zip(*values, strict=True))) if values else []

    def _make(self, recipe: Recipe, columns: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        """Return rows made of columns, each of them at once: that is what makes long lists quick."""
        made: dict[str, Iterable[Any]] = {name: columns[recipe.places[name][0]] for name in recipe.names}
        for name, words in recipe.words.items():
            made[name] = map(words.get, made[name])
        for name, make in recipe.makers.items():
            made[name] = map(make, *(columns[place] for place in recipe.places[name]))
        for name, inner in recipe.nested.items():
            made[name] = self._make(inner, [columns[place] for place in recipe.places[name]])
        for name, link in recipe.one.items():
            made[name] = map(self._briefs(link, set(made[name]) - {None}).get, made[name])
        for name, link in recipe.many.items():
            made[name] = self._lists(link, made[name])
        for name, model in recipe.addresses.items():
            made[name] = map(f"{self.base}{collection_path(model)}{{}}/".format, made[name])
        return [dict(zip(recipe.names, values, strict=True)) for values in zip(*made.values(), strict=True)]

    def _lists(self, link: Link, column: Iterable[Any]) -> Iterable[list[Any]]:
        """Return the briefs that each text of keys stands for, in the order of their model."""
        column = list(column)
        keys = {text: keys_in(text) for text in set(column) if text}
        asked = {key for each in keys.values() for key in each}
        briefs, places = self._briefs(link, asked), self._places(link.model, asked)
        shown = {
            text: [briefs[key] for key in sorted(each, key=places.get) if briefs[key]]  # type: ignore[arg-type]
            for text, each in keys.items()
        }
        return [shown.get(text, []) for text in column]

    def _briefs(self, link: Link, keys: Iterable[Any]) -> dict[Any, Any]:
        recipe = _recipe(link.brief, link.model, link.chosen)

        def read(missing: list[Any]) -> dict[Any, Any]:
            records = seen(link.model, self.viewer).order_by().filter(pk__in=missing)
            columns = list(zip(*records.values_list(*recipe.columns, "pk"), strict=True))
            return dict(zip(columns[-1], self._make(recipe, columns), strict=True)) if columns else {}

        return held.found((link, self.base), keys, read)

    def _places(self, model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return by what the records of a model are sorted where many of them are shown, by key."""

        def read(missing: list[Any]) -> dict[Any, Any]:
            found = model._base_manager.filter(pk__in=missing).values_list("pk", *model._meta.ordering)
            return {key: (*place, key) for key, *place in found}

        return held.found(("place", model), keys, read)


@lru_cache(maxsize=512)
def _recipe(serializer: type[serializers.Serializer], model: Any, chosen: Chosen) -> Recipe:
    """Return how the rows of a serializer are made of the columns of a model, as far as they are `chosen`."""
    return _recipe_of(serializer(), model, chosen)


def _recipe_of(serializer: Any, model: Any, chosen: Chosen) -> Recipe:
    recipe = Recipe()
    for name, each in serializer.fields.items():
        if name in chosen:
            _add(recipe, name, each, model, chosen.of(name))
    return recipe


def _add(recipe: Recipe, name: str, of: Any, model: Any, chosen: Chosen) -> None:
    """Say in a recipe of which columns a field is made, and how."""
    columns = getattr(of, "row_columns", None) or [of.source.replace(".", "__")]
    if isinstance(of, serializers.ListSerializer):
        columns = [LinkedKeys(getattr(model, of.source))]
        recipe.many[name] = Link(_related(model, of.source), type(of.child), chosen)
    elif isinstance(of, serializers.Serializer) and of.source == "*":
        recipe.nested[name] = _recipe_of(of, model, chosen)  # further columns of the record itself
        columns = recipe.nested[name].columns
    elif isinstance(of, serializers.Serializer):
        recipe.one[name] = Link(_related(model, of.source), type(of), chosen)
    elif isinstance(of, WordField):
        recipe.words[name] = {value: chosen.pruned(word) for value, word in of.words.items()}
    elif isinstance(of, AddressField):
        recipe.addresses[name] = model
    elif hasattr(of, "from_columns"):
        make = of.from_columns
        recipe.makers[name] = make if chosen == EVERYTHING else lambda *values: chosen.pruned(make(*values))
    recipe.names.append(name)
    recipe.columns += [column for column in columns if column not in recipe.columns]
    recipe.places[name] = [recipe.columns.index(column) for column in columns]


def _related(model: Any, source: str) -> Any:
    for name in source.split("."):
        model = model._meta.get_field(name).related_model
    return model
