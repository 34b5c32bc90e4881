"""The next period's plan, begun from the one before.

Carried over is what does not depend on the old source: names, kinds, places in the structure, themes, lead
organisations, and the links between what is carried over. Left behind is what the new plan must say for itself and
prove with a source of its own: evidence, texts, numerals and declared counts, dates, targets. An initiative begins as
announced, because its progress was reported of the old one.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from zones.models import Goal, Initiative, Period, Plan, PlanTier
from zones.services.editing import require, save_edit


@transaction.atomic
def clone_plan(
    *,
    plan: Plan,
    period: Period,
    by: AbstractBaseUser,
    name_zh: str,
    name_en: str = "",
    goals: Iterable[Goal] = (),
    initiatives: Iterable[Initiative] = (),
    reason: str = "",
) -> Plan:
    """Return a new draft that continues `plan` in `period`, with its tiers and the goals and initiatives chosen.

    Plan and initiatives name the ones that they continue. An initiative whose parent was not chosen stands by itself.
    Raises ValidationError, e.g. when the zone has an overall plan for the period already, or PermissionDenied.
    """
    require(by, "view", plan)
    goals, initiatives = list(goals), list(initiatives)
    members: list[Any] = [*goals, *initiatives]
    if any(member.plan_id != plan.pk for member in members):
        raise ValidationError(_("It must belong to the same plan."))
    carry = _Carrier(by, reason)
    clone = carry(Plan(**_shared(plan, "zone", "kind", "lead"), period=period, name_zh=name_zh, name_en=name_en), plan)
    tiers = {tier.pk: carry(_tier(tier, clone)) for tier in plan.tiers.order_by("position")}
    new_goals = {goal.pk: _carry_goal(carry, goal, clone, tiers) for goal in goals}
    new_initiatives: dict[int, Initiative] = {}
    for initiative in _parents_first(initiatives):
        new_initiatives[initiative.pk] = _carry_initiative(carry, initiative, clone, tiers, new_goals, new_initiatives)
    return clone


class _Carrier:
    """Saves what is carried over, in the name of one user and with one reason."""

    def __init__(self, by: AbstractBaseUser, reason: str):
        self.by, self.reason = by, reason

    def __call__(self, record: Any, continues: Any = None, **links: Iterable[models.Model]) -> Any:
        if continues is not None:
            record.continues = continues
        record.full_clean(exclude={"zone"} if isinstance(record, Initiative) else None)
        return save_edit(record=record, by=self.by, reason=self.reason, links=links)


def _shared(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _tier(tier: PlanTier, clone: Plan) -> PlanTier:
    return PlanTier(plan=clone, **_shared(tier, "position", "label_zh", "label_en"))


def _carry_goal(carry: _Carrier, goal: Goal, clone: Plan, tiers: dict[int, PlanTier]) -> Goal:
    told = _shared(goal, "name_zh", "name_en", "kind", "position")
    copy = Goal(plan=clone, tier=tiers.get(goal.tier_id or 0), **told)
    return carry(copy, themes=list(goal.themes.all()))


def _carry_initiative(
    carry: _Carrier,
    initiative: Initiative,
    clone: Plan,
    tiers: dict[int, PlanTier],
    goals: dict[int, Goal],
    initiatives: dict[int, Initiative],
) -> Initiative:
    copy = Initiative(
        plan=clone,
        tier=tiers.get(initiative.tier_id or 0),
        parent=initiatives.get(initiative.parent_id or 0),
        **_shared(initiative, "name_zh", "name_en", "kind", "position", "lead"),
    )
    served = [goals[goal.pk] for goal in initiative.goals.all() if goal.pk in goals]
    return carry(copy, initiative, goals=served, themes=list(initiative.themes.all()))


def _parents_first(initiatives: list[Initiative]) -> list[Initiative]:
    """Order initiatives so that each comes after its parent, if that one was chosen too."""
    chosen = {initiative.pk: initiative for initiative in initiatives}
    ordered: dict[int, Initiative] = {}

    def place(initiative: Initiative) -> None:
        if initiative.parent_id in chosen and initiative.parent_id not in ordered:
            place(chosen[initiative.parent_id])
        ordered.setdefault(initiative.pk, initiative)

    for initiative in initiatives:
        place(initiative)
    return list(ordered.values())
