"""Which figures an assessment reads, and which values they allow. The rules stand in assessment.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from zones.choices import AssessmentReason, Bound, ObservationState, TargetForm
from zones.course import Course, NoVerdictError, end_of, finite, start_of

TOLERANCE = Decimal("0.05")
_INFINITY = Decimal("Infinity")

# A place on the number line: a value, and whether just below (-1), at (0) or just above it (1) is meant.
Place = tuple[Decimal, int]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A figure for the period from `start_on` to `end_on`, both included."""

    value: Decimal | None
    bound: str = Bound.EXACT
    start_on: date | None = None
    end_on: date | None = None
    state: str = ObservationState.ACTUAL
    preferred: bool = True


@dataclass(frozen=True)
class Figure:
    """A figure that can be used: it has a number and the end of its period."""

    value: Decimal
    start_on: date | None
    end_on: date
    measured: Measured

    @property
    def span(self) -> tuple[Place, Place]:
        """The lowest and the highest value that the figure allows."""
        value, bound = self.value, self.measured.bound
        low, high = (value, 0), (value, 0)
        if bound == Bound.ABOUT:
            return (value - TOLERANCE * abs(value), 0), (value + TOLERANCE * abs(value), 0)
        if bound in {Bound.OVER, Bound.AT_LEAST}:
            low, high = (value, 1 if bound == Bound.OVER else 0), (_INFINITY, 0)
        elif bound in {Bound.UNDER, Bound.AT_MOST}:
            low, high = (-_INFINITY, 0), (value, -1 if bound == Bound.UNDER else 0)
        return low, high


def figures_to_read(course: Course, observations: Iterable[Measured], on: date) -> list[Figure]:
    """Return the figures to judge by, oldest first: the last one, or all of a sum; raise NoVerdictError for none."""
    last = min(on, course.terms.due_on or on)
    usable = [
        Figure(value, measured.start_on, measured.end_on, measured)
        for measured in observations
        if measured.state == ObservationState.ACTUAL
        and measured.preferred
        and (value := finite(measured.value)) is not None
        and measured.end_on is not None
        and measured.end_on <= last
        and (course.begins is None or end_of(measured.end_on) > course.begins)
    ]
    figures = _summands(course, usable) if course.terms.form == TargetForm.CUMULATIVE else _latest(usable)
    if not figures:
        raise NoVerdictError(AssessmentReason.NO_OBSERVATION)
    return figures


def _latest(usable: list[Figure]) -> list[Figure]:
    """Return the figure whose period ends last, of several the one with the longest period."""

    def recency(figure: Figure) -> tuple[date, int]:
        return figure.end_on, -(figure.start_on or figure.end_on).toordinal()

    newest = max(map(recency, usable), default=None)
    rivals = [figure for figure in usable if recency(figure) == newest]
    if len({figure.span for figure in rivals}) > 1:
        raise NoVerdictError(AssessmentReason.FIGURES_OVERLAP)
    return rivals[:1]


def _summands(course: Course, usable: list[Figure]) -> list[Figure]:
    """Return the figures of a sum by the start of their periods, which lie within the target's and do not overlap."""
    within = [
        (figure.start_on, figure)
        for figure in usable
        if figure.start_on is not None
        and figure.start_on <= figure.end_on
        and course.begins is not None
        and start_of(figure.start_on) >= course.begins
    ]
    within.sort(key=lambda pair: pair[0])
    for (_, before), (start, _) in pairwise(within):
        if start <= before.end_on:
            raise NoVerdictError(AssessmentReason.FIGURES_OVERLAP)
    return [figure for _, figure in within]


def span_of(course: Course, figures: list[Figure]) -> tuple[Place, Place]:
    """Return the lowest and the highest value that the figures together allow."""
    if course.terms.form != TargetForm.CUMULATIVE:
        return figures[0].span
    lows, highs = zip(*(figure.span for figure in figures), strict=True)
    low = sum((value for value, _ in lows), Decimal(0)), max(side for _, side in lows)
    high = sum((value for value, _ in highs), Decimal(0)), min(side for _, side in highs)
    if not has_gap(course, figures):
        return low, high
    # What is missing has, by all we know, the sign of what is there.
    rising, falling = min(lows) >= (0, 0), max(highs) <= (0, 0)
    return (
        low if rising and not falling else (-_INFINITY, 0),
        high if falling and not rising else (_INFINITY, 0),
    )


def has_gap(course: Course, figures: list[Figure]) -> bool:
    """Whether a sum lacks a figure for any day between its start and the end of its last period."""
    if course.terms.form != TargetForm.CUMULATIVE:
        return False
    before = course.begins
    for figure in figures:
        if figure.start_on is None or start_of(figure.start_on) != before:
            return True
        before = end_of(figure.end_on)
    return False
