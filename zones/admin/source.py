"""Who says things and where: organisations, people, sources."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from zones.models import Organisation, Person, Source

from .base import NOTES, RecordAdmin, both
from .lists import EnglishFilter, date_column
from .tools import SourceFileInput, TwinForm, merge_selected


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    form = TwinForm
    actions = [merge_selected]
    fieldsets = [(None, {"fields": [both("name"), ("kind", "parent"), "aliases_zh"]}), NOTES]
    autocomplete_fields = ["parent"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "kind", "parent", "slug"]
    list_filter = ["kind", EnglishFilter]
    list_select_related = ["parent"]
    search_fields = ["name_zh", "name_en", "slug", "aliases_zh"]
    ordering = ["slug"]


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    form = TwinForm
    actions = [merge_selected]
    fieldsets = [(None, {"fields": [both("name"), both("role"), "organisation"]}), NOTES]
    autocomplete_fields = ["organisation"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "role_zh", "role_en", "organisation"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter), EnglishFilter]
    list_select_related = ["organisation"]
    search_fields = ["name_zh", "name_en", "slug", "role_zh", "role_en", "organisation__name_zh"]
    ordering = ["slug"]


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    form = TwinForm
    actions = [merge_selected]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    both("name"),
                    ("kind", "publisher"),
                    both("author"),
                    ("published_on", "published_on_precision"),
                    ("url", "accessed_on"),
                    ("file", "is_complete"),
                    both("summary"),
                ]
            },
        ),
        NOTES,
    ]
    formfield_overrides = RecordAdmin.formfield_overrides | {models.FileField: {"widget": SourceFileInput}}
    autocomplete_fields = ["publisher"]
    english_field = "name_en"
    list_display = ["name_zh", "name_en", "kind", "publisher", date_column("published_on", _("published on")), "slug"]
    list_filter = ["kind", ("publisher", admin.RelatedOnlyFieldListFilter), "is_complete", EnglishFilter]
    list_select_related = ["publisher"]
    search_fields = ["name_zh", "name_en", "slug", "author_zh", "author_en", "url", "publisher__name_zh"]
    date_hierarchy = "published_on"
    ordering = ["slug"]
