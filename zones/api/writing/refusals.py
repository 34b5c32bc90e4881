"""What is answered when something cannot be written: why, and what the client needs to go on."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from zones.models import StaleVersion
from zones.selectors.history import since

NO_TAG_OF_IT = _(
    "No entity tag in If-Match is of this record. Send the ETag that came with it, or its version in quotes; "
    "weak ones (W/…) never match."
)


class Refusal(APIException):
    """An answer with `errors` by field, and with `more` members that say what is in the way."""

    def __init__(self, detail: Any = None, *, errors: dict[str, list[str]] | None = None, **more: Any):
        super().__init__(detail)
        self.errors, self.more = errors, more


class Conflict(Refusal):
    """The record is there already, others refer to it, or it is in a state in which that cannot be done."""

    status_code = 409
    default_detail = _("Somebody else changed the same records meanwhile. Read them again, then decide.")


class ConditionRequired(Refusal):
    status_code = 428
    default_detail = _(
        "Say in If-Match which version you have seen: the ETag of the record, or its version in quotes."
    )


class ChangedMeanwhile(Refusal):
    """Somebody saved a newer version than the client has seen: which one it is by now, and what was changed."""

    status_code = 412
    default_detail = _("Somebody saved a newer version of this record. Nothing of yours was written.")


def changed_meanwhile(record: Any, seen: int | None) -> ChangedMeanwhile:
    """Return the answer to who wanted to write over a newer version; `seen` is theirs, as far as they said one.

    What was changed is told field by field, in words and without names; not where that version is no longer kept.
    """
    now = type(record)._base_manager.filter(pk=record.pk).first()
    if now is None:
        return ChangedMeanwhile(_("Somebody deleted this record meanwhile."), version=None, changes=[])
    if not seen or seen > now.version:
        return ChangedMeanwhile(NO_TAG_OF_IT, version=now.version, changes=[])
    changes = since(now, seen) if seen < now.version else []
    told = [{"field": each.name, "label": each.label, "old": each.old, "new": each.new} for each in changes]
    return ChangedMeanwhile(version=now.version, changes=told)


def overtaken(error: StaleVersion, seen: int) -> ChangedMeanwhile:
    """Return the answer to who was overtaken between reading and writing."""
    return changed_meanwhile(error.record, seen)
