"""Carrying out an import: what the preview showed and nothing else, all of it or nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from zones.models import Observation, StaleVersion
from zones.models.base import has_cycle
from zones.services.editing import save_edit
from zones.services.exchange.planning import plan_import
from zones.services.exchange.rows import Preview, Row


class ImportRefused(Exception):  # noqa: N818 - the name says what happened
    """There are errors in the file; nothing was written. `preview` tells them."""

    def __init__(self, preview: Preview):
        super().__init__("\n".join(str(problem) for problem in preview.problems))
        self.preview = preview


class ChangedMeanwhile(Exception):  # noqa: N818 - the name says what happened
    """Somebody changed the same records since the preview; nothing was written. `preview` is the old one, if known."""


def carry_out(
    *,
    upload: bytes,
    user: AbstractBaseUser,
    digest: str | None = None,
    model: type[models.Model] | None = None,
    reason: str = "",
) -> Preview:
    """Import an upload as `user` and return what was done; `digest` is that of the preview that was agreed to.

    Raises ImportRefused or ChangedMeanwhile, and NotReadable as `plan_import` does; then nothing was written.
    """
    preview = plan_import(upload=upload, user=user, model=model)
    if preview.problems:
        raise ImportRefused(preview)
    if digest not in (None, preview.digest):
        raise ChangedMeanwhile
    rows = [row for row in preview.rows if row.writes]
    try:
        save_rows(rows, user, reason)
    except (StaleVersion, IntegrityError, PermissionDenied) as error:
        raise ChangedMeanwhile from error
    return preview


@transaction.atomic
def save_rows(rows: Sequence[Row], user: AbstractBaseUser, reason: str) -> None:
    """Save rows that were found good, all or none.

    Raises StaleVersion, IntegrityError or PermissionDenied when somebody else changed something meanwhile.
    """
    for row in _in_order(rows):
        _save(row, user, reason)
    _refuse_circles(rows)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of each sheet so that none gets in the way of a later one.

    A figure that ceases to be the preferred one is saved before the one that takes its place, and a record that gets
    its address made after all those that bring their own.
    """
    places: dict[int, int] = {}
    for row in rows:
        places.setdefault(id(row.sheet), len(places))

    def rank(row: Row) -> tuple[int, bool, bool]:
        preferred = isinstance(row.record, Observation) and row.record.is_preferred
        return places[id(row.sheet)], row.is_new and row.key is None, preferred

    return sorted(rows, key=rank)


def _save(row: Row, user: AbstractBaseUser, reason: str) -> None:
    record = row.record
    if row.is_new:
        record.pk = None
    for field in record._meta.concrete_fields:  # what it links to may have been new, with a provisional key
        if field.is_relation and field.is_cached(record):
            setattr(record, field.name, getattr(record, field.name))
    if row.draft:
        save_edit(record=record, by=user, reason=reason, links=row.draft.links)


def _refuse_circles(rows: Iterable[Row]) -> None:
    """Raise IntegrityError if records are parts of themselves now: rows and what is stored may close a circle."""
    for row in rows:
        model: Any = type(row.record)
        for change in row.draft.changes if row.draft else ():
            if change.column.field.related_model is model and change.column.field.many_to_one:
                stored = model._base_manager.get(pk=row.record.pk)
                if has_cycle(stored, change.column.name):
                    raise IntegrityError(f"{stored._meta.label} {stored.pk}: {change.column.name}")
