"""The structure of a plan: its tiers with numeral, what each declares, who its members are, and what is not named."""

from django.utils.translation import gettext as _

from zones.pictures.base import Cell, Column, Picture, count_cell, name_cell
from zones.selectors import PlanOverview


def structure_picture(overview: PlanOverview) -> Picture:
    """Return how many members each tier of a plan declares and how many of them are recorded."""
    rows = []
    for view in overview.tiers:
        if view.tier:
            missing = count_cell(view.count.missing, _("not declared"))
            rows.append(
                [
                    name_cell(view.tier, "label"),
                    Cell(text=str(view.count.recorded), value=view.count.recorded),
                    missing,
                ]
            )
    return Picture(
        key="structure",
        kind="bars",
        title=_("Structure"),
        description=_("What the plan declares by number, and what is recorded of it by name."),
        columns=[
            Column(key="tier", label=_("Tier")),
            Column(key="recorded", label=_("Recorded by name"), is_number=True),
            Column(key="missing", label=_("Declared, not named"), is_number=True),
        ],
        rows=rows,
        settings={"parts": [{"key": "recorded", "tone": "accent"}, {"key": "missing", "open": True}]},
    )
