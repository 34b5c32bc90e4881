"""The structure of plans: tiers with their members, declared against recorded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from zones.codes import TierCount
from zones.linked import link
from zones.models import (
    Goal,
    Initiative,
    Plan,
    PlanTier,
    Target,
)
from zones.prepared import Prepared
from zones.subqueries import LinkedKeys

# Columns that no page shows of the many records of a plan; to make dates out of them takes a tenth of reading these.
NOT_SHOWN = ("created_at", "updated_at")


@dataclass(frozen=True)
class TierView:
    """A tier of a plan with its members; `tier` is None for what stands outside the numbered structure."""

    tier: PlanTier | None
    goals: list[Goal] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    @property
    def members(self) -> list[Goal | Initiative | Target]:
        return [*self.goals, *self.initiatives, *self.targets]

    @property
    def count(self) -> TierCount:
        declared = self.tier.declared_count if self.tier else None
        return TierCount(declared=declared, recorded=len(self.members))


@dataclass(frozen=True)
class StructuredPlan:
    """A plan with its structure; `tiers` are the numbered ones."""

    plan: Plan
    structure: list[TierView]

    @property
    def tiers(self) -> list[TierView]:
        return [view for view in self.structure if view.tier]

    @property
    def goals(self) -> list[Goal]:
        return [goal for view in self.structure for goal in view.goals]

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative once, those that are part of another after it."""
        found = {each.pk: each for view in self.structure for each in _with_parts(view.initiatives)}
        return list(found.values())


def plan_structure(plan: Plan, targets: Iterable[Target] | None = None, viewer: Any = None) -> list[TierView]:
    """Return the plan's tiers in order, each with its members, then one view of what belongs to no tier, if anything.

    A part of an initiative is a member only when it names a tier itself; it is found under `initiative.parts` anyway.
    Members are those that `viewer` sees. `targets` are the plan's targets where the caller has read them already.
    """
    return plan_structures([plan], targets, viewer)[plan.pk]


def plan_structures(
    plans: Iterable[Plan], targets: Iterable[Target] | None = None, viewer: Any = None
) -> dict[int, list[TierView]]:
    """Return `plan_structure` of several plans by their primary keys, in four queries however many they are.

    Some more if what the members name is not held yet.
    """
    plans = list(plans)
    members = PlanMembers.read(plans, viewer)
    if targets is None:
        targets = list(Target.objects.visible_to(viewer).filter(plan__in=plans, tier__isnull=False))
        members.link(plans, targets)
    else:
        members.link(plans)
    return members.structures(plans, targets)


@dataclass(frozen=True)
class PlanMembers:
    """The tiers, goals and initiatives of plans."""

    tiers: list[PlanTier]
    goals: list[Goal]
    initiatives: list[Initiative]

    @classmethod
    def read(cls, plans: Iterable[Plan], viewer: Any = None) -> "PlanMembers":
        """Return those that `viewer` sees, in three queries; what they are linked to comes with `link`."""
        keys = [plan.pk for plan in plans]
        return cls(
            tiers=_tiers.records(viewer, keys),
            goals=_goals.records(viewer, keys),
            initiatives=_initiatives.records(viewer, keys),
        )

    def link(self, plans: Iterable[Plan], *further: list[Any]) -> None:
        """Let the members, and further records of the same plans, name each other and what is held."""
        among = [*plans, *self.tiers, *self.goals, *self.initiatives]
        link(self.goals, self.initiatives, *further, among=among)

    def structures(self, plans: Iterable[Plan], targets: Iterable[Target]) -> dict[int, list[TierView]]:
        return arrange([plan.pk for plan in plans], self.tiers, self.goals, self.initiatives, targets)


@Prepared
def _tiers(_viewer: Any, plans: Any) -> QuerySet[PlanTier]:
    return PlanTier.objects.filter(plan__pk__in=plans).order_by("plan_id", "position")


@Prepared
def _goals(viewer: Any, plans: Any) -> QuerySet[Goal]:
    goals = Goal.objects.visible_to(viewer).filter(plan__pk__in=plans)
    return goals.annotate(theme_keys=LinkedKeys(Goal.themes)).order_by("plan_id", "position", "id")


@Prepared
def _initiatives(viewer: Any, plans: Any) -> QuerySet[Initiative]:
    initiatives = Initiative.objects.visible_to(viewer).filter(plan__pk__in=plans).with_latest_report()
    initiatives = initiatives.annotate(theme_keys=LinkedKeys(Initiative.themes)).defer(*NOT_SHOWN)
    return initiatives.order_by("plan_id", "position", "id")


def arrange(
    plans: Iterable[int],
    tiers: Iterable[PlanTier],
    goals: Iterable[Goal],
    initiatives: Iterable[Initiative],
    targets: Iterable[Target],
) -> dict[int, list[TierView]]:
    """Return the structures of plans, given by their keys, out of their tiers and members; no query of its own."""
    views: dict[int | None, TierView] = {}  # None is no tier: such members stand outside
    structures: dict[int, list[TierView]] = {key: [] for key in plans}
    for tier in tiers:
        views[tier.pk] = TierView(tier)
        structures[tier.plan_id].append(views[tier.pk])
    outside = {key: TierView(None) for key in structures}
    for goal in goals:
        views.get(goal.tier_id, outside[goal.plan_id]).goals.append(goal)
    for initiative in initiative_tree(initiatives):
        views.get(initiative.tier_id, outside[initiative.plan_id]).initiatives.append(initiative)
    for target in targets:
        if target.tier_id:
            views[target.tier_id].targets.append(target)
    for key, view in outside.items():
        if view.members:
            structures[key].append(view)
    return structures


def initiative_tree(initiatives: Iterable[Initiative]) -> list[Initiative]:
    """Return the initiatives that stand for themselves; each has those that are part of it in the list `parts`."""
    initiatives = list(initiatives)
    parts = defaultdict(list)
    for initiative in initiatives:
        parts[initiative.parent_id].append(initiative)
    for initiative in initiatives:
        initiative.parts = parts[initiative.pk]  # type: ignore[attr-defined]  # read by templates only
    return [initiative for initiative in initiatives if initiative.parent_id is None or initiative.tier_id]


def _with_parts(initiatives: Iterable[Initiative]) -> Iterator[Initiative]:
    for initiative in initiatives:
        yield initiative
        yield from _with_parts(initiative.parts)  # type: ignore[attr-defined]  # set by `initiative_tree`
