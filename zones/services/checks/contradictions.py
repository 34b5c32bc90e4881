"""Contradictions: what cannot be true together. The models refuse them one by one; bulk writes and imports may not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zones import models
from zones.choices import Bound, FindingCode, InitiativeStatus, ObservationState, Publication
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


def contradictory(model: Any, figures: Any = None) -> QuerySet[Any]:
    """The records of a model that any rule of this module names; `figures` are the observations to be summed up."""
    found = [strays(model, name) for member, name in MEMBERS if member is model]
    if model is models.Initiative:
        strangers = goals_of_another_plan().values("initiative")
        found += [misreported(), outside_of("plan", model), model.objects.filter(pk__in=strangers)]
    if model is models.Observation:
        too_small = [whole.pk for whole, _parts_sum in wholes_below_their_parts(figures)]
        found += [outside_of("initiative", model), model.objects.filter(pk__in=too_small)]
    named = Q(pk__in=[])
    for records in found:
        named |= Q(pk__in=records.values("pk"))
    return model._default_manager.filter(named)


def misreported() -> QuerySet[Any]:
    """Initiatives whose status is not what their latest published update `said`, or not `announced` without any."""
    updates = models.ProgressUpdate.objects.filter(initiative=OuterRef("pk"), publication=Publication.PUBLISHED)
    latest = updates.newest_first().values("status")[:1]
    said = Coalesce(Subquery(latest), Value(InitiativeStatus.ANNOUNCED.value))
    return models.Initiative.objects.order_by().annotate(said=said).exclude(status=F("said"))


def statuses_against_updates(on: date) -> Iterator[Finding]:
    """Initiatives whose status is not that of their latest published update, or not `announced` without any."""
    for initiative in misreported():
        labels = {"status": initiative.get_status_display(), "said": InitiativeStatus(initiative.said).label}
        yield Finding(
            FindingCode.STATUS_DISAGREES,
            key(initiative),
            _("Its status is “%(status)s”, its updates say “%(said)s”.") % labels,
        )


def strays(model: Any, name: str) -> QuerySet[Any]:
    """The records of a model that name a tier, goal or initiative of another plan."""
    named = model._default_manager.order_by().filter(**{f"{name}__isnull": False})
    return named.filter(~Q(**{f"{name}__plan": F("plan")}))


def goals_of_another_plan() -> QuerySet[Any]:
    """What links initiatives to goals of another plan."""
    return models.Initiative.goals.through.objects.order_by().filter(~Q(goal__plan=F("initiative__plan")))


def members_of_another_plan(on: date) -> Iterator[Finding]:
    """Goals, initiatives and targets that name a tier, goal or initiative of another plan."""
    for model, name in MEMBERS:
        label = _label(model, name)
        for record in strays(model, name).values_list("slug", flat=True):
            yield _of_another_plan(record, label)
    for record in goals_of_another_plan().values_list("initiative__slug", flat=True).distinct():
        yield _of_another_plan(record, _label(models.Initiative, "goals"))


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _of_another_plan(record: str, field: str) -> Finding:
    message = _("“%(field)s” leads to another plan.") % {"field": field}
    return Finding(FindingCode.OTHER_PLAN, record, message)


def outside_of(name: str, model: Any) -> QuerySet[Any]:
    """The records of a model whose zone is not that of their plan or initiative, the link `name`."""
    return model._default_manager.order_by().filter(~Q(zone=F(f"{name}__zone")), **{f"{name}__isnull": False})


def records_in_another_zone(on: date) -> Iterator[Finding]:
    """Initiatives outside of their plan's zone, and figures outside of their initiative's."""
    for slug in outside_of("plan", models.Initiative).values_list("slug", flat=True):
        yield Finding(FindingCode.OTHER_ZONE, slug, _("Its zone is not that of its plan."))
    for slug in outside_of("initiative", models.Observation).values_list("slug", flat=True):
        yield Finding(FindingCode.OTHER_ZONE, slug, _("Its zone is not that of its initiative."))


def wholes_below_their_parts(figures: Any = None) -> Iterator[tuple[models.Observation, Decimal]]:
    """Yield the figures, of those given or of all, that are smaller than the sum of their complete parts, and it."""
    figures = (models.Observation.objects.all() if figures is None else figures).filter(
        state=ObservationState.ACTUAL, is_preferred=True, value__isnull=False, period_end__isnull=False
    )
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    parts = figures.order_by().filter(
        indicator__part_of__parts_complete=True, bound__in=[Bound.EXACT, Bound.OVER, Bound.AT_LEAST]
    )
    for part in parts.select_related("indicator"):
        sums[_subject(part, part.indicator.part_of_id)] += part.value or 0
    wholes = figures.filter(indicator__parts_complete=True, bound__in=[Bound.EXACT, Bound.UNDER, Bound.AT_MOST])
    for whole in wholes.order_by():
        parts_sum = sums.get(_subject(whole, whole.indicator_id))
        if parts_sum is not None and whole.value is not None and parts_sum > whole.value:
            yield whole, parts_sum


def parts_that_exceed_their_whole(on: date) -> Iterator[Finding]:
    """Figures that are smaller than the sum of their complete parts, as far as the bounds leave no doubt."""
    for whole, parts_sum in wholes_below_their_parts():
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
