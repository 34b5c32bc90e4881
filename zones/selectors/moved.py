"""Where a record went whose address is out of date: to another slug, or into the record that it was merged with.

The history knows every slug that a record ever had, so nothing else needs to be kept. Merging leaves in it which
record took the place of the one that it deleted.
"""

import re
from typing import Any

from django.db.models import Max, QuerySet

from zones.choices import Publication

_MERGED = re.compile(r"([-\w]+) → ([-\w]+)(?: · |$)", re.ASCII)


def merge_reason(duplicate: str, kept: str, reason: str = "") -> str:
    """Return the reason that the history gives for merging, which `moved_to` reads; the slugs say it in any language.

    >>> merge_reason("science-ministry", "most", "同一机构")
    'science-ministry → most · 同一机构'
    """
    return " · ".join(filter(None, [f"{duplicate} → {kept}", reason.strip()]))


def moved_to(model: Any, slug: str) -> Any | None:
    """Return the public record that had this slug before, or into which the record was merged that had it.

    Only slugs count that a record had while it was published: nothing may hint at drafts.
    """
    asked = {slug}
    while True:
        successor = None
        for key in _holders(model, slug):
            if record := _public(model).filter(pk=key).first():
                return record if record.slug not in asked else None
            successor = successor or _successor(model, key)
        if successor is None or successor in asked:
            return None
        if record := _public(model).filter(slug=successor).first():
            return record
        asked.add(successor)
        slug = successor


def _public(model: Any) -> QuerySet:
    records = model._default_manager.all()
    return records.published() if hasattr(records, "published") else records


def _holders(model: Any, slug: str) -> list[int]:
    """Return the keys of the records that had a slug in public, of the latest of them first."""
    rows = model.history.filter(slug=slug)
    if any(field.name == "publication" for field in model._meta.fields):
        rows = rows.filter(publication=Publication.PUBLISHED)
    held = rows.order_by().values("id").annotate(last=Max("history_date")).order_by("-last", "-id")
    return [row["id"] for row in held]


def _successor(model: Any, key: int) -> str | None:
    """Return the slug of the record that took the place of a deleted one, as merging left it in the history."""
    deletion = model.history.filter(id=key, history_type="-").order_by("-history_date", "-history_id").first()
    said = _MERGED.match((deletion and deletion.history_change_reason) or "")
    return said[2] if said and deletion.slug == said[1] else None
