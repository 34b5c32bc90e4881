"""Filters and columns that several lists share."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zones import formats
from zones.choices import Need
from zones.selectors.worklist import MODELS, in_need, say


class CitedFilter(admin.SimpleListFilter):
    """Whether a record names its source."""

    title = _("evidence")
    parameter_name = "cited"

    def lookups(self, request, model_admin):
        return [("yes", _("cited")), ("no", _("uncited"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.cited()
            case "no":
                return queryset.uncited()
        return queryset


class EnglishFilter(admin.SimpleListFilter):
    """Whether a record's main text (`english_field` of its admin) has an English version."""

    title = _("English text")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        self.field = model_admin.english_field
        return [("yes", _("present")), ("no", _("missing"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.exclude(**{self.field: ""})
            case "no":
                return queryset.filter(**{self.field: ""})
        return queryset


class NeedFilter(admin.SimpleListFilter):
    """What needs the person who looks, in the areas in which they have a role; the worklist leads here."""

    title = _("to do")
    parameter_name = "need"

    def lookups(self, request, model_admin):
        return [(need.value, say(need)) for need in Need if model_admin.model in MODELS[need]]

    def queryset(self, request, queryset):
        if self.value() not in {value for value, _label in self.lookup_choices}:
            return queryset
        needy = in_need(Need(self.value()), queryset.model, request.user, timezone.localdate())
        return queryset.filter(pk__in=needy.values("pk"))


@admin.display(description=_("cited"), boolean=True, ordering="source")
def cited(record):
    return record.is_cited


def date_column(name: str, label):
    """Return a list column that shows the date `name` only as precisely as it is known."""

    @admin.display(description=label, ordering=name)
    def column(record):
        day = getattr(record, name)
        return day and formats.day(day, getattr(record, f"{name}_precision"), get_language() or "")

    return column


@admin.display(description=_("value"), ordering="value")
def value_column(record):
    """The figure of a target or an observation with its unit and qualifier; as printed when there is no number."""
    if record.value is None:
        return record.value_text
    return formats.quantity(record.value, record.indicator.unit, record.bound, get_language() or "")


@admin.display(description=_("period"), ordering="period_end")
def period_column(record):
    if record.period_start is None:
        return None
    return formats.period(record.period_start, record.period_end, get_language() or "")


@admin.display(description=_("figures"))
def observations_link(record):
    """Link a zone or an indicator to the list of its observations, which are too many for rows in its form."""
    if record.pk is None:
        return "-"
    url = reverse("admin:zones_observation_changelist", query={f"{record._meta.model_name}__id__exact": record.pk})
    return format_html('<a href="{}">{}</a>', url, _("Show the observations"))
