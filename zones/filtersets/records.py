"""One FilterSet a model, used by the list page and by the API."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones import choices, selectors
from zones.filtersets.base import (
    CitedFilterSet,
    RecordFilterSet,
    by_goal,
    by_indicator,
    by_initiative,
    by_level,
    by_organisation,
    by_period,
    by_plan,
    by_province,
    by_theme,
    by_tier,
    by_zone,
    from_day,
    full_text,
    search,
    search_names,
    until_day,
    value_max,
    value_min,
)
from zones.filtersets.columns import OneOf
from zones.filtersets.fields import TextField
from zones.filtersets.filters import DayBound, Order, PeriodCodes, ThroughTable, Words, YesNo
from zones.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Observation,
    Organisation,
    Period,
    Person,
    Plan,
    PlanTier,
    ProgressUpdate,
    Source,
    Target,
    Theme,
    Zone,
)


class ZoneFilterSet(CitedFilterSet):
    q = full_text(choices.SearchKind.ZONE)
    level = Words(choices=choices.ZoneLevel.choices, label=_("Level"))
    parent = by_zone("parent")
    administration = by_organisation("administration", _("Administration"))
    ordering = Order("slug", "name_zh", "name_en", "level", "updated_at")

    class Meta:
        model = Zone
        fields: list[str] = []


class PeriodFilterSet(RecordFilterSet):
    q = search("name_zh", "name_en")
    ordering = Order("number", "first_year", "updated_at")

    class Meta:
        model = Period
        fields: list[str] = []


class PlanFilterSet(CitedFilterSet):
    q = full_text(choices.SearchKind.PLAN)
    zone = by_zone()
    province = by_province()
    level = by_level()
    period = by_period("period")
    kind = Words(choices=choices.PlanKind.choices, label=_("Kind"))
    status = Words(choices=choices.PlanStatus.choices, label=_("Status"))
    code = OneOf(
        "code",
        each=TextField(),
        item={"type": "string"},
        label=_("Code"),
        help_text=_("The code as announced, e.g. 1246; write the + of 1+4+N as %2B."),
    )
    lead = by_organisation("lead", _("Lead organisation"))
    ordering = Order("slug", "name_zh", "name_en", "updated_at", zone="zone__slug", period="period__number")

    class Meta:
        model = Plan
        fields: list[str] = []


class PlanTierFilterSet(RecordFilterSet):
    renamed = {"declared_count": "declared"}

    q = search("label_zh", "label_en", "plan__slug")
    zone = by_zone("plan__zone")
    period = by_period()
    plan = by_plan()
    declared = YesNo(
        Q(declared_count__isnull=False),
        label=_("Declares a number"),
        help_text=_("true: tiers for which the source announces how many members there are."),
    )
    ordering = Order("position", "updated_at", plan="plan__slug", declared="declared_count")

    class Meta:
        model = PlanTier
        fields: list[str] = []


class GoalFilterSet(CitedFilterSet):
    q = full_text(choices.SearchKind.GOAL)
    zone = by_zone("plan__zone")
    province = by_province("plan__zone")
    level = by_level("plan__zone")
    period = by_period()
    plan = by_plan()
    tier = by_tier()
    kind = Words(choices=choices.GoalKind.choices, label=_("Kind"))
    theme = by_theme(Goal.themes)
    ordering = Order("slug", "name_zh", "name_en", "position", "updated_at", plan="plan__slug")

    class Meta:
        model = Goal
        fields: list[str] = []


class InitiativeFilterSet(CitedFilterSet):
    q = full_text(choices.SearchKind.INITIATIVE)
    zone = by_zone()
    province = by_province()
    level = by_level()
    period = by_period()
    plan = by_plan()
    tier = by_tier()
    kind = Words(choices=choices.InitiativeKind.choices, label=_("Kind"))
    status = Words(choices=choices.InitiativeStatus.choices, label=_("Status"))
    theme = by_theme(Initiative.themes)
    goal = ThroughTable(
        Goal.objects.all(),
        Initiative.goals,
        label=_("Goal"),
        widget=forms.MultipleHiddenInput,
        help_text=_("Slug of a goal that it serves."),
    )
    lead = by_organisation("lead", _("Lead organisation"))
    parent = by_initiative("parent")
    part = YesNo(
        Q(parent__isnull=False),
        label=_("Part of another"),
        help_text=_("true: parts and instruments of other initiatives; false: initiatives of their own."),
    )
    reported = YesNo(
        Q(selectors.is_reported()),
        label=_("Progress reported"),
        help_text=_("true: initiatives with any progress update of their own; false: those without."),
    )
    due_after = from_day("due_on", _("Due from"))
    due_before = until_day("due_on", _("Due by"))
    ordering = Order(
        *("slug", "name_zh", "name_en", "kind", "status", "position", "start_on", "due_on", "updated_at"),
        zone="zone__slug",
        plan="plan__slug",
    )

    class Meta:
        model = Initiative
        fields: list[str] = []


class MilestoneFilterSet(CitedFilterSet):
    q = search_names()
    zone = by_zone("initiative__zone")
    plan = by_plan("initiative__plan")
    initiative = by_initiative()
    reached = YesNo(Q(reached_on__isnull=False), label=_("Reached"))
    due_after = from_day("due_on", _("Due from"))
    due_before = until_day("due_on", _("Due by"))
    reached_after = from_day("reached_on", _("Reached from"))
    reached_before = until_day("reached_on", _("Reached by"))
    ordering = Order("slug", "name_zh", "name_en", "due_on", "reached_on", "updated_at", initiative="initiative__slug")

    class Meta:
        model = Milestone
        fields: list[str] = []


class ProgressUpdateFilterSet(CitedFilterSet):
    q = search("summary_zh", "summary_en", "slug", "initiative__name_zh", "initiative__name_en")
    zone = by_zone("initiative__zone")
    province = by_province("initiative__zone")
    plan = by_plan("initiative__plan")
    initiative = by_initiative()
    status = Words(choices=choices.InitiativeStatus.choices, label=_("Status"))
    as_of_after = from_day("as_of", _("As of, from"))
    as_of_before = until_day("as_of", _("As of, up to"))
    ordering = Order("slug", "as_of", "status", "percent", "updated_at", initiative="initiative__slug")

    class Meta:
        model = ProgressUpdate
        fields: list[str] = []


class IndicatorFilterSet(RecordFilterSet):
    q = full_text(choices.SearchKind.INDICATOR)
    theme = by_theme(Indicator.themes)
    direction = Words(choices=choices.Direction.choices, label=_("Direction"))
    part_of = by_indicator("part_of")
    ordering = Order("slug", "name_zh", "name_en", "updated_at")

    class Meta:
        model = Indicator
        fields: list[str] = []


class TargetFilterSet(CitedFilterSet):
    q = search("indicator__name_zh", "indicator__name_en", "slug")
    zone = by_zone("plan__zone")
    province = by_province("plan__zone")
    level = by_level("plan__zone")
    period = by_period()
    plan = by_plan()
    tier = by_tier()
    goal = by_goal()
    initiative = by_initiative()
    indicator = by_indicator()
    theme = by_theme(Indicator.themes, via="indicator")
    form = Words(choices=choices.TargetForm.choices, label=_("Form"))
    nature = Words(choices=choices.TargetNature.choices, label=_("Nature"))
    bound = Words(choices=choices.Bound.choices, label=_("Bound"))
    value_min = value_min()
    value_max = value_max()
    due_after = from_day("due_on", _("Due from"))
    due_before = until_day("due_on", _("Due by"))
    ordering = Order(
        *("slug", "value", "due_on", "updated_at"),
        plan="plan__slug",
        zone="plan__zone__slug",
        indicator="indicator__slug",
    )

    class Meta:
        model = Target
        fields: list[str] = []


class ObservationFilterSet(CitedFilterSet):
    q = search("indicator__name_zh", "indicator__name_en", "slug", "scope_zh", "scope_en")
    zone = by_zone()
    province = by_province()
    level = by_level()
    indicator = by_indicator()
    initiative = by_initiative()
    plan = by_plan("initiative__plan")
    theme = by_theme(Indicator.themes, via="indicator")
    state = Words(choices=choices.ObservationState.choices, label=_("State"))
    bound = Words(choices=choices.Bound.choices, label=_("Bound"))
    preferred = YesNo(Q(is_preferred=True), label=_("Preferred"))
    period = PeriodCodes(
        label=_("Period"),
        help_text=_("Figures of exactly this period: 2020, 2020-q1, 2020-05 or 2020-05-31."),
    )
    period_from = DayBound(
        "period_start", "gte", label=_("Period from"), help_text=_("Figures whose period begins on this day or later.")
    )
    period_to = DayBound(
        "period_end", "lte", label=_("Period to"), help_text=_("Figures whose period ends on this day or earlier.")
    )
    value_min = value_min()
    value_max = value_max()
    ordering = Order(
        *("slug", "value", "period_start", "period_end", "updated_at"), zone="zone__slug", indicator="indicator__slug"
    )

    class Meta:
        model = Observation
        fields: list[str] = []


class ThemeFilterSet(RecordFilterSet):
    q = full_text(choices.SearchKind.THEME)
    group = Words(choices=choices.ThemeGroup.choices, label=_("Group"))
    ordering = Order("slug", "name_zh", "name_en", "group", "updated_at")

    class Meta:
        model = Theme
        fields: list[str] = []


class OrganisationFilterSet(RecordFilterSet):
    q = search("name_zh", "name_en", "slug", "aliases_zh")
    kind = Words(choices=choices.OrganisationKind.choices, label=_("Kind"))
    parent = by_organisation("parent", _("Part of"))
    ordering = Order("slug", "name_zh", "name_en", "kind", "updated_at")

    class Meta:
        model = Organisation
        fields: list[str] = []


class PersonFilterSet(RecordFilterSet):
    q = search("name_zh", "name_en", "slug", "role_zh", "role_en")
    organisation = by_organisation("organisation", _("Organisation"))
    ordering = Order("slug", "name_zh", "name_en", "updated_at")

    class Meta:
        model = Person
        fields: list[str] = []


class SourceFilterSet(RecordFilterSet):
    q = full_text(choices.SearchKind.SOURCE)
    kind = Words(choices=choices.SourceKind.choices, label=_("Kind"))
    publisher = by_organisation("publisher", _("Publisher"))
    published_after = from_day("published_on", _("Published from"))
    published_before = until_day("published_on", _("Published by"))
    complete = YesNo(Q(is_complete=True), label=_("Complete"))
    ordering = Order("slug", "name_zh", "name_en", "published_on", "updated_at")

    class Meta:
        model = Source
        fields: list[str] = []
        exclude = ["accessed_on"]
