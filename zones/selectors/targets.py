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
    """A target with what the figures say of it on a day."""

    target: Target
    assessment: Assessment


def assess_targets(targets: Iterable[Target], on: date, viewer: Any = None) -> list[AssessedTarget]:
    """Assess targets against the figures comparable to each: same indicator, area and initiative, of the whole scope.

    One query for all the figures that `viewer` sees. `targets` come from `Target.objects.with_briefs()`.
    """
    targets = list(targets)
    figures: dict[tuple, list[Measured]] = defaultdict(list)
    comparable = Observation.objects.visible_to(viewer).filter(
        indicator__in={target.indicator_id for target in targets},
        zone__in={target.plan.zone_id for target in targets},
        state=ObservationState.ACTUAL,
        is_preferred=True,
        scope_zh="",
    )
    for figure in comparable if targets else ():
        figures[figure.indicator_id, figure.zone_id, figure.initiative_id].append(
            Measured(
                value=figure.value,
                bound=figure.bound,
                start_on=figure.period_start,
                end_on=figure.period_end,
                state=figure.state,
                preferred=figure.is_preferred,
            )
        )
    return [AssessedTarget(target, assess(_terms(target), _comparable_to(target, figures), on)) for target in targets]


def _comparable_to(target: Target, figures: dict[tuple, list[Measured]]) -> list[Measured]:
    subject = target.indicator_id, target.plan.zone_id, target.initiative_id
    return [figure for figure in figures.get(subject, ()) if _is_comparable(figure, target.form)]


def _is_comparable(figure: Measured, form: str) -> bool:
    """Whether a figure's period can be held against a target of this form.

    A month's or a quarter's revenue says nothing of a year's, and a figure does not tell whether it is a flow or a
    stock. So figures for a part of a year enter sums only; a stock is entered for the day on which it was counted.
    """
    if form == TargetForm.CUMULATIVE or figure.start_on is None or figure.end_on is None:
        return True
    start, end = figure.start_on, figure.end_on
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
