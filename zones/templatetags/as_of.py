"""What pages as of a day say of that day."""

from django import template
from django.apps import apps
from django.utils.translation import get_language

from zones import formats
from zones.choices import DatePrecision

register = template.Library()


@register.filter
def in_words(day):
    """Write a day as people do: 1 November 2026, 2026年11月1日."""
    return formats.day(day, DatePrecision.DAY, get_language() or "")


@register.filter
def records_called(name):
    """Name the records of a model, given by its name: initiatives, 举措."""
    return apps.get_model("zones", name)._meta.verbose_name_plural
