"""Counts for summaries: statuses, evidence, progress, declared and recorded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)

from zones.choices import InitiativeStatus
from zones.codes import TierCount
from zones.models import (
    Goal,
    Initiative,
    Milestone,
    Observation,
    Plan,
    PlanTier,
    ProgressUpdate,
    Target,
    Zone,
)
from zones.prepared import Prepared
from zones.selectors.viewing import seen


def status_counts(statuses: Iterable[str]) -> dict[InitiativeStatus, int]:
    """Return how many initiatives have each status, every status listed; `statuses` are those of the initiatives."""
    found = Counter(statuses)
    return {status: found[status] for status in InitiativeStatus}


@dataclass(frozen=True)
class StatusTally:
    """How many initiatives have each status by what was reported of them, and of how many nothing was reported."""

    reported: Mapping[InitiativeStatus, int] = field(default_factory=dict)
    unreported: int = 0

    @property
    def total(self) -> int:
        return sum(self.reported.values()) + self.unreported

    def __add__(self, other: "StatusTally") -> "StatusTally":
        return StatusTally(Counter(self.reported) + Counter(other.reported), self.unreported + other.unreported)


def tally_statuses(initiatives: Iterable[Initiative]) -> StatusTally:
    """Count initiatives that come with their latest report."""
    initiatives = list(initiatives)
    reported = Counter(InitiativeStatus(each.status) for each in initiatives if each.reported_on)  # type: ignore[attr-defined]
    return StatusTally(reported, len(initiatives) - reported.total())


def statuses_by_zone(zones: Iterable[Zone]) -> dict[int, StatusTally]:
    """Return the public initiatives of each of several areas by primary key, in one query.

    Parts of an initiative are not counted: they are reported with their whole.
    """
    keys = [zone.pk for zone in zones]
    own = Initiative.objects.published().filter(zone__in=keys, parent=None).order_by()
    counted = own.values_list("zone", "status").annotate(all=Count("pk"), told=Count("pk", filter=is_reported()))
    reported, unreported = defaultdict[int, Counter](Counter), Counter[int]()
    for zone, status, total, number in counted:
        reported[zone][InitiativeStatus(status)] += number
        unreported[zone] += total - number
    return {key: StatusTally(+reported[key], unreported[key]) for key in keys}


@dataclass(frozen=True)
class Coverage:
    """How many records name their source, and how many of these quote it word for word."""

    cited: int
    total: int
    quoted: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.cited + other.cited, self.total + other.total, self.quoted + other.quoted)

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; None when there is nothing to cite."""
        return self.cited * 100 // self.total if self.total else None


_COVERED = {"total": Count("pk"), "cited": Count("source"), "quoted": Count("pk", filter=~Q(quotation=""))}

# The way from each Cited model to its zone and to its plan.
_PLACES = (
    (Zone, "pk", None),
    (Plan, "zone", "pk"),
    (Goal, "plan__zone", "plan"),
    (Initiative, "zone", "plan"),
    (Milestone, "initiative__zone", "initiative__plan"),
    (ProgressUpdate, "initiative__zone", "initiative__plan"),
    (Target, "plan__zone", "plan"),
    (Observation, "zone", "initiative__plan"),
)


def evidence_coverage(
    *, zone: Zone | None = None, plan: Plan | None = None, viewer: Any = None, known: Iterable[Sequence[Any]] = ()
) -> dict[str, Coverage]:
    """Return the coverage of a zone, of a plan or of everything, by model name and under "all", in one query.

    It counts what `viewer` sees. `known` are all records of some models where the caller has read them already, each
    sequence of one model; nothing is asked of these.
    """
    found = coverage_of(record for records in known for record in records)
    names = [str(model._meta.model_name) for model, _zone, _plan in _PLACES]
    within, keys = ("plan", [plan.pk, plan.zone_id]) if plan else ("zone", [zone.pk]) if zone else ("", [])
    for name, total, cited, quoted in _counts(frozenset(names).difference(found), within).rows(viewer, *keys):
        if name:
            found[name] = Coverage(cited, total, quoted)
    whole = sum(found.values(), Coverage(0, 0))
    return {"all": whole, **{name: found[name] for name in names if name in found}}


@cache
def _counts(names: frozenset[str], within: str) -> Prepared:
    """Return the query for how many records of some models there are, how many are cited and quoted.

    `within` a "plan" it takes the keys of the plan and of its area, within a "zone" that of the area; else nothing.
    """

    def counts(viewer: Any, *keys: Any) -> QuerySet:
        queries = []
        for model, zone_path, plan_path in _PLACES:
            path = plan_path if within == "plan" else zone_path
            if path is None or model._meta.model_name not in names:
                continue
            rows = seen(model, viewer).order_by()
            if within:
                rows = rows.filter(**{path: keys[0]})
            if within == "plan" and model is Observation:
                rows = rows.filter(zone=keys[1])  # says nothing new, but lets the index of areas find them
            named = rows.annotate(_model=Value(model._meta.model_name))
            queries.append(named.values_list("_model").annotate(**_COVERED))
        return queries[0].union(*queries[1:], all=True)

    return Prepared(counts)


def coverage_of(records: Iterable[Any]) -> dict[str, Coverage]:
    """Return the coverage of records by model name; no query."""
    total, cited, quoted = Counter[str](), Counter[str](), Counter[str]()
    for record in records:
        name = record._meta.model_name
        total[name] += 1
        cited[name] += record.is_cited
        quoted[name] += bool(record.quotation)
    return {name: Coverage(cited[name], total[name], quoted[name]) for name in total}


def coverage_by_zone(zones: Iterable[Zone]) -> dict[int, Coverage]:
    """Return the coverage of each of several areas by primary key, everything of an area together, in one query."""
    keys = [zone.pk for zone in zones]
    queries = [
        seen(model)
        .order_by()
        .filter(**{f"{zone_path}__in": keys})
        .annotate(_zone=F(zone_path))
        .values("_zone")
        .annotate(**_COVERED)
        for model, zone_path, _plan_path in _PLACES
    ]
    found = dict.fromkeys(keys, Coverage(0, 0))
    for row in queries[0].union(*queries[1:], all=True):
        found[row["_zone"]] += _coverage(row)
    return found


def _coverage(row: Mapping[str, Any]) -> Coverage:
    return Coverage(cited=row["cited"], total=row["total"], quoted=row["quoted"])


def zones_with_counts(tallies: Mapping[int, StatusTally] | None = None) -> list[Zone]:
    """Return the zones with their plans, the number of their initiatives, and of those with any progress reported.

    Each has its `tally`, as `statuses_by_zone` counts; `tallies` are those of it where the caller has read them.
    """
    plans = Plan.objects.published().select_related("period").order_by("-period__number", "slug")
    found = Zone.objects.zones().select_related("parent", "source", "speaker")
    zones = list(found.prefetch_related(Prefetch("plans", plans)))
    tallies = statuses_by_zone(zones) if tallies is None else tallies
    for zone in zones:
        # One that was made since the tallies were read has nothing yet.
        tally = tallies.get(zone.pk, StatusTally())
        zone.tally, zone.initiative_count = tally, tally.total  # type: ignore[attr-defined]
        zone.reported_count = tally.total - tally.unreported  # type: ignore[attr-defined]
    return zones


def is_reported() -> Exists:
    """Return the condition for initiatives of which any progress is reported in public."""
    return Exists(ProgressUpdate.objects.published().filter(initiative=OuterRef("pk")))


@dataclass(frozen=True)
class CountedTier:
    """A tier that declares a number of members, and how many of them are recorded."""

    tier: PlanTier
    count: TierCount


@dataclass(frozen=True)
class Declared:
    """What all plans together declare, and how much of it is recorded by name."""

    declared: int
    recorded: int
    unnamed: list[CountedTier]


def declared_and_recorded(plans: QuerySet[Plan] | None = None) -> Declared:
    """Sum declared members over public tiers that declare a number; `unnamed` are those with members missing."""
    tiers = PlanTier.objects.published()
    declared = _declared(_counted(tiers if plans is None else tiers.filter(plan__in=plans)))
    prefetch_related_objects([each.tier for each in declared.unnamed], "plan__zone")
    return declared


def declared_by_zone(zones: Iterable[Zone]) -> dict[int, Declared]:
    """Return what the plans of each of several areas declare, by primary key, in two queries."""
    keys = [zone.pk for zone in zones]
    found = defaultdict[int, list[CountedTier]](list)
    tiers = PlanTier.objects.published().filter(plan__zone__in=keys).annotate(zone_id=F("plan__zone"))
    for counted in _counted(tiers):
        found[counted.tier.zone_id].append(counted)  # type: ignore[attr-defined]  # annotated above
    return {key: _declared(found[key]) for key in keys}


def _counted(tiers: QuerySet[PlanTier]) -> list[CountedTier]:
    """Return those of the tiers that declare a number, with the number of their public members."""
    declaring = tiers.filter(declared_count__isnull=False)
    members = [
        model.objects.published().filter(tier__in=declaring.order_by().values("pk")).order_by().values("tier")
        for model in (Goal, Initiative, Target)
    ]
    numbers = [each.annotate(number=Count("pk")).values_list("tier", "number") for each in members]
    recorded: Counter[int] = Counter()
    for tier, number in numbers[0].union(*numbers[1:], all=True):
        recorded[tier] += number
    return [CountedTier(tier, TierCount(tier.declared_count, recorded[tier.pk])) for tier in declaring]


def _declared(counted: list[CountedTier]) -> Declared:
    return Declared(
        declared=sum(each.count.declared or 0 for each in counted),
        recorded=sum(min(each.count.recorded, each.count.declared or 0) for each in counted),
        unnamed=[each for each in counted if each.count.missing],
    )
