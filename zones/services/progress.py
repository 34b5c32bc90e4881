"""Progress: the only writer of an initiative's status.

The status is that of the latest published update by (as_of, id), and `announced` while there is none. Every door
through which an update is entered, changed, published or deleted ends in `refresh_status`.
"""

from django.db import transaction

from zones.choices import InitiativeStatus, Publication
from zones.models import Initiative, ProgressUpdate


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


@transaction.atomic
def refresh_status(initiative_id: int) -> Initiative:
    """Give an initiative the status of its latest update and return it; save, with history, only if that changed."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative_id)
    said = initiative.updates.filter(publication=Publication.PUBLISHED)
    latest = said.newest_first().values_list("status", flat=True).first()
    status = latest or InitiativeStatus.ANNOUNCED
    if initiative.status != status:
        initiative.status = status
        initiative.save(update_fields=["status"])
    return initiative
