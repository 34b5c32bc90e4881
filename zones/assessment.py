"""What the numbers say about a target on a date: one pure function of terms, figures and date.

**Which figures are read.** Preferred `actual` figures with a number and a period that ends after the baseline's last
day and on or before the date. A figure for a period that ends after the due date is not read: it cannot show what was
reached in time. The last one counts; of two that end on the same day the longer period, and if those contradict each
other there is no verdict. The caller passes figures that are comparable: same indicator, area, initiative and scope.

**The goal.** level: the value. change: baseline + value. multiple: baseline × value. annual_growth: the baseline
growing by value % a year until the due date. cumulative: the value, counted from 0. Growth and multiples of a baseline
that is not above 0 mean nothing. The baseline lies at the end of its last day; where that is unknown, it is taken to
be the day before the start.

**The expected path** is compared with a figure on the day on which its period ends, so that an old figure is not held
against today. Straight for level and change, compound for annual_growth and multiple, proportional to time for
cumulative. Within 5 % of the expected *progress* (expected − baseline) is on track, better is ahead, worse is behind.
Years are counted on the calendar: 31 December to 31 December is exactly one.

**Reached** is at or beyond the goal in the indicator's direction. A target bound of over or under leaves the goal
itself out; about is reached from 5 % short of it. A bound against the direction (at most, higher is better) does not
say when it is reached: no verdict. A change or growth below 0 is worded both ways ("at least 13.5 lower", "at most
−13.5"), so there the direction decides alone.

**Verdicts.** Before the due date: achieved_early when reached, otherwise the place on the path. From the due date on:
achieved when reached, even if the last figure is older; missed only when the figure for the due date itself falls
short, because an older figure short of the goal does not say what happened since. Without a due date: achieved when
reached, otherwise no verdict. A level that is not reached needs a baseline to have a path.

**A goal that the baseline already fulfils** (also baseline = target, or a growth of 0) is one to keep and cannot be
achieved early. level, change, multiple: on_track while it is kept, behind while not. annual_growth and cumulative,
where it is a limit to growth or a budget, keep to the path. Each is achieved or missed by the figure for its due date.

**Maintain.** The expected value is the goal throughout (level) or the path (all others). Kept within 5 % of it; with
a bound of at_least / over or at_most / under, on that side of it. on_track while kept, behind while not.

**Cumulative** sums the figures of periods that begin on or after the start. Overlapping periods: no verdict. A period
missing in between makes the sum a lower bound as long as no figure is below 0 (unknown is not zero).

**Inexact figures** stand for every value that they allow: over 30 is anything above 30, about 30 is 28.5 to 31.5. If
all of these lead to one verdict, that is it (where only ahead and achieved_early are left, ahead holds for both);
otherwise there is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext

from zones.choices import AssessmentReason, Bound, Direction, ExpectedPath, Verdict
from zones.course import Course, Formula, NoVerdictError, Terms, chart, finite
from zones.figures import TOLERANCE, Figure, Measured, Place, figures_to_read, has_gap, span_of

# No traps: what overflows becomes an infinity, which is then found to be not computable.
_CONTEXT = Context(prec=40, traps=[])
_INFINITY = Decimal("Infinity")

Outcome = tuple[Verdict, AssessmentReason | None]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A verdict with what it rests on. Levels are in the indicator's unit, progress is a fraction of the way."""

    verdict: Verdict
    reason: AssessmentReason | None = None
    goal_value: Decimal | None = None
    actual: Decimal | None = None
    figures: tuple[Measured, ...] = ()
    expected: Decimal | None = None
    expected_on: date | None = None  # the day the figure speaks of; without a figure, the date or the due date
    progress: Decimal | None = None
    expected_progress: Decimal | None = None
    formula: Formula | None = None


def assess(terms: Terms, observations: Iterable[Measured], on: date) -> Assessment:
    """Return what the figures say about a target on a date; see the module's text. Never raises for any number."""
    with localcontext(_CONTEXT):
        try:
            course = chart(terms)
        except NoVerdictError as stop:
            return Assessment(verdict=Verdict.NO_DATA, reason=stop.reason)
        figures: list[Figure] = []
        try:
            figures = figures_to_read(course, observations, on)
            verdict, reason = _judge(course, figures, on)
        except NoVerdictError as stop:
            verdict, reason = Verdict.NO_DATA, stop.reason
        day = figures[-1].end_on if figures else min(on, terms.due_on or on)
        expected = course.expected(day)
        actual = finite(sum((figure.value for figure in figures), Decimal(0))) if figures else None
        return Assessment(
            verdict=verdict,
            reason=reason,
            goal_value=course.goal,
            actual=actual,
            figures=tuple(figure.measured for figure in figures),
            expected=expected,
            expected_on=None if expected is None else day,
            progress=course.progress(actual),
            expected_progress=course.progress(expected),
            formula=None if expected is None else course.formula(day),
        )


# So many places of a path are told at most; a path of a hundred years is told every tenth.
_MOST_STATIONS = 12


def expected_path(terms: Terms, days: Iterable[date] = ()) -> list[tuple[date, Decimal]]:
    """Return what is expected from the baseline's last day to the due date, oldest first; nothing without a path.

    Besides both ends these are the ends of the years between, and those of `days` that lie between. Never raises.
    """
    with localcontext(_CONTEXT):
        try:
            course = chart(terms)
        except NoVerdictError:
            return []
        first, last = course.begins_on, terms.due_on
        if course.gap or first is None or last is None or last <= first:
            return []
        years = range(first.year, last.year + 1)
        stations = {date(year, 12, 31) for year in years[:: -(-len(years) // _MOST_STATIONS)]} | set(days)
        told = sorted({first, last, *(day for day in stations if first < day < last)})
        return [(day, value) for day in told if (value := course.expected(day)) is not None]


def path_gap(terms: Terms) -> AssessmentReason | None:
    """Return why there is no expected path; None when there is one. Never raises."""
    with localcontext(_CONTEXT):
        try:
            return chart(terms).gap
        except NoVerdictError as stop:
            return stop.reason


def _judge(course: Course, figures: list[Figure], on: date) -> Outcome:
    """Return the one outcome of all values that the figures allow."""
    terms, day = course.terms, figures[-1].end_on
    when = _When(over=terms.due_on is not None and on >= terms.due_on, final=day == terms.due_on)
    low, high = span_of(course, figures)
    if terms.direction == Direction.MAINTAIN:
        rule, edges = _keeping(course, course.expected(day), when)
    else:
        rule, edges = _reaching(course, course.expected(day), when)
    if terms.direction == Direction.LOWER:
        low, high = _mirrored(high), _mirrored(low)
    around = [(edge, side) for edge in edges for side in (-1, 0, 1)]
    outcomes = {rule(place) for place in [low, high, *around] if low <= place <= high}
    if len(outcomes) == 1:
        return outcomes.pop()
    if {verdict for verdict, _ in outcomes} == {Verdict.AHEAD, Verdict.ACHIEVED_EARLY}:
        return Verdict.AHEAD, None
    gap = has_gap(course, figures)
    return Verdict.NO_DATA, AssessmentReason.PERIOD_MISSING if gap else AssessmentReason.INEXACT_FIGURE


def _mirrored(place: Place) -> Place:
    return -place[0], -place[1]


@dataclass(frozen=True)
class _When:
    """`over`: the due date has come. `final`: the figure reaches to the due date."""

    over: bool
    final: bool

    def outcome_of_keeping(self, kept: bool) -> Outcome:
        """What must be kept until the end is judged by the figure for the end alone."""
        if not self.over:
            return (Verdict.ON_TRACK if kept else Verdict.BEHIND), None
        if not self.final:
            return Verdict.NO_DATA, AssessmentReason.DUE_NOT_MEASURED
        return (Verdict.ACHIEVED if kept else Verdict.MISSED), None


# A rule gives the outcome of each place, and with it the values at which the outcome may change.
Rule = tuple[Callable[[Place], Outcome], list[Decimal]]


def _keeping(course: Course, expected: Decimal | None, when: _When) -> Rule:
    """The rule of an indicator that shall stay where it is expected."""
    if expected is None:
        raise NoVerdictError(course.gap or AssessmentReason.NOT_COMPUTABLE)
    bound, slack = course.terms.bound, TOLERANCE * abs(expected)
    low, high = (expected - slack, 0), (expected + slack, 0)
    if bound in {Bound.AT_LEAST, Bound.OVER}:
        low, high = (expected, 1 if bound == Bound.OVER else 0), (_INFINITY, 0)
    elif bound in {Bound.AT_MOST, Bound.UNDER}:
        low, high = (-_INFINITY, 0), (expected, -1 if bound == Bound.UNDER else 0)
    return (lambda place: when.outcome_of_keeping(low <= place <= high)), [low[0], high[0]]


def _reaching(course: Course, expected: Decimal | None, when: _When) -> Rule:
    """The rule of an indicator that shall rise; for one that shall fall, all numbers are mirrored at 0."""
    sign = -1 if course.terms.direction == Direction.LOWER else 1
    edge = _edge(course.terms.bound, sign * course.goal)
    kept_from_the_start = course.base is not None and (sign * course.base, 0) >= edge
    is_rate = course.path in {ExpectedPath.GROWTH, ExpectedPath.PROPORTIONAL}
    on_path, edges = _along(course, expected, sign)

    def rule(place: Place) -> Outcome:
        reached = place >= edge
        if kept_from_the_start:
            return on_path(place) if is_rate and not when.over else when.outcome_of_keeping(reached)
        if reached:
            early = course.terms.due_on is not None and not when.over
            return (Verdict.ACHIEVED_EARLY if early else Verdict.ACHIEVED), None
        if not when.over:
            return on_path(place)
        return (Verdict.MISSED, None) if when.final else (Verdict.NO_DATA, AssessmentReason.DUE_NOT_MEASURED)

    return rule, [edge[0], *edges]


def _edge(bound: str, goal: Decimal) -> Place:
    """Return the first place, on the way up, at which a goal is reached."""
    if bound == Bound.ABOUT:
        return goal - TOLERANCE * abs(goal), 0
    return goal, 1 if bound in {Bound.OVER, Bound.UNDER} else 0


def _along(course: Course, expected: Decimal | None, sign: int) -> Rule:
    """The rule of a value that is compared with the expected path."""
    if expected is None or course.base is None:
        reason = course.gap or AssessmentReason.NOT_COMPUTABLE
        return (lambda place: (Verdict.NO_DATA, reason)), []
    slack = TOLERANCE * abs(expected - course.base)
    low, high = sign * expected - slack, sign * expected + slack

    def rule(place: Place) -> Outcome:
        if place > (high, 0):
            return Verdict.AHEAD, None
        return (Verdict.BEHIND if place < (low, 0) else Verdict.ON_TRACK), None

    return rule, [low, high]
