"""Edits of many records at once: what `save_edit` does with each, in a few queries for all of them.

Every changed record has its own conditional UPDATE, so that nobody's version is written over and rows that pass a
place on to each other can do so in their order. All else is asked and written for up to MOST records together.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from zones.models import Initiative, ProgressUpdate, Published, StaleVersion, Zone
from zones.models.base import Dated, Record
from zones.models.publication import settle
from zones.services import history
from zones.services.editing import keep_publication, require, require_same_place
from zones.services.progress import refresh_statuses
from zones.services.slugs import fill_slugs

MOST = 500  # records of a batch; SQLite is not asked for many more at once
OWN = {"version", "updated_at"}  # what the conditional UPDATE itself sets


@dataclass(frozen=True)
class Edit:
    """A new or changed record that was validated, with its many-to-many links where they are said."""

    record: Any
    links: Mapping[str, Collection[models.Model]] = field(default_factory=dict)


@transaction.atomic
def save_edits(*, edits: Iterable[Edit], by: Any, reason: str = "") -> None:
    """Save records one after the other, all or none, with the rights, the states and the history of `save_edit`.

    A record may link to one that comes before it and is new too. What the product works out, `is_public` and the
    status of an initiative, stands in the database alone. Raises PermissionDenied, StaleVersion or IntegrityError.
    """
    for batch in _batches(edits):
        _save(batch, by, reason)


def _batches(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Yield edits of one model that do not link to new ones of the same batch, which have no keys yet."""
    batch: list[Edit] = []
    new: set[int] = set()
    for edit in edits:
        record = edit.record
        model = type(record)
        own = [each for each in model._meta.concrete_fields if each.related_model is model and each.is_cached(record)]
        waits = any(id(getattr(record, each.name)) in new for each in own)
        if batch and (waits or len(batch) == MOST or type(batch[0].record) is not model):
            yield batch
            batch, new = [], set()
        batch.append(edit)
        if record._state.adding:
            new.add(id(record))
    if batch:
        yield batch


def _save(batch: Sequence[Edit], by: Any, reason: str) -> None:
    model = type(batch[0].record)
    new = [edit.record for edit in batch if edit.record._state.adding]
    changed = [edit.record for edit in batch if not edit.record._state.adding]
    stored = _stored(model, changed)
    for record in (*changed, *new):
        _link(record)
        _allow(record, stored.get(record.pk), by)
        _complete(record, stored.get(record.pk), by)
    if issubclass(model, Record):
        fill_slugs([*changed, *new])
    for record in changed:  # first, so that new ones can take a place that one of these gave up
        _update(record, stored[record.pk])
    model._base_manager.bulk_create(new)
    for link in model._meta.many_to_many:
        _save_links(link, {edit.record.pk: edit.links[link.name] for edit in batch if link.name in edit.links})
    keys = [record.pk for record in changed]
    if issubclass(model, Published):
        settle(model._base_manager.filter(pk__in=keys))
    if new:
        history.note(model, history.ADDED, reason=reason, by=by, keys=[record.pk for record in new])
    if keys:
        history.note(model, history.CHANGED, reason=reason, by=by, keys=keys)
    if issubclass(model, Initiative):
        refresh_statuses(keys)
    elif issubclass(model, ProgressUpdate):
        refresh_statuses({record.initiative_id for record in (*changed, *new, *stored.values())})


def _stored(model: Any, changed: Sequence[Any]) -> dict[int, Any]:
    """Return records as they are stored, by key, with what says to which area they belong."""
    if not changed:
        return {}
    records = model._base_manager.all()
    path = ("plan__zone" if model is Initiative else getattr(model, "zone_lookup", "")).rpartition("__")[0]
    stored = (records.select_related(path) if path else records).in_bulk([record.pk for record in changed])
    for record in changed:
        if record.pk not in stored:
            raise StaleVersion(record)
    return stored


def _link(record: Any) -> None:
    """Give a record the keys of what it links to, which may have been new, and had provisional ones, until now."""
    if record._state.adding:
        record.pk = None
    for each in record._meta.concrete_fields:
        if each.is_relation and each.is_cached(record):
            setattr(record, each.name, getattr(record, each.name))


def _allow(record: Any, before: Any, by: Any) -> None:
    """Raise PermissionDenied unless `by` may change the record as it was and as it is to be, or add it."""
    if before is not None:
        require(by, "change", before)
    require(by, "change" if before is not None else "add", record)
    if isinstance(record, Zone) and not by.is_superuser:
        require_same_place(record, before)


def _complete(record: Any, before: Any, by: Any) -> None:
    """Set what nobody enters: the state of publication, who reports, the area, and dates as far as they are known."""
    record.updated_at = timezone.now()
    if isinstance(record, Published):
        keep_publication(record, before, by)
        record.is_public = before.is_public if before else False  # a draft
    if isinstance(record, Initiative):
        record.zone_id = record.plan.zone_id
        record.status = before.status if before else record.status
    if isinstance(record, ProgressUpdate) and before is None:
        record.author = by
    if isinstance(record, Dated):
        record.round_dates()


def _update(record: Any, before: Any) -> None:
    """Write what differs, if the record is still the version that was read. Raises StaleVersion."""
    names = [each.attname for each in record._meta.concrete_fields if each.attname not in OWN]
    values = {name: getattr(record, name) for name in names if getattr(record, name) != getattr(before, name)}
    mine = type(record)._base_manager.filter(pk=record.pk, version=record.version)
    if not mine.update(version=record.version + 1, updated_at=record.updated_at, **values):
        raise StaleVersion(record)
    record.version += 1


def _save_links(link: Any, wanted: Mapping[int, Collection[models.Model]]) -> None:
    """Let records, by their keys, be linked to what is wanted and to nothing else."""
    if not wanted:
        return
    through, owner, member = link.remote_field.through, link.m2m_column_name(), link.m2m_reverse_name()
    missing = {(key, each.pk) for key, members in wanted.items() for each in members}
    superfluous = []
    rows = through._base_manager.filter(**{f"{owner}__in": list(wanted)})
    for key, *pair in rows.values_list("pk", owner, member):
        if tuple(pair) in missing:
            missing.remove(tuple(pair))
        else:
            superfluous.append(key)
    for start in range(0, len(superfluous), MOST):
        through._base_manager.filter(pk__in=superfluous[start : start + MOST]).delete()
    through._base_manager.bulk_create(through(**{owner: key, member: each}) for key, each in sorted(missing))
