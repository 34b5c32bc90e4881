"""Contradictions: what cannot be true together. The models refuse them one by one; bulk writes and imports may not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zones import models
from zones.choices import Bound, FindingCode, InitiativeStatus, ObservationState
from zones.formats import plain

from .finding import Finding, key

# Which references must lead to a record of the same plan.
MEMBERS = (
    (models.Goal, "tier"),
    (models.Initiative, "tier"),
    (models.Initiative, "parent"),
    (models.Target, "tier"),
    (models.Target, "goal"),
    (models.Target, "initiative"),
)


def statuses_against_updates(on: date) -> Iterator[Finding]:
    """Initiatives whose status is not that of their latest update, or not `announced` without any."""
    updates = models.ProgressUpdate.objects.filter(initiative=OuterRef("pk")).newest_first().values("status")
    said = Coalesce(Subquery(updates[:1]), Value(InitiativeStatus.ANNOUNCED.value))
    for initiative in models.Initiative.objects.order_by().annotate(said=said).exclude(status=F("said")):
        labels = {"status": initiative.get_status_display(), "said": InitiativeStatus(initiative.said).label}
        yield Finding(
            FindingCode.STATUS_DISAGREES,
            key(initiative),
            _("Its status is “%(status)s”, its updates say “%(said)s”.") % labels,
        )


def members_of_another_plan(on: date) -> Iterator[Finding]:
    """Goals, initiatives and targets that name a tier, goal or initiative of another plan."""
    for model, name in MEMBERS:
        label = _label(model, name)
        strays: Any = model._default_manager.order_by().filter(**{f"{name}__isnull": False})
        for record in strays.filter(~Q(**{f"{name}__plan": F("plan")})).values_list("slug", flat=True):
            yield _of_another_plan(record, label)
    through = models.Initiative.goals.through.objects.filter(~Q(goal__plan=F("initiative__plan")))
    for record in through.order_by().values_list("initiative__slug", flat=True).distinct():
        yield _of_another_plan(record, _label(models.Initiative, "goals"))


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _of_another_plan(record: str, field: str) -> Finding:
    message = _("“%(field)s” leads to another plan.") % {"field": field}
    return Finding(FindingCode.OTHER_PLAN, record, message)


def records_in_another_zone(on: date) -> Iterator[Finding]:
    """Initiatives outside of their plan's zone, and figures outside of their initiative's."""
    for slug in _slugs(models.Initiative.objects.filter(~Q(zone=F("plan__zone")))):
        yield Finding(FindingCode.OTHER_ZONE, slug, _("Its zone is not that of its plan."))
    measuring = models.Observation.objects.filter(initiative__isnull=False)
    for slug in _slugs(measuring.filter(~Q(initiative__zone=F("zone")))):
        yield Finding(FindingCode.OTHER_ZONE, slug, _("Its zone is not that of its initiative."))


def _slugs(records: Any) -> Any:
    return records.order_by().values_list("slug", flat=True)


def parts_that_exceed_their_whole(on: date) -> Iterator[Finding]:
    """Figures that are smaller than the sum of their complete parts, as far as the bounds leave no doubt."""
    figures = models.Observation.objects.filter(
        state=ObservationState.ACTUAL, is_preferred=True, value__isnull=False, period_end__isnull=False
    ).order_by()
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    parts = figures.filter(
        indicator__part_of__parts_complete=True, bound__in=[Bound.EXACT, Bound.OVER, Bound.AT_LEAST]
    )
    for part in parts.select_related("indicator"):
        sums[_subject(part, part.indicator.part_of_id)] += part.value or 0
    wholes = figures.filter(indicator__parts_complete=True, bound__in=[Bound.EXACT, Bound.UNDER, Bound.AT_MOST])
    for whole in wholes:
        parts_sum = sums.get(_subject(whole, whole.indicator_id))
        if parts_sum is not None and whole.value is not None and parts_sum > whole.value:
            numbers = {"sum": plain(parts_sum), "whole": plain(whole.value)}
            message = _("Its parts add up to %(sum)s, more than its %(whole)s.") % numbers
            yield Finding(FindingCode.PARTS_EXCEED_WHOLE, key(whole), message)


def _subject(figure: models.Observation, indicator_id: int | None) -> tuple:
    """Return what two figures must share to be compared as part and whole."""
    return (
        indicator_id,
        figure.zone_id,
        figure.initiative_id,
        figure.scope_zh,
        figure.period_start,
        figure.period_end,
    )


RULES = (
    statuses_against_updates,
    members_of_another_plan,
    records_in_another_zone,
    parts_that_exceed_their_whole,
)
