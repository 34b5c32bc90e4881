"""The zones on a schematic map, by longitude and latitude."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.formats import plain
from zones.models import Zone
from zones.pictures.base import Cell, Column, Picture, count_cell, listing, name_cell, sentences, short_name


def zone_map(zones: Sequence[Zone]) -> Picture | None:
    """Return where the zones lie, how many initiatives each has, and of how many any progress is reported.

    `zones` come with their counts. None where no zone has coordinates; those without are in the table and named in
    the description.
    """
    absent = [zone.name for zone in zones if zone.latitude is None]
    if len(absent) == len(zones):
        return None
    place_and_mark = _(
        "By longitude and latitude, without borders or coasts. A place to a tenth of a degree stands for the zone's "
        "city: general knowledge and not a survey. The larger the circle, the more initiatives; it is filled where "
        "any progress is reported, and dotted where none is."
    )
    description = [place_and_mark]
    if absent:
        description.append(_("Not on the map, without coordinates: %(zones)s.") % {"zones": listing(absent)})
    return Picture(
        key="map",
        kind="map",
        title=_("Where the zones lie"),
        description=sentences(*description),
        columns=[
            Column(key="zone", label=_("Zone")),
            Column(key="longitude", label=_("Longitude"), is_number=True),
            Column(key="latitude", label=_("Latitude"), is_number=True),
            Column(key="initiatives", label=_("Initiatives"), is_number=True),
            Column(key="reported", label=_("With progress"), is_number=True),
        ],
        rows=[_cells(zone) for zone in zones],
        settings={
            "names": [short_name(zone) for zone in zones],
            "reported": _("progress reported"),
            "unreported": _("no progress reported"),
            "east": _("%(degrees)s° E"),
            "north": _("%(degrees)s° N"),
        },
    )


def _cells(zone: Zone) -> list[Cell]:
    return [
        name_cell(zone, href=zone.get_absolute_url()),
        _degrees(zone.longitude, _("%(degrees)s° E"), _("%(degrees)s° W")),
        _degrees(zone.latitude, _("%(degrees)s° N"), _("%(degrees)s° S")),
        count_cell(zone.initiative_count or None, _("none recorded")),  # type: ignore[attr-defined]
        count_cell(zone.reported_count or None, _("none reported")),  # type: ignore[attr-defined]
    ]


def _degrees(value: Decimal | None, positive: str, negative: str) -> Cell:
    if value is None:
        return Cell(text=_("not recorded"))
    return Cell(text=(positive if value >= 0 else negative) % {"degrees": plain(abs(value))}, value=value)
