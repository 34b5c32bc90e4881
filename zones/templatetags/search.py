"""Display of what was found: the words that were asked for are marked, in texts escaped like any other."""

from django import template
from django.utils.html import format_html, format_html_join

from zones import search, terms
from zones.models import speaks_english

register = template.Library()

LANGUAGES = {"zh": "zh-Hans", "en": "en"}


@register.simple_tag
def marked(record, field, query):
    """Show a bilingual field as `text` does, with <mark> around what the query asks for."""
    chinese, english = getattr(record, f"{field}_zh"), getattr(record, f"{field}_en")
    if speaks_english():
        return _in_language(english, "en", query) or _in_language(chinese, "zh", query)
    return _in_language(chinese, "zh", query)


@register.simple_tag
def found_in(record, query):
    """Show where in the record the query was found, unless its name as the reader sees it tells already."""
    if terms.asks_for(record.name, query):
        return ""
    for language in ("en", "zh") if speaks_english() else ("zh", "en"):
        place = search.excerpt_of(record, query, language, names=True)
        if place:
            return _in_language(place, language, query)
    return ""


@register.filter
def zone_of(record):
    """Return the zone that a found record belongs to."""
    return search.zone_of(record)


def _in_language(text, language, query):
    """Return a text with marks; a language that is not the page's is named for readers and machines."""
    pieces = format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in terms.highlight(text, query)),
    )
    if not text or speaks_english() == (language == "en"):
        return pieces
    return format_html('<span lang="{}">{}</span>', LANGUAGES[language], pieces)
