"""Display only: two languages, numbers, periods, evidence and status badges. No tag asks the database."""

from html import escape

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import DatePrecision, TargetForm
from zones.models import speaks_english
from zones.templatetags.badges import reported_status, status, theme_links
from zones.templatetags.evidence import evidence, text

register = template.Library()


for tag in (text, evidence, status, reported_status, theme_links):
    register.simple_tag(tag)


@register.simple_tag
def prose(record, field):
    """Show a bilingual field of several lines as paragraphs; nothing when both are empty."""
    chinese = getattr(record, f"{field}_zh")
    english = getattr(record, f"{field}_en")
    shown = english if speaks_english() and english else chinese
    if not shown:
        return ""
    if speaks_english() and not english:
        return format_html('<div lang="zh-Hans">{}</div>', linebreaks_filter(chinese))
    return linebreaks_filter(shown)


@register.simple_tag
def text_lines(record, field):
    """Show a bilingual field of several lines, one below the other, marked like `text`."""
    chinese, english = getattr(record, f"{field}_zh"), getattr(record, f"{field}_en")
    foreign = speaks_english() and not english
    wrapper = '<span class="d-block" lang="zh-Hans">{}</span>' if foreign else '<span class="d-block">{}</span>'
    shown = english if speaks_english() and english else chinese
    return format_html_join("", wrapper, ((line,) for line in lines(shown)))


@register.filter
def as_announced(words):
    """Show a code or numeral as the source has it: 1246, 六, 一核多园; Chinese ones are marked on English pages."""
    if speaks_english() and not words.isascii():
        return format_html('<span lang="zh-Hans">{}</span>', words)
    return words


@register.filter
def lines(value):
    """Split a text into its lines, without the empty ones."""
    return [line.strip() for line in value.splitlines() if line.strip()]


@register.simple_tag
def figure(value, unit, bound="exact"):
    """Show a value with scale word, unit and qualifier; the plain number appears on hover."""
    if value is None:
        return ""
    shown = formats.quantity(value, unit, bound, get_language())
    grouped = formats.plain(value, grouped=True)
    return SafeString(f'<data class="figure" value="{formats.plain(value)}" title="{grouped}">{escape(shown)}</data>')


@register.simple_tag
def promise(target):
    """Show what a target promises, in the unit that its form gives the number."""
    return figure(target.value, TargetForm(target.form).unit(target.indicator.unit), target.bound)


@register.filter
def worked(assessment):
    """Return the formula of an expected value with its numbers entered."""
    return formats.worked(assessment.formula, assessment.expected, get_language())


@register.filter
def expected_day(assessment):
    """Return the day for which a value is expected."""
    return formats.day(assessment.expected_on, DatePrecision.DAY, get_language())


@register.filter
def significant(value):
    """Round a computed number to what is worth reading."""
    return formats.significant(value)


@register.filter
def slots(count):
    """Return something to loop over as often as members are missing; many are not drawn one by one."""
    return range(min(count, 12))


@register.filter
def signed_percent(value):
    return formats.percent(value, signed=True)


@register.filter
def percent(value):
    return formats.percent(value)


@register.filter
def plain(value):
    return formats.plain(value)


@register.simple_tag
def day(record, field):
    """Show a date of a record as precisely as it is known; nothing when it is unknown."""
    value = getattr(record, field)
    return formats.day(value, getattr(record, f"{field}_precision"), get_language()) if value else ""


@register.simple_tag
def period_of(observation):
    """Show the period of a figure, or say that the source names none."""
    if observation.period_start is None:
        return _("period not stated")
    return formats.period(observation.period_start, observation.period_end, get_language())


@register.simple_tag
def said_of(record):
    """Show what a figure, a target or an update says, beside its name; nothing for other records."""
    match record._meta.model_name:
        case "observation":
            return format_html('{} <span class="quiet">{}</span>', amount(record), period_of(record))
        case "target":
            return promise(record)
        case "progressupdate":
            return format_html('{} <span class="quiet">{}</span>', record.status_choice.label, day(record, "as_of"))
    return ""


@register.simple_tag
def amount(observation):
    """Show what a figure says: its value with unit and qualifier, or the words that the source has instead of one."""
    if observation.value is None:
        return text(observation, "value_text")
    return figure(observation.value, observation.indicator.unit, observation.bound)


@register.simple_tag
def label(record):
    """Name any record: by its own name, or by that of the indicator or initiative that it speaks of."""
    for link in ("indicator", "initiative"):
        if not hasattr(record, "name_zh"):
            record = getattr(record, link, record)
    return text(record, "name")


@register.simple_tag
def period_name(plan):
    """Show the period of a plan; its horizon when the source names no period, and that when it gives neither."""
    if plan.period:
        return text(plan.period, "name")
    return text(plan, "horizon") or _("no period named")


@register.simple_tag(takes_context=True)
def address(context, record):
    """Return the address of a record's page; within a preview a draft's own page is a preview too."""
    path = record.get_absolute_url()
    if "preview" not in context or getattr(record, "is_public", True):
        return path
    page, mark, place = path.partition("#")
    return f"{page}?preview=1{mark}{place}"


@register.filter
def language_mark(field_name):
    """Return the attribute that marks what a field holds as Chinese or English; nothing for what is in neither."""
    language = "en" if field_name.endswith("_en") else "zh-Hans"
    is_text = field_name.endswith(("_zh", "_en")) or field_name == "quotation"
    return format_html(' lang="{}"', language) if is_text else ""


@register.filter
def kind_of(record):
    """Name what a record is: 举措, 目标 …"""
    return record._meta.verbose_name


@register.simple_tag(takes_context=True)
def address_in(context, language):
    """Return the address of this page in another language; the home page's where this address leads nowhere."""
    request = context["request"]
    if request.resolver_match is None:
        with override(language):
            return reverse("home")
    return translate_url(request.get_full_path(), language)
