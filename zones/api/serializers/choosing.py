"""Sparse fields: `fields=slug,zone.slug`, `omit=evidence`, `brief=true`, on lists and single records alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

MOST_NAMES = 200
DESCRIBED = [
    OpenApiParameter(
        "fields",
        {"type": "array", "items": {"type": "string"}, "maxItems": MOST_NAMES},
        style="form",
        explode=False,
        description="Only these fields, with commas between them; `zone.slug` leads into what stands in a field.",
    ),
    OpenApiParameter(
        "omit",
        {"type": "array", "items": {"type": "string"}, "maxItems": MOST_NAMES},
        style="form",
        explode=False,
        description="All but these fields, written as in `fields`.",
    ),
    OpenApiParameter("brief", bool, default=False, description="The few fields that name a record, instead of all."),
]
PARAMETERS = tuple(parameter.name for parameter in DESCRIBED)

Path = tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """Which fields of a record are shown: those that lie on the paths `only`, or all, without those of `without`."""

    only: frozenset[Path] | None = None
    without: frozenset[Path] = frozenset()

    def __contains__(self, name: str) -> bool:
        wanted = self.only is None or any(path[0] == name for path in self.only)
        return wanted and (name,) not in self.without

    def of(self, name: str) -> "Chosen":
        """Return which fields are shown of what stands in a field."""
        without = frozenset(path[1:] for path in self.without if path[0] == name and len(path) > 1)
        if self.only is None or (name,) in self.only:
            return Chosen(None, without)
        return Chosen(frozenset(path[1:] for path in self.only if path[0] == name), without)

    def pruned(self, data: Any) -> Any:
        """Return what is shown of a record that was made whole, or of a list of such."""
        if self == EVERYTHING:
            return data
        if isinstance(data, Mapping):
            return {name: self.of(name).pruned(value) for name, value in data.items() if name in self}
        return [self.pruned(each) for each in data] if isinstance(data, list) else data


EVERYTHING = Chosen()


def chosen_fields(params: Any, serializer: type[serializers.Serializer]) -> Chosen:
    """Return which fields the parameters of an address ask for; ValidationError names what is not understood.

    `fields` and `omit` take names with commas between them, may be given several times, and lead into what stands in a
    field with a dot. `brief=true` stands for the `brief` fields of the serializer's Meta.
    """
    if not any(name in params for name in PARAMETERS):
        return EVERYTHING
    return _chosen(serializer, **{name: tuple(params.getlist(name)) for name in PARAMETERS})


@lru_cache
def _instance(serializer: type[serializers.Serializer]) -> serializers.Serializer:
    return serializer()


@lru_cache(maxsize=256)  # what is refused is not held, so that it is refused in the language of each request
def _chosen(
    serializer_class: type[serializers.Serializer],
    fields: tuple[str, ...],
    omit: tuple[str, ...],
    brief: tuple[str, ...],
) -> Chosen:
    serializer: Any = _instance(serializer_class)
    errors = {}
    asked: dict[str, frozenset[Path]] = {}
    for parameter, texts in (("fields", fields), ("omit", omit)):
        names = [name.strip() for text in texts for name in text.split(",")]
        asked[parameter] = frozenset(tuple(name.split(".")) for name in names)
        errors[parameter] = _refusals(names, serializer)
    is_brief, errors["brief"] = _brief(brief)
    if is_brief and asked["fields"]:
        errors["brief"] = [_("Ask for brief or for fields, not for both.")]
    if is_brief:
        asked["fields"] = frozenset(tuple(name.split(".")) for name in serializer.Meta.brief)
    chosen = Chosen(asked["fields"] or None, asked["omit"])
    if not any(errors.values()) and not any(name in chosen for name in serializer.fields):
        errors["omit"] = [_("Nothing would be left to show.")]
    if any(errors.values()):
        raise ValidationError({name: messages for name, messages in errors.items() if messages})
    return chosen


def _brief(values: tuple[str, ...]) -> tuple[bool, list[str]]:
    if len(values) > 1:
        return False, [_("Give this parameter once.")]
    if values and values[0] not in ("true", "false"):
        return False, [_("“%(value)s” is neither true nor false.") % {"value": values[0][:60]}]
    return values == ("true",), []


def _refusals(names: list[str], serializer: Any) -> list[str]:
    """Return a message for each name that leads to no field."""
    if len(names) > MOST_NAMES:
        return [_("Give at most %(most)s values.") % {"most": MOST_NAMES}]
    wrong = {name: _unknown(name.split("."), serializer) for name in names}
    message = _("There is no field “%(name)s” here. There are: %(known)s.")
    return [
        message % {"name": name[:60], "known": ", ".join(known)} for name, known in wrong.items() if known is not None
    ]


def _unknown(path: Iterable[str], field: Any) -> list[str] | None:
    """Return the names that there are where a path ends in none; None when it leads to a field."""
    for name in path:
        inside = fields_in(field)
        if name not in inside:
            return list(inside)
        field = inside[name]
    return None


def fields_in(field: Any) -> Mapping[str, Any]:
    """Return the fields of what stands in a field, by name: none for a plain value.

    What a method of a serializer makes is described for the API's reference (`extend_schema_field`); so it is known.
    """
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, field.method_name)
        field = getattr(method, "_spectacular_annotation", {}).get("field")
    elif isinstance(field, serializers.Field) and not isinstance(field, serializers.BaseSerializer):
        field = getattr(field, "_spectacular_annotation", {}).get("field") or getattr(field, "shape", None)
    if isinstance(field, type) and issubclass(field, serializers.BaseSerializer):
        field = field()
    if isinstance(field, serializers.ListSerializer):
        field = field.child
    if isinstance(field, serializers.Serializer):
        return field.fields
    if isinstance(field, dict):  # JSON Schema
        return field.get("items", field).get("properties", {})
    return {}
