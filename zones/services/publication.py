"""Draft, review, publish: the only writer of a record's publication state.

What is said of a record is said of all that hangs from it and is in the same position: a plan is submitted, published
or returned with its goals, initiatives and figures. A state is saved as a version with its history, like any change.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zones.choices import Publication
from zones.models import ProgressUpdate, Published
from zones.permissions import is_reviewer_of
from zones.services.editing import require, sign
from zones.services.progress import refresh_status

OPEN = (Publication.DRAFT, Publication.RETURNED)


def submit(*, records: Iterable[Published], by: Any, reason: str = "") -> list[Published]:
    """Ask a reviewer to publish drafts and returned records; return those that now wait for review."""
    return _move(records, OPEN, OPEN, Publication.IN_REVIEW, by, reason)


def publish(*, records: Iterable[Published], by: Any, reason: str = "") -> list[Published]:
    """Publish records, and what hangs from them and is in review too; return what was published.

    A draft is published only when it is named itself: an editor may still be at work on one that hangs from it.
    """
    named = (*OPEN, Publication.IN_REVIEW, Publication.WITHDRAWN)
    return _move(records, named, (Publication.IN_REVIEW,), Publication.PUBLISHED, by, reason)


def return_for_changes(*, records: Iterable[Published], by: Any, reason: str) -> list[Published]:
    """Give back what is in review, with the reason, which the history keeps. Raises ValidationError without one."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what should be changed.")})
    waiting = (Publication.IN_REVIEW,)
    return _move(records, waiting, waiting, Publication.RETURNED, by, reason)


def withdraw(*, records: Iterable[Published], by: Any, reason: str = "") -> list[Published]:
    """Take published records from the public; what hangs from them disappears with them and keeps its own state."""
    return _move(records, (Publication.PUBLISHED,), (), Publication.WITHDRAWN, by, reason)


def reopen(*, records: Iterable[Published], by: Any, reason: str = "") -> list[Published]:
    """Make drafts of withdrawn records, so that they can be changed and submitted anew."""
    return _move(records, (Publication.WITHDRAWN,), (), Publication.DRAFT, by, reason)


@transaction.atomic
def accept(*, record: Published, by: Any, reason: str = "") -> Published:
    """Accept what editors changed in a published record since it was last accepted; ValidationError if nothing was."""
    require(by, "publish", record)
    _require_correction(record)
    sign(record, by, reason)
    record.accepted_version = record.version + 1
    record.save()
    return record


@transaction.atomic
def restore(*, record: Any, by: Any, reason: str = "") -> Published:
    """Give a published record the values back that a reviewer accepted last; the correction stays in its history.

    Raises ValidationError when nothing was changed, or when those values contradict what other records say by now.
    """
    require(by, "publish", record)
    _require_correction(record)
    accepted = record.history.filter(version=record.accepted_version).first()
    if accepted is None:
        raise ValidationError(_("The version that was accepted is no longer kept."))
    return put_back(record=record, version=accepted, by=by, reason=reason)


def _require_correction(record: Published) -> None:
    if not record.is_corrected:
        raise ValidationError(_("Nothing was changed in it since it was accepted."))


@transaction.atomic
def put_back(*, record: Any, version: Any, by: Any, reason: str = "") -> Any:
    """Give a record the values of one of its history rows, as a new version; its publication state stays.

    A reviewer's restoring is accepted with it. Raises ValidationError, PermissionDenied or StaleVersion.
    """
    require(by, "change", record)
    for field in record._meta.concrete_fields:
        if field.editable and not field.primary_key:
            setattr(record, field.attname, getattr(version, field.attname))
    record.full_clean(exclude={field.name for field in record._meta.concrete_fields if not field.editable})
    sign(record, by, reason)
    if isinstance(record, Published) and record.publication == Publication.PUBLISHED and is_reviewer_of(by, record):
        record.accepted_version = record.version + 1
    record.save()
    for field in record._meta.many_to_many:
        kept = getattr(version, field.name).values_list(field.m2m_reverse_field_name(), flat=True)
        getattr(record, field.name).set(field.related_model._default_manager.filter(pk__in=list(kept)))
    _refresh(record)
    return record


def members(record: Published) -> Iterator[Published]:
    """Yield all that hangs from a record, at any depth, what is nearer first; what hangs from two twice."""
    for relation in record._meta.related_objects:
        if relation.field.name in getattr(relation.related_model, "hangs_from", ()):
            for member in getattr(record, str(relation.get_accessor_name())).all():
                yield member
                yield from members(member)


@transaction.atomic
def _move(
    records: Iterable[Published],
    named: Collection[str],
    hanging: Collection[str],
    state: Publication,
    by: Any,
    reason: str,
) -> list[Published]:
    """Give a state to records that are in one of the states `named`, and to what hangs from them if in `hanging`.

    Raises ValidationError when there is none, PermissionDenied unless a reviewer moves what only reviewers may move.
    """
    found: dict[tuple[type, Any], Published] = {}
    records = list(records)
    for record in records:
        for each in (record, *members(record)):
            if each.publication in (named if each is record else hanging):
                found.setdefault((type(each), each.pk), each)
    if not found:
        raise ValidationError(_unmoved(records, state))
    verb = "change" if state in (Publication.DRAFT, Publication.IN_REVIEW) else "publish"
    for record in found.values():
        require(by, verb, record)
        sign(record, by, reason)
        record.publication = state
        if state == Publication.PUBLISHED:
            record.accepted_version = record.version + 1
        record.save()
        _refresh(record)
    return list(found.values())


def _unmoved(records: Iterable[Published], state: Publication) -> str:
    """Say why nothing was moved: of a single record, in which state it is."""
    states = [record.publication_choice.label for record in records]
    if len(states) == 1:
        return _("This is “%(now)s” and cannot become “%(state)s”.") % {"now": states[0], "state": state.label}
    return _("Nothing here can become “%(state)s”.") % {"state": state.label}


def _refresh(record: Any) -> None:
    """Let an initiative have the status of its latest published update, after one of them came or went."""
    if isinstance(record, ProgressUpdate):
        refresh_status(record.initiative_id)
