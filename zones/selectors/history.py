"""What was changed in a record, when, by whom and why: old and new of every field, in both languages.

A fixed number of queries, whatever the number of versions: one for the rows, one for each kind of record they name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import Publication
from zones.models import Published

# What the product works out by itself is nobody's change; an initiative's status tells what an update said.
_SILENT = {"id", "created_at", "updated_at", "version", "accepted_version", "is_public"}
_NOT_FOR_THE_PUBLIC = {"publication", "author", "file", "user"}


@dataclass(frozen=True)
class FieldChange:
    """One field's text before and after; an empty text is an empty field."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """A record as somebody saved it. `row` is its history row; `kind` is + (added), ~ (changed) or - (deleted)."""

    row: Any
    kind: str
    at: datetime
    by: Any
    reason: str
    changes: list[FieldChange] = field(default_factory=list)


def versions(record: Any, *, public: bool = False) -> list[Version]:
    """Return a record's versions, the newest first, each with what it changed in the one before.

    With `public` only what was published counts: what a draft said before it was, and what was said while a record was
    withdrawn, is told to nobody, nor are records named that are not public.
    """
    rows = record.history.select_related("history_user")
    if public and isinstance(record, Published):
        rows = rows.filter(publication=Publication.PUBLISHED)
    savings = _savings(list(rows.order_by("history_id")))
    texts = _texts(type(record), savings, public=public)
    found = []
    for number, row in enumerate(savings):
        changes = _changes(texts[number - 1], texts[number]) if number else []
        if number and not changes and row.history_type == "~" and not row.history_change_reason:
            continue  # a form that was saved as it was
        found.append(_version(row, changes))
    return found[::-1]


def differences(records: Iterable[Published]) -> dict[Published, list[FieldChange]]:
    """Return what a reviewer has to look at in each record: what was changed since they accepted it, or all of it."""
    by_model: dict[Any, list[Published]] = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    found = {}
    for model, members in by_model.items():
        rows: dict[int, list[Any]] = defaultdict(list)
        for row in model.history.filter(id__in=[record.pk for record in members]).order_by("history_id"):
            rows[row.id].append(row)
        looked_at = []
        for record in members:
            accepted = [row for row in rows[record.pk] if row.version == record.accepted_version][-1:]
            looked_at.append((record, accepted, rows[record.pk][-1:]))
        flat = [row for _record, accepted, now in looked_at for row in (*accepted, *now)]
        texts = dict(zip((row.history_id for row in flat), _texts(model, flat, public=False), strict=True))
        for record, accepted, now in looked_at:
            before, after = (texts[row[0].history_id] if row else {} for row in (accepted, now))
            found[record] = [change for change in _changes(before, after) if change.name != "publication"]
    return found


def since(record: Any, version: int) -> list[FieldChange]:
    """Return what was changed in a record since a version of it; nothing where that is no longer kept."""
    rows = list(record.history.order_by("history_id"))
    seen = [row for row in rows if row.version == version][-1:]
    return between(seen[0], rows[-1]) if seen else []


def between(older: Any, newer: Any) -> list[FieldChange]:
    """Return what differs between two history rows of a record."""
    return _changes(*_texts(newer.instance_type, [older, newer], public=False))


def _savings(rows: Sequence[Any]) -> list[Any]:
    """Keep the last of the rows that one saving made: a record's many-to-many choices follow it, each with a row."""
    kept: list[Any] = []
    own = [each for each in rows[0].instance_type._meta.concrete_fields if each.name != "updated_at"] if rows else []
    for row in rows:
        same = (
            kept
            and row.history_type == "~"
            and row.history_user_id == kept[-1].history_user_id
            and all(getattr(row, each.attname) == getattr(kept[-1], each.attname) for each in own)
        )
        if same:
            row.history_type, row.history_date = kept[-1].history_type, kept[-1].history_date
            row.history_change_reason = row.history_change_reason or kept[-1].history_change_reason
            kept.pop()
        kept.append(row)
    return kept


def _version(row: Any, changes: list[FieldChange]) -> Version:
    return Version(
        row=row,
        kind=row.history_type,
        at=row.history_date,
        by=row.history_user,
        reason=row.history_change_reason or "",
        changes=changes,
    )


def _changes(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> list[FieldChange]:
    return [
        FieldChange(name, label, before.get(name, ("", ""))[1], new)
        for name, (label, new) in after.items()
        if before.get(name, ("", ""))[1] != new
    ]


def _texts(model: Any, rows: Sequence[Any], *, public: bool) -> list[dict[str, tuple[str, str]]]:
    """Return for each row the label and text of every field by its name, in the order of the model."""
    silent = _SILENT | _NOT_FOR_THE_PUBLIC if public else _SILENT
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in silent and not field.name.endswith("_precision")
    ]
    chosen = {field: _chosen(field, rows) for field in model._meta.many_to_many}
    names = _names(fields, chosen, rows, public=public)
    found = []
    for row in rows:
        unseen = "" if public else _("a record that is not shown")  # not even that there is one is told to the public
        texts = {field.name: (_label(field), _text(field, row, names, unseen)) for field in fields}
        for each, members in chosen.items():
            known = names[each.related_model]
            listed = [known[key] for key in members.get(row.history_id, []) if key in known]
            texts[each.name] = (_label(each), ", ".join(sorted(listed)))
        found.append(texts)
    return found


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


def _names(fields: Iterable[Any], chosen: dict, rows: Sequence[Any], *, public: bool) -> dict[Any, dict[Any, str]]:
    """Return the names of all records that rows refer to, by model and key; of the public ones only, if so asked."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for each in fields:
        if each.is_relation:
            wanted[each.related_model] |= {getattr(row, each.attname) for row in rows}
    for many, members in chosen.items():
        wanted[many.related_model] |= {key for keys in members.values() for key in keys}
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
