"""Retention: what is kept of the past, and for how long; `manage.py clean_up` takes away the rest.

Of every record the history keeps, however old: all versions of the last `days`, the one that was true when those days
began (so that each of them can be told in full; of a record that has not changed since, or was deleted before, that is
its last), the version that a reviewer last accepted (so that it can be compared and restored), and of each slug that a
record had the last version with it (so that old addresses lead to it for ever).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import get_history_model_for_model

FEWEST_DAYS = 184  # half a year, whichever half: what has to be kept of who changed what
USUAL_DAYS = 2 * FEWEST_DAYS
UPLOAD_AGE = timedelta(days=1)
BATCH = 1_000  # rows deleted at once: others need not wait for long
FOUND_AT_ONCE = 100 * BATCH  # rows looked for at once: to find them takes longer than to delete them


class TooFewDays(Exception):  # noqa: N818 - the name says what was asked for
    """Fewer days were asked for than must be kept; nothing was deleted."""


@dataclass(frozen=True)
class Removed:
    """How much was taken away."""

    versions: int
    sessions: int
    sign_ins: int
    uploads: int


def clean_up(*, days: int = USUAL_DAYS) -> Removed:
    """Delete versions and sign-ins older than `days`, and what has expired; safe to end half-way and to run again."""
    if days < FEWEST_DAYS:
        raise TooFewDays(_("History is kept for at least %(days)d days.") % {"days": FEWEST_DAYS})
    now = timezone.now()
    before = now - timedelta(days=days)
    return Removed(
        versions=sum(_delete_versions(model, before) for model in models_with_history()),
        sessions=_delete_in_batches(Session.objects.filter(expire_date__lt=now)),
        sign_ins=_delete_in_batches(AccessAttempt.objects.filter(attempt_time__lt=now - get_cool_off()))
        + _delete_in_batches(AccessLog.objects.filter(attempt_time__lt=before)),
        uploads=_delete_uploads(Path(settings.VAR_DIR) / "uploads", now - UPLOAD_AGE),
    )


def models_with_history() -> list[type[models.Model]]:
    """Return every model whose records have a history."""
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def dispensable_versions(model: type[models.Model], before: datetime) -> QuerySet:
    """Return the history rows of a model that need not be kept when all since `before` can be told."""
    history = get_history_model_for_model(model)._base_manager.filter(history_date__lt=before)
    later = Q(history_date__gt=OuterRef("history_date")) | Q(
        history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id")
    )
    key = model._meta.pk.attname
    columns = {field.name for field in model._meta.concrete_fields}
    alike = {name: OuterRef(name) for name in (key, "slug", "publication") if name in columns}
    dispensable = history.filter(Exists(history.filter(later, **alike)))
    if not hasattr(model, "accepted_version"):
        return dispensable
    accepted = model._base_manager.filter(pk=OuterRef(key), accepted_version=OuterRef("version"))
    return dispensable.exclude(Exists(accepted))


def _delete_versions(model: type[models.Model], before: datetime) -> int:
    relations = [
        field
        for field in get_history_model_for_model(model)._meta.get_fields(include_hidden=True)
        if field.auto_created and field.one_to_many
    ]

    def with_links(keys: list[int]) -> None:
        # What a version was linked to stands in tables of its own, which the database does not hold to it.
        for relation in relations:
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys}).delete()

    return _delete_in_batches(dispensable_versions(model, before), first=with_links)


def _delete_in_batches(rows: QuerySet, first: Callable[[list], None] = lambda keys: None) -> int:
    """Delete rows in the order of their keys, each batch in a transaction of its own; return how many there were."""
    remaining, deleted = rows.order_by("pk"), 0
    while found := list(remaining.values_list("pk", flat=True)[:FOUND_AT_ONCE]):
        for begin in range(0, len(found), BATCH):
            keys = found[begin : begin + BATCH]
            with transaction.atomic():
                first(keys)
                rows.model._base_manager.filter(pk__in=keys).delete()
        deleted += len(found)
        remaining = rows.order_by("pk").filter(pk__gt=found[-1])  # it need not look again at what it passed over
    return deleted


def _delete_uploads(folder: Path, before: datetime) -> int:
    """Delete files that an import left in `folder`, and sub-folders that are empty then; return how many files."""
    deleted = 0
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder comes before the folder
        if path.lstat().st_mtime >= before.timestamp():
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted
