"""Records read without joins: what they name comes from what is held for the state of the data (zones/held.py).

A page names the same dozen sources, speakers and themes a hundred times. To join them to every row costs many times
what the rows cost themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any

from django.db.models import Model, QuerySet

from zones import held
from zones.models import Indicator, Organisation, Period, Person, Source, Theme, Zone
from zones.subqueries import keys_in

HELD = (Indicator, Organisation, Period, Person, Source, Zone)  # there are few of them, and many name them


def link(*groups: Sequence[Any], among: Iterable[Model] = ()) -> None:
    """Let records name what they are linked to: what is held, and what is `among` the records of a page itself.

    Each group is of one model; its themes are those of the keys that came with it as `theme_keys` (LinkedKeys). One
    query for each model of which something is missing in what is held. Other links stay as they are. What is held is
    shared by all who read: nobody may change or save it.
    """
    near: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for record in among:
        near[type(record)][record.pk] = record
    links = [(group, field) for group in groups if group for field in _foreign_keys(group[0]._meta.model)]
    asked: dict[Any, set[Any]] = defaultdict(set)
    for group, field in links:
        if field.related_model in HELD:
            asked[field.related_model].update(getattr(record, field.attname) for record in group)
    known = near | {model: _held(model, keys - {None}) for model, keys in asked.items()}
    for group, field in links:
        others = known.get(field.related_model, {})
        for record in group:
            other = others.get(getattr(record, field.attname))
            if other is not None:
                field.set_cached_value(record, other)
    _link_themes([record for group in groups for record in group if hasattr(record, "theme_keys")])


def _link_themes(records: Sequence[Any]) -> None:
    """Give records their themes as if they had been prefetched."""
    chosen = held.found("themes by their keys", {record.theme_keys for record in records}, _read_themes)
    for record in records:
        record._prefetched_objects_cache = {"themes": chosen[record.theme_keys]}


def _read_themes(texts: Iterable[str | None]) -> dict[Any, QuerySet]:
    """Return the themes that each text of keys stands for, in their order, as querysets that are read already."""
    keys = {text: keys_in(text) for text in texts}
    themes = _held(Theme, {key for each in keys.values() for key in each})
    chosen: dict[Any, QuerySet] = {}
    for text, each in keys.items():
        chosen[text] = Theme.objects.none()
        chosen[text]._result_cache = sorted((themes[key] for key in each), key=lambda theme: (theme.group, theme.slug))
    return chosen


def _held(model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    return held.found(("record", model), keys, partial(_read, model))


def _read(model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    return {record.pk: record for record in model._base_manager.filter(pk__in=keys)}


@cache
def _foreign_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]
