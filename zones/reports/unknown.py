"""What is unknown, said in sentences with the names of what it concerns; pure functions of what a report tells."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from zones import dates
from zones.codes import compare_code
from zones.models import PlanTier
from zones.reports.wording import kind_of, listed, name_of, sentence
from zones.selectors.reports import ReportContents


@dataclass(frozen=True)
class Unknown:
    """Something that nobody can say yet: what about, and a sentence for each thing that is open."""

    topic: str
    sentences: list[str]


def unknowns(contents: ReportContents) -> list[Unknown]:
    """Return all that is open in what a report tells, topic by topic; topics of which nothing is open are left out."""
    topics: tuple[tuple[str, Callable[[ReportContents], Iterator[str]]], ...] = (
        (_("Declared and not named"), _structure),
        (_("Progress"), _progress),
        (_("Dates and responsibilities"), _responsibilities),
        (_("Targets and figures"), _numbers),
        (_("Sources"), _evidence),
    )
    found = (Unknown(topic, [sentence(each) for each in tell(contents)]) for topic, tell in topics)
    return [each for each in found if each.sentences]


def _named(records: Iterable[Any], words: Any) -> Iterator[str]:
    """Yield one sentence about several records, with their number and names; none about none."""
    names = [name_of(record) for record in records]
    if names:
        yield words % {"count": len(names), "names": listed(names)}


def _lacking(contents: ReportContents, is_known: Callable[[Any], bool], words: Any, of_none: str) -> Iterator[str]:
    """Yield a sentence about the initiatives of which something is not known; without names if that is every one."""
    wholes = [each for each in contents.initiatives if each.parent_id is None]  # parts are told with their whole
    lacking = [each for each in wholes if not is_known(each)]
    if len(lacking) == len(wholes) > 1:
        yield of_none % {"count": len(lacking)}
    else:
        yield from _named(lacking, words)


def _structure(contents: ReportContents) -> Iterator[str]:
    for each in contents.plans:
        for view in each.tiers:
            count = view.count
            numbers = {"tier": _tier_name(view.tier, contents), "declared": count.declared, "recorded": count.recorded}
            if count.declared is None:
                yield _("%(tier)s: no number of members is declared; %(recorded)s are recorded by name") % numbers
            elif count.missing:
                numbers["missing"] = count.missing
                yield _("%(tier)s: %(declared)s are declared, and %(missing)s of them are not named") % numbers
            elif count.surplus:
                yield _("%(tier)s: only %(declared)s are declared, but %(recorded)s are recorded by name") % numbers
        yield from compare_code(each.plan.code, [view.tier for view in each.tiers if view.tier]) or ()


def _tier_name(tier: PlanTier | None, contents: ReportContents) -> str:
    """Name a tier, with its plan where there are several."""
    label = tier.label if tier else ""
    plan = tier.plan_id if tier else None
    plans = [each.plan.name for each in contents.plans if each.plan.pk == plan]
    return label if len(contents.plans) == 1 else listed([*plans, label])


def _progress(contents: ReportContents) -> Iterator[str]:
    yield from _lacking(
        contents,
        lambda each: each.pk in contents.updates,
        ngettext_lazy(
            "No progress is reported of %(count)s initiative: %(names)s",
            "No progress is reported of %(count)s initiatives: %(names)s",
            "count",
        ),
        _("No progress is reported of any of the %(count)s initiatives"),
    )
    yield from _named(
        [each for each in contents.initiatives if each.status_choice.is_open and _is_over(each, contents.on)],
        ngettext_lazy(
            "The due date has passed and no completion is reported of %(count)s initiative: %(names)s",
            "The due date has passed and no completion is reported of %(count)s initiatives: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [step for step in contents.steps if not step.reached_on],
        ngettext_lazy(
            "It is not reported whether %(count)s milestone has been reached: %(names)s",
            "It is not reported whether %(count)s milestones have been reached: %(names)s",
            "count",
        ),
    )


def _is_over(initiative: Any, on: date) -> bool:
    due = initiative.due_on
    return due is not None and dates.last_day(due, initiative.due_on_precision) < on


def _responsibilities(contents: ReportContents) -> Iterator[str]:
    yield from _named(
        [each.plan for each in contents.plans if not each.plan.period_id and not each.plan.horizon_zh],
        ngettext_lazy(
            "The sources name no period of %(count)s plan: %(names)s",
            "The sources name no period of %(count)s plans: %(names)s",
            "count",
        ),
    )
    yield from _lacking(
        contents,
        lambda each: bool(each.due_on),
        ngettext_lazy(
            "No due date is stated of %(count)s initiative: %(names)s",
            "No due date is stated of %(count)s initiatives: %(names)s",
            "count",
        ),
        _("No due date is stated of any of the %(count)s initiatives"),
    )
    yield from _lacking(
        contents,
        lambda each: bool(each.lead_id),
        ngettext_lazy(
            "No lead organisation is stated of %(count)s initiative: %(names)s",
            "No lead organisation is stated of %(count)s initiatives: %(names)s",
            "count",
        ),
        _("No lead organisation is stated of any of the %(count)s initiatives"),
    )


def _numbers(contents: ReportContents) -> Iterator[str]:
    targets = [row.target for row in contents.targets]
    yield from _named(
        [each.plan for each in contents.plans if not contents.targets_of(each.plan)],
        ngettext_lazy(
            "No target is published for %(count)s plan: %(names)s",
            "No target is published for %(count)s plans: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [target for target in targets if not target.due_on and not target.horizon_years],
        ngettext_lazy(
            "No due date is stated of %(count)s target: %(names)s",
            "No due date is stated of %(count)s targets: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [target for target in targets if target.baseline_value is None],
        ngettext_lazy(
            "No baseline is given of %(count)s target: %(names)s",
            "No baseline is given of %(count)s targets: %(names)s",
            "count",
        ),
    )
    by_reason: dict[Any, list[Any]] = defaultdict(list)
    for row in contents.targets:
        if row.assessment.reason:
            by_reason[row.assessment.reason].append(row.target)
    for reason, rows in by_reason.items():
        said = {"reason": str(reason.label).rstrip(".。"), "names": listed(map(name_of, rows))}
        yield _("The numbers give no verdict (%(reason)s): %(names)s") % said
    yield from _named(
        [figure for figure in contents.figures if figure.period_start is None],
        ngettext_lazy(
            "No period is stated of %(count)s figure: %(names)s",
            "No period is stated of %(count)s figures: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [figure for figure in contents.figures if figure.value is None],
        ngettext_lazy(
            "The source gives %(count)s figure in words only: %(names)s",
            "The source gives %(count)s figures in words only: %(names)s",
            "count",
        ),
    )


def _evidence(contents: ReportContents) -> Iterator[str]:
    uncited: dict[str, list[str]] = defaultdict(list)
    for record in contents.records:
        if record.source_id is None:
            uncited[kind_of(record)].append(name_of(record))
    for kind, names in uncited.items():
        yield _("No source is named for (%(kind)s): %(names)s") % {"kind": kind, "names": listed(names)}
    sources = list(contents.sources.values())
    yield from _named(
        [source for source in sources if not source.publisher_id],
        ngettext_lazy(
            "The publisher of %(count)s source is unknown: %(names)s",
            "The publisher of %(count)s sources is unknown: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [source for source in sources if not source.published_on],
        ngettext_lazy(
            "The day of publication of %(count)s source is unknown: %(names)s",
            "The day of publication of %(count)s sources is unknown: %(names)s",
            "count",
        ),
    )
    yield from _named(
        [source for source in sources if not source.is_complete],
        ngettext_lazy(
            "A part of the text of %(count)s source is lost: %(names)s",
            "A part of the text of %(count)s sources is lost: %(names)s",
            "count",
        ),
    )


def notes(contents: ReportContents) -> list[tuple[str, str]]:
    """Return what the sources leave open of single records, or where a reader could be misled: name and note."""
    tiers = [(_tier_name(view.tier, contents), view.tier) for each in contents.plans for view in each.tiers]
    records = [(name_of(record), record) for record in [*contents.records, *contents.sources.values()]]
    return [(name, record.note) for name, record in [*tiers, *records] if record and record.note]
