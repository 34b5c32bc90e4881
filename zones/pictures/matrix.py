"""Themes by area: who pursues the same, and who says so with a number."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zones.models import Zone
from zones.pictures.base import Cell, Column, Picture, name_cell, short_name
from zones.selectors import ThemeRow


def matrix_picture(rows: Sequence[ThemeRow], zones: Sequence[Zone]) -> Picture | None:
    """Return how many goals and initiatives of each area pursue a theme, and how many of these carry a target.

    The columns are two for each zone and two for all areas above together. None where there is no row.
    """
    if not rows:
        return None
    columns, areas = [Column(key="theme", label=_("Theme"))], []
    names = [(zone.slug, zone.name, short_name(zone)) for zone in zones]
    for slug, name, short in [*names, ("", _("Nation, provinces"), _("Nation, provinces"))]:
        key, target = f"area-{slug}", f"target-{slug}"
        columns.append(Column(key=key, label=name, is_number=True))
        columns.append(Column(key=target, label=_("%(area)s, with a target") % {"area": name}, is_number=True))
        areas.append({"key": key, "target": target, "name": short, "is_zone": bool(slug)})
    return Picture(
        key="matrix",
        kind="matrix",
        title=_("Themes that several zones pursue"),
        description=_(
            "Themes that at least two zones pursue, the most shared first, and those for which anybody set a target. "
            "A ring tells how many of the goals and initiatives carry a target. The table beneath has every theme."
        ),
        columns=columns,
        rows=[_cells(row, zones) for row in rows],
        settings={
            "areas": areas,
            "pursuing": _("goals and initiatives that pursue it"),
            "targeted": _("of these with a target"),
        },
    )


def _cells(row: ThemeRow, zones: Sequence[Zone]) -> list[Cell]:
    page = row.theme.get_absolute_url()
    cells = [name_cell(row.theme, href=page)]
    for zone, *numbers in row.by_area(zones):
        place = f"{page}#{zone.slug}" if zone else page
        cells += [Cell(text=str(each), value=each, href=place) if each else Cell() for each in numbers]  # none is no 0
    return cells
