"""The first rows of the history of records that were written in bulk."""

from typing import Any

from django.utils import timezone

from zones.services.exchange import in_chunks
from zones.services.package.schema import NAMES

CHUNK = 500  # records read at once


def begin_history(reason: str) -> None:
    """Note of every record, and of what it is linked to, that this instance knows it from now on."""
    now = timezone.now()
    model: Any
    for model in NAMES:
        records = model._base_manager.order_by("pk")
        for some in in_chunks(records, model._base_manager.in_bulk, size=CHUNK):
            entries = model.history.bulk_history_create(some, default_change_reason=reason, default_date=now)
            for link in model._meta.many_to_many:
                _note_links(link, {entry.id: entry for entry in entries})


def _note_links(link: Any, entries: dict[int, Any]) -> None:
    through, owner = link.remote_field.through, link.m2m_field_name()
    noted = getattr(next(iter(entries.values())).__class__, link.name).model
    names = [field.attname for field in through._meta.concrete_fields]
    rows = through._base_manager.filter(**{f"{owner}__in": list(entries)}).order_by("pk").values(*names)
    noted.objects.bulk_create([noted(history=entries[row[f"{owner}_id"]], **row) for row in rows])
