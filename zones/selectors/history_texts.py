"""History rows in words: what each field said, and what differs between two rows, in the language in force.

One query for each many-to-many field, one for each kind of record that the rows refer to, whatever their number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.models import Published

# What the product works out by itself is nobody's change; an initiative's status tells what an update said.
_SILENT = {"id", "created_at", "updated_at", "version", "accepted_version", "is_public"}
_NOT_FOR_THE_PUBLIC = {"publication", "author", "file", "user"}

Texts = dict[str, tuple[str, str]]  # label and text of each field by its name


@dataclass(frozen=True)
class FieldChange:
    """One field's text before and after; an empty text is an empty field."""

    name: str
    label: str
    old: str
    new: str


def differing(before: Texts, after: Texts) -> list[FieldChange]:
    """Return the fields whose texts differ."""
    return [
        FieldChange(name, label, before.get(name, ("", ""))[1], new)
        for name, (label, new) in after.items()
        if before.get(name, ("", ""))[1] != new
    ]


def texts_of(rows: Mapping[Any, Sequence[Any]], *, public: bool) -> dict[Any, list[Texts]]:
    """Return the texts of rows of several models; records are asked for their names together."""
    silent = _SILENT | _NOT_FOR_THE_PUBLIC if public else _SILENT
    unseen = "" if public else _("a record that is not shown")  # not even that there is one is told to the public
    fields = {model: _fields(model, silent) for model in rows}
    chosen = {
        model: {field: _chosen(field, of_model) for field in model._meta.many_to_many}
        for model, of_model in rows.items()
    }
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for model, of_model in rows.items():
        _note_links(wanted, fields[model], chosen[model], of_model)
    names = _names(wanted, public=public)
    return {
        model: [_text_of_row(row, fields[model], chosen[model], names, unseen) for row in of_model]
        for model, of_model in rows.items()
    }


def _fields(model: Any, silent: Collection[str]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in silent and not field.name.endswith("_precision")
    ]


def _text_of_row(row: Any, fields: Iterable[Any], chosen: dict, names: dict, unseen: str) -> Texts:
    texts = {field.name: (_label(field), _text(field, row, names, unseen)) for field in fields}
    for each, members in chosen.items():
        known = names[each.related_model]
        listed = [known[key] for key in members.get(row.history_id, []) if key in known]
        texts[each.name] = (_label(each), ", ".join(sorted(listed)))
    return texts


def _label(each: Any) -> str:
    return capfirst(str(each.verbose_name))


def _chosen(many: Any, rows: Sequence[Any]) -> dict[int, list[int]]:
    """Return the keys of what each row has in a many-to-many field."""
    if not rows:
        return {}
    through = getattr(rows[0], many.name).model  # simple-history keeps the choices of each row
    found = defaultdict(list)
    pairs = through.objects.filter(history__in=[row.history_id for row in rows])
    for row, key in pairs.values_list("history", many.m2m_reverse_field_name()):
        found[row].append(key)
    return found


def _note_links(wanted: dict[Any, set[Any]], fields: Iterable[Any], chosen: dict, rows: Sequence[Any]) -> None:
    """Add the keys of all records that rows refer to, by their model."""
    for each in fields:
        if each.is_relation:
            wanted[each.related_model] |= {getattr(row, each.attname) for row in rows}
    for many, members in chosen.items():
        wanted[many.related_model] |= {key for keys in members.values() for key in keys}


def _names(wanted: Mapping[Any, set[Any]], *, public: bool) -> dict[Any, dict[Any, str]]:
    """Return the names of records by model and key; of the public ones only, if so asked."""
    found = {}
    for model, keys in wanted.items():
        records = model._default_manager.filter(pk__in=keys - {None})
        if public and issubclass(model, Published):
            records = records.published()
        if model._meta.model_name == "plantier":
            records = records.select_related("plan")
            records = records.filter(plan__is_public=True) if public else records
        found[model] = {record.pk: str(record) for record in records}
    return found


def _text(each: Any, row: Any, names: dict[Any, dict[Any, str]], unseen: str) -> str:
    """Return a field's value as people read it; `unseen` for a record that has no name here."""
    value = getattr(row, each.attname)
    if value is None or value == "":
        return ""
    if each.is_relation:
        return names[each.related_model].get(value, unseen)
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(each, models.DateField) and not isinstance(each, models.DateTimeField):
        return formats.day(value, getattr(row, f"{each.name}_precision", "day"), get_language() or "")
    if isinstance(value, Decimal):
        return formats.plain(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
