"""How areas differ, in words: what the records say of all of them, and what of one alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.models import Theme, Zone
from zones.selectors.comparison import ComparedZone, Comparison
from zones.selectors.counts import StatusTally


@dataclass(frozen=True)
class OnlyOne:
    """What the records say of one area and of none of the others."""

    zone: Zone
    facts: list[str]
    themes: list[Theme]


@dataclass(frozen=True)
class Contrast:
    """What the records say of all the areas, and what of each one alone; an area without such is left out."""

    facts: list[str]
    themes: list[Theme]
    only: list[OnlyOne]


def contrast(comparison: Comparison) -> Contrast:
    """Return what compared areas have in common and what is of one alone; what several have is in neither."""
    facts = [facts_of(column) for column in comparison.columns]
    shares = comparison.theme_shares
    common = [fact for fact in facts[0] if all(fact in others for others in facts)]
    only = [
        OnlyOne(
            zone,
            facts=[fact for fact in own if sum(fact in others for others in facts) == 1],
            themes=[row.subject for share in shares if share.only == zone for row in share.rows],
        )
        for zone, own in zip(comparison.zones, facts, strict=True)
    ]
    return Contrast(
        facts=common,
        themes=[row.subject for share in shares if share.by_all for row in share.rows],
        only=[each for each in only if each.facts or each.themes],
    )


def facts_of(column: ComparedZone) -> list[str]:
    """Return what the records say of an area, in sentences that are equal exactly when they say the same.

    They speak of what is recorded: that no figure is recorded does not mean that there is none.
    """
    return [*_plan_facts(column), *_record_facts(column)]


def _plan_facts(column: ComparedZone) -> list[str]:
    if not column.plans:
        return [_("No plan is recorded.")]
    plans = [each.plan for each in column.plans]
    periods = [
        _("A plan is recorded for the %(period)s.") % {"period": plan.period}
        if plan.period
        else _("A plan is recorded whose source names no period.")
        for plan in plans
    ]
    codes = [_("A plan is announced under the code %(code)s.") % {"code": plan.code} for plan in plans if plan.code]
    return list(dict.fromkeys([*periods, *(codes or [_("No plan has a code.")])]))


def _record_facts(column: ComparedZone) -> list[str]:
    coverage = column.coverage
    facts = [
        _("Goals are recorded.") if column.goals else _("No goal is recorded."),
        _("Initiatives are recorded.") if column.initiatives else _("No initiative is recorded."),
        _("Targets are published.") if column.targets else _("No target is published."),
        _("Figures are recorded.") if column.figure_count else _("No figure is recorded."),
        _("Every record names its source.") if coverage.cited == coverage.total else _("Some records name no source."),
    ]
    return facts + _progress_facts(column.statuses)


def _progress_facts(statuses: StatusTally) -> list[str]:
    if not statuses.total:
        return []
    if not statuses.reported:
        return [_("No progress is reported for any initiative.")]
    if statuses.unreported:
        return [_("Progress is reported for some initiatives.")]
    return [_("Progress is reported for every initiative.")]
