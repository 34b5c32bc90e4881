"""Areas side by side: what each of them has, and the rows in which they are compared."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import F, QuerySet, TextChoices

from zones.choices import GoalKind, InitiativeKind, PlanKind, ThemeGroup, Verdict
from zones.models import Goal, Initiative, Observation, Period, Plan, Target, Theme, Zone
from zones.selectors.comparable import FigureComparison, compare_figures
from zones.selectors.counts import Coverage, StatusTally, coverage_by_zone, tally_statuses
from zones.selectors.structure import StructuredPlan, plan_structures
from zones.selectors.targets import AssessedTarget, assess_targets


@dataclass(frozen=True)
class ComparedZone:
    """An area with what is recorded of it; `figure_count` counts all its figures, those of its initiatives too.

    `statuses` are those of its initiatives without their parts, which are reported with their whole.
    """

    zone: Zone
    plans: list[StructuredPlan]
    goals: list[Goal]
    initiatives: list[Initiative]
    statuses: StatusTally
    targets: list[AssessedTarget]
    figure_count: int
    coverage: Coverage

    @property
    def themes(self) -> Counter[Theme]:
        """How many goals and initiatives pursue each theme."""
        records: list[Goal | Initiative] = [*self.goals, *self.initiatives]
        return Counter(theme for record in records for theme in record.themes.all())

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many targets got each verdict that any got."""
        found = Counter(row.assessment.verdict for row in self.targets)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}


@dataclass(frozen=True)
class Row:
    """One aspect, with what each area has of it in the order of the areas."""

    subject: Any
    cells: list[tuple[Zone, Any]]


@dataclass(frozen=True)
class PlanGroup:
    """Plans of one kind for one period (None: no period named), at most one of each area."""

    period: Period | None
    kind: PlanKind
    cells: list[StructuredPlan | None]


@dataclass(frozen=True)
class ThemeShare:
    """Themes that all the areas pursue, or several of them, or `only` one; each with the number in each area."""

    by_all: bool
    only: Zone | None
    rows: list[Row]


@dataclass(frozen=True)
class Comparison:
    """Areas side by side."""

    columns: list[ComparedZone]
    figures: FigureComparison

    @property
    def zones(self) -> list[Zone]:
        return [column.zone for column in self.columns]

    @property
    def plan_groups(self) -> list[PlanGroup]:
        """The plans of the same kind and period beside each other, the latest period first, those without one last."""
        by_kind: list[dict[tuple, list[StructuredPlan]]] = []
        for column in self.columns:
            by_kind.append(defaultdict(list))
            for plan in column.plans:
                by_kind[-1][plan.plan.period, plan.plan.kind].append(plan)
        order = list(PlanKind)
        keys = sorted(
            {key for groups in by_kind for key in groups},
            key=lambda key: (-(key[0].number if key[0] else 0), order.index(key[1])),
        )
        return [
            PlanGroup(period, PlanKind(kind), list(cells))
            for period, kind in keys
            for cells in zip_longest(*(groups[period, kind] for groups in by_kind))
        ]

    @property
    def goals(self) -> list[Row]:
        """The goals by kind."""
        return self._by_choice(GoalKind, "goals", "kind")

    @property
    def initiatives(self) -> list[Row]:
        """The initiatives by kind."""
        return self._by_choice(InitiativeKind, "initiatives", "kind")

    @property
    def theme_shares(self) -> list[ThemeShare]:
        """The themes of all the areas first, then those of several, then those of each one alone."""
        counts = [column.themes for column in self.columns]
        order = [group.value for group in ThemeGroup]
        rows: dict[frozenset[int], list[Row]] = defaultdict(list)
        for theme in sorted(set().union(*counts), key=lambda theme: (order.index(theme.group), theme.slug)):
            cells = [(zone, count[theme]) for zone, count in zip(self.zones, counts, strict=True)]
            rows[frozenset(zone.pk for zone, count in cells if count)].append(Row(theme, cells))
        everyone = frozenset(zone.pk for zone in self.zones)
        several = [row for owners in rows if 1 < len(owners) < len(everyone) for row in rows[owners]]
        shares = [
            ThemeShare(by_all=True, only=None, rows=rows.get(everyone, [])),
            ThemeShare(by_all=False, only=None, rows=several),
            *(ThemeShare(by_all=False, only=zone, rows=rows.get(frozenset({zone.pk}), [])) for zone in self.zones),
        ]
        return [share for share in shares if share.rows]

    def _by_choice(self, choices: type[TextChoices], records: str, field: str) -> list[Row]:
        """Return a row for each choice that any record has in a field, with the records that have it."""
        sorted_out: list[dict[str, list]] = []
        for column in self.columns:
            sorted_out.append(defaultdict(list))
            for record in getattr(column, records):
                sorted_out[-1][getattr(record, field)].append(record)
        return [
            Row(choice, list(zip(self.zones, (found[choice] for found in sorted_out), strict=True)))
            for choice in choices
            if any(found[choice] for found in sorted_out)
        ]


def compare(zones: Sequence[Zone], on: date) -> Comparison:
    """Put areas side by side, with targets assessed on a day; eleven queries, whatever the number of areas."""
    latest_first = F("period__number").desc(nulls_last=True)
    plans = list(Plan.objects.published().filter(zone__in=zones).with_briefs().order_by(latest_first, "slug"))
    targets = list(Target.objects.published().filter(plan__in=plans).with_briefs().order_by("plan__slug", "id"))
    structures = plan_structures(plans, targets)
    assessed = assess_targets(targets, on)
    figures = list(_figures_of(zones))
    figure_counts = Counter(figure.zone_id for figure in figures)
    coverage = coverage_by_zone(zones)
    columns = []
    for zone in zones:
        own = [StructuredPlan(plan, structures[plan.pk]) for plan in plans if plan.zone_id == zone.pk]
        initiatives = [initiative for plan in own for initiative in plan.initiatives]
        columns.append(
            ComparedZone(
                zone=zone,
                plans=own,
                goals=[goal for plan in own for goal in plan.goals],
                initiatives=initiatives,
                statuses=tally_statuses(each for each in initiatives if each.parent_id is None),
                targets=[row for row in assessed if row.target.plan.zone_id == zone.pk],
                figure_count=figure_counts[zone.pk],
                coverage=coverage[zone.pk],
            )
        )
    return Comparison(columns, compare_figures(zones, figures))


def _figures_of(zones: Sequence[Zone]) -> QuerySet[Observation]:
    """Return every public figure of areas by indicator and scope, the newest first and those without a period last."""
    figures = Observation.objects.published().filter(zone__in=zones).with_briefs()
    newest_first = F("period_end").desc(nulls_last=True)
    return figures.order_by("indicator__slug", "scope_zh", newest_first, "period_start", "id")
