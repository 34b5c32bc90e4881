"""One table of an indicator: what was promised and what was reported, comparable things together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zones import dates
from zones.choices import ZoneLevel
from zones.models import Indicator, Initiative, Observation, Zone
from zones.selectors.targets import AssessedTarget, assess_targets


@dataclass(frozen=True)
class FigureRow:
    """A promised figure (`target` and its assessment) or a reported one (`observation`) of an area; one of the two."""

    area: Zone
    assessed: AssessedTarget | None = None
    observation: Observation | None = None

    @property
    def ends_on(self) -> date | None:
        """The last day of the period that the figure is for; None when it is unknown."""
        if self.observation:
            return self.observation.period_end
        if self.assessed and self.assessed.target.due_on:
            return dates.last_day(self.assessed.target.due_on, self.assessed.target.due_on_precision)
        return None


@dataclass(frozen=True)
class FigureGroup:
    """Figures that measure the same: whole areas, or a part of them, or one initiative (or a part of that).

    `example` is one of its observations, which tells the scope; None where no observation has one.
    """

    initiative: Initiative | None
    example: Observation | None
    rows: list[FigureRow]


@dataclass(frozen=True)
class IndicatorTable:
    """All figures of an indicator in groups; `observations` are those reported, each once."""

    groups: list[FigureGroup]
    observations: list[Observation]

    @property
    def has_targets(self) -> bool:
        return any(row.assessed for group in self.groups for row in group.rows)


def indicator_table(indicator: Indicator, on: date) -> IndicatorTable:
    """Return an indicator's targets, assessed on a day, and observations, in three queries.

    Whole areas come first, then parts of areas, then initiatives. Within a group: the nation, the provinces, the
    zones; for each the latest period first and an unknown one last.
    """
    observations = list(indicator.observations.published().with_briefs().select_related("source__publisher"))
    targets = assess_targets(indicator.targets.published().with_briefs(), on)
    rows = [
        *(FigureRow(row.target.plan.zone, assessed=row) for row in targets),
        *(FigureRow(observation.zone, observation=observation) for observation in observations),
    ]
    return IndicatorTable(_groups(rows), observations)


def _groups(rows: Iterable[FigureRow]) -> list[FigureGroup]:
    by_subject: dict[tuple[str, str], list[FigureRow]] = defaultdict(list)
    for row in rows:
        by_subject[_subject(row)].append(row)
    return [_group(sorted(by_subject[subject], key=_place)) for subject in sorted(by_subject)]


def _group(rows: list[FigureRow]) -> FigureGroup:
    scoped = (row.observation for row in rows if row.observation and row.observation.scope_zh)
    return FigureGroup(_initiative(rows[0]), next(scoped, None), rows)


def _subject(row: FigureRow) -> tuple[str, str]:
    """Return what a figure measures, as slug of its initiative and scope; whole areas have neither and sort first."""
    initiative = _initiative(row)
    return initiative.slug if initiative else "", row.observation.scope_zh if row.observation else ""


def _initiative(row: FigureRow) -> Initiative | None:
    if row.observation:
        return row.observation.initiative
    return row.assessed.target.initiative if row.assessed else None


def _place(row: FigureRow) -> tuple:
    """Return the sort key within a group; of one period, what was promised stands before what was reported."""
    depth = list(ZoneLevel).index(ZoneLevel(row.area.level))
    ended = row.ends_on
    recency = (ended is None, -ended.toordinal() if ended else 0)
    preferred = row.observation is None or row.observation.is_preferred
    record = row.observation or (row.assessed and row.assessed.target)
    return depth, row.area.slug, recency, row.assessed is None, not preferred, record.pk if record else 0
