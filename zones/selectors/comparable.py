"""Which figures of several areas measure the same, and why the others cannot be held against each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zones.choices import FigureRefusal
from zones.models import Indicator, Observation, Zone

# What a figure measures: indicator, what it covers, and whether it is actual, planned, announced …
Measure = tuple[int, str, str]

MOST_ROWS = 30  # of one reason on a page


@dataclass(frozen=True)
class SharedFigure:
    """Figures of two areas or more that measure the same, the newest of each area; None where an area has none.

    `example` is one of them: it tells their indicator, scope and state.
    """

    example: Observation
    cells: list[tuple[Zone, Observation | None]]

    @property
    def periods_differ(self) -> bool:
        return len({(figure.period_start, figure.period_end) for _zone, figure in self.cells if figure}) > 1


@dataclass(frozen=True)
class RefusedRow:
    """The figures of one indicator that are refused for the same reason, in the order of the areas."""

    indicator: Indicator
    cells: list[tuple[Zone, list[Observation]]]


@dataclass(frozen=True)
class Refusal:
    """A reason and every figure that is refused for it; a page shows the first rows and leads to the rest."""

    reason: FigureRefusal
    rows: list[RefusedRow]

    @property
    def shown(self) -> list[RefusedRow]:
        return self.rows[:MOST_ROWS]

    @property
    def rest(self) -> int:
        return len(self.rows) - len(self.shown)

    @property
    def count(self) -> int:
        return sum(len(figures) for row in self.rows for _zone, figures in row.cells)


@dataclass(frozen=True)
class FigureComparison:
    """Every figure of the areas once: beside the others that measure the same, or under the reason why not."""

    shared: list[SharedFigure]
    refusals: list[Refusal]


def compare_figures(zones: Sequence[Zone], figures: Iterable[Observation]) -> FigureComparison:
    """Sort out figures of areas into those that can be compared and those that cannot; no query.

    `figures` come by indicator, the newest first. Figures of different periods are compared: the page says which.
    """
    refused: dict[FigureRefusal, list[Observation]] = defaultdict(list)
    by_measure: dict[Measure, list[Observation]] = defaultdict(list)
    for figure in figures:
        if reason := own_reason(figure.initiative_id, figure.value, figure.is_preferred):
            refused[reason].append(figure)
        else:
            by_measure[_measure(figure)].append(figure)
    neighbours = _Neighbours(each for found in by_measure.values() for each in found)
    shared = []
    for found in by_measure.values():
        newest: dict[int, Observation] = {}
        for figure in found:
            newest.setdefault(figure.zone_id, figure)
        if len(newest) > 1:
            shared.append(SharedFigure(found[0], [(zone, newest.get(zone.pk)) for zone in zones]))
            refused[FigureRefusal.OLDER] += [each for each in found if newest[each.zone_id] != each]
        else:
            refused[neighbours.reason_of(found[0])] += found
    return FigureComparison(
        shared, [Refusal(reason, _rows(zones, refused[reason])) for reason in FigureRefusal if refused[reason]]
    )


def _measure(figure: Observation) -> Measure:
    return figure.indicator_id, figure.scope_zh, figure.state


def own_reason(initiative_id: int | None, value: Decimal | None, is_preferred: bool) -> FigureRefusal | None:
    """Return why a figure with these values can be held against no other at all; None when it can be."""
    if initiative_id:
        return FigureRefusal.INITIATIVE
    if value is None:
        return FigureRefusal.NO_NUMBER
    return None if is_preferred else FigureRefusal.NOT_PREFERRED


class _Neighbours:
    """Which areas have figures that are like another one but do not measure the same."""

    def __init__(self, figures: Iterable[Observation]):
        self._areas: dict[tuple, set[int]] = defaultdict(set)
        for figure in figures:
            for likeness in self._likenesses(figure).values():
                self._areas[likeness].add(figure.zone_id)

    def reason_of(self, figure: Observation) -> FigureRefusal:
        """Return why a figure that only its area has finds no other: how much the closest is like it."""
        for reason, likeness in self._likenesses(figure).items():
            if self._areas[likeness] - {figure.zone_id}:
                return reason
        return FigureRefusal.ONLY_ONE

    @staticmethod
    def _likenesses(figure: Observation) -> dict[FigureRefusal, tuple]:
        """Return what like figures share, the closest first, by the reason that keeps them apart."""
        indicator = figure.indicator
        return {
            FigureRefusal.STATE: (figure.indicator_id, figure.scope_zh),
            FigureRefusal.SCOPE: (figure.indicator_id,),
            FigureRefusal.DEFINITION: ("whole", indicator.part_of_id or indicator.pk),
        }


def _rows(zones: Sequence[Zone], figures: Iterable[Observation]) -> list[RefusedRow]:
    by_indicator: dict[Indicator, list[Observation]] = defaultdict(list)
    for figure in figures:
        by_indicator[figure.indicator].append(figure)
    return [
        RefusedRow(indicator, [(zone, [each for each in found if each.zone_id == zone.pk]) for zone in zones])
        for indicator, found in by_indicator.items()
    ]
