"""The numbers: indicators, targets and observations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from zones.models import Indicator, Observation, Target

from .base import EVIDENCE, RecordAdmin, both
from .lists import CitedFilter, EnglishFilter, cited, date_column, observations_link, period_column, value_column
from .tools import TwinForm, merge_selected


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    form = TwinForm
    actions = [merge_selected]
    fieldsets = [
        (None, {"fields": [both("name"), both("unit"), both("definition"), ("direction", "decimals"), "themes"]}),
        (_("Parts"), {"fields": [("part_of", "parts_complete"), observations_link]}),
    ]
    readonly_fields = (*RecordAdmin.readonly_fields, observations_link)
    autocomplete_fields = ["part_of", "themes"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "unit_zh", "unit_en", "direction", "part_of", "slug"]
    list_filter = [("themes", admin.RelatedOnlyFieldListFilter), "direction", EnglishFilter]
    list_select_related = ["part_of"]
    search_fields = ["name_zh", "name_en", "slug", "definition_zh", "definition_en"]
    ordering = ["slug"]


@admin.register(Target)
class TargetAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": ["plan", ("tier", "goal"), "initiative"]}),
        (
            _("Promise"),
            {
                "description": _(
                    "The form says what the value means: a level of 3000; average growth of 8 % a year; "
                    "2 as a multiple when a baseline is to double."
                ),
                "fields": [
                    "indicator",
                    ("form", "bound", "value"),
                    "nature",
                    ("baseline_year", "baseline_value"),
                    ("due_on", "due_on_precision", "horizon_years"),
                ],
            },
        ),
        EVIDENCE,
    ]
    autocomplete_fields = ["plan", "tier", "goal", "initiative", "indicator", "source", "speaker"]
    list_display = [
        "indicator",
        "form",
        value_column,
        date_column("due_on", _("due on")),
        "nature",
        cited,
        "plan",
        "initiative",
    ]
    list_filter = [
        ("plan__zone", admin.RelatedOnlyFieldListFilter),
        ("plan__period", admin.RelatedOnlyFieldListFilter),
        "form",
        "nature",
        ("indicator__themes", admin.RelatedOnlyFieldListFilter),
        CitedFilter,
    ]
    list_select_related = ["plan", "initiative", "indicator"]
    search_fields = ["indicator__name_zh", "indicator__name_en", "slug", "plan__name_zh", "plan__name_en"]
    date_hierarchy = "due_on"
    ordering = ["-updated_at", "-id"]
    show_full_result_count = False


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {"fields": ["indicator", ("zone", "initiative"), both("scope"), ("period_start", "period_end")]},
        ),
        (
            _("Figure"),
            {
                "fields": [
                    ("value", "bound"),
                    both("value_text"),
                    ("year_on_year_percent", "share_percent", "multiple"),
                    both("reference"),
                    ("state", "is_preferred"),
                ]
            },
        ),
        EVIDENCE,
    ]
    autocomplete_fields = ["indicator", "zone", "initiative", "source", "speaker"]
    list_display = ["indicator", period_column, value_column, "state", "is_preferred", cited, "zone", "initiative"]
    list_filter = [
        ("zone", admin.RelatedOnlyFieldListFilter),
        "state",
        "is_preferred",
        ("indicator__themes", admin.RelatedOnlyFieldListFilter),
        ("period_end", admin.EmptyFieldListFilter),
        CitedFilter,
    ]
    list_select_related = ["indicator", "zone", "initiative"]
    search_fields = ["indicator__name_zh", "indicator__name_en", "slug", "zone__name_zh", "zone__name_en"]
    date_hierarchy = "period_end"
    ordering = ["-updated_at", "-id"]
    show_full_result_count = False
