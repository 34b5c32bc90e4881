"""Periods, plans and how plans are built: tiers and goals; a plan's form holds all its members."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from zones.codes import compare_code
from zones.models import Goal, Initiative, Period, Plan, PlanTier, Target

from .base import EVIDENCE, NOTES, RecordAdmin, Table, both
from .lists import CitedFilter, EnglishFilter, cited


@admin.register(Period)
class PeriodAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": ["number", both("name"), ("first_year", "last_year")]})]
    address_fields = ()
    english_field = "name_en"
    list_display = ["number", "name_zh", "name_en", "first_year", "last_year"]
    list_filter = [EnglishFilter]
    search_fields = ["name_zh", "name_en", "=number", "=first_year"]
    ordering = ["number"]


class TierTable(Table):
    model = PlanTier
    fields = ["position", "numeral", "label_zh", "label_en", "declared_count"]
    ordering = ["position"]


class GoalTable(Table):
    model = Goal
    fields = ["position", "kind", "tier", "name_zh", "name_en", "source", "locator"]
    autocomplete_fields = ["tier", "source"]
    ordering = ["position", "id"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("tier__plan", "source")


class InitiativeTable(GoalTable):
    model = Initiative
    fk_name = "plan"


class TargetTable(Table):
    model = Target
    fields = ["indicator", "tier", "form", "bound", "value", "due_on", "due_on_precision", "source", "locator"]
    autocomplete_fields = ["indicator", "tier", "source"]
    ordering = ["id"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("indicator", "tier__plan", "source")


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {"fields": [("zone", "period"), both("name"), both("horizon"), ("kind", "status"), "code"]},
        ),
        (_("Content"), {"fields": [both("vision"), both("summary"), ("lead", "continues")]}),
        EVIDENCE,
    ]
    inlines = [TierTable, GoalTable, InitiativeTable, TargetTable]
    autocomplete_fields = ["zone", "period", "lead", "continues", "source", "speaker"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "code", "kind", "status", cited, "zone", "period"]
    list_filter = [
        ("zone", admin.RelatedOnlyFieldListFilter),
        ("period", admin.RelatedOnlyFieldListFilter),
        "kind",
        "status",
        CitedFilter,
        EnglishFilter,
    ]
    list_select_related = ["zone", "period"]
    search_fields = ["name_zh", "name_en", "slug", "code", "zone__name_zh", "zone__name_en"]
    ordering = ["slug"]
    save_on_top = True

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_code(request, form.instance)


@admin.register(PlanTier)
class PlanTierAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": ["plan", ("position", "numeral"), both("label"), "declared_count"]}),
        NOTES,
    ]
    address_fields = ()
    autocomplete_fields = ["plan"]
    english_field = "label_en"
    list_display = ["label_zh", "label_en", "plan", "position", "numeral", "declared_count"]
    list_filter = [
        ("plan__zone", admin.RelatedOnlyFieldListFilter),
        ("plan__period", admin.RelatedOnlyFieldListFilter),
        EnglishFilter,
    ]
    list_select_related = ["plan"]
    search_fields = ["label_zh", "label_en", "plan__name_zh", "plan__name_en", "plan__slug"]
    ordering = ["plan__slug", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("plan")  # its name begins with the plan's

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warn_of_code(request, obj.plan)


@admin.register(Goal)
class GoalAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {"fields": [("plan", "tier"), ("kind", "position"), both("name"), both("summary"), "themes"]},
        ),
        EVIDENCE,
    ]
    autocomplete_fields = ["plan", "tier", "themes", "source", "speaker"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "kind", "position", cited, "plan", "tier"]
    list_filter = [
        ("plan__zone", admin.RelatedOnlyFieldListFilter),
        ("plan__period", admin.RelatedOnlyFieldListFilter),
        "kind",
        ("themes", admin.RelatedOnlyFieldListFilter),
        CitedFilter,
        EnglishFilter,
    ]
    list_select_related = ["plan", "tier__plan"]
    search_fields = ["name_zh", "name_en", "slug", "plan__name_zh", "plan__name_en"]
    ordering = ["plan__slug", "position", "id"]


def warn_of_code(request, plan: Plan) -> None:
    """Tell the editor where a plan's code and its tiers disagree; a warning, because the code stays as announced."""
    for finding in compare_code(plan.code, plan.tiers.all()) or []:
        messages.warning(request, finding)
