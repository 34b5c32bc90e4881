"""Where a target starts, where it shall lead, and what is expected on the way. The rules stand in assessment.py."""

import calendar
import math
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from decimal import Decimal
from fractions import Fraction

from zones.choices import AssessmentReason, Bound, Direction, ExpectedPath, TargetForm


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a target promises. Dates are last days, save `start_on`, the first day of the period that it covers."""

    form: str
    value: Decimal
    bound: str = Bound.EXACT
    direction: str = Direction.HIGHER
    baseline_value: Decimal | None = None
    baseline_on: date | None = None
    start_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Formula:
    """How `expected` was computed: the path, whose label is the formula in words, and the numbers that enter it.

    Levels are in the indicator's unit; `growth_percent` and `multiple` are there for the paths that use them.
    """

    path: ExpectedPath
    baseline: Decimal | None
    goal: Decimal
    growth_percent: Decimal | None
    multiple: Decimal | None
    years_passed: Decimal | None
    years_in_all: Decimal | None


class NoVerdictError(Exception):
    """Raised where the terms or the figures leave nothing to judge; carries the reason."""

    def __init__(self, reason: AssessmentReason):
        super().__init__(reason)
        self.reason = reason


def finite(number: Decimal | None) -> Decimal | None:
    """Return the number, or None for one that is missing, not a number or beyond what can be computed."""
    return number if number is not None and number.is_finite() else None


def end_of(day: date) -> Fraction:
    """Return the end of a day on an axis of years, so that the ends of two Decembers lie exactly a year apart."""
    return day.year + Fraction(day.timetuple().tm_yday, _days_in(day.year))


def start_of(day: date) -> Fraction:
    """Return the start of a day on the axis of years, which is the end of the day before."""
    return day.year + Fraction(day.timetuple().tm_yday - 1, _days_in(day.year))


def day_ending_at(moment: Fraction) -> date:
    """Return the day that ends at a moment on the axis of years, or within which it lies."""
    year = math.ceil(moment) - 1
    return date(year, 1, 1) + timedelta(days=math.ceil((moment - year) * _days_in(year)) - 1)


def _days_in(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


@dataclass(frozen=True)
class _Way:
    """A known stretch: from a baseline, at a moment on the axis of years, through a number of years above 0."""

    base: Decimal
    begins: Fraction
    years: Fraction


@dataclass(frozen=True)
class Course:
    """From where to where the indicator shall go; `gap` says why there is no path between, if there is none."""

    terms: Terms
    goal: Decimal
    path: ExpectedPath
    base: Decimal | None
    begins: Fraction | None
    way: _Way | None
    gap: AssessmentReason | None

    def expected(self, day: date) -> Decimal | None:
        """Return the value that the path has at the end of a day; None without a path."""
        if self.path == ExpectedPath.CONSTANT:
            return self.goal
        if self.way is None:
            return None
        way, passed = self.way, end_of(day) - self.way.begins
        if passed <= 0:
            return way.base
        if self.path == ExpectedPath.GROWTH:
            return finite(_grown(way.base, self.terms.value, passed))
        share = _decimal(passed / way.years)
        if self.path == ExpectedPath.MULTIPLE:
            return finite(way.base * self.terms.value**share)
        return finite(way.base + (self.goal - way.base) * share)

    @property
    def begins_on(self) -> date | None:
        """The day at whose end the years begin to count: the baseline's last one; None when it is unknown.

        The calendar has no day that ends where its first one begins.
        """
        return None if self.begins is None or self.begins <= MINYEAR else day_ending_at(self.begins)

    def progress(self, level: Decimal | None) -> Decimal | None:
        """Return which fraction of the way from the baseline to the goal a level is; None when there is no way."""
        if level is None or self.base is None or self.goal == self.base:
            return None
        return finite((level - self.base) / (self.goal - self.base))

    def formula(self, day: date) -> Formula | None:
        """Return how the expected value of a day is computed; None without a path."""
        if self.gap:
            return None
        return Formula(
            path=self.path,
            baseline=self.base,
            goal=self.goal,
            growth_percent=self.terms.value if self.path == ExpectedPath.GROWTH else None,
            multiple=self.terms.value if self.path == ExpectedPath.MULTIPLE else None,
            years_passed=_decimal(max(end_of(day) - self.way.begins, Fraction(0))) if self.way else None,
            years_in_all=_decimal(self.way.years) if self.way else None,
        )


def chart(terms: Terms) -> Course:
    """Return the course that the terms describe; raise NoVerdictError when not even the goal can be said."""
    if finite(terms.value) is None:
        raise NoVerdictError(AssessmentReason.NOT_COMPUTABLE)
    if _bound_is_against_direction(terms):
        raise NoVerdictError(AssessmentReason.BOUND_AGAINST_DIRECTION)
    base = Decimal(0) if terms.form == TargetForm.CUMULATIVE else finite(terms.baseline_value)
    begins = _beginning(terms)
    if terms.form == TargetForm.CUMULATIVE and begins is None:
        raise NoVerdictError(AssessmentReason.NO_START)
    way, gap = _way(terms, base, begins)
    goal = finite(_goal(terms, base, way, gap))
    if goal is None:
        raise NoVerdictError(AssessmentReason.NOT_COMPUTABLE)
    path = _path(terms)
    return Course(terms, goal, path, base, begins, way, None if path == ExpectedPath.CONSTANT else gap)


def _bound_is_against_direction(terms: Terms) -> bool:
    if terms.form in {TargetForm.CHANGE, TargetForm.ANNUAL_GROWTH} and terms.value < 0:
        return False
    if terms.direction == Direction.HIGHER:
        return terms.bound in {Bound.AT_MOST, Bound.UNDER}
    return terms.direction == Direction.LOWER and terms.bound in {Bound.AT_LEAST, Bound.OVER}


def _beginning(terms: Terms) -> Fraction | None:
    """Return where the years are counted from: a sum from its start, all else from the baseline, or the other one."""
    start = None if terms.start_on is None else start_of(terms.start_on)
    baseline = None if terms.baseline_on is None else end_of(terms.baseline_on)
    first, second = (start, baseline) if terms.form == TargetForm.CUMULATIVE else (baseline, start)
    return second if first is None else first


def _way(
    terms: Terms, base: Decimal | None, begins: Fraction | None
) -> tuple[_Way, None] | tuple[None, AssessmentReason]:
    """Return the stretch from the baseline to the due date, or what is missing for it."""
    if terms.due_on is None:
        return None, AssessmentReason.NO_DUE_DATE
    if base is None:
        return None, AssessmentReason.NO_BASELINE
    if begins is None:
        return None, AssessmentReason.NO_START
    years = end_of(terms.due_on) - begins
    return (_Way(base, begins, years), None) if years > 0 else (None, AssessmentReason.NOT_COMPUTABLE)


def _goal(terms: Terms, base: Decimal | None, way: _Way | None, gap: AssessmentReason | None) -> Decimal:
    """Return the level to reach, in the indicator's unit."""
    if terms.form in {TargetForm.LEVEL, TargetForm.CUMULATIVE}:
        return terms.value
    if base is None:
        raise NoVerdictError(AssessmentReason.NO_BASELINE)
    if terms.form == TargetForm.CHANGE:
        return base + terms.value
    if base <= 0:
        raise NoVerdictError(AssessmentReason.BASELINE_NOT_POSITIVE)
    if terms.form == TargetForm.MULTIPLE and terms.value > 0:
        return base * terms.value
    if terms.form == TargetForm.ANNUAL_GROWTH and terms.value >= -100:
        if way is None:
            raise NoVerdictError(gap or AssessmentReason.NOT_COMPUTABLE)
        return _grown(base, terms.value, way.years)
    raise NoVerdictError(AssessmentReason.NOT_COMPUTABLE)


def _grown(base: Decimal, percent: Decimal, years: Fraction) -> Decimal:
    return base * (1 + percent / 100) ** _decimal(years)


def _path(terms: Terms) -> ExpectedPath:
    if terms.form == TargetForm.LEVEL and terms.direction == Direction.MAINTAIN:
        return ExpectedPath.CONSTANT
    return {
        TargetForm.ANNUAL_GROWTH: ExpectedPath.GROWTH,
        TargetForm.MULTIPLE: ExpectedPath.MULTIPLE,
        TargetForm.CUMULATIVE: ExpectedPath.PROPORTIONAL,
    }.get(TargetForm(terms.form), ExpectedPath.LINEAR)
