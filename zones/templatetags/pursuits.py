"""The cells of the table of themes by area.

Written without a template: there are hundreds of them, most of them empty.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zones.templatetags.evidence import text

register = template.Library()


@register.simple_tag
def pursuits(row, zones, drawn) -> SafeString:
    """Return the cells of a theme's row, zone by zone and one for all other areas.

    Each is a link with the number that pursue the theme and, in a ring, of those that carry a target. `drawn` are the
    keys of the themes of the picture: the script reads two values from every cell of theirs.
    """
    page, is_drawn = row.theme.get_absolute_url(), row.theme.pk in drawn
    nothing = format_html('<span class="visually-hidden">{}</span>', _("none recorded"))
    empty = _cell(nothing, "", "", is_drawn)  # the same in most places
    cells = (
        _cell(_link(page, zone, number, targeted), number, targeted or "", is_drawn) if number else empty
        for zone, number, targeted in row.by_area(zones)
    )
    return mark_safe("".join(cells))  # noqa: S308 - each of them is escaped


def _cell(shown: SafeString, number: int | str, targeted: int | str, is_drawn: bool) -> SafeString:
    if not is_drawn:
        return format_html('<td class="number">{}</td>', shown)
    cell = '<td class="number" data-value="{}">{}<span data-value="{}"></span></td>'
    return format_html(cell, number, shown, targeted)


def _link(page: str, zone, number: int, targeted: int) -> SafeString:
    return format_html(
        '<a class="{}" href="{}{}"><span class="cell-zone">{} </span>{}{}</a>',
        "cell" if zone else "cell cell-quiet",
        page,
        f"#{zone.slug}" if zone else "",
        text(zone, "name") if zone else _("Nation, provinces"),
        number,
        _ring(targeted) if targeted else "",
    )


def _ring(targeted: int) -> SafeString:
    return format_html(
        '<span class="visually-hidden">, </span><span class="ringed">{}</span>'
        '<span class="visually-hidden"> {}</span>',
        targeted,
        _("with a target"),
    )
