"""What one small drawing of figures over time shows: the rows of its part of a picture's table. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.assessment import expected_path
from zones.choices import Bound, DatePrecision, FigureStanding, ObservationState, TargetForm
from zones.models import Indicator, Observation, Target
from zones.pictures.base import Cell, Column, name_cell
from zones.selectors import AssessedTarget
from zones.selectors.targets import standing

# What the database holds at most; an expected value beyond it is told in words and not drawn.
_LARGEST = Decimal(10) ** 16
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One small drawing: `name` leads to its record, `note` and `verdict` stand below the name.

    `tone` is a status tone. The rows have the cells of `COLUMNS`; what each is (`what`) has the value that the script
    draws: baseline, expected, goal, as_of, sum, summand, or a standing of `FigureStanding`.
    """

    name: Cell
    rows: Sequence[list[Cell]]
    unit: str
    note: str = ""
    verdict: str = ""
    tone: str = "quiet"

    @property
    def has_figures(self) -> bool:
        return any(row[0].value in _FIGURES for row in self.rows)

    @property
    def is_drawn(self) -> bool:
        """Whether there is more to draw than a goal alone: a path, a baseline with its day, or a figure."""
        return self.has_figures or any(
            row[0].value == "expected" or (row[0].value == "baseline" and row[1].value) for row in self.rows
        )


_FIGURES = {"sum", *(each.value for each in FigureStanding if each.is_drawn)}


def columns() -> list[Column]:
    return [
        Column(key="what", label=_("What it is")),
        Column(key="day", label=_("Day or period"), is_day=True),
        Column(key="value", label=_("Value"), is_number=True),
        Column(key="bound", label=_("Exactness")),
        Column(key="source", label=_("Source")),
    ]


def target_rows(row: AssessedTarget, on: date) -> list[list[Cell]]:
    """Return baseline, figures, expected path, day of the view and goal of a target."""
    target = row.target
    in_sum = target.form == TargetForm.CUMULATIVE
    rows = _baseline(target)
    for figure in _oldest_first(row.observations):
        rows.append(_figure_row(figure, standing(figure, target.form), in_sum=in_sum))
    if in_sum:
        rows += _sums(row)
    ends = {figure.end_on for figure in row.assessment.figures if figure.end_on}
    path = expected_path(row.terms, {on, *ends})
    rows += [_row("expected", _("expected"), _day(day), _value(target.indicator, value)) for day, value in path]
    return [*rows, _as_of(on), *_goal(row)]


def series_rows(figures: Iterable[Observation], on: date) -> list[list[Cell]]:
    """Return figures of one area that measure the same over periods of one length, and the day of the view."""
    rows = [_figure_row(figure, _standing_alone(figure)) for figure in _oldest_first(figures)]
    return [*rows, _as_of(on)]


def _as_of(on: date) -> list[Cell]:
    day = _day(on)
    return _row("as_of", _("as of %(day)s") % {"day": day.text}, day)


def _standing_alone(figure: Observation) -> FigureStanding:
    """Return how a figure stands among figures of the same scope and length of period."""
    found = standing(figure, TargetForm.CUMULATIVE)
    if found != FigureStanding.OF_A_PART:
        return found
    if figure.period_end is None:
        return FigureStanding.NO_PERIOD
    if figure.state != ObservationState.ACTUAL:
        return FigureStanding.OTHER_STATE
    return FigureStanding.COMPARABLE if figure.is_preferred else FigureStanding.NOT_PREFERRED


def _row(what: str, words: str, day: Cell, value: Cell | None = None, bound: str = "", source: Cell | None = None):
    said = Cell(text=str(Bound(bound).label), value=bound) if bound else Cell(text="–")
    return [Cell(text=words, value=what), day, value or Cell(text="–"), said, source or Cell(text="–")]


def _day(day: date, precision: str = DatePrecision.DAY) -> Cell:
    return Cell(text=formats.day(day, precision, get_language() or ""), value=day)


def _value(indicator: Indicator, value: Decimal, bound: str = Bound.EXACT) -> Cell:
    """Return a level with its unit; a computed one has four significant digits in words and four decimals drawn."""
    shown = formats.quantity(formats.significant(value), indicator.unit, bound, get_language() or "")
    drawn = value.quantize(_PLACES, ROUND_HALF_UP).normalize() if abs(value) < _LARGEST else None
    return Cell(text=shown, value=drawn)


def _exactly(indicator: Indicator, value: Decimal, bound: str = Bound.EXACT) -> Cell:
    """Return a number that was stated, as it was stated."""
    return Cell(text=formats.quantity(value, indicator.unit, bound, get_language() or ""), value=value)


def _baseline(target: Target) -> list[list[Cell]]:
    """Return the row of the baseline, if there is one; a sum counts from 0 and has none."""
    if target.baseline_value is None or target.form == TargetForm.CUMULATIVE:
        return []
    year = target.baseline_year
    day = Cell(text=_("not stated"))
    if year:
        end = date(year, 12, 31)
        day = Cell(text=formats.day(end, DatePrecision.YEAR, get_language() or ""), value=end)
    value = _exactly(target.indicator, target.baseline_value)
    return [_row("baseline", _("baseline"), day, value, Bound.EXACT, _source(target))]


def _goal(row: AssessedTarget) -> list[list[Cell]]:
    """Return the row of the goal as a level, if it can be said."""
    target, goal = row.target, row.assessment.goal_value
    if goal is None and target.form == TargetForm.LEVEL:
        goal = target.value  # its bound may leave open when it is reached, but not where it lies
    if goal is None:
        return []
    day = Cell(text=_("no due date stated"))
    if row.terms.due_on:
        precision = target.due_on_precision if target.due_on else DatePrecision.DAY
        day = Cell(text=formats.day(row.terms.due_on, precision, get_language() or ""), value=row.terms.due_on)
    say = _exactly if goal == target.value else _value
    value = say(target.indicator, goal, target.bound)
    return [_row("goal", _("goal"), day, value, target.bound, _source(target))]


def _figure_row(figure: Observation, stands: FigureStanding, *, in_sum: bool = False) -> list[Cell]:
    """Return the row of a figure; what enters a sum is listed, and the sum is drawn instead of it."""
    words = str(stands.label)
    if stands == FigureStanding.OTHER_STATE:
        words = _("figure, %(state)s") % {"state": figure.get_state_display()}
    if stands == FigureStanding.OF_A_PART:
        words = _("figure of a part only, not comparable: %(part)s") % {"part": figure.scope}
    period = _("period not stated")
    if figure.period_start and figure.period_end:
        period = formats.period(figure.period_start, figure.period_end, get_language() or "")
    value = Cell(text=figure.value_text)
    if figure.value is not None:
        value = _exactly(figure.indicator, figure.value, figure.bound)
    what = "summand" if in_sum and stands.is_drawn else stands.value
    day = Cell(text=period, value=figure.period_end)
    return _row(what, words, day, value, figure.bound if figure.value is not None else "", _source(figure))


def _sums(row: AssessedTarget) -> list[list[Cell]]:
    """Return the sum at the end of each figure that the verdict adds up."""
    rows, total, bounds = [], Decimal(0), set()
    for figure in row.assessment.figures:
        if figure.value is None or figure.end_on is None:
            continue
        total += figure.value
        bounds |= {figure.bound} - {Bound.EXACT}
        bound = Bound.EXACT if not bounds else next(iter(bounds)) if len(bounds) == 1 else Bound.ABOUT
        value = _exactly(row.target.indicator, total, bound)
        rows.append(_row("sum", _("sum of the figures so far"), _day(figure.end_on), value, bound))
    return rows


def _source(record: Observation | Target) -> Cell:
    source = record.source
    return name_cell(source, value=source.slug, href=source.get_absolute_url()) if source else Cell(text=_("uncited"))


def _oldest_first(figures: Iterable[Observation]) -> list[Observation]:
    return sorted(figures, key=lambda figure: (figure.period_end is None, figure.period_end or date.min, figure.pk))
