"""Summaries: what was reported of initiatives, how well records are evidenced, what is declared and not named."""

from collections.abc import Iterable, Mapping, Sequence

from django.apps import apps
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zones.choices import InitiativeStatus, ZoneLevel
from zones.models import Plan, Zone
from zones.pictures.base import Cell, Column, Picture, count_cell, listing, name_cell, page_of, sentences
from zones.selectors import Coverage, Declared, PlanOverview, StatusTally, ZoneOverview, tally_statuses

# How the parts of a bar are drawn: a colour of the style sheet, and a pattern, so that it does not hang on the colour.
PATTERNS = {
    InitiativeStatus.ANNOUNCED: "plain",
    InitiativeStatus.IN_PROGRESS: "rising",
    InitiativeStatus.COMPLETED: "plain",
    InitiativeStatus.POSTPONED: "points",
    InitiativeStatus.CANCELLED: "crossed",
    InitiativeStatus.SUPERSEDED: "falling",
}

# A bar of statuses: its name, what it counts, and the query of the list of its initiatives, if such a list exists.
StatusRow = tuple[Cell, StatusTally, Mapping[str, str] | None]
EvidenceRow = tuple[Cell, Coverage]


def zone_statuses(zones: Sequence[Zone], tallies: Mapping[int, StatusTally]) -> Picture | None:
    """Return the initiatives of each zone by reported status."""
    rows = [(_linked(zone), tallies[zone.pk], {"zone": zone.slug, "part": "false"}) for zone in zones]
    return _statuses(rows, _("Zone"))


def level_statuses(areas: Iterable[Zone], tallies: Mapping[int, StatusTally]) -> Picture | None:
    """Return the initiatives of all zones, of all provinces and of the nation by reported status."""
    keys = _keys_by_level(areas)
    rows = [
        (cell, sum((tallies[key] for key in keys[level]), StatusTally()), {"level": level.value, "part": "false"})
        for level, cell in _levels(keys)
    ]
    return _statuses(rows, _("Area"))


def area_statuses(overview: ZoneOverview) -> Picture | None:
    """Return the initiatives of each plan of an area by reported status."""
    rows = []
    for each in overview.plans:
        own = [initiative for initiative in each.initiatives if initiative.parent_id is None]
        query = None if overview.as_of else {"plan": each.plan.slug, "part": "false"}  # the lists are of today
        rows.append((_linked(each.plan), tally_statuses(own), query))
    return _statuses(rows, _("Plan"))


def plan_statuses(overview: PlanOverview) -> Picture | None:
    """Return the initiatives of each tier of a plan by reported status, those outside the tiers last."""
    rows: list[StatusRow] = []
    for view in overview.tiers:
        if not view.initiatives:
            continue
        if view.tier:
            query = None if overview.as_of else {"tier": f"{overview.plan.slug}~{view.tier.position}"}
            rows.append((name_cell(view.tier, "label"), tally_statuses(view.initiatives), query))
        else:
            name = _("Outside the numbered structure") if rows else _("Initiatives")
            rows.append((Cell(text=name), tally_statuses(view.initiatives), None))
    return _statuses(rows, _("Tier"))


def zone_evidence(zones: Sequence[Zone], coverages: Mapping[int, Coverage]) -> Picture | None:
    """Return how the records of each zone are evidenced, the worst first."""
    return _evidence([(_linked(zone), coverages[zone.pk]) for zone in zones], _("Zone"))


def level_evidence(areas: Iterable[Zone], coverages: Mapping[int, Coverage]) -> Picture | None:
    """Return how the records of all zones, of all provinces and of the nation are evidenced, the worst first."""
    keys = _keys_by_level(areas)
    rows = [(cell, sum((coverages[key] for key in keys[level]), Coverage(0, 0))) for level, cell in _levels(keys)]
    return _evidence(rows, _("Area"))


def kind_evidence(coverage: Mapping[str, Coverage]) -> Picture | None:
    """Return how each kind of record is evidenced, the worst first; `coverage` is that of an overview."""
    rows = [
        (Cell(text=capfirst(apps.get_model("zones", model)._meta.verbose_name_plural)), counted)
        for model, counted in coverage.items()
        if model != "all" and counted.total
    ]
    return _evidence(rows, _("Kind of record"))


def declared_picture(zones: Sequence[Zone], declared: Mapping[int, Declared]) -> Picture | None:
    """Return what the plans of each zone declare by number, and how much of it is recorded by name."""
    rows = []
    for zone in zones:
        of_zone = declared[zone.pk]
        if of_zone.declared:
            numbers = (of_zone.recorded, of_zone.declared - of_zone.recorded, of_zone.declared)
            rows.append([_linked(zone), *(count_cell(number) for number in numbers)])
    if not rows:
        return None
    silent = [zone.name for zone in zones if not declared[zone.pk].declared]
    description = [_("Plans such as “1246” declare by number what they contain, and do not always name all of it.")]
    if silent:
        description.append(_("The plans of these zones declare no number: %(zones)s.") % {"zones": listing(silent)})
    return Picture(
        key="declared",
        kind="bars",
        title=_("Declared by number"),
        description=sentences(*description),
        columns=[
            Column(key="name", label=_("Zone")),
            Column(key="recorded", label=_("recorded by name"), is_number=True),
            Column(key="missing", label=_("declared, not named"), is_number=True),
            Column(key="total", label=_("Declared"), is_number=True),
        ],
        rows=rows,
        settings={"parts": [{"key": "recorded", "tone": "accent"}, {"key": "missing", "open": True}]},
    )


def _statuses(rows: Sequence[StatusRow], heading: str) -> Picture | None:
    """Return one bar a row, a part for each status that was reported anywhere; None when no initiative is recorded."""
    whole = sum((tally for _name, tally, _query in rows), StatusTally())
    if not whole.total:
        return None
    statuses = [status for status in InitiativeStatus if whole.reported.get(status)]
    parts: list[dict] = [
        {"key": f"reported-{status.value}", "tone": status.tone, "pattern": PATTERNS[status]} for status in statuses
    ]
    return Picture(
        key="statuses",
        kind="bars",
        title=_("What has been reported of the initiatives"),
        description=_told(whole),
        columns=[
            Column(key="name", label=heading),
            *(
                Column(key=part["key"], label=str(status.label), is_number=True)
                for part, status in zip(parts, statuses, strict=True)
            ),
            Column(key="unreported", label=_("no progress reported"), is_number=True),
            Column(key="total", label=_("Initiatives"), is_number=True),
        ],
        rows=[_status_cells(row, statuses) for row in rows],
        settings={"parts": [*parts, {"key": "unreported", "open": True}]},
    )


def _told(whole: StatusTally) -> str:
    """Return in a sentence or two how much was reported."""
    if not whole.unreported:
        return _("Progress is reported for each of the %(total)s initiatives.") % {"total": whole.total}
    numbers = {"unreported": whole.unreported, "total": whole.total}
    if whole.unreported == whole.total:
        told = _("No progress is reported for any of the %(total)s initiatives.")
    else:
        told = _("%(unreported)s of %(total)s initiatives are without any reported progress.")
    return sentences(
        told % numbers,
        _("That says nothing of whether anything happened. Parts of an initiative are reported with their whole."),
    )


def _status_cells(row: StatusRow, statuses: Sequence[InitiativeStatus]) -> list[Cell]:
    name, tally, query = row
    if not tally.total:
        return [name, *(Cell() for _status in statuses), Cell(), count_cell(None, _("none recorded"))]
    cells = [
        _counted(tally.reported.get(status, 0), query, reported="true", status=status.value) for status in statuses
    ]
    return [name, *cells, _counted(tally.unreported, query, reported="false"), _counted(tally.total, query)]


def _counted(number: int, query: Mapping[str, str] | None, **further: str) -> Cell:
    """Return a number as a cell that leads to the list of what it counts."""
    if not number or query is None:
        return count_cell(number)
    return Cell(text=str(number), value=number, href=f"{reverse('initiatives')}?{urlencode({**query, **further})}")


def _evidence(rows: Sequence[EvidenceRow], heading: str) -> Picture | None:
    """Return one bar a row, as long as all others; None when nothing is recorded."""
    whole = sum((coverage for _name, coverage in rows), Coverage(0, 0))
    if not whole.total:
        return None
    if whole.cited == whole.total:
        told = _("Each of the %(total)s records names its source, %(quoted)s of them with its own words.")
    else:
        told = _("%(cited)s of %(total)s records name their source, %(quoted)s of them with its own words.")
    return Picture(
        key="evidence",
        kind="bars",
        title=_("How well the records are evidenced"),
        description=sentences(
            told % {"cited": whole.cited, "total": whole.total, "quoted": whole.quoted},
            _("What is evidenced worst comes first."),
        ),
        columns=[
            Column(key="name", label=heading),
            Column(key="quoted", label=_("source and its words"), is_number=True),
            Column(key="named", label=_("source without its words"), is_number=True),
            Column(key="uncited", label=_("no source"), is_number=True),
            Column(key="total", label=_("Records"), is_number=True),
        ],
        rows=[_evidence_cells(row) for row in sorted(rows, key=_how_well)],
        settings={
            "whole": True,
            "parts": [
                {"key": "quoted", "tone": "accent"},
                {"key": "named", "tone": "accent", "pattern": "soft"},
                {"key": "uncited", "open": True},
            ],
        },
    )


def _how_well(row: EvidenceRow) -> tuple[float, float]:
    """Return a sort key: the share that names a source, then the share that quotes it; without records last."""
    _name, coverage = row
    return (coverage.cited / coverage.total, coverage.quoted / coverage.total) if coverage.total else (2, 0)


def _evidence_cells(row: EvidenceRow) -> list[Cell]:
    name, coverage = row
    if not coverage.total:
        return [name, Cell(), Cell(), Cell(), count_cell(None, _("none recorded"))]
    numbers = (coverage.quoted, coverage.cited - coverage.quoted, coverage.total - coverage.cited)
    cells = [Cell(text=f"{number} ({_share(number, coverage.total)}%)", value=number) for number in numbers]
    return [name, *cells, count_cell(coverage.total)]


def _share(number: int, total: int) -> int:
    """Return a whole per cent; 0 only for none and 100 only for all."""
    if 0 < number < total:
        return min(max(round(number * 100 / total), 1), 99)
    return number * 100 // total


def _linked(record: Zone | Plan) -> Cell:
    return name_cell(record, href=page_of(record))


def _keys_by_level(areas: Iterable[Zone]) -> dict[ZoneLevel, list[int]]:
    """Return the keys of the areas of each level that there are, the zones first."""
    keys: dict[ZoneLevel, list[int]] = {level: [] for level in reversed(ZoneLevel)}
    for area in areas:
        keys[ZoneLevel(area.level)].append(area.pk)
    return {level: found for level, found in keys.items() if found}


def _levels(keys: Mapping[ZoneLevel, list[int]]) -> list[tuple[ZoneLevel, Cell]]:
    """Return the levels, each named as all of its areas together."""
    names = {
        ZoneLevel.ZONE: _("High-tech zones"),
        ZoneLevel.PROVINCE: _("Provinces"),
        ZoneLevel.NATION: _("Nation"),
    }
    return [(level, Cell(text=names[level])) for level in keys]
