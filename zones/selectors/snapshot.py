"""What the tracker knew at the end of a day, out of the history: records of that day that name each other.

They are instances as the pages and the API take them, of which nothing is saved and for which nothing more is read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zones.choices import Publication
from zones.models import Goal, Indicator, Organisation, ProgressUpdate, Published
from zones.ordering import sort_keys
from zones.selectors.history import beginning_of

# Links that no page of a plan, an area or an initiative follows.
_UNUSED = {(Organisation, "parent"), (Indicator, "part_of"), (Indicator, "themes"), (ProgressUpdate, "author")}


Records = dict[Any, dict[int, Any]]  # by model and primary key


class Standing(IntEnum):
    """What can be said of a record on a day; it is as bad as that of anything that the record hangs from."""

    PUBLIC = 0
    LOST = 1  # the version of that day is no longer kept
    HIDDEN = 2  # it was not public, or not there


@dataclass(frozen=True)
class AsOf:
    """The day as of which something is shown, and what cannot be had as of it because it is no longer kept.

    `left_out` says how many records are left out, by the names of their models; `named_later` whether something that
    others name, such as a source, may be shown as it was later. `now` is the record of the page as the public sees it
    today, None if it does not any more.
    """

    day: date
    now: Any | None
    left_out: dict[str, int]
    named_later: bool


class Snapshot:
    """Records as of the end of a day. First `read` everything, then `wire` it, then `pick` what a page shows."""

    def __init__(self, day: date):
        self.day = day
        self.end = end_of(day)
        self._records: Records = defaultdict(dict)
        self._chosen: dict[tuple[Any, str], dict[int, list[int]]] = {}
        self._asked: dict[Any, set[int | None]] = defaultdict(set)
        self._lost: set[tuple[Any, int]] = set()
        self._left_out: dict[tuple[Any, int], None] = {}  # in the order in which a page asked for them

    def read(self, model: Any, where: Q | None = None) -> list[Any]:
        """Read the records of a model that met a condition on that day, and return those that were there.

        One query, and one for each many-to-many field.
        """
        rows = [row for row in rows_of_day(model, self.end).filter(where or Q()) if self._was_there(row)]
        new = [row for row in rows if row.id not in self._records[model]]
        for row in new:
            self._records[model][row.id] = self._record(model, row)
        for many in _choices(model):
            chosen = self._chosen.setdefault((model, many.name), defaultdict(list))
            for key, other in _chosen_in(many, new):
                chosen[key].append(other)
        return [self._records[model][row.id] for row in rows]

    def _was_there(self, row: Any) -> bool:
        """Whether the record existed on that day, also if what it said then is no longer kept."""
        if row.history_date < self.end:
            return row.history_type != "-"
        # The first version that is kept came later: either the record was not there yet or its beginning was removed.
        return row.history_type != "+" and row.created_at < self.end

    def _record(self, model: Any, row: Any) -> Any:
        record = row.instance
        record.read_as_of = self.day
        # A version that was removed is missing from the count of versions.
        is_kept = row.history_date < self.end and (row.next_version or 0) <= row.version + 1
        if not is_kept:
            self._lost.add((model, record.pk))
            if issubclass(model, Published) and row.next_publication == Publication.PUBLISHED:
                record.publication = Publication.PUBLISHED  # it may have been; it is told of without being shown
        return record

    def read_named(self, model: Any, link: str = "") -> list[Any]:
        """Read the records of a model that others name, by one link or by any, and that were not read yet."""
        named: set[int | None] = set()
        for owner, records in self._records.items():
            for each in _links(owner):
                if each.related_model is model and link in ("", each.name):
                    named |= {getattr(record, each.attname) for record in records.values()}
        for (owner, name), chosen in self._chosen.items():
            if owner._meta.get_field(name).related_model is model and not link:
                named |= {key for keys in chosen.values() for key in keys}
        keys = named - {None} - self._records[model].keys() - self._asked[model]
        self._asked[model] |= keys
        return self.read(model, Q(id__in=keys))

    def wire(self) -> None:
        """Let the records name each other as they are here; a link to what may not be shown is none.

        From here on there are only those that were public, and those of which that day's version is lost.
        """
        standings = Standings(self._records, self._lost)
        self._lost = {each for each, standing in standings.all() if standing == Standing.LOST}
        for (model, key), standing in standings.all():
            if standing == Standing.HIDDEN:
                del self._records[model][key]
        for model, records in self._records.items():
            for record in records.values():
                record.is_public = True
                for link in _links(model):
                    setattr(record, link.name, self.get(link.related_model, getattr(record, link.attname)))
                record._prefetched_objects_cache = {
                    many.name: self._members(many, record.pk) for many in _choices(model)
                }

    def _members(self, many: Any, key: int) -> QuerySet:
        """Return what a record has in a many-to-many field, as a queryset that was read already."""
        others = [self.get(many.related_model, other) for other in self._chosen[many.model, many.name].get(key, ())]
        queryset = many.related_model._default_manager.none()
        order = ("position",) if many.related_model is Goal else many.related_model._meta.ordering
        queryset._result_cache = in_order([other for other in others if other], *order)
        return queryset

    def get(self, model: Any, key: int | None) -> Any | None:
        """Return a record that may be shown, or None. What others only name is shown as it was later if need be."""
        if issubclass(model, Published) and (model, key) in self._lost:
            return None
        return self._records.get(model, {}).get(key)  # type: ignore[arg-type]

    def pick(self, model: Any, link: str, others: Iterable[Model]) -> list[Any]:
        """Return the records that may be shown of those that name one of others; `as_of` tells how many cannot be."""
        keys = {other.pk for other in others}
        found = []
        for key, record in self._records[model].items():
            if getattr(record, f"{link}_id") in keys:
                if self.get(model, key):
                    found.append(record)
                else:
                    self._left_out[model, key] = None
        return found

    def shown(self, model: Any) -> list[Any]:
        """Return all records of a model that may be shown."""
        return [record for key, record in self._records[model].items() if self.get(model, key)]

    def is_lost(self, model: Any, key: int) -> bool:
        """Whether a record was there on that day and what it said then is no longer kept."""
        return (model, key) in self._lost

    def as_of(self, now: Any | None) -> AsOf:
        """Return the day, and what of all that was picked cannot be had as of it."""
        return AsOf(
            day=self.day,
            now=now,
            left_out=dict(Counter(model._meta.model_name for model, _key in self._left_out)),
            named_later=any(not issubclass(model, Published) for model, _key in self._lost),
        )


class Standings:
    """Works out what can be said of each record, before anything of them is changed."""

    def __init__(self, records: Records, lost: set[tuple[Any, int]]):
        self._records, self._lost = records, lost
        self._known: dict[tuple[Any, int], Standing] = {}

    def all(self) -> list[tuple[tuple[Any, int], Standing]]:
        """Return the standing of each record by its model and key."""
        keys = [(model, key) for model, records in self._records.items() for key in records]
        return [((model, key), self.of(model, key)) for model, key in keys]

    def of(self, model: Any, key: int) -> Standing:
        """Return the standing of a record; of one that was never read, that it was not there."""
        if key not in self._records.get(model, ()):
            return Standing.HIDDEN
        if (model, key) not in self._known:
            self._known[model, key] = Standing.HIDDEN  # should records hang from each other in a circle
            self._known[model, key] = max([self._of_its_own(model, key), *self._of_links(model, key)])
        return self._known[model, key]

    def _of_its_own(self, model: Any, key: int) -> Standing:
        if issubclass(model, Published) and self._records[model][key].publication != Publication.PUBLISHED:
            return Standing.HIDDEN
        return Standing.LOST if (model, key) in self._lost else Standing.PUBLIC

    def _of_links(self, model: Any, key: int) -> list[Standing]:
        """Return the standings of what a record cannot be without."""
        found = []
        for link in _links(model):
            other = getattr(self._records[model][key], link.attname)
            if other is not None and link.name in ("plan", *getattr(model, "hangs_from", ())):
                found.append(self.of(link.related_model, other))
            elif not link.null and other not in self._records.get(link.related_model, ()):
                found.append(Standing.LOST)  # such as a figure's indicator of which nothing at all is kept
        return found


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over where the instance is."""
    return beginning_of(day + timedelta(days=1))


def rows_of_day(model: Any, end: datetime) -> QuerySet:
    """Return of each record its last history row before a moment; where none is kept, the first one after it.

    `next_version` is the version of the first row after that moment, `next_publication` its state.
    """
    own = model.history.filter(id=OuterRef("id"))
    last = own.filter(history_date__lt=end).order_by("-history_date", "-history_id")
    later = own.filter(history_date__gte=end).order_by("history_date", "history_id")
    of_day = Coalesce(Subquery(last.values("history_id")[:1]), Subquery(later.values("history_id")[:1]))
    told = ("version", "publication") if issubclass(model, Published) else ("version",)
    following = {f"next_{name}": Subquery(later.values(name)[:1]) for name in told}
    return model.history.filter(history_id=of_day).annotate(**following)


def in_order(records: Iterable[Any], *names: str) -> list[Any]:
    """Return records in an order such as `-period__number`, unknown values last, as the database would."""
    found = list(records)
    if found:
        for key in reversed(sort_keys(type(found[0]), names)):
            values = {record.pk: key.value_of(record) for record in found}
            found.sort(
                key=lambda record: ((values[record.pk] is None) != key.descending, values[record.pk]),
                reverse=key.descending,
            )
    return found


@cache
def _links(model: Any) -> list[Any]:
    """Return the foreign keys of a model that are followed here."""
    return [each for each in model._meta.concrete_fields if each.is_relation and (model, each.name) not in _UNUSED]


@cache
def _choices(model: Any) -> list[Any]:
    """Return the many-to-many fields of a model that are followed here."""
    return [each for each in model._meta.many_to_many if (model, each.name) not in _UNUSED]


def _chosen_in(many: Any, rows: list[Any]) -> list[tuple[int, int]]:
    """Return pairs of keys: of a record, and of one that it has in a many-to-many field."""
    if not rows:
        return []
    through = getattr(rows[0], many.name).model  # simple-history keeps the choices of each row
    records = {row.history_id: row.id for row in rows}
    pairs = through.objects.filter(history__in=records).values_list("history", many.m2m_reverse_field_name())
    return [(records[row], key) for row, key in pairs]
