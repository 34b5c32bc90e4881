"""Initiatives, milestones and progress updates."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from zones.models import (
    Initiative,
    Milestone,
    Observation,
    ProgressUpdate,
    Target,
    refuse_goals_of_another_plan,
)

from .base import EVIDENCE, RecordAdmin, Stack, both
from .forms import RecordForm, RowSet
from .lists import CitedFilter, EnglishFilter, cited, date_column
from .tools import report_selected


class MilestoneStack(Stack):
    model = Milestone
    fields = [
        both("name"),
        ("due_on", "reached_on"),
    ]
    autocomplete_fields = ["source", "speaker"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "speaker")


class ProgressUpdateStack(Stack):
    model = ProgressUpdate
    fields = [("as_of", "status", "percent"), both("summary")]
    autocomplete_fields = ["source", "speaker"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "speaker")


class TargetRowSet(RowSet):
    """A target entered in an initiative is a target of the initiative's plan."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.plan_id = self.instance.plan_id


class TargetStack(Stack):
    model = Target
    formset = TargetRowSet
    fields = [
        ("indicator", "form", "bound", "value"),
        ("nature", "baseline_year", "baseline_value"),
        ("due_on", "horizon_years"),
        ("tier", "goal"),
    ]
    autocomplete_fields = ["indicator", "tier", "goal", "source", "speaker"]

    def get_queryset(self, request):
        related = ("indicator", "tier__plan", "goal", "source", "speaker")
        return super().get_queryset(request).select_related(*related)


class ObservationRowSet(RowSet):
    """A figure entered in an initiative is a figure of the initiative's zone."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.zone_id = self.instance.zone_id


class ObservationStack(Stack):
    model = Observation
    formset = ObservationRowSet
    fields = [
        ("indicator", "period_start", "period_end"),
        both("scope"),
        ("value", "bound", "state", "is_preferred"),
        both("value_text"),
        ("year_on_year_percent", "share_percent", "multiple"),
        both("reference"),
    ]
    autocomplete_fields = ["indicator", "source", "speaker"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("indicator", "zone", "source", "speaker")


class InitiativeForm(RecordForm):
    """An initiative with the goals that it serves."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("plan"):
            refuse_goals_of_another_plan(cleaned.get("goals", ()), cleaned["plan"].pk)
        return cleaned


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    form = InitiativeForm
    actions = [report_selected]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("plan", "zone"),
                    ("tier", "parent"),
                    ("kind", "position"),
                    both("name"),
                    both("summary"),
                    ("goals", "themes"),
                    "lead",
                ]
            },
        ),
        (
            _("Dates and status"),
            {
                "description": _(
                    "The status is that of the latest progress update below; enter an update to change it."
                ),
                "fields": ["status", ("start_on", "start_on_precision", "due_on", "due_on_precision")],
            },
        ),
        (_("Links to other plans"), {"fields": [("continues", "detailed_by")]}),
        EVIDENCE,
    ]
    inlines = [ProgressUpdateStack, MilestoneStack, TargetStack, ObservationStack]
    readonly_fields = (*RecordAdmin.readonly_fields, "zone", "status")
    autocomplete_fields = [
        "plan",
        "tier",
        "parent",
        "goals",
        "themes",
        "lead",
        "continues",
        "detailed_by",
        "source",
        "speaker",
    ]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "status", "kind", date_column("due_on", _("due on")), cited, "plan", "zone"]
    list_filter = [
        ("zone", admin.RelatedOnlyFieldListFilter),
        ("plan__period", admin.RelatedOnlyFieldListFilter),
        "kind",
        "status",
        ("themes", admin.RelatedOnlyFieldListFilter),
        CitedFilter,
        EnglishFilter,
    ]
    list_select_related = ["zone", "plan"]
    search_fields = ["name_zh", "name_en", "slug", "plan__name_zh", "plan__name_en", "zone__name_zh", "zone__name_en"]
    date_hierarchy = "due_on"
    ordering = ["-updated_at", "-id"]
    show_full_result_count = False
    save_on_top = True

    def save_form(self, request, form, change):
        """Give the initiative its plan's zone already here: figures in the form are checked against it."""
        initiative = super().save_form(request, form, change)
        initiative.zone_id = initiative.plan.zone_id
        return initiative


@admin.register(Milestone)
class MilestoneAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "initiative",
                    both("name"),
                    ("due_on", "due_on_precision"),
                    ("reached_on", "reached_on_precision"),
                ]
            },
        ),
        EVIDENCE,
    ]
    autocomplete_fields = ["initiative", "source", "speaker"]
    english_field = "name_en"
    list_display = [
        "name_zh",
        "name_en",
        date_column("due_on", _("due on")),
        date_column("reached_on", _("reached on")),
        cited,
        "initiative",
    ]
    list_filter = [
        ("initiative__zone", admin.RelatedOnlyFieldListFilter),
        ("initiative__plan__period", admin.RelatedOnlyFieldListFilter),
        ("reached_on", admin.EmptyFieldListFilter),
        CitedFilter,
        EnglishFilter,
    ]
    list_select_related = ["initiative"]
    search_fields = ["name_zh", "name_en", "slug", "initiative__name_zh", "initiative__name_en"]
    date_hierarchy = "due_on"
    ordering = ["-updated_at", "-id"]
    show_full_result_count = False


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {"fields": ["initiative", ("as_of", "as_of_precision"), ("status", "percent"), both("summary"), "author"]},
        ),
        EVIDENCE,
    ]
    readonly_fields = (*RecordAdmin.readonly_fields, "author")
    autocomplete_fields = ["initiative", "source", "speaker"]
    english_field = "summary_en"
    list_display = ["initiative", date_column("as_of", _("as of")), "status", "percent", cited, "author", "summary_zh"]
    list_filter = [
        ("initiative__zone", admin.RelatedOnlyFieldListFilter),
        ("initiative__plan__period", admin.RelatedOnlyFieldListFilter),
        "status",
        ("author", admin.RelatedOnlyFieldListFilter),
        CitedFilter,
        EnglishFilter,
    ]
    list_select_related = ["initiative", "author"]
    search_fields = ["initiative__name_zh", "initiative__name_en", "slug", "summary_zh", "summary_en"]
    date_hierarchy = "as_of"
    ordering = ["-as_of", "-id"]
    show_full_result_count = False
