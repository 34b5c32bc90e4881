"""An initiative as an entry of a page or a list, written without a template: a page has sixty of them."""

from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import label_of
from zones.pictures import page_of
from zones.templatetags.badges import reported_status, theme_links
from zones.templatetags.display import label
from zones.templatetags.evidence import evidence, text

register = template.Library()


@register.simple_tag
def entry(initiative, heading="h3", *, show_zone=False) -> SafeString:
    """Return an initiative with its evidence, status, kind, due date, themes, its figures and parts where it has them.

    It comes with its latest report, its themes and what its evidence names; `heading` is the level of its name.
    """
    kind = f"<span>{escape(label_of(initiative.kind_choice))}</span>"
    zone = f"{_link(initiative.zone)} " if show_zone else ""
    return SafeString(
        f'<article class="entry">\n'
        f'<{heading} class="entry-name">{_link(initiative)}{evidence(initiative)}</{heading}>\n'
        f'<p class="entry-facts">{reported_status(initiative)} {kind} {_due(initiative)} '
        f"{zone}{theme_links(initiative.themes.all())}</p>\n"
        f"{_figures(initiative)}{_parts(initiative)}</article>\n"
    )


@register.simple_tag
def member_items(members) -> SafeString:
    """Return members of a tier (goals, initiatives, targets) as items of a list, with what was reported of them."""
    return SafeString("".join(f"<li>{_named(member)}{_said(member)}</li>" for member in members))


def _named(member) -> str:
    return f'<a href="{escape(member.get_absolute_url())}">{label(member)}</a>'


def _said(member) -> str:
    return f" {reported_status(member)}" if getattr(member, "reported_on", None) else ""


def _link(record) -> str:
    return f'<a href="{page_of(record)}">{text(record, "name")}</a>'


def _due(initiative) -> str:
    if not initiative.due_on:
        return f'<span class="printed">{escape(_("no due date stated"))}</span>'
    due = formats.day(initiative.due_on, initiative.due_on_precision, get_language())
    return f"<span>{escape(_('due %(due)s') % {'due': due})}</span>"


def _figures(initiative) -> str:
    if not (getattr(initiative, "promised", None) or getattr(initiative, "figures", None)):
        return ""
    return render_to_string("includes/initiative_figures.html", {"initiative": initiative})


def _parts(initiative) -> str:
    parts = getattr(initiative, "parts", None)
    if not parts:
        return ""
    return f'<ul class="parts">{"".join(f"<li>{_link(part)}{evidence(part)}</li>" for part in parts)}</ul>'
