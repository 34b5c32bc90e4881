"""All that a report tells of a plan or an area: its overview and, beside it, the reports, steps and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zones.choices import InitiativeStatus
from zones.models import Initiative, Milestone, Observation, Plan, ProgressUpdate, Source, Zone
from zones.selectors.counts import Coverage
from zones.selectors.overviews import plan_overview, zone_overview
from zones.selectors.structure import StructuredPlan
from zones.selectors.targets import AssessedTarget


@dataclass(frozen=True, kw_only=True)
class ReportContents:
    """What is public of one plan, or of an area with all its plans; targets are assessed as of the day `on`.

    `subject` is the plan or the area. `updates` (the latest of each) and `milestones` stand by the keys of their
    initiatives, `sources` by their own.
    """

    subject: Plan | Zone
    zone: Zone
    on: date
    plans: list[StructuredPlan]
    targets: list[AssessedTarget]
    figures: list[Observation]
    statuses: dict[InitiativeStatus, int]
    coverage: dict[str, Coverage]
    updates: dict[int, ProgressUpdate]
    milestones: dict[int, list[Milestone]]
    sources: dict[int, Source]

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative once, plan by plan."""
        return [initiative for each in self.plans for initiative in each.initiatives]

    @property
    def steps(self) -> list[Milestone]:
        """Every milestone, initiative by initiative."""
        return [step for initiative in self.initiatives for step in self.milestones.get(initiative.pk, ())]

    @property
    def records(self) -> list[Any]:
        """Everything that can name a source."""
        return [
            self.zone,
            *(each.plan for each in self.plans),
            *(goal for each in self.plans for goal in each.goals),
            *self.initiatives,
            *self.updates.values(),
            *self.steps,
            *(row.target for row in self.targets),
            *self.figures,
        ]

    def targets_of(self, plan: Plan) -> list[AssessedTarget]:
        return [row for row in self.targets if row.target.plan_id == plan.pk]


def plan_report(plan: Plan, on: date) -> ReportContents:
    """Return what a report tells of a plan, which comes from `seen_plans`.

    Its figures are those of its initiatives and those that its targets are held against.
    """
    overview = plan_overview(plan, on)
    measured = {figure.pk: figure for row in overview.targets for figure in row.observations}
    own = Observation.objects.published().filter(initiative__plan=plan).with_briefs().own_first()
    figures = measured | {figure.pk: figure for figure in own}
    return _contents(
        overview,
        subject=plan,
        zone=plan.zone,
        plans=[StructuredPlan(plan, overview.tiers)],
        figures=list(figures.values()),
    )


def zone_report(zone: Zone, on: date) -> ReportContents:
    """Return what a report tells of an area, which comes with the areas above it."""
    overview = zone_overview(zone, on)
    return _contents(
        overview,
        subject=zone,
        zone=zone,
        plans=overview.plans,
        figures=overview.figures,
    )


def _contents(overview: Any, *, plans: list[StructuredPlan], **parts: Any) -> ReportContents:
    """Read what stands beside an overview: two queries."""
    initiatives = [initiative.pk for each in plans for initiative in each.initiatives]
    milestones: dict[int, list[Milestone]] = {}
    for step in sorted(overview.milestones, key=lambda step: step.due_on or step.reached_on or date.max):
        milestones.setdefault(step.initiative_id, []).append(step)
    latest = ProgressUpdate.objects.latest_of(initiatives).select_related("initiative", "source", "speaker")
    contents = ReportContents(
        on=overview.on,
        plans=plans,
        targets=overview.targets,
        statuses=overview.statuses,
        coverage=overview.coverage,
        updates={update.initiative_id: update for update in latest.order_by("initiative")},
        milestones=milestones,
        sources={},
        **parts,
    )
    contents.sources.update(_sources(contents.records))
    return contents


def _sources(records: Iterable[Any]) -> dict[int, Source]:
    """Read the sources of records, with who published them."""
    keys = {record.source_id for record in records if record.source_id}
    return Source.objects.select_related("publisher").in_bulk(keys)
