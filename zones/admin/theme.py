"""Themes."""

from django.contrib import admin

from zones.models import Theme

from .base import NOTES, RecordAdmin, both
from .lists import EnglishFilter
from .tools import TwinForm, merge_selected


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    form = TwinForm
    actions = [merge_selected]
    fieldsets = [(None, {"fields": [both("name"), "group", "aliases_zh"]}), NOTES]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "group", "slug"]
    list_filter = ["group", EnglishFilter]
    search_fields = ["name_zh", "name_en", "slug", "aliases_zh"]
    ordering = ["group", "slug"]
