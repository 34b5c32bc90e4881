"""Progress of many initiatives entered at once: all of it or nothing."""

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from zones.models import Initiative, ProgressUpdate
from zones.services.batches import Edit, save_edits


@transaction.atomic
def save_updates(*, updates: Sequence[ProgressUpdate], by: AbstractBaseUser, reason: str = "") -> list[ProgressUpdate]:
    """Validate and save new progress updates as drafts of `by`, and return them.

    Raises ValidationError with a message for each update at fault, or PermissionDenied for an initiative of another
    zone; then nothing is saved.
    """
    refused = []
    for update in updates:
        try:
            update.full_clean()
        except ValidationError as error:
            refused.append(f"{update.initiative}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(refused)
    save_edits(edits=[Edit(update) for update in updates], by=by, reason=reason)
    return list(updates)


def report_all(
    *, initiatives: Sequence[Initiative], by: AbstractBaseUser, reason: str = "", **report
) -> list[ProgressUpdate]:
    """Report the same of several initiatives, one update each; `report` are the fields of ProgressUpdate."""
    updates = [ProgressUpdate(initiative=initiative, **report) for initiative in initiatives]
    return save_updates(updates=updates, by=by, reason=reason)
