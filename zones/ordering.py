"""Orders of rows that are the same on both databases: unknown values last, ties broken by the primary key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, OrderBy, Q, QuerySet


@dataclass(frozen=True)
class SortKey:
    """One column to sort by; `path` may lead through foreign keys, `zone__slug`."""

    path: str
    descending: bool
    nullable: bool

    def expression(self, *, backwards: bool = False) -> OrderBy:
        """Return what `order_by` takes."""
        # Said only where there can be a NULL: an index is not read with NULLs at its other end.
        nulls: dict[str, Any] = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        return OrderBy(F(self.path), descending=self.descending != backwards, **nulls)

    def value_of(self, row: Model) -> Any:
        """Return the value by which a row is sorted; None also where a foreign key on the way is empty."""
        value: Any = row
        for name in self.path.split("__"):
            value = None if value is None else getattr(value, name)
        return value

    def equals(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, backwards: bool = False) -> Q | None:
        """Return the condition for values that come after one, or before it; None when nothing can."""
        unknown = f"{self.path}__isnull"
        if value is None:
            return Q(**{unknown: False}) if backwards else None
        step = "lt" if self.descending != backwards else "gt"
        further = Q(**{f"{self.path}__{step}": value})
        return further | Q(**{unknown: True}) if self.nullable and not backwards else further


def sort_keys(model: type[Model], names: Iterable[str]) -> list[SortKey]:
    """Return the keys for names such as `-updated_at`, the primary key in the last one's direction at the end."""
    keys = [_sort_key(model, name.removeprefix("-"), name.startswith("-")) for name in names]
    primary = model._meta.pk.name  # type: ignore[union-attr]
    if primary not in {key.path for key in keys}:
        keys.append(SortKey(primary, keys[-1].descending if keys else False, nullable=False))
    return keys


def sort_keys_of(queryset: QuerySet) -> list[SortKey]:
    """Return the keys by which a queryset is ordered; by the primary key when it does not say."""
    names: list[str] = []
    for entry in queryset.query.order_by:
        if isinstance(entry, OrderBy) and isinstance(entry.expression, F):
            path = entry.expression.name  # type: ignore[attr-defined] # the stubs do not know it
            names.append(f"-{path}" if entry.descending else path)
        else:
            names.append("-" + queryset.model._meta.pk.name if entry == "-pk" else str(entry))
    return sort_keys(queryset.model, names)


def ordered(queryset: QuerySet, keys: Sequence[SortKey], *, backwards: bool = False) -> QuerySet:
    return queryset.order_by(*(key.expression(backwards=backwards) for key in keys))


def rows_beyond(keys: Sequence[SortKey], values: Sequence[Any], *, backwards: bool = False) -> Q:
    """Return the condition for the rows after the one with these values, or before it (keyset pagination)."""
    beyond, level = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value, backwards=backwards)
        if further is not None:
            beyond |= level & further
        level &= key.equals(value)
    first = keys[0]
    if first.nullable:
        return beyond
    # Implied by the rest, but only so does a database begin to read its index at the right place.
    bound = "lte" if first.descending != backwards else "gte"
    return Q(**{f"{first.path}__{bound}": values[0]}) & beyond


def _sort_key(model: type[Model], path: str, descending: bool) -> SortKey:
    nullable, owner = False, model
    for name in path.split("__"):
        field = owner._meta.get_field(name)
        nullable = nullable or field.null
        owner = field.related_model or owner
    return SortKey(path, descending, nullable)
