"""Targets and what the numbers say of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zones import dates
from zones.assessment import Assessment, Measured, Terms, assess
from zones.choices import DatePrecision, ObservationState, TargetForm
from zones.models import Observation, Target


@dataclass(frozen=True)
class AssessedTarget:
    """A target with what the figures say of it on a day.

    `terms` are what it promises, for `course.chart`. `observations` are all figures of its subject (indicator, area,
    initiative) in reading order, also those that cannot be held against it: of another state, scope or part of a year.
    """

    target: Target
    assessment: Assessment
    terms: Terms
    observations: list[Observation]


def assess_targets(targets: Iterable[Target], on: date, viewer: Any = None) -> list[AssessedTarget]:
    """Assess targets against the figures comparable to each: same indicator, area and initiative, of the whole scope.

    One query for all the figures that `viewer` sees. `targets` come from `Target.objects.with_briefs()`.
    """
    targets = list(targets)
    found = Observation.objects.visible_to(viewer).filter(
        indicator__in={target.indicator_id for target in targets},
        zone__in={target.plan.zone_id for target in targets},
    )
    return hold_against(found.with_briefs().in_reading_order() if targets else (), targets, on)


def hold_against(observations: Iterable[Observation], targets: Iterable[Target], on: date) -> list[AssessedTarget]:
    """Assess targets against those of the figures that are of their subject; no query."""
    figures: dict[tuple, list[Observation]] = defaultdict(list)
    for figure in observations:
        figures[figure.indicator_id, figure.zone_id, figure.initiative_id].append(figure)
    return [_assessed(target, figures[_subject(target)], on) for target in targets]


def _subject(target: Target) -> tuple:
    return target.indicator_id, target.plan.zone_id, target.initiative_id


def _assessed(target: Target, observations: list[Observation], on: date) -> AssessedTarget:
    terms = _terms(target)
    figures = [_measured(each) for each in observations if is_comparable(each, target.form)]
    return AssessedTarget(target, assess(terms, figures, on), terms, observations)


def _measured(figure: Observation) -> Measured:
    return Measured(
        value=figure.value,
        bound=figure.bound,
        start_on=figure.period_start,
        end_on=figure.period_end,
        state=figure.state,
        preferred=figure.is_preferred,
    )


def is_comparable(figure: Observation, form: str) -> bool:
    """Whether a figure can be held against a target of this form.

    It is an actual, preferred one of the whole scope. A month's or a quarter's revenue says nothing of a year's, and a
    figure does not tell whether it is a flow or a stock. So figures for a part of a year enter sums only; a stock is
    entered for the day on which it was counted.
    """
    if figure.state != ObservationState.ACTUAL or not figure.is_preferred or figure.scope_zh:
        return False
    start, end = figure.period_start, figure.period_end
    if form == TargetForm.CUMULATIVE or start is None or end is None:
        return True
    return start == end or ((start.month, start.day), (end.month, end.day)) == ((1, 1), (12, 31))


def _terms(target: Target) -> Terms:
    """Return what a target promises, with the days that its years stand for."""
    return Terms(
        form=target.form,
        value=target.value,
        bound=target.bound,
        direction=target.indicator.direction,
        baseline_value=target.baseline_value,
        baseline_on=date(target.baseline_year, 12, 31) if target.baseline_year else None,
        start_on=_start_of(target),
        due_on=_due_day(target),
    )


def _due_day(target: Target) -> date | None:
    """Return the last day on which a target can be met, counting a horizon from its baseline or its plan's period."""
    if target.due_on:
        return dates.last_day(target.due_on, target.due_on_precision)
    period = target.plan.period
    before = target.baseline_year or (period.first_year - 1 if period else None)
    if target.horizon_years and before:
        return date(before + target.horizon_years, 12, 31)
    return None


def _start_of(target: Target) -> date | None:
    """Return the first day of the period that a target covers.

    That is its plan's period. A target due in a year before it, or in a plan without a period, covers the year in
    which it is due: "130 lifts in 2020" counts from January.
    """
    period = target.plan.period
    start = date(period.first_year, 1, 1) if period else None
    if target.due_on and target.due_on_precision == DatePrecision.YEAR and (not start or target.due_on < start):
        return target.due_on
    return start
