"""What was changed in records, when, by whom and why: old and new of every field, in both languages.

A fixed number of queries, whatever the number of records and versions: one for the rows of each model and each of its
many-to-many fields, one for each kind of record that they name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from zones.choices import Publication
from zones.models import Published
from zones.selectors.history_texts import FieldChange, Texts, differing, texts_of


@dataclass(frozen=True)
class Version:
    """A record as somebody saved it. `row` is its history row; `kind` is + (added), ~ (changed) or - (deleted).

    `is_first` says that none comes before it of those that count, so it changes nothing: the record was new.
    """

    row: Any
    kind: str
    at: datetime
    by: Any
    reason: str
    changes: list[FieldChange] = field(default_factory=list)
    is_first: bool = False

    @property
    def by_field(self) -> list[list[FieldChange]]:
        """The changes field by field; a bilingual field has one in each language, next to each other."""
        return [list(pair) for _field, pair in groupby(self.changes, _field_of)]


def _field_of(change: FieldChange) -> str:
    return change.name.removesuffix("_zh").removesuffix("_en")


def beginning_of(day: date) -> datetime:
    """Return the moment at which a day begins where the instance is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def versions(record: Any, *, public: bool = False) -> list[Version]:
    """Return a record's versions, the newest first, each with what it changed in the one before.

    With `public` only what was published counts: what a draft said before it was, and what was said while a record was
    withdrawn, is told to nobody, nor are records named that are not public.
    """
    model = type(record)
    return versions_of({model: [record.pk]}, public=public)[model].get(record.pk, [])


def versions_of(
    keys: Mapping[Any, Collection[int]], *, public: bool = False, since: datetime | None = None
) -> dict[Any, dict[int, list[Version]]]:
    """Return the versions of many records by model and key, of each as `versions` does; those `since` a moment only.

    The number of queries depends on the models alone. Records without any such version are left out.
    """
    savings = {model: _of_each(_rows(model, list(members), public, since)) for model, members in keys.items()}
    flat = {model: [row for rows in by_key.values() for row in rows] for model, by_key in savings.items()}
    texts = texts_of(flat, public=public)
    found: dict[Any, dict[int, list[Version]]] = {}
    for model, by_key in savings.items():
        said = dict(zip((row.history_id for row in flat[model]), texts[model], strict=True))
        told = {key: _told(rows, [said[row.history_id] for row in rows], since) for key, rows in by_key.items()}
        found[model] = {key: listed for key, listed in told.items() if listed}
    return found


def _rows(model: Any, keys: list[int], public: bool, since: datetime | None) -> list[Any]:
    """Return history rows of records in the order in which they were written; before `since` only each one's last."""
    rows = model.history.filter(id__in=keys)
    if public and issubclass(model, Published):
        rows = rows.filter(publication=Publication.PUBLISHED)
    if since is not None:
        last_before = rows.filter(history_date__lt=since).order_by().values("id").annotate(Max("history_id"))
        rows = rows.filter(Q(history_date__gte=since) | Q(history_id__in=last_before.values("history_id__max")))
    found = list(rows.select_related("history_user").order_by("history_id"))
    if not public:
        return found
    for row in found:
        if not _was_public(row):  # when it was saved; that it became so later was not the reason
            row.history_change_reason = None
    return _seen_in_public(found)


def _seen_in_public(rows: list[Any]) -> list[Any]:
    """Leave out what a published record said while something that it hangs from was not public.

    The next version tells: if that was not public when it was saved either, nobody but editors saw the one before.
    """
    following: dict[int, Any] = {}
    kept = []
    for row in reversed(rows):
        after = following.get(row.id)
        if after is None or _was_public(row) or _was_public(after):
            kept.append(row)
        following[row.id] = row
    return kept[::-1]


def _was_public(row: Any) -> bool:
    return getattr(row, "is_public", True)


def _of_each(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Return rows by the record that they tell of, one for each saving."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return {key: _savings(of_one) for key, of_one in found.items()}


def _told(rows: Sequence[Any], texts: Sequence[Texts], since: datetime | None) -> list[Version]:
    """Return the versions that rows of one record tell, the newest first, without those in which nothing happened."""
    found = []
    for number, row in enumerate(rows):
        if since is not None and row.history_date < since:
            continue
        changes = differing(texts[number - 1], texts[number]) if number else []
        if number and not changes and row.history_type == "~" and not row.history_change_reason:
            continue  # a form that was saved as it was
        found.append(_version(row, changes, is_first=number == 0))
    return found[::-1]


def differences(records: Iterable[Published]) -> dict[Published, list[FieldChange]]:
    """Return what a reviewer has to look at in each record: what was changed since they accepted it, or all of it."""
    by_model: dict[Any, list[Published]] = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    found = {}
    for model, members in by_model.items():
        rows: dict[int, list[Any]] = defaultdict(list)
        for row in model.history.filter(id__in=[record.pk for record in members]).order_by("history_id"):
            rows[row.id].append(row)
        looked_at = []
        for record in members:
            accepted = [row for row in rows[record.pk] if row.version == record.accepted_version][-1:]
            looked_at.append((record, accepted, rows[record.pk][-1:]))
        flat = [row for _record, accepted, now in looked_at for row in (*accepted, *now)]
        texts = dict(zip((row.history_id for row in flat), _texts_of_one(model, flat, public=False), strict=True))
        for record, accepted, now in looked_at:
            before, after = (texts[row[0].history_id] if row else {} for row in (accepted, now))
            found[record] = [change for change in differing(before, after) if change.name != "publication"]
    return found


def since(record: Any, version: int) -> list[FieldChange]:
    """Return what was changed in a record since a version of it; nothing where that is no longer kept."""
    rows = list(record.history.order_by("history_id"))
    seen = [row for row in rows if row.version == version][-1:]
    return between(seen[0], rows[-1]) if seen else []


def between(older: Any, newer: Any) -> list[FieldChange]:
    """Return what differs between two history rows of a record."""
    return differing(*_texts_of_one(newer.instance_type, [older, newer], public=False))


def _savings(rows: Sequence[Any]) -> list[Any]:
    """Keep the last of the rows that one saving made: a record's many-to-many choices follow it, each with a row."""
    kept: list[Any] = []
    own = [each for each in rows[0].instance_type._meta.concrete_fields if each.name != "updated_at"] if rows else []
    for row in rows:
        same = (
            kept
            and row.history_type == "~"
            and row.history_user_id == kept[-1].history_user_id
            and all(getattr(row, each.attname) == getattr(kept[-1], each.attname) for each in own)
        )
        if same:
            row.history_type, row.history_date = kept[-1].history_type, kept[-1].history_date
            row.history_change_reason = row.history_change_reason or kept[-1].history_change_reason
            kept.pop()
        kept.append(row)
    return kept


def _version(row: Any, changes: list[FieldChange], *, is_first: bool) -> Version:
    return Version(
        row=row,
        kind=row.history_type,
        at=row.history_date,
        by=row.history_user,
        reason=row.history_change_reason or "",
        changes=changes,
        is_first=is_first,
    )


def _texts_of_one(model: Any, rows: Sequence[Any], *, public: bool) -> list[Texts]:
    """Return for each row the label and text of every field by its name, in the order of the model."""
    return texts_of({model: rows}, public=public)[model]
