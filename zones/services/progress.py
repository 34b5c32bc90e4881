"""Progress: the only writer of an initiative's status.

The status is that of the latest published update by (as_of, id), and `announced` while there is none. Every door
through which an update is entered, changed, published or deleted ends in `refresh_status`.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from zones.choices import InitiativeStatus, Publication
from zones.models import Initiative, ProgressUpdate
from zones.services import history


@transaction.atomic
def save_update(*, update: ProgressUpdate) -> ProgressUpdate:
    """Save a validated new or changed update and refresh the initiatives concerned, also the one it was moved from."""
    before = ProgressUpdate.objects.filter(pk=update.pk).values_list("initiative", flat=True).first()
    update.save()
    refresh_status(update.initiative_id)
    if before not in (None, update.initiative_id):
        refresh_status(before)
    return update


@transaction.atomic
def delete_update(*, update: ProgressUpdate) -> None:
    """Delete an update and let the one before it speak again."""
    initiative_id = update.initiative_id
    update.delete()
    refresh_status(initiative_id)


def refresh_status(initiative_id: int) -> Initiative:
    """Give an initiative the status of its latest update and return it; save, with history, only if that changed."""
    refresh_statuses([initiative_id])
    return Initiative.objects.get(pk=initiative_id)


@transaction.atomic
def refresh_statuses(keys: Collection[int]) -> None:
    """Give initiatives, by their keys, the status of their latest updates, with history, where that changed."""
    initiatives = Initiative.objects.filter(pk__in=keys)
    list(initiatives.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    latest = ProgressUpdate.objects.filter(initiative=OuterRef("pk"), publication=Publication.PUBLISHED).newest_first()
    said = Coalesce(Subquery(latest.values("status")[:1]), Value(InitiativeStatus.ANNOUNCED.value))
    behind: dict[str, list[int]] = {}
    for key, status in initiatives.annotate(said=said).exclude(status=F("said")).values_list("pk", "said"):
        behind.setdefault(status, []).append(key)
    for status, those in behind.items():
        Initiative.objects.filter(pk__in=those).update(status=status, updated_at=timezone.now())
        by = Initiative.history.model.get_default_history_user(None)
        history.note(Initiative, history.CHANGED, reason="", by=by, keys=those)
