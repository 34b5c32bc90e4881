"""Submitting, publishing, returning, accepting … through the API: the moves of the admin, by the same services."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zones.api.writing.forms import reason_in
from zones.api.writing.refusals import Conflict, overtaken
from zones.models import StaleVersion
from zones.services import publication

OF_MANY = {
    "submit": publication.submit,
    "publish": publication.publish,
    "return": publication.return_for_changes,
    "withdraw": publication.withdraw,
    "reopen": publication.reopen,
}
OF_ONE = {"accept": publication.accept, "restore": publication.restore}
MOVES = (*OF_MANY, *OF_ONE)


def carry_out(record: Any, by: Any, data: Any) -> None:
    """Move a record, and what hangs from it, to another state: {"move": "return", "reason": "…"}.

    Raises ValidationError for what is not understood, PermissionDenied, or Conflict when the state does not allow it.
    """
    move = data.get("move") if isinstance(data, dict) else None
    if not isinstance(move, str) or move not in MOVES:
        raise ValidationError({"move": [_("Send one of these words: %(words)s.") % {"words": ", ".join(MOVES)}]})
    if unknown := set(data) - {"move", "reason"}:
        message = _("There is no such field. There are: %(known)s.") % {"known": "move, reason"}
        raise ValidationError({name[:80]: [message] for name in unknown})
    said, seen = {"by": by, "reason": reason_in(data)}, record.version
    try:
        if move in OF_MANY:
            OF_MANY[move](records=[record], **said)
        else:
            OF_ONE[move](record=record, **said)
    except StaleVersion as error:
        raise (overtaken(error, seen) if error.record.pk == record.pk else Conflict()) from error
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise
        raise Conflict(" ".join(error.messages)) from error
