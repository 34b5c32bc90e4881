"""The structure of plans: tiers with their members, declared against recorded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from zones.codes import TierCount
from zones.models import (
    Goal,
    Initiative,
    Plan,
    PlanTier,
    Target,
)


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
    """Return `plan_structure` of several plans by their primary keys, in six queries however many they are."""
    keys = [plan.pk for plan in plans]
    goals = Goal.objects.visible_to(viewer).filter(plan__in=keys).select_related("source", "speaker")
    initiatives = Initiative.objects.visible_to(viewer).filter(plan__in=keys).with_briefs().with_latest_report()
    if targets is None:
        targets = Target.objects.visible_to(viewer).filter(plan__in=keys, tier__isnull=False).with_briefs()
    tiers = PlanTier.objects.filter(plan__in=keys).order_by("plan", "position")
    return arrange(keys, tiers, goals.prefetch_related("themes"), initiatives, targets)


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
