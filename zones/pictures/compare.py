"""Areas side by side: which themes they pursue, how their plans are built, and their figures that measure the same."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import Bound
from zones.models import Observation, Plan
from zones.pictures.base import Cell, Column, Picture, count_cell, listing, name_cell, sentences, short_name
from zones.selectors import ComparedZone, Comparison, SharedFigure, TierView


def theme_shares(comparison: Comparison) -> Picture | None:
    """Return how many goals and initiatives of each area pursue each theme, the themes of all areas first."""
    zones = comparison.zones
    shares = comparison.theme_shares
    if not shares:
        return None
    rows = [
        [
            name_cell(row.subject, href=row.subject.get_absolute_url(), value=row.subject.slug),
            *(count_cell(number or None, _("none recorded")) for _zone, number in row.cells),
        ]
        for share in shares
        for row in share.rows
    ]
    shared = sum(len(share.rows) for share in shares if share.by_all)
    if shared:
        told = _("%(shared)s of %(total)s themes are recorded for all of these areas.")
    else:
        told = _("Not one of the %(total)s themes is recorded for all of these areas.")
    return Picture(
        key="themes",
        kind="dots",
        title=_("Themes shared and not"),
        description=sentences(
            told % {"shared": shared, "total": len(rows)},
            _("Each dot holds the number of goals and initiatives that pursue the theme; a line joins the areas."),
        ),
        columns=[
            Column(key="theme", label=_("Theme")),
            *(Column(key=f"zone-{zone.slug}", label=zone.name, is_number=True) for zone in zones),
        ],
        rows=rows,
        settings={
            "areas": [short_name(zone) for zone in zones],
            "all": _("Recorded for all of them"),
            "several": _("Recorded for several of them"),
            "only": [_("Only %(area)s") % {"area": short_name(zone)} for zone in zones],
        },
    )


def structures(comparison: Comparison) -> Picture | None:
    """Return what the tiers of the areas' plans declare by number, and how much of it is recorded by name.

    None when no plan has a numbered structure.
    """
    if not any(plan.tiers for column in comparison.columns for plan in column.plans):
        return None
    rows = [row for column in comparison.columns for row in _structure_rows(column)]
    return Picture(
        key="structures",
        kind="bars",
        title=_("Structure"),
        description=_("What each plan declares by number: what is recorded by name, and what is not named."),
        columns=[
            Column(key="tier", label=_("Tier")),
            Column(key="plan", label=_("Plan")),
            Column(key="declared", label=_("Declared"), is_number=True),
            Column(key="recorded", label=_("Recorded by name"), is_number=True),
            Column(key="missing", label=_("Declared, not named"), is_number=True),
        ],
        rows=rows,
        settings={"parts": [{"key": "recorded", "tone": "accent"}, {"key": "missing", "open": True}]},
    )


def _structure_rows(column: ComparedZone) -> list[list[Cell]]:
    """Return a row for each tier of an area's plans, and one for its plans without any; one if it has no plan."""
    area = short_name(column.zone)
    rows = [_tier_row(area, each.plan, view) for each in column.plans for view in each.tiers]
    silent = [each.plan.name for each in column.plans if not each.tiers]
    if silent or not column.plans:
        said = _("no numbered structure recorded") if silent else _("no plan recorded")
        rows.append([Cell(text=f"{area} · {said}"), Cell(text=listing(silent)), Cell(), Cell(), Cell()])
    return rows


def _tier_row(area: str, plan: Plan, view: TierView) -> list[Cell]:
    count = view.count
    return [
        Cell(
            text=f"{area} · {name_cell(view.tier, 'label').text}",
            href=f"{plan.get_absolute_url()}#tier-{view.tier.position}",  # type: ignore[union-attr]  # of `tiers`
        ),
        name_cell(plan, href=plan.get_absolute_url()),
        count_cell(count.declared, _("not declared")),
        count_cell(count.recorded),
        count_cell(count.missing, _("not declared")),
    ]


def shared_figures(comparison: Comparison) -> Picture | None:
    """Return the figures that measure the same, each indicator for itself and each figure with its period."""
    shared = comparison.figures.shared
    if not shared:
        return None
    return Picture(
        key="figures",
        kind="figures",
        title=_("Figures that can be compared"),
        description=sentences(
            _("The same indicator of the same scope, each area's newest figure and the period that it is for."),
            _("A figure that is not exact has a dotted edge. Bars of different indicators are not to be compared."),
        ),
        columns=[
            Column(key="indicator", label=_("Indicator")),
            Column(key="area", label=_("Area")),
            Column(key="figure", label=_("Figure"), is_number=True),
            Column(key="bound", label=_("Bound")),
            Column(key="period", label=_("Period")),
            Column(key="evidence", label=_("Evidence")),
        ],
        rows=[row for each in shared for row in _figure_rows(each)],
    )


def _figure_rows(shared: SharedFigure) -> Sequence[list[Cell]]:
    example = shared.example
    name = Cell(
        text=_measured(shared),
        value=f"{example.indicator.slug} {example.scope_zh} {example.state}",
        href=example.indicator.get_absolute_url(),
    )
    return [
        [name, Cell(text=short_name(zone), href=zone.get_absolute_url()), *_said(figure)]
        for zone, figure in shared.cells
    ]


def _measured(shared: SharedFigure) -> str:
    """Name what figures measure: indicator, unit, what they cover, their state if it is not actual, other periods."""
    figure, indicator = shared.example, shared.example.indicator
    unit = _(" (%(unit)s)") % {"unit": indicator.unit} if indicator.unit else ""
    state = "" if figure.state == "actual" else figure.get_state_display()
    periods = _("for different periods") if shared.periods_differ else ""
    return " · ".join(filter(None, [f"{indicator.name}{unit}", figure.scope, state, periods]))


def _said(figure: Observation | None) -> list[Cell]:
    """Return figure, bound, period and evidence; for an area without a figure that none is recorded."""
    if figure is None or figure.value is None:
        return [Cell(text=_("none recorded")), Cell(), Cell(), Cell()]
    language = get_language() or ""
    source = figure.source
    return [
        Cell(text=formats.quantity(figure.value, figure.indicator.unit, figure.bound, language), value=figure.value),
        Cell(text=str(Bound(figure.bound).label), value=figure.bound),
        _period(figure, language),
        Cell(text=f"{source.name} {figure.locator}".strip(), href=source.get_absolute_url())
        if source
        else Cell(text=_("uncited")),
    ]


def _period(figure: Observation, language: str) -> Cell:
    if figure.period_start is None or figure.period_end is None:
        return Cell(text=_("period not stated"))
    return Cell(text=formats.period(figure.period_start, figure.period_end, language), value=str(figure.period_end))
