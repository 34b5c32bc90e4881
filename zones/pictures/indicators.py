"""An indicator over time: what was reported of each area, beside what was promised there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models import Observation, Zone
from zones.pictures.base import Picture, name_cell
from zones.pictures.panels import Panel, series_rows
from zones.pictures.targets import MOST_PANELS, panel_picture, target_panel
from zones.selectors import FigureGroup, IndicatorTable


def indicator_pictures(table: IndicatorTable, on: date) -> list[Picture]:
    """Return a picture for each group of an indicator's figures that has anything to draw over time.

    Each target is one drawing, with the figures of its area. An area without a target is drawn when it has figures of
    two days for periods of one length: of one figure no course can be seen.
    """
    pictures = []
    for number, group in enumerate(table.groups, start=1):
        drawn = [(area, panel) for area, panel in _panels(group, on) if panel.is_drawn]
        if drawn:
            areas, panels = zip(*drawn, strict=True)
            words = [_("A figure stands at the end of its period."), *_counted(group, areas)]
            pictures.append(panel_picture(f"figures-{number}", _scope(group), words, panels, _("Area"), together=True))
    return pictures


def _scope(group: FigureGroup) -> str:
    """Name what the figures of a group measure."""
    parts = [group.initiative and group.initiative.name, group.example and group.example.scope]
    return " · ".join(part for part in parts if part) or _("Of the whole area")


def _panels(group: FigureGroup, on: date) -> Iterator[tuple[Zone, Panel]]:
    """Yield areas with their drawings: first the targets, then the courses of figures that no target is set for."""
    promised = {row.area for row in group.rows if row.assessed}
    courses: dict[tuple[Zone, int], list[Observation]] = defaultdict(list)
    for row in group.rows:
        if row.assessed:
            yield row.area, target_panel(row.assessed, on, name=row.area, note=row.assessed.target.plan.name)
        elif row.observation and row.area not in promised and (months := _months(row.observation)) is not None:
            courses[row.area, months].append(row.observation)
    for (area, months), figures in courses.items():
        if len({figure.period_end for figure in figures if figure.value is not None}) > 1:
            name = name_cell(area, value=f"{area.slug}-{months}", href=area.get_absolute_url())
            yield area, Panel(name=name, rows=series_rows(figures, on), unit=figures[0].indicator.unit)


def _months(figure: Observation) -> int | None:
    """Return about how many months a figure is for, 0 for a day: a month is not held against a year."""
    if figure.period_start is None or figure.period_end is None:
        return None
    return round((figure.period_end - figure.period_start).days / 30.5)


def _counted(group: FigureGroup, areas: Sequence[Zone]) -> list[str]:
    """Say how many areas are not drawn because a single figure is no course, and how many drawings are left out."""
    said = []
    single = {row.area for row in group.rows if row.observation} - set(areas)
    if single:
        words = ngettext(
            "%(n)s area has no two figures for periods of one length, so it has no course to draw.",
            "%(n)s areas have no two figures for periods of one length, so they have no course to draw.",
            len(single),
        )
        said.append(words % {"n": len(single)})
    if len(areas) > MOST_PANELS:
        further = len(areas) - MOST_PANELS
        words = ngettext("%(n)s further is in the table only.", "%(n)s further are in the table only.", further)
        said.append(words % {"n": further})
    return said
