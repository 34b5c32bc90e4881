"""Warnings: what the data leave open. Unknown is an answer here, so none of these is an error."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zones import models
from zones.choices import DatePrecision, FindingCode, InitiativeStatus
from zones.codes import TierCount, compare_code

from .finding import Finding, as_known, key

CITED = (
    models.Zone,
    models.Plan,
    models.Goal,
    models.Initiative,
    models.Milestone,
    models.ProgressUpdate,
    models.Target,
    models.Observation,
)
BILINGUAL = (
    models.Organisation,
    models.Person,
    models.Source,
    models.Theme,
    models.Period,
    models.PlanTier,
    models.Indicator,
    *CITED,
)


def tiers_with_recorded() -> QuerySet[Any]:
    """The tiers that declare a number of members, with the number of those that are `recorded`."""
    recorded = sum(
        (_number_in_tier(model) for model in (models.Goal, models.Initiative, models.Target)), start=Value(0)
    )
    return models.PlanTier.objects.filter(declared_count__isnull=False).annotate(recorded=recorded)


def _number_in_tier(model: Any) -> Coalesce:
    members = model._default_manager.order_by().filter(tier=OuterRef("pk")).values("tier")
    return Coalesce(Subquery(members.annotate(number=Count("pk")).values("number")), 0)


def declared_against_recorded(on: date) -> Iterator[Finding]:
    """Tiers that declare more members than are recorded, or fewer."""
    for tier in tiers_with_recorded().select_related("plan"):
        count = TierCount(tier.declared_count, tier.recorded)
        numbers = {"label": tier.label, "declared": count.declared, "recorded": count.recorded}
        if count.missing:
            yield Finding(
                FindingCode.NOT_RECORDED,
                key(tier),
                _("%(label)s: %(declared)s declared, %(recorded)s recorded.") % numbers,
            )
        elif count.surplus:
            yield Finding(
                FindingCode.SURPLUS,
                key(tier),
                _("%(label)s: only %(declared)s declared, %(recorded)s recorded.") % numbers,
            )


def codes_against_tiers(on: date) -> Iterator[Finding]:
    """Plans whose code says something else than their tiers."""
    for plan in models.Plan.objects.exclude(code="").prefetch_related("tiers"):
        for sentence in compare_code(plan.code, plan.tiers.all()) or []:
            yield Finding(FindingCode.CODE_DISAGREES, key(plan), sentence)


def uncited(on: date) -> Iterator[Finding]:
    """Records that name no source."""
    for model in CITED:
        label = str(model._meta.verbose_name)
        for slug in model._default_manager.order_by().filter(source=None).values_list("slug", flat=True):
            yield Finding(FindingCode.UNCITED, slug, _("This %(model)s names no source.") % {"model": label})


def lacking_english(model: Any) -> QuerySet[Any]:
    """The records of a model of which a Chinese text has no English beside it."""
    lacking = Q()
    for stem in _bilingual_stems(model):
        lacking |= ~Q(**{f"{stem}_zh": ""}) & Q(**{f"{stem}_en": ""})
    return model._default_manager.order_by().filter(lacking)


def without_english(on: date) -> Iterator[Finding]:
    """Records of which a Chinese text has no English beside it."""
    model: Any
    for model in BILINGUAL:
        stems = _bilingual_stems(model)
        records = lacking_english(model)
        for record in records.select_related("plan") if model is models.PlanTier else records:
            fields = [
                str(model._meta.get_field(f"{stem}_en").verbose_name)
                for stem in stems
                if getattr(record, f"{stem}_zh") and not getattr(record, f"{stem}_en")
            ]
            message = _("Empty: %(fields)s.") % {"fields": ", ".join(fields)}
            yield Finding(FindingCode.NO_ENGLISH, key(record), message)


def _bilingual_stems(model: Any) -> list[str]:
    names = {field.name for field in model._meta.fields}
    return sorted(name[:-3] for name in names if name.endswith("_zh") and f"{name[:-3]}_en" in names)


def unmeasured_targets() -> QuerySet[models.Target]:
    """Targets of which nothing has been measured, in their initiative or, without one, in their zone."""
    figures = models.Observation.objects.filter(indicator=OuterRef("indicator"))
    measured = Exists(figures.filter(initiative=OuterRef("initiative"))) | (
        Q(initiative=None) & Exists(figures.filter(zone=OuterRef("plan__zone"), initiative=None))
    )
    return models.Target.objects.order_by().exclude(measured)


def targets_without_figure(on: date) -> Iterator[Finding]:
    """Targets of which nothing has been measured."""
    for target in unmeasured_targets().select_related("indicator"):
        message = _("There is no figure of “%(indicator)s”.") % {"indicator": target.indicator}
        yield Finding(FindingCode.NO_FIGURE, key(target), message)


def plans_without_progress(on: date) -> Iterator[Finding]:
    """Plans of whose initiatives some have no progress reported; parts are reported with their whole."""
    counts = (
        models.Initiative.objects.order_by()
        .filter(parent=None)
        .values("plan__slug")
        .annotate(total=Count("pk", distinct=True), reported=Count("updates__initiative", distinct=True))
        .filter(reported__lt=F("total"))
    )
    for row in counts:
        numbers = {"unreported": row["total"] - row["reported"], "total": row["total"]}
        yield Finding(
            FindingCode.NO_PROGRESS,
            row["plan__slug"],
            _("No progress reported for %(unreported)s of %(total)s initiatives.") % numbers,
        )


def past(name: str, on: date) -> Q:
    """Whether the date `name`, as precisely as it is known, was over before a day: 2020 is over in 2021."""
    return (
        Q(**{f"{name}__lt": on, f"{name}_precision": DatePrecision.DAY})
        | Q(**{f"{name}__lt": on.replace(day=1), f"{name}_precision": DatePrecision.MONTH})
        | Q(**{f"{name}__lt": on.replace(month=1, day=1), f"{name}_precision": DatePrecision.YEAR})
    )


def unfinished(model: Any) -> QuerySet[Any]:
    """Initiatives still open, or milestones not reached."""
    if model is models.Milestone:
        return models.Milestone.objects.filter(reached_on=None)
    return models.Initiative.objects.filter(status__in=[status for status in InitiativeStatus if status.is_open])


def overdue(on: date) -> Iterator[Finding]:
    """Initiatives still open and milestones not reached although their due date has passed."""
    for model in (models.Initiative, models.Milestone):
        for record in unfinished(model).filter(past("due_on", on)):
            due = as_known(record.due_on, record.due_on_precision)
            yield Finding(FindingCode.OVERDUE, key(record), _("It was due %(due)s.") % {"due": due})


RULES = (
    declared_against_recorded,
    codes_against_tiers,
    uncited,
    without_english,
    targets_without_figure,
    plans_without_progress,
    overdue,
)
