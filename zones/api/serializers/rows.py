"""Lists without model objects: the rows of a serializer, made straight from the columns that it needs.

The serializers of records.py say what a row shows; this reads it. A field is a column as it is, a word of a
vocabulary, what it makes of several columns (`row_columns` and `from_columns`), or another record: then its key is the
column, and the record's brief is held for all rows that name it (zones/held.py). What is not asked for is not read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import F, OuterRef, QuerySet, TextField
from rest_framework import serializers

from zones import held
from zones.api.serializers.choosing import EVERYTHING, Chosen
from zones.api.serializers.fields import AddressField, WordField, WrittenOnce, collection_path
from zones.selectors import seen

Row = Sequence[Any]


class LinkedKeys(WrittenOnce):
    """The keys of the records that a many-to-many table links to a row, as text with commas; empty without any."""

    output_field = TextField()

    def __init__(self, relation: Any):
        owner, linked = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
        links = relation.through.objects.filter(**{owner: OuterRef("pk")})
        super().__init__(links.values(linked_key=F(f"{linked}_id")))

    def as_sqlite(self, compiler, connection, **extra):
        template = '(SELECT GROUP_CONCAT("linked_key") FROM (%(subquery)s))'
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="ARRAY_TO_STRING(ARRAY(%(subquery)s), ',')", **extra)


@dataclass(frozen=True)
class Link:
    """Other records that a field shows by their briefs."""

    model: Any
    brief: type[serializers.Serializer]
    chosen: Chosen


@dataclass
class Recipe:
    """How rows are made of columns: `names` are the fields, and the first columns are one for each of them."""

    names: list[str] = field(default_factory=list)
    columns: list[Any] = field(default_factory=list)
    words: dict[str, dict[Any, Any]] = field(default_factory=dict)
    makers: dict[str, Callable[[Row], Any]] = field(default_factory=dict)
    one: dict[str, Link] = field(default_factory=dict)
    many: dict[str, Link] = field(default_factory=dict)
    nested: dict[str, tuple["Recipe", Callable[[Row], Row]]] = field(default_factory=dict)
    address: tuple[str, Any, int] | None = None  # field that shows it, model of the record, place of its slug


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
        self.serializer, self.chosen = serializer, chosen
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
        return self._make(self.recipe, values)

    def _make(self, recipe: Recipe, values: Sequence[Row]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [dict(zip(recipe.names, each, strict=False)) for each in values]
        for name, words in recipe.words.items():
            for row in rows:
                row[name] = words.get(row[name])
        for name, make in recipe.makers.items():
            for row, each in zip(rows, values, strict=True):
                row[name] = make(each)
        for name, (inner, take) in recipe.nested.items():
            for row, part in zip(rows, self._make(inner, [take(each) for each in values]), strict=True):
                row[name] = part
        for name, link in recipe.one.items():
            self._put_one(rows, name, link)
        for name, link in recipe.many.items():
            self._put_many(rows, name, link)
        if recipe.address is not None:
            self._put_addresses(rows, values, *recipe.address)
        return rows

    def _put_addresses(self, rows: list[dict[str, Any]], values: Sequence[Row], name: str, model: Any, place: int):
        beginning = self.base + collection_path(model)
        for row, each in zip(rows, values, strict=True):
            row[name] = f"{beginning}{each[place]}/"

    def _put_one(self, rows: list[dict[str, Any]], name: str, link: Link) -> None:
        briefs = self._briefs(link, {row[name] for row in rows} - {None})
        for row in rows:
            row[name] = briefs.get(row[name])

    def _put_many(self, rows: list[dict[str, Any]], name: str, link: Link) -> None:
        keys = {text: [int(key) for key in text.split(",")] for text in {row[name] for row in rows} if text}
        asked = {key for each in keys.values() for key in each}
        briefs, places = self._briefs(link, asked), self._places(link.model, asked)
        shown = {
            text: [briefs[key] for key in sorted(each, key=places.get) if briefs.get(key)]  # type: ignore[arg-type]
            for text, each in keys.items()
        }
        for row in rows:
            row[name] = shown.get(row[name], [])

    def _briefs(self, link: Link, keys: Iterable[Any]) -> dict[Any, Any]:
        recipe = _recipe(link.brief, link.model, link.chosen)

        def read(missing: list[Any]) -> dict[Any, Any]:
            records = seen(link.model, self.viewer).order_by().filter(pk__in=missing)
            found = list(records.values_list(*recipe.columns, "pk"))
            return {values[-1]: row for values, row in zip(found, self._make(recipe, found), strict=True)}

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
    fields = {name: each for name, each in serializer.fields.items() if name in chosen}
    inner = {name: _recipe_of(each, model, chosen.of(name)) for name, each in fields.items() if _is_nested(each)}
    columns = {name: inner[name].columns if name in inner else _columns(each, model) for name, each in fields.items()}
    # An address is made of the slug, which is a field of its own.
    recipe.names = [name for name, each in fields.items() if not isinstance(each, AddressField)]
    recipe.columns = [columns[name][0] for name in recipe.names]
    for of_field in columns.values():
        recipe.columns += [column for column in of_field if column not in recipe.columns]
    for name, each in fields.items():
        take = itemgetter(*(recipe.columns.index(column) for column in columns[name]))
        if name in inner:
            several = len(columns[name]) > 1
            recipe.nested[name] = (inner[name], take if several else lambda row, take=take: (take(row),))
        elif isinstance(each, AddressField):
            recipe.address = (name, model, recipe.columns.index("slug"))
        else:
            _add(recipe, name, each, model, chosen.of(name), take)
    return recipe


def _is_nested(of: Any) -> bool:
    """Whether a field shows further columns of the record itself."""
    return isinstance(of, serializers.Serializer) and of.source == "*"


def _columns(of: Any, model: Any) -> Sequence[Any]:
    """Return what a field is made of: names of columns or expressions, the first of them of no other field."""
    if isinstance(of, serializers.ListSerializer):
        return [LinkedKeys(getattr(model, of.source))]
    return getattr(of, "row_columns", None) or [of.source.replace(".", "__")]


def _add(recipe: Recipe, name: str, of: Any, model: Any, chosen: Chosen, take: Callable[[Row], Any]) -> None:
    """Say in a recipe what becomes of the columns of a field, which `take` takes from a row."""
    if isinstance(of, serializers.ListSerializer):
        recipe.many[name] = Link(_related(model, of.source), type(of.child), chosen)
    elif isinstance(of, serializers.Serializer):
        recipe.one[name] = Link(_related(model, of.source), type(of), chosen)
    elif isinstance(of, WordField):
        recipe.words[name] = of.words
    elif hasattr(of, "from_columns"):
        make, several = of.from_columns, len(_columns(of, model)) > 1
        whole = (lambda row: make(*take(row))) if several else (lambda row: make(take(row)))
        recipe.makers[name] = whole if chosen == EVERYTHING else (lambda row: chosen.pruned(whole(row)))


def _related(model: Any, source: str) -> Any:
    for name in source.split("."):
        model = model._meta.get_field(name).related_model
    return model
