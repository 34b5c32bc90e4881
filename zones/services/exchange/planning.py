"""What an upload would do, worked out without writing anything."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones.models import Initiative, Zone, ZoneBound
from zones.services.exchange.cells import Refused, as_text
from zones.services.exchange.finding import find_records
from zones.services.exchange.known import Known
from zones.services.exchange.reading import read_upload
from zones.services.exchange.rows import Group, Preview, Row
from zones.services.exchange.uniqueness import clashes
from zones.typed import figure


def plan_import(*, upload: bytes, user: AbstractBaseUser, model: type[models.Model] | None = None) -> Preview:
    """Return what an upload of `user` would do; `model` says of what a CSV file is, or a workbook of one sheet.

    Writes nothing. Raises NotReadable for a file that is neither.
    """
    sheets = read_upload(upload, model)
    rows: list[Row] = []
    for group in find_records(sheets, Known(user)):
        for row in group.rows:
            if row.draft:
                _take(row, group, user)
        for row, name, message in clashes(group):
            row.refuse(message, name)
        rows += group.rows
    return Preview(sheets, rows)


def _take(row: Row, group: Group, user: Any) -> None:
    """Put a row's values into its record and note what is wrong with them."""
    may_change = row.is_new or user.has_perm(_right("change", row.record), row.record)
    error = group.resource.take(row.values, row.draft, row.number)  # type: ignore[arg-type]
    for name, messages in error.message_dict.items() if error else ():
        for message in dict.fromkeys(messages):
            row.refuse(message, None if name == "__all__" else name)
    if isinstance(row.record, Initiative) and row.record.plan_id:
        row.record.zone_id = row.record.plan.zone_id  # as saving does: what is reported of it belongs to a zone
    if row.writes:
        if not (may_change and user.has_perm(_right("add" if row.is_new else "change", row.record), row.record)):
            _refuse_area(row, group.resource.known)
        _refuse_stale_version(row)


def _right(verb: str, record: models.Model) -> str:
    return f"zones.{verb}_{record._meta.model_name}"


def _refuse_area(row: Row, known: Any) -> None:
    """Say that the user may not write a row's record, in the column that says where it belongs."""
    record = row.record
    if not isinstance(record, ZoneBound) or isinstance(record, Zone):
        row.refuse(_("You may not add or change this record."), "slug")
        return
    area = known.area(record.area_id())
    name = "plan" if isinstance(record, Initiative) else record.zone_lookup.partition("__")[0]
    if area:
        row.refuse(_("You may not enter records of %(zone)s.") % {"zone": area}, name)
    elif not row.problems:
        row.refuse(_("You may not add or change this record."), name)


def _refuse_stale_version(row: Row) -> None:
    """Refuse changes that were made to an older version than the one that there is now."""
    value = row.values.get("version")
    text = "" if isinstance(value, Refused) else as_text(value)
    if row.is_new or not text:
        return
    try:
        seen = figure(text)
    except ValidationError as error:
        row.refuse(" ".join(error.messages), "version")
        return
    if seen != row.record.version:
        message = _("Somebody has changed this record since: it is version %(now)d by now. Export it again.")
        row.refuse(message % {"now": row.record.version}, "version")
