"""What pages tell search engines about their record, as JSON-LD. No tag asks the database."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from zones import structured_data as schema

register = template.Library()

# In JSON these characters occur in strings only, where their escapes mean the same; as they are, they could end the
# script.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.simple_tag
def structured_data(data):
    """Write data as a JSON-LD script, so that no text in it can be read as markup or code."""
    safe = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(safe))  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def zone_data(context, zone):
    """Describe an area; it comes with the areas above it."""
    return structured_data(schema.zone_data(zone, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def indicator_data(context, indicator, figures):
    """Describe an indicator and its figures; these come with their zones, sources and the sources' publishers."""
    return structured_data(schema.indicator_data(indicator, figures, context["request"].build_absolute_uri))
