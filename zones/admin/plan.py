"""Periods, plans and how plans are built: tiers and goals; a plan's form holds all its members."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from zones.codes import compare_code, propose_tiers
from zones.models import Goal, Period, Plan, PlanTier

from .base import EVIDENCE, NOTES, RecordAdmin, both
from .lists import CitedFilter, EnglishFilter, cited
from .plan_rows import GoalTable, InitiativeTable, MemberRowSet, TargetTable, TierRowSet, TierTable
from .tools import clone_selected


@admin.register(Period)
class PeriodAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": ["number", both("name"), ("first_year", "last_year")]})]
    address_fields = ()
    english_field = "name_en"
    list_display = ["number", "name_zh", "name_en", "first_year", "last_year"]
    list_filter = [EnglishFilter]
    search_fields = ["name_zh", "name_en", "=number", "=first_year"]
    ordering = ["number"]


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    actions = [clone_selected]
    fieldsets = [
        (
            None,
            {"fields": [("zone", "period", "code"), both("name"), both("vision")]},
        ),
        EVIDENCE,
        (
            _("Kind, horizon, summary, lead"),
            {
                "fields": [("kind", "status"), both("horizon"), both("summary"), ("lead", "continues")],
                "classes": ["collapse"],
            },
        ),
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
    change_form_template = "admin/zones/plan/change_form.html"

    def get_changeform_initial_data(self, request):
        """Fill in the zone of an editor who has only one."""
        zones = request.user.memberships.values_list("zone", flat=True)[:2]
        return ({"zone": zones[0]} if len(zones) == 1 else {}) | super().get_changeform_initial_data(request)

    def get_urls(self):
        propose = self.admin_site.admin_view(self.propose_tiers_view)
        return [path("propose-tiers/", propose, name="zones_plan_propose_tiers"), *super().get_urls()]

    def propose_tiers_view(self, request):
        """Answer which tiers can be read off `?code=`; the plan's form fills its empty rows with them."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        return JsonResponse({"tiers": propose_tiers(request.GET.get("code", ""))})

    def render_change_form(self, request, context, *args, **kwargs):
        """Give the tables of a plan the whole width of the page."""
        context["is_nav_sidebar_enabled"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def _create_formsets(self, request, obj, change):
        """Let the rows know the tiers that are entered on the same page."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        tier_rows = next((formset for formset in formsets if isinstance(formset, TierRowSet)), None)
        for formset in formsets:
            if isinstance(formset, MemberRowSet):
                formset.tier_rows = tier_rows
        return formsets, inlines

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
