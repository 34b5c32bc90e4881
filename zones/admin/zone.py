"""High-tech zones and the areas above them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from zones.models import Zone
from zones.services.editing import PLACE_OF_ZONE

from .base import EVIDENCE, RecordAdmin, both
from .lists import CitedFilter, EnglishFilter, cited, observations_link


@admin.register(Zone)
class ZoneAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {"fields": [("level", "parent"), both("name"), both("aliases"), both("city"), "administration"]},
        ),
        (
            _("Portrait"),
            {
                "fields": [both("designations"), both("summary"), "website", ("latitude", "longitude")],
            },
        ),
        (_("Figures"), {"fields": [observations_link]}),
        EVIDENCE,
    ]
    readonly_fields = (*RecordAdmin.readonly_fields, observations_link)
    autocomplete_fields = ["parent", "administration", "source", "speaker"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "level", "parent", "administration", cited, "slug"]
    list_filter = ["level", ("parent", admin.RelatedOnlyFieldListFilter), CitedFilter, EnglishFilter]
    list_select_related = ["parent", "administration"]
    search_fields = ["name_zh", "name_en", "slug", "aliases_zh", "aliases_en", "city_zh", "city_en"]
    ordering = ["slug"]

    def get_readonly_fields(self, request, obj=None):
        """Leave an area's place and address to superusers: everything that belongs to it stands on them."""
        fixed = () if request.user.is_superuser else PLACE_OF_ZONE
        return (*super().get_readonly_fields(request, obj), *fixed)
