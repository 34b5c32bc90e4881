"""All that is shown of one plan, area or initiative, read once: for its page, pictures, report and API alike.

`as_of.py` makes the same of the history, for a day in the past; then `as_of` says which day, and what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from zones.choices import InitiativeStatus
from zones.models import Goal, Initiative, Milestone, Observation, Plan, ProgressUpdate, Target, Zone
from zones.prepared import Prepared
from zones.selectors.counts import Coverage, evidence_coverage, status_counts
from zones.selectors.snapshot import AsOf
from zones.selectors.structure import NOT_SHOWN, PlanMembers, StructuredPlan, TierView
from zones.selectors.targets import AssessedTarget, assess_targets


@dataclass(frozen=True, kw_only=True)
class PlanOverview:
    """A plan with its structure and what has become of it; targets are assessed as of the day `on`."""

    plan: Plan
    on: date
    tiers: list[TierView]
    targets: list[AssessedTarget]
    statuses: dict[InitiativeStatus, int]
    coverage: dict[str, Coverage]
    continued_by: list[Plan]
    details: list[Initiative]
    milestones: list[Milestone]
    as_of: AsOf | None = None

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative once, those that are part of another after it."""
        return StructuredPlan(self.plan, self.tiers).initiatives


@dataclass(frozen=True, kw_only=True)
class ZoneOverview:
    """An area with its plans, figures and evidence; targets are assessed as of the day `on`."""

    zone: Zone
    on: date
    areas_above: list[Zone]
    plans_above: list[Plan]
    areas_below: list[Zone]
    plans: list[StructuredPlan]
    targets: list[AssessedTarget]
    figures: list[Observation]
    statuses: dict[InitiativeStatus, int]
    coverage: dict[str, Coverage]
    milestones: list[Milestone]
    as_of: AsOf | None = None

    @property
    def own_plans(self) -> list[Plan]:
        return [each.plan for each in self.plans]

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative of every plan once."""
        return [initiative for each in self.plans for initiative in each.initiatives]


@dataclass(frozen=True, kw_only=True)
class ZoneBrief:
    """The few things of a ZoneOverview that the API tells of an area, which has lists for all the others."""

    zone: Zone
    on: date
    own_plans: list[Plan]
    statuses: dict[InitiativeStatus, int]
    coverage: dict[str, Coverage]
    as_of: AsOf | None = None


@dataclass(frozen=True, kw_only=True)
class InitiativeOverview:
    """An initiative with its steps, reports, numbers and neighbours; targets are assessed as of the day `on`."""

    initiative: Initiative
    on: date
    goals: list[Goal]
    parts: list[Initiative]
    updates: list[ProgressUpdate]
    milestones: list[Milestone]
    targets: list[AssessedTarget]
    figures: list[Observation]
    continued_by: list[Initiative]
    as_of: AsOf | None = None


# Unknown values last, on both databases.
_BY_INITIATIVE = F("initiative__position").asc(nulls_last=True)
_LATEST_PERIOD_FIRST = F("period__number").desc(nulls_last=True)


def plan_overview(plan: Plan, on: date, viewer: Any = None) -> PlanOverview:
    """Return all that `viewer` sees of a plan; `plan` comes from `seen_plan` or `seen_plans`."""
    members = PlanMembers.read([plan], viewer)
    targets = _targets_of_plan.records(viewer, plan.pk)
    milestones = _milestones_of_plan.records(viewer, plan.pk)
    members.link([plan], targets, milestones)
    known: list[Sequence[Any]] = [[plan], members.goals, members.initiatives, milestones, targets]
    return PlanOverview(
        plan=plan,
        on=on,
        tiers=members.structures([plan], targets)[plan.pk],
        targets=assess_targets(targets, on, viewer),
        statuses=status_counts(each.status for each in members.initiatives),
        coverage=evidence_coverage(plan=plan, viewer=viewer, known=known),
        continued_by=_continuing.records(viewer, plan.pk),
        details=_details.records(viewer, plan.pk),
        milestones=milestones,
    )


@Prepared
def _targets_of_plan(viewer: Any, plan: Any) -> QuerySet[Target]:
    return Target.objects.visible_to(viewer).filter(plan=plan).order_by(_BY_INITIATIVE, "id")


@Prepared
def _milestones_of_plan(viewer: Any, plan: Any) -> QuerySet[Milestone]:
    return Milestone.objects.visible_to(viewer).filter(initiative__plan=plan).defer(*NOT_SHOWN).order_by("id")


@Prepared
def _continuing(viewer: Any, plan: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).filter(continues=plan)


@Prepared
def _details(viewer: Any, plan: Any) -> QuerySet[Initiative]:
    """The initiatives that a plan works out.

    They are found by a query within the query: most initiatives are worked out nowhere, and SQLite, which counts them
    too, would rather look at every initiative than use the index.
    """
    found = Initiative.objects.filter(detailed_by=plan).order_by()
    return Initiative.objects.visible_to(viewer).filter(pk__in=found.values("pk"))


def zone_overview(zone: Zone, on: date) -> ZoneOverview:
    """Return all that is public of an area; `zone` comes with the areas above it."""
    plans = _plans_of_zone.records(None, zone.pk)
    members = PlanMembers.read(plans)
    targets = _targets_of_zone.records(None, zone.pk)
    figures = _figures_of_zone.records(None, zone.pk)
    milestones = _milestones_of_zone.records(None, zone.pk)
    areas_above = zone.areas_above()
    plans_above = _plans_of_areas.records(None, [area.pk for area in areas_above])
    members.link(plans, plans, plans_above, targets, figures, milestones)
    structures = members.structures(plans, targets)
    known: list[Sequence[Any]] = [[zone], plans, members.goals, members.initiatives, milestones, targets, figures]
    return ZoneOverview(
        zone=zone,
        on=on,
        areas_above=areas_above,
        plans_above=plans_above,
        areas_below=_areas_below.records(None, zone.pk),
        plans=[StructuredPlan(plan, structures[plan.pk]) for plan in plans],
        targets=assess_targets(targets, on, figures=figures),
        figures=figures,
        statuses=status_counts(initiative.status for initiative in members.initiatives),
        coverage=evidence_coverage(zone=zone, known=known),
        milestones=milestones,
    )


@Prepared
def _plans_of_zone(viewer: Any, zone: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).filter(zone=zone).order_by(_LATEST_PERIOD_FIRST, "kind", "slug")


@Prepared
def _targets_of_zone(viewer: Any, zone: Any) -> QuerySet[Target]:
    return Target.objects.visible_to(viewer).filter(plan__zone=zone).order_by("plan__slug", _BY_INITIATIVE, "id")


@Prepared
def _figures_of_zone(viewer: Any, zone: Any) -> QuerySet[Observation]:
    return Observation.objects.visible_to(viewer).filter(zone=zone).defer(*NOT_SHOWN).own_first()


@Prepared
def _milestones_of_zone(viewer: Any, zone: Any) -> QuerySet[Milestone]:
    return Milestone.objects.visible_to(viewer).filter(initiative__zone=zone).defer(*NOT_SHOWN).order_by("id")


@Prepared
def _plans_of_areas(viewer: Any, areas: Any) -> QuerySet[Plan]:
    found = Plan.objects.visible_to(viewer).filter(zone__pk__in=areas)
    return found.order_by("-zone__level", "zone__slug", "slug")


@Prepared
def _areas_below(_viewer: Any, zone: Any) -> QuerySet[Zone]:
    return Zone.objects.filter(parent=zone).order_by("slug")


def zone_brief(zone: Zone, on: date, viewer: Any = None) -> ZoneBrief:
    """Return what the API tells `viewer` of an area, without reading all that belongs to it."""
    return ZoneBrief(
        zone=zone,
        on=on,
        own_plans=list(zone.plans.visible_to(viewer)),
        statuses=status_counts(zone.initiatives.visible_to(viewer).order_by().values_list("status", flat=True)),
        coverage=evidence_coverage(zone=zone, viewer=viewer),
    )


def initiative_overview(initiative: Initiative, on: date, viewer: Any = None) -> InitiativeOverview:
    """Return all that `viewer` sees of an initiative; `initiative` comes from `seen_initiatives`."""
    targets = initiative.targets.visible_to(viewer).with_briefs()
    return InitiativeOverview(
        initiative=initiative,
        on=on,
        goals=list(initiative.goals.all()),
        parts=list(initiative.children.all()),
        updates=list(initiative.updates.all()),
        milestones=list(initiative.milestones.all()),
        targets=assess_targets(targets, on, viewer),
        figures=list(initiative.observations.visible_to(viewer).with_briefs().in_reading_order()),
        continued_by=list(initiative.continued_by.visible_to(viewer).select_related("plan")),
    )
