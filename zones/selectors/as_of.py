"""What the tracker knew of a plan, an area or an initiative at the end of a day: the overviews, out of the history.

An area is read whole, in a fixed number of queries, and the overview is put together of it as that of now is.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max, Q
from django.utils import timezone

from zones.choices import Publication
from zones.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Observation,
    Organisation,
    Period,
    Person,
    Plan,
    PlanTier,
    ProgressUpdate,
    Published,
    Source,
    Target,
    Theme,
    Zone,
)
from zones.selectors.counts import Coverage, coverage_of, status_counts
from zones.selectors.overviews import InitiativeOverview, PlanOverview, ZoneOverview
from zones.selectors.snapshot import Snapshot, end_of, in_order, rows_of_day
from zones.selectors.structure import StructuredPlan, TierView, arrange
from zones.selectors.targets import AssessedTarget, hold_against
from zones.selectors.viewing import seen

# The orders in which the overviews of now are read.
OF_TARGETS = ("plan__slug", "initiative__position", "id")
OF_INITIATIVES = ("plan__slug", "position", "id")
OF_FIGURES = ("indicator__slug", "-period_end", "id")
NEWEST_FIRST = ("-as_of", "-id")


class NotShownThen(ObjectDoesNotExist):
    """A record that is public now, `record`, was not on that day, or what it said then is no longer kept (`is_lost`).

    `since` is the day on which it became public, None where that cannot be told or lies before.
    """

    def __init__(self, record: Any, *, is_lost: bool, since: date | None = None):
        super().__init__(str(record))
        self.record, self.is_lost, self.since = record, is_lost, since


def plan_as_of(slug: str, day: date) -> PlanOverview:
    """Return what was public of a plan at the end of a day.

    Raises ObjectDoesNotExist, which is NotShownThen if the plan is public now.
    """
    row = _row_of_day(Plan, slug, day)
    known = _read_area(row.zone_id, day)
    plan = _of_page(known, Plan, row.id)
    goals, initiatives, targets = _members(known, [plan])
    measured = known.pick(Observation, "initiative", initiatives)
    return PlanOverview(
        plan=plan,
        on=day,
        tiers=_structures(known, [plan])[plan.pk],
        targets=_assessed(known, targets, day),
        statuses=status_counts(initiative.status for initiative in initiatives),
        coverage=_coverage([plan, *goals, *initiatives, *_steps(known, initiatives), *targets, *measured]),
        continued_by=in_order(known.pick(Plan, "continues", [plan]), "slug"),
        details=in_order(known.pick(Initiative, "detailed_by", [plan]), *OF_INITIATIVES),
        milestones=in_order(known.pick(Milestone, "initiative", initiatives), "id"),
        as_of=known.as_of(_now(plan)),
    )


def zone_as_of(slug: str, day: date) -> ZoneOverview:
    """Return what was public of an area at the end of a day; raises what `plan_as_of` raises."""
    row = _row_of_day(Zone, slug, day)
    known = _read_area(row.id, day)
    zone = _of_page(known, Zone, row.id)
    plans = in_order(known.pick(Plan, "zone", [zone]), "-period__number", "kind", "slug")
    structures = _structures(known, plans)
    goals, initiatives, targets = _members(known, plans)
    figures = in_order(known.pick(Observation, "zone", [zone]), *OF_FIGURES)
    return ZoneOverview(
        zone=zone,
        on=day,
        areas_above=zone.areas_above(),
        plans_above=[
            plan for area in zone.areas_above() for plan in in_order(known.pick(Plan, "zone", [area]), "slug")
        ],
        areas_below=in_order(known.pick(Zone, "parent", [zone]), "slug"),
        plans=[StructuredPlan(plan, structures[plan.pk]) for plan in plans],
        targets=_assessed(known, targets, day),
        figures=sorted(figures, key=lambda figure: figure.initiative_id or 0),  # those of the whole area first
        statuses=status_counts(initiative.status for initiative in initiatives),
        coverage=_coverage([zone, *plans, *goals, *initiatives, *_steps(known, initiatives), *targets, *figures]),
        milestones=in_order(known.pick(Milestone, "initiative", initiatives), "id"),
        as_of=known.as_of(_now(zone)),
    )


def initiative_as_of(slug: str, day: date) -> InitiativeOverview:
    """Return what was public of an initiative at the end of a day; raises what `plan_as_of` raises."""
    row = _row_of_day(Initiative, slug, day)
    known = _read_area(row.zone_id, day)
    initiative = _of_page(known, Initiative, row.id)
    own = [initiative]
    return InitiativeOverview(
        initiative=initiative,
        on=day,
        goals=list(initiative.goals.all()),
        parts=in_order(known.pick(Initiative, "parent", own), *OF_INITIATIVES),
        updates=in_order(known.pick(ProgressUpdate, "initiative", own), *NEWEST_FIRST),
        milestones=in_order(known.pick(Milestone, "initiative", own), "due_on"),
        targets=_assessed(known, in_order(known.pick(Target, "initiative", own), "id"), day),
        figures=in_order(known.pick(Observation, "initiative", own), *OF_FIGURES),
        continued_by=in_order(known.pick(Initiative, "continues", own), *OF_INITIATIVES),
        as_of=known.as_of(_now(initiative)),
    )


def _row_of_day(model: Any, slug: str, day: date) -> Any:
    """Return the history row, of that day or the first after it, of the record that an address means.

    That is the record that had the slug on that day, otherwise the one that has it now, otherwise the last to have it;
    only what was public counts.
    """
    now = seen(model).filter(slug=slug).first()
    holders = model.history.filter(slug=slug)
    if issubclass(model, Published):
        holders = holders.filter(publication=Publication.PUBLISHED)
    last = holders.order_by().values("id").annotate(last=Max("history_date")).order_by("-last", "-id")
    keys = list(dict.fromkeys([*([now.pk] if now else []), *(holder["id"] for holder in last)]))
    end = end_of(day)
    rows = {row.id: row for row in rows_of_day(model, end).filter(id__in=keys)}
    found = [rows[key] for key in keys if key in rows]
    if not found:
        raise NotShownThen(now, is_lost=True) if now else model.DoesNotExist
    had_it = [row for row in found if row.slug == slug and row.history_date < end and row.history_type != "-"]
    return [*had_it, *found][0]


def _of_page(known: Snapshot, model: Any, key: int) -> Any:
    """Return the record of the page; raise NotShownThen or ObjectDoesNotExist if it cannot be shown."""
    is_lost = known.is_lost(model, key)
    record = known.get(model, key)
    if record is not None and not is_lost:
        return record
    now = seen(model).filter(pk=key).first()
    if now is None:
        raise model.DoesNotExist
    since = None if is_lost else _public_since(now)
    raise NotShownThen(now, is_lost=is_lost, since=since if since and since > known.day else None)


def _now(record: Any) -> Any | None:
    """Return a record as the public sees it today; None if it does not any more."""
    return seen(type(record)).filter(pk=record.pk).first()


def _public_since(record: Any) -> date | None:
    """Return the day on which a record became public, with all that it hangs from; None where that is not kept."""
    rows = record.history.order_by("history_date", "history_id")
    first = rows.first()
    if first is None or first.history_type != "+":
        return None
    if isinstance(record, Published):
        first = rows.filter(publication=Publication.PUBLISHED).first()
    above = [getattr(record, link) for link in getattr(record, "hangs_from", ())]
    days = [_public_since(each) for each in above if each is not None]
    if first is None or None in days:
        return None
    return max([timezone.localdate(first.history_date), *(day for day in days if day)])


def _read_area(zone_id: int, day: date) -> Snapshot:
    """Read all that an area's pages show, and what it names, in a fixed number of queries."""
    known = Snapshot(day)
    areas = {zone.pk: zone for zone in known.read(Zone)}
    plans = known.read(Plan, Q(zone__in=[zone_id, *_above(areas, zone_id)]))
    own = [plan.pk for plan in plans if plan.zone_id == zone_id]
    known.read(PlanTier, Q(plan__in=own))
    known.read(Goal, Q(plan__in=own))
    known.read(Target, Q(plan__in=own))
    known.read(Observation, Q(zone=zone_id))
    initiatives = [each.pk for each in known.read(Initiative, Q(plan__in=own) | Q(detailed_by__in=own))]
    known.read(Milestone, Q(initiative__in=initiatives))
    known.read(ProgressUpdate, Q(initiative__in=initiatives))
    known.read(Initiative, Q(continues__in=initiatives))
    known.read_named(Initiative)
    while known.read_named(Initiative, "parent"):
        pass  # what those of other plans are part of, as deep as that goes
    for model in (Plan, Period, Indicator, Theme, Source, Person, Organisation):  # each after what names it
        known.read_named(model)
    known.wire()
    reports = _latest_reports(known)
    for initiative in known.shown(Initiative):  # as `with_latest_report` does it
        report = reports.get(initiative.pk)
        initiative.reported_on = report and report.as_of
        initiative.reported_on_precision = report and report.as_of_precision
    return known


def _above(areas: dict[int, Zone], zone_id: int) -> list[int]:
    """Return the keys of the areas above one, nearest first."""
    found: list[int] = []
    area = areas.get(zone_id)
    while area is not None and area.parent_id is not None and area.parent_id not in found:
        found.append(area.parent_id)
        area = areas.get(area.parent_id)
    return found


def _latest_reports(known: Snapshot) -> dict[int, ProgressUpdate]:
    """Return the latest update of each initiative of which anything was reported, by the initiative's key."""
    oldest_first = reversed(in_order(known.shown(ProgressUpdate), *NEWEST_FIRST))
    return {update.initiative_id: update for update in oldest_first}


def _members(known: Snapshot, plans: list[Plan]) -> tuple[list[Goal], list[Initiative], list[Target]]:
    """Return the goals, initiatives and targets of plans."""
    goals, initiatives, targets = (known.pick(model, "plan", plans) for model in (Goal, Initiative, Target))
    return goals, initiatives, in_order(targets, *OF_TARGETS)


def _steps(known: Snapshot, initiatives: list[Initiative]) -> list[Milestone | ProgressUpdate]:
    """Return the milestones and the updates of initiatives."""
    return [each for model in (Milestone, ProgressUpdate) for each in known.pick(model, "initiative", initiatives)]


def _structures(known: Snapshot, plans: list[Plan]) -> dict[int, list[TierView]]:
    goals, initiatives, targets = _members(known, plans)
    return arrange(
        [plan.pk for plan in plans],
        in_order(known.pick(PlanTier, "plan", plans), "position"),
        in_order(goals, "position"),
        in_order(initiatives, "position"),
        targets,
    )


def _assessed(known: Snapshot, targets: list[Target], day: date) -> list[AssessedTarget]:
    figures = in_order(known.shown(Observation), *OF_FIGURES)
    return hold_against(figures, targets, day, _latest_reports(known).values())


def _coverage(records: Iterable[Any]) -> dict[str, Coverage]:
    """Count records as `evidence_coverage` does."""
    found = coverage_of(records)
    return {"all": sum(found.values(), Coverage(0, 0)), **found}
