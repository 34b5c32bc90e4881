"""The one door through which people write: form, rows, import, API and bulk actions all end here.

It asks for permission, keeps the publication state out of the editor's hands, and writes history with who and why.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from zones.choices import Publication
from zones.models import Initiative, ProgressUpdate, Published, Zone, ZoneBound
from zones.permissions import is_reviewer_of
from zones.services.progress import delete_update, refresh_status, save_update

# What everything in a zone stands on; only superusers move it.
PLACE_OF_ZONE = ("level", "parent", "slug")


@transaction.atomic
def save_edit(
    *,
    record: Any,
    by: Any,
    reason: str = "",
    links: Mapping[str, Iterable[models.Model]] | None = None,
) -> Any:
    """Save a new or changed record that was validated (`full_clean`), with its many-to-many `links`, and return it.

    A new record is a draft. What an editor changes in a published record is public at once and waits for a reviewer;
    what a reviewer changes is accepted with it. Raises PermissionDenied when `by` may not change the record as it was
    or as it is to be, and StaleVersion when somebody saved a newer version than the one that was read.
    """
    before = None if record._state.adding else type(record)._base_manager.filter(pk=record.pk).first()
    if before is not None:
        require(by, "change", before)
    require(by, "change" if before is not None else "add", record)
    if isinstance(record, Zone) and not by.is_superuser:
        require_same_place(record, before)
    if isinstance(record, Published):
        keep_publication(record, before, by)
    sign(record, by, reason)
    if isinstance(record, ProgressUpdate):
        if before is None:
            record.author = by
        save_update(update=record)
    elif links:
        _save_with_links(record, links)
    else:
        record.save()
    if isinstance(record, Initiative) and before is not None:
        # the instance may be older than the updates that moved its status; a new one has none yet
        record.status = refresh_status(record.pk).status
    return record


@transaction.atomic
def delete_edit(*, record: Any, by: Any, reason: str = "") -> None:
    """Delete a record and what hangs from it. Raises PermissionDenied, or ProtectedError while others refer to it."""
    require(by, "delete", record)
    _require_unused(record)
    sign(record, by, reason)
    if isinstance(record, ProgressUpdate):
        delete_update(update=record)
    else:
        record.delete()


def require(by: Any, verb: str, record: models.Model) -> None:
    """Raise PermissionDenied unless a user may do `verb` (add, change, delete, publish) to a record."""
    if not by.has_perm(f"zones.{verb}_{record._meta.model_name}", record):
        raise PermissionDenied


def require_same_place(zone: Zone, before: Zone | None) -> None:
    """Raise PermissionDenied if what everything in a zone stands on is to be moved."""
    if before is not None and any(getattr(zone, name) != getattr(before, name) for name in PLACE_OF_ZONE):
        raise PermissionDenied


def _require_unused(record: models.Model) -> None:
    """Raise ProtectedError for shared data that others chose among many; foreign keys protect themselves."""
    if isinstance(record, ZoneBound):
        return
    for relation in record._meta.related_objects:
        if relation.many_to_many and not relation.hidden:
            users = list(getattr(record, str(relation.get_accessor_name())).all()[:5])
            if users:
                raise models.ProtectedError(str(record), set(users))


def sign(record: Any, by: Any, reason: str) -> None:
    """Say for the history who writes a record next, and why; simple-history reads both."""
    record._history_user = by
    record._change_reason = reason or None


def _save_with_links(record: Any, links: Mapping[str, Iterable[models.Model]]) -> None:
    """Save a record with its many-to-many links as one version: simple-history would keep a row for each change."""
    added = record._state.adding
    record.skip_history_when_saving = True
    try:
        record.save()
        for name, members in links.items():
            if added:
                getattr(record, name).add(*members)
            else:
                getattr(record, name).set(members)
    finally:
        del record.skip_history_when_saving
    models.signals.post_save.send(
        sender=type(record), instance=record, created=added, update_fields=None, raw=False, using=record._state.db
    )


def keep_publication(record: Published, before: Published | None, by: Any) -> None:
    """Give a record the state that it has already: editing publishes nothing, whatever the instance says."""
    record.publication = before.publication if before else Publication.DRAFT
    record.accepted_version = before.accepted_version if before else None
    if before and before.publication == Publication.PUBLISHED and is_reviewer_of(by, before):
        record.accepted_version = record.version + 1  # the version that saving makes
