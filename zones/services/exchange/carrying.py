"""Carrying out an import: what the preview showed and nothing else, all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from zones.models import Observation, StaleVersion
from zones.services.batches import MOST, Edit, save_edits
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
    edits = [Edit(row.record, row.draft.links) for row in _in_order(rows) if row.draft]
    save_edits(edits=edits, by=user, reason=reason)
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


def _refuse_circles(rows: Iterable[Row]) -> None:
    """Raise IntegrityError if records are parts of themselves now: rows and what is stored may close a circle."""
    moved: dict[tuple[Any, str], set[int]] = defaultdict(set)
    for row in rows:
        model = type(row.record)
        for change in row.draft.changes if row.draft else ():
            if change.column.field.related_model is model and change.column.field.many_to_one:
                moved[model, change.column.name].add(row.record.pk)
    for (model, name), keys in moved.items():
        if _closes_circle(_steps(model, name, keys), keys):
            raise IntegrityError(f"{model._meta.label}: {name}")


def _steps(model: Any, name: str, keys: Iterable[int]) -> dict[int, int | None]:
    """Return what records and all that stands above them link to, by key, read level by level."""
    steps: dict[int, int | None] = {}
    level = set(keys)
    while level:
        asked = sorted(level)
        for start in range(0, len(asked), MOST):
            records = model._base_manager.filter(pk__in=asked[start : start + MOST])
            steps |= dict(records.values_list("pk", f"{name}_id"))
        level = {above for key in level if (above := steps.get(key)) is not None and above not in steps}
    return steps


def _closes_circle(steps: dict[int, int | None], keys: Iterable[int]) -> bool:
    """Whether following the steps from one of the keys leads back to where one has been."""
    open_ended: set[int] = set()
    for key in keys:
        path: set[int] = set()
        step: int | None = key
        while step is not None and step not in open_ended:
            if step in path:
                return True
            path.add(step)
            step = steps.get(step)
        open_ended |= path
    return False
