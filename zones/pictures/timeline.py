"""Initiatives on a time axis: from start to due date, with milestones, reports, the day and the planning period."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from zones import dates, formats
from zones.choices import DatePrecision
from zones.models import Initiative, Milestone, Period, Plan, ProgressUpdate
from zones.pictures.base import Cell, Column, Picture, kind_cell, name_cell, page_of, sentences, status_cell
from zones.selectors import InitiativeOverview, PlanOverview, ZoneOverview

MOST_INITIATIVES = 100  # that one drawing shows

Row = dict[str, Cell]


def timeline_picture(overview: PlanOverview | ZoneOverview) -> Picture | None:
    """Return a plan's or an area's initiatives that have a date, each followed by its milestones; None without any."""
    steps = _by_initiative(overview.milestones)
    dated = [initiative for initiative in overview.initiatives if _is_dated(initiative, steps[initiative.pk])]
    if not dated:
        return None
    words = _words(get_language() or "")
    rows = []
    for initiative in dated[:MOST_INITIATIVES]:
        own = _initiative_row(initiative, _date_cell(initiative, "reported_on", words, words.unreported), words)
        in_order = sorted(steps[initiative.pk], key=_day_of)
        rows += [own, *(_milestone_row(milestone, own["name"], words) for milestone in in_order)]
    said = ngettext("%(n)s initiative with a date.", "%(n)s initiatives with a date.", len(dated)) % {"n": len(dated)}
    if len(dated) > MOST_INITIATIVES:
        said = sentences(said, _("The first %(n)s are shown.") % {"n": MOST_INITIATIVES})
    return _picture(said, rows, _plans(overview), overview.on)


def undated(overview: PlanOverview | ZoneOverview) -> list[Initiative]:
    """Return the initiatives that have no place on a time axis."""
    steps = _by_initiative(overview.milestones)
    return [initiative for initiative in overview.initiatives if not _is_dated(initiative, steps[initiative.pk])]


def _plans(overview: PlanOverview | ZoneOverview) -> list[Plan]:
    return [overview.plan] if isinstance(overview, PlanOverview) else [each.plan for each in overview.plans]


def _by_initiative(milestones: Iterable[Milestone]) -> dict[int, list[Milestone]]:
    found = defaultdict(list)
    for milestone in milestones:
        found[milestone.initiative_id].append(milestone)
    return found


def _day_of(step: Milestone) -> tuple[date, int]:
    """Return what milestones are ordered by; those without a date come last."""
    return (step.due_on or step.reached_on or date.max, step.pk)


def _is_dated(initiative: Initiative, steps: Iterable[Milestone]) -> bool:
    """Whether a start, a due date, a milestone or a report tells when."""
    own = initiative.start_on or initiative.due_on or getattr(initiative, "reported_on", None)
    return bool(own) or any(step.due_on or step.reached_on for step in steps)


def initiative_timeline(overview: InitiativeOverview) -> Picture | None:
    """Return one initiative with its milestones and all reports of it; None when nothing of it has a date."""
    initiative, updates = overview.initiative, overview.updates
    if not (_is_dated(initiative, overview.milestones) or updates):
        return None
    words = _words(get_language() or "")
    latest = _date_cell(updates[0], "as_of", words) if updates else Cell(text=words.unreported)
    own = _initiative_row(initiative, latest, words)
    rows = [own, *(_milestone_row(step, own["name"], words) for step in sorted(overview.milestones, key=_day_of))]
    rows += [_report_row(update, own["name"], words) for update in reversed(updates)]
    steps = _("Milestones: %(n)s.") % {"n": len(overview.milestones)} if overview.milestones else ""
    reports = _("Reports: %(n)s.") % {"n": len(updates)} if updates else _("No progress reported.")
    said = sentences(*filter(None, (steps, reports)))
    return _picture(said, rows, [initiative.plan], overview.on)


def _picture(said: str, rows: Sequence[Row], plans: Iterable[Plan], on: date) -> Picture:
    """Make the picture of rows, with the columns that one of them fills."""
    columns = [
        Column(key="name", label=_("Initiative or milestone")),
        Column(key="kind", label=_("Kind")),
        Column(key="start", label=_("Starts"), is_day=True),
        Column(key="due", label=_("Due"), is_day=True),
        Column(key="reached", label=_("Reached"), is_day=True),
        Column(key="reported", label=_("Reported"), is_day=True),
        Column(key="status", label=_("Status")),
        Column(key="whole", label=_("Part of")),
    ]
    empty = Cell()
    columns = [column for column in columns if any(row.get(column.key, empty).text for row in rows)]
    return Picture(
        key="timeline",
        kind="timeline",
        title=_("Time axis"),
        description=sentences(said, *_legend(rows)),
        columns=columns,
        rows=[[row.get(column.key, empty) for column in columns] for row in rows],
        settings={
            "periods": [_frame(period) for period in dict.fromkeys(plan.period for plan in plans) if period],
            "day": on.isoformat(),
            "day_text": _("as of %(day)s") % {"day": formats.day(on, DatePrecision.DAY, get_language())},
            "colon": pgettext("label and value", ": "),
        },
    )


def _legend(rows: Iterable[Row]) -> Iterator[str]:
    """Say what the marks mean that the rows have."""
    kinds = {(row["kind"].value, key) for row in rows for key, cell in row.items() if cell.value}
    if any(key in {"start", "due"} and kind != "milestone" for kind, key in kinds):
        yield _("A bar reaches from start to due date, as precisely as they are known; an end not stated is dotted.")
    if any(kind == "milestone" for kind, _key in kinds):
        yield _("A diamond is a milestone, filled once it is reached.")
    if any(key == "reported" for _kind, key in kinds):
        yield _("A round or square mark is the status on the day of its report.")


def _frame(period: Period) -> dict[str, Any]:
    years = formats.period(date(period.first_year, 1, 1), date(period.last_year, 12, 31), get_language())
    return {"name": f"{period.name} {years}", "first": period.first_year, "last": period.last_year}


class _Words(NamedTuple):
    """What most rows say alike; it is looked up once for each language."""

    language: str
    unstated: str
    unreported: str
    milestone: Cell
    reached: Cell
    waiting: Cell


@lru_cache
def _words(language: str) -> _Words:
    return _Words(
        language=language,
        unstated=_("not stated"),
        unreported=_("no progress reported"),
        milestone=kind_cell(Milestone),
        reached=Cell(text=_("reached"), value="reached", tone="good"),
        waiting=Cell(text=_("not reported as reached"), value="waiting", tone="quiet"),
    )


def _initiative_row(initiative: Initiative, reported: Cell, words: _Words) -> Row:
    return {
        "name": name_cell(initiative, value=initiative.slug, href=page_of(initiative)),
        "kind": kind_cell(initiative),
        "start": _date_cell(initiative, "start_on", words, words.unstated),
        "due": _date_cell(initiative, "due_on", words, words.unstated),
        "reported": reported,
        "status": status_cell(initiative.status_choice),
    }


def _milestone_row(milestone: Milestone, whole: Cell, words: _Words) -> Row:
    """Return the row of a milestone; `whole` names its initiative."""
    return {
        "name": name_cell(milestone, value=milestone.slug, href=page_of(milestone)),
        "kind": words.milestone,
        "due": _date_cell(milestone, "due_on", words, words.unstated),
        "reached": _date_cell(milestone, "reached_on", words),
        "status": words.reached if milestone.reached_on else words.waiting,
        "whole": whole._replace(href=""),
    }


def _report_row(update: ProgressUpdate, whole: Cell, words: _Words) -> Row:
    status = status_cell(update.status_choice)
    percent = "" if update.percent is None else f" {update.percent}%"
    return {
        "name": Cell(text=pgettext("of progress", "Report"), value=update.slug, href=page_of(update)),
        "kind": kind_cell(update),
        "reported": _date_cell(update, "as_of", words),
        "status": Cell(text=status.text + percent, value=status.value, tone=status.tone),
        "whole": whole._replace(href=""),
    }


def _date_cell(record: Any, field: str, words: _Words, unknown: str = "") -> Cell:
    """Return a date as a cell, its value as precise as it is known: 2020, 2020-07 or 2020-07-22."""
    day = getattr(record, field, None)
    if day is None:
        return Cell(text=unknown)
    precision = getattr(record, f"{field}_precision")
    code = dates.period_code(dates.first_day(day, precision), dates.last_day(day, precision))
    return Cell(text=formats.day(day, precision, words.language), value=code)
