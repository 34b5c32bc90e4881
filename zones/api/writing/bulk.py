"""Many records at once: all of them or none, errors by row.

A row with a `version` changes the record that it names; one without is new. So a request that is sent twice finds that
its records are there, instead of changing what somebody else did meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.api.writing.entries import GRAVITY, Checking, Entry, entry_of
from zones.api.writing.forms import Form, reason_in
from zones.api.writing.refusals import Conflict, Refusal
from zones.models import StaleVersion
from zones.services.exchange.carrying import save_rows
from zones.services.exchange.columns import key_names

MOST_ROWS = 1_000
RESULTS = ("created", "changed", "unchanged")
ATTEMPTS = 3  # to save beside others who change the same records


class Refused(Refusal):
    """Rows are wrong and nothing was written; the status is that of the gravest error."""

    def __init__(self, entries: Sequence[Entry], address_of: Callable[[Any], str]):
        wrong = [entry for entry in entries if entry.errors]
        self.status_code = max((entry.status for entry in wrong), key=GRAVITY.index)
        rows = [
            {"row": entry.number, "errors": entry.errors}
            | ({"existing": address_of(entry.existing)} if entry.existing else {})
            for entry in wrong
        ]
        said = ngettext(
            "Nothing was written: %(rows)s row is wrong.", "Nothing was written: %(rows)s rows are wrong.", len(rows)
        )
        super().__init__(said % {"rows": len(rows)}, rows=rows)


def carry_out(form: Form, by: Any, data: Any, address_of: Callable[[Any], str]) -> list[tuple[Entry, str]]:
    """Write the rows of a request and return them with what became of each: created, changed or unchanged.

    Raises ValidationError when there are no rows or too many, Refused when something is wrong with them, and Conflict
    when others keep getting in the way.
    """
    rows, reason = _rows(data), reason_in(data)
    for _attempt in range(ATTEMPTS):
        entries, order = _checked(form, by, rows)
        if any(entry.errors for entry in entries):
            raise Refused(entries, address_of)
        results = [(entry, _result(entry)) for entry in entries]
        try:
            save_rows([entry for entry in order if entry.writes], by, reason)
        except (StaleVersion, IntegrityError):
            continue  # read again, and let the rows tell what is there now
        return results
    raise Conflict


def _rows(data: Any) -> list[Any]:
    if not isinstance(data, dict) or not isinstance(data.get("rows"), list):
        raise ValidationError({"rows": [_("Send an object with a list of records as “rows”.")]})
    if unknown := set(data) - {"rows", "reason"}:
        message = _("There is no such field. There are: %(known)s.") % {"known": "rows, reason"}
        raise ValidationError({name[:80]: [message] for name in unknown})
    if not 0 < len(data["rows"]) <= MOST_ROWS:
        raise ValidationError({"rows": [_("Send from 1 to %(most)s records.") % {"most": MOST_ROWS}]})
    return data["rows"]


def _checked(form: Form, by: Any, rows: list[Any]) -> tuple[list[Entry], list[Entry]]:
    """Return what was sent, in the order of the rows, and in the order in which it can be saved."""
    entries = []
    for number, row in enumerate(rows, start=1):
        version = row.get("version") if isinstance(row, dict) else None
        entry = entry_of(form, row, number, whole=version is None)
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            entry.errors["version"] = [_("Enter a whole number.")]
        entry.seen = version
        entries.append(entry)
    checking = Checking(form, by)
    checking.find(entries)
    for entry in entries:
        _hold_to_version(entry)
    checking.check(several=True)
    return entries, checking.order


def _hold_to_version(entry: Entry) -> None:
    """Refuse a row without a version whose record is there, and one with another version than the record has."""
    if entry.draft is None:
        return
    key = key_names(entry.form.model)[-1]
    if entry.seen is None and not entry.is_new:
        entry.existing = entry.record
        entry.refuse(_("There is such a record already. To change it, send its version too."), key, 409)
    elif entry.seen is not None and entry.is_new:
        entry.refuse(_("There is no such record. To add it, leave the version out."), key)
    elif entry.seen is not None and entry.seen != entry.record.version:
        message = _("Somebody has changed this record since: it is version %(now)d by now.")
        entry.refuse(message % {"now": entry.record.version}, "version", 412)


def _result(entry: Entry) -> str:
    created, changed, unchanged = RESULTS
    if entry.is_new:
        return created
    return changed if entry.writes else unchanged
