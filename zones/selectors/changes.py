"""What was changed in an area or a plan since a day: for everybody, from the history that is kept.

A fixed number of queries, whatever the number of records and changes: one finds what was changed, one how far the
history reaches back, two and a few more read each kind of records that is among it.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from zones.choices import Publication
from zones.models import (
    Goal,
    Initiative,
    Milestone,
    Observation,
    Plan,
    ProgressUpdate,
    Published,
    Target,
    Zone,
)
from zones.selectors.history import Version, beginning_of, versions_of
from zones.selectors.viewing import seen
from zones.services.retention import FEWEST_DAYS

MOST = 1_000  # versions that are read at once
# By which path records belong to a plan; to an area they belong by their `zone_lookup`.
_OF_PLAN: dict[Any, str] = {
    Plan: "pk",
    Goal: "plan",
    Initiative: "plan",
    Milestone: "initiative__plan",
    ProgressUpdate: "initiative__plan",
    Target: "plan",
    Observation: "initiative__plan",
}
_OF_ZONE: dict[Any, str] = {model: model.zone_lookup for model in (Zone, *_OF_PLAN)}
# What a line about a record names beside it.
_NAMED = ("plan", "initiative__plan", "indicator", "source", "speaker")


@dataclass(frozen=True)
class RecordChange:
    """What became of one record on one day: its versions of that day, the newest first.

    `added` is the record as it was when it became public, if that was then; None if it was public before.
    """

    day: date
    record: Any
    versions: list[Version]
    added: Any

    @property
    def whole(self) -> Any:
        """What a line about the record names beside it: its initiative or plan; None for a plan or an area."""
        if isinstance(self.record, ProgressUpdate):  # which is called by its initiative already
            return self.record.initiative.plan
        return getattr(self.record, "initiative", None) or getattr(self.record, "plan", None)


@dataclass(frozen=True)
class Changes:
    """Changes, the newest first, and from which moment on they are all there.

    `since` is when they begin. `kept_from` is the first day that the history tells in full, where that is later than
    the day that was asked for; `is_cut` says that there was more since that day than is read at once.
    """

    entries: list[RecordChange]
    since: datetime
    kept_from: date | None = None
    is_cut: bool = False

    @property
    def records(self) -> int:
        """How many records were added or changed."""
        return len({(type(entry.record), entry.record.pk) for entry in self.entries})


def changes_since(subject: Zone | Plan, day: date) -> Changes:
    """Return what was added or changed, in public, in an area or a plan since the beginning of a day.

    Only records that are public now, and of them only versions that were: drafts and what was withdrawn are left out.
    A record that was published with a plan, or before it, is told on the day on which it was published itself.
    """
    paths = _OF_ZONE if isinstance(subject, Zone) else _OF_PLAN
    records = {model: _records(model, path, subject) for model, path in paths.items()}
    since, kept_from = beginning_of(day), _kept_from(records, day)
    if kept_from:
        since = beginning_of(kept_from)
    recent = _recent(records, since)
    is_cut = len(recent) > MOST
    if is_cut:
        recent = recent[:MOST]
        since = recent[-1][2]
    keys: dict[Any, set[int]] = defaultdict(set)
    by_name = {model._meta.model_name: model for model in records}
    for name, key, _at in recent:
        keys[by_name[name]].add(key)
    told = versions_of(keys, public=True, since=since)
    entries = [entry for model, by_key in told.items() for entry in _by_day(records[model], by_key)]
    entries.sort(key=lambda entry: (entry.day, entry.versions[0].at, entry.versions[0].row.history_id), reverse=True)
    return Changes(entries, since, kept_from, is_cut)


def _records(model: Any, path: str, subject: Zone | Plan) -> QuerySet:
    """Return the public records of a model that belong to an area or a plan."""
    belongs = Q(**{path: subject.pk})
    if model is Observation and isinstance(subject, Plan):  # and those of the whole area that its targets speak of
        promised = Target.objects.published().filter(plan=subject).values("indicator")
        belongs |= Q(initiative=None, zone=subject.zone_id, indicator__in=promised)
    return seen(model).filter(belongs).order_by()


def _recent(records: dict[Any, QuerySet], since: datetime) -> list[tuple[str, int, datetime]]:
    """Return the model's name, the key and the moment of the newest public versions; one more than are read."""
    first, *others = (
        _public_rows(model, of_model)
        .filter(history_date__gte=since)
        .annotate(told_of=Value(model._meta.model_name))
        .values_list("told_of", "id", "history_date")
        for model, of_model in records.items()
    )
    return list(first.union(*others, all=True).order_by("-history_date")[: MOST + 1])


def _public_rows(model: Any, records: QuerySet) -> QuerySet:
    rows = model.history.filter(id__in=records.values("pk")).order_by()
    return rows.filter(publication=Publication.PUBLISHED) if issubclass(model, Published) else rows


def _kept_from(records: dict[Any, QuerySet], day: date) -> date | None:
    """Return the first day since `day` that the history tells in full; None if it tells all of them.

    Versions are counted on: where the one before is missing, it was cleaned up, and whatever was is older than this.
    Nothing younger than FEWEST_DAYS ever is.
    """
    first, *others = (_after_gaps(model, of_model, beginning_of(day)) for model, of_model in records.items())
    found = first.union(*others, all=True).order_by("-history_date").first()
    return timezone.localdate(found[0]) + timedelta(days=1) if found else None


def _after_gaps(model: Any, records: QuerySet, since: datetime) -> QuerySet:
    cleaned = timezone.now() - timedelta(days=FEWEST_DAYS)
    rows = model.history.filter(id__in=records.values("pk"), history_date__range=(since, cleaned)).order_by()
    before = model.history.filter(
        id=OuterRef("id"), history_id__lt=OuterRef("history_id"), version__gte=OuterRef("version") - 1
    )
    return rows.filter(~Exists(before), version__gt=1).values_list("history_date")


def _by_day(records: QuerySet, versions: dict[int, list[Version]]) -> Iterator[RecordChange]:
    """Yield what became of records of a model, day by day."""
    names = {field.name for field in records.model._meta.concrete_fields}
    shown = records.select_related(*(path for path in _NAMED if path.partition("__")[0] in names))
    for record in shown.filter(pk__in=versions):
        for day, of_day in groupby(versions[record.pk], key=lambda version: timezone.localdate(version.at)):
            found = list(of_day)
            added = _as_it_was(record, found[-1].row) if found[-1].is_first else None
            yield RecordChange(day, record, found, added)


def _as_it_was(record: Any, row: Any) -> Any:
    """Return a record with the values that it had in a version; what it leads to is named as it is now."""
    then = copy(record)
    for field in record._meta.concrete_fields:
        if not field.is_relation:
            setattr(then, field.attname, getattr(row, field.attname))
    return then
