"""Targets and what the numbers say of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zones import dates
from zones.agreement import compare_statement
from zones.assessment import Assessment, Measured, Terms, assess
from zones.choices import Agreement, DatePrecision, FigureStanding, ObservationState, TargetForm
from zones.linked import link
from zones.models import Initiative, Observation, ProgressUpdate, Target
from zones.prepared import Prepared


@dataclass(frozen=True)
class AssessedTarget:
    """A target with what the figures say of it on a day.

    `terms` are what it promises, for `course.chart`. `observations` are all figures of its subject (indicator, area,
    initiative) in reading order, also those that cannot be held against it: of another state, scope or part of a year.
    `statement` is the latest that was said of its initiative; None when it has none or nothing was said.
    """

    target: Target
    assessment: Assessment
    terms: Terms
    observations: list[Observation]
    statement: ProgressUpdate | None = None

    @property
    def agreement(self) -> Agreement:
        """How the statement and the verdict of the numbers fit together."""
        figures, said = self.assessment.figures, self.statement
        return compare_statement(
            said.status_choice if said else None,
            dates.last_day(said.as_of, said.as_of_precision) if said else None,
            self.assessment.verdict,
            figures[-1].end_on if figures else None,
        )


def assess_targets(
    targets: Iterable[Target], on: date, viewer: Any = None, figures: Sequence[Observation] | None = None
) -> list[AssessedTarget]:
    """Assess targets against the figures comparable to each: same indicator, area and initiative, of the whole scope.

    One query for all the figures that `viewer` sees and one for what was last said of their initiatives. `targets`
    name their plans and initiatives already. `figures` are those of their areas where the caller has read them.
    """
    targets = list(targets)
    if not targets:
        return []
    if figures is None:
        figures = _figures_for(targets, viewer)
    return hold_against(figures, targets, on, _latest_statements(targets))


def _figures_for(targets: list[Target], viewer: Any) -> list[Observation]:
    indicators = sorted({target.indicator_id for target in targets})
    zones = sorted({target.plan.zone_id for target in targets})
    figures = _figures_of.records(viewer, indicators, zones)
    link(figures, among=_initiatives_of(targets))
    return figures


@Prepared
def _figures_of(viewer: Any, indicators: Any, zones: Any) -> QuerySet[Observation]:
    found = Observation.objects.visible_to(viewer).filter(indicator__pk__in=indicators, zone__pk__in=zones)
    return found.in_reading_order()


def _latest_statements(targets: list[Target]) -> list[ProgressUpdate]:
    """Return the latest published update of each initiative that targets belong to; a draft is not said yet."""
    initiatives = _initiatives_of(targets)
    if not initiatives:
        return []
    latest = list(ProgressUpdate.objects.latest_of({initiative.pk for initiative in initiatives}))
    link(latest, among=initiatives)
    return latest


def _initiatives_of(targets: list[Target]) -> list[Initiative]:
    return [target.initiative for target in targets if target.initiative]


def hold_against(
    observations: Iterable[Observation],
    targets: Iterable[Target],
    on: date,
    statements: Iterable[ProgressUpdate] = (),
) -> list[AssessedTarget]:
    """Assess targets against those of the figures that are of their subject; no query.

    `statements` are the latest updates of their initiatives, one each.
    """
    said: dict[int | None, ProgressUpdate] = {update.initiative_id: update for update in statements}
    figures: dict[tuple, list[Observation]] = defaultdict(list)
    for figure in observations:
        figures[figure.indicator_id, figure.zone_id, figure.initiative_id].append(figure)
    return [_assessed(target, figures[_subject(target)], on, said.get(target.initiative_id)) for target in targets]


def _subject(target: Target) -> tuple:
    return target.indicator_id, target.plan.zone_id, target.initiative_id


def _assessed(
    target: Target, observations: list[Observation], on: date, statement: ProgressUpdate | None
) -> AssessedTarget:
    terms = _terms(target)
    figures = [_measured(each) for each in observations if is_comparable(each, target.form)]
    return AssessedTarget(target, assess(terms, figures, on), terms, observations, statement)


def _measured(figure: Observation) -> Measured:
    return Measured(
        value=figure.value,
        bound=figure.bound,
        start_on=figure.period_start,
        end_on=figure.period_end,
        state=figure.state,
        preferred=figure.is_preferred,
    )


def standing(figure: Observation, form: str) -> FigureStanding:
    """Return whether a figure can be held against a target of this form, or what is in the way.

    A figure that can is an actual, preferred one of the whole scope. A month's or a quarter's revenue says nothing of
    a year's, and a figure does not tell whether it is a flow or a stock. So figures for a part of a year enter sums
    only; a stock is entered for the day on which it was counted.
    """
    start, end = figure.period_start, figure.period_end
    if figure.value is None:
        return FigureStanding.NO_NUMBER
    if figure.scope_zh:
        return FigureStanding.OF_A_PART
    if start is None or end is None:
        return FigureStanding.NO_PERIOD
    whole_years = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if form != TargetForm.CUMULATIVE and start != end and not whole_years:
        return FigureStanding.PART_OF_YEAR
    if figure.state != ObservationState.ACTUAL:
        return FigureStanding.OTHER_STATE
    return FigureStanding.COMPARABLE if figure.is_preferred else FigureStanding.NOT_PREFERRED


def is_comparable(figure: Observation, form: str) -> bool:
    """Whether a figure can be held against a target of this form."""
    return standing(figure, form) == FigureStanding.COMPARABLE


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
