"""Counts for summaries: statuses, evidence, progress, declared and recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zones.choices import InitiativeStatus
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
from zones.selectors.structure import TierView
from zones.selectors.viewing import seen


def status_counts(initiatives: QuerySet[Initiative]) -> dict[InitiativeStatus, int]:
    """Return how many initiatives have each status, every status listed, in one query."""
    found = Counter(dict(initiatives.order_by().values_list("status").annotate(Count("pk"))))
    return {status: found[status.value] for status in InitiativeStatus}


@dataclass(frozen=True)
class Coverage:
    """How many records name their source."""

    cited: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; None when there is nothing to cite."""
        return self.cited * 100 // self.total if self.total else None


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
    *, zone: Zone | None = None, plan: Plan | None = None, viewer: Any = None
) -> dict[str, Coverage]:
    """Return the coverage of a zone, of a plan or of everything, by model name and under "all", in one query.

    It counts what `viewer` sees.
    """
    queries = []
    for model, zone_path, plan_path in _PLACES:
        rows = seen(model, viewer).order_by()
        if plan is not None:
            if plan_path is None:
                continue
            rows = rows.filter(**{plan_path: plan.pk})
        elif zone is not None:
            rows = rows.filter(**{zone_path: zone.pk})
        named = rows.annotate(_model=Value(model._meta.model_name))
        queries.append(named.values("_model").annotate(total=Count("pk"), cited=Count("source")))
    found = {
        row["_model"]: Coverage(cited=row["cited"], total=row["total"])
        for row in queries[0].union(*queries[1:], all=True)
        if row["_model"]
    }
    whole = Coverage(
        cited=sum(coverage.cited for coverage in found.values()),
        total=sum(coverage.total for coverage in found.values()),
    )
    return {"all": whole, **found}


def coverage_by_zone(zones: Iterable[Zone]) -> dict[int, Coverage]:
    """Return the coverage of each of several areas by primary key, everything of an area together, in one query."""
    keys = [zone.pk for zone in zones]
    queries = [
        seen(model)
        .order_by()
        .filter(**{f"{zone_path}__in": keys})
        .annotate(_zone=F(zone_path))
        .values("_zone")
        .annotate(total=Count("pk"), cited=Count("source"))
        for model, zone_path, _plan_path in _PLACES
    ]
    cited, total = Counter[int](), Counter[int]()
    for row in queries[0].union(*queries[1:], all=True):
        cited[row["_zone"]] += row["cited"]
        total[row["_zone"]] += row["total"]
    return {key: Coverage(cited=cited[key], total=total[key]) for key in keys}


def zones_with_counts() -> QuerySet[Zone]:
    """The zones with their plans, the number of their initiatives, and of those with any progress reported.

    As in `progress_counts`, parts of an initiative are not counted: they are reported with their whole.
    """
    plans = Plan.objects.published().select_related("period").order_by("-period__number", "slug")
    own = Initiative.objects.published().filter(zone=OuterRef("pk"), parent=None).order_by()
    reported = own.filter(_is_reported())
    return (
        Zone.objects.zones()
        .select_related("parent", "source", "speaker")
        .prefetch_related(Prefetch("plans", plans))
        .annotate(
            initiative_count=_number_of(own),
            reported_count=_number_of(reported),
        )
    )


def _is_reported() -> Exists:
    """Return the condition for initiatives of which any progress is reported in public."""
    return Exists(ProgressUpdate.objects.published().filter(initiative=OuterRef("pk")))


def _number_of(initiatives: QuerySet[Initiative]) -> Coalesce:
    """Return the expression for the number of a zone's initiatives; joins would multiply them with each other."""
    return Coalesce(Subquery(initiatives.values("zone").annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True)
class Declared:
    """What all plans together declare, and how much of it is recorded by name."""

    declared: int
    recorded: int
    unnamed: list[TierView]


def declared_and_recorded(plans: QuerySet[Plan] | None = None) -> Declared:
    """Sum declared members over public tiers that declare a number; `unnamed` are those with members missing."""
    tiers = PlanTier.objects.published().filter(declared_count__isnull=False).select_related("plan__zone")
    if plans is not None:
        tiers = tiers.filter(plan__in=plans)
    views: dict[int | None, TierView] = {tier.pk: TierView(tier) for tier in tiers}
    for goal in Goal.objects.published().filter(tier__in=views):
        views[goal.tier_id].goals.append(goal)
    for initiative in Initiative.objects.published().filter(tier__in=views):
        views[initiative.tier_id].initiatives.append(initiative)
    for target in Target.objects.published().filter(tier__in=views):
        views[target.tier_id].targets.append(target)
    counts = [view.count for view in views.values()]
    return Declared(
        declared=sum(count.declared or 0 for count in counts),
        recorded=sum(min(count.recorded, count.declared or 0) for count in counts),
        unnamed=[view for view in views.values() if view.count.missing],
    )


@dataclass(frozen=True)
class Progress:
    """Of how many initiatives anything has been reported, and of how many nothing."""

    total: int
    reported: int

    @property
    def unreported(self) -> int:
        return self.total - self.reported


def progress_counts() -> Progress:
    """Count initiatives with and without any progress update; parts of an initiative are reported with their whole."""
    initiatives = Initiative.objects.published().filter(parent=None).order_by()
    return Progress(**initiatives.aggregate(total=Count("pk"), reported=Count("pk", filter=_is_reported())))
