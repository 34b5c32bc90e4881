"""The rows of a table of figures, written without a template: an area has a hundred of them."""

from functools import lru_cache
from html import escape
from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import ObservationState
from zones.pictures import page_of
from zones.templatetags.display import amount, period_of
from zones.templatetags.evidence import evidence, text

register = template.Library()


@register.simple_tag
def figure_rows(figures, *, show_initiative=False) -> SafeString:
    """Return a row for each of some figures; they come with their indicators, initiatives and evidence."""
    labels = _labels(get_language())
    return SafeString("".join(_row(each, labels, show_initiative=show_initiative) for each in figures))


@register.simple_tag
def comparison(figure) -> SafeString:
    """Return what a figure is compared to in its source: the year before, a whole, a number of times something."""
    said = []
    if figure.year_on_year_percent is not None:
        change = formats.percent(figure.year_on_year_percent, signed=True)
        said.append(_("%(change)s on the year before") % {"change": change})
    if figure.share_percent is not None:
        share = {"percent": formats.percent(figure.share_percent), "reference": escape(figure.reference)}
        said.append(_("%(percent)s of %(reference)s") % share)
    if figure.multiple is not None:
        multiple = {"times": formats.plain(figure.multiple), "reference": escape(figure.reference)}
        said.append(_("%(times)s times %(reference)s") % multiple)
    return SafeString("".join(f'<span class="comparison">{each}</span>' for each in said))


class _Labels(NamedTuple):
    """The headings of the columns, which a narrow screen shows in every row."""

    period: str
    figure: str
    comparison: str


@lru_cache
def _labels(_language: str | None) -> _Labels:
    return _Labels(escape(_("Period")), escape(_("Figure")), escape(_("Change, share")))


def _row(figure, labels: _Labels, *, show_initiative: bool) -> str:
    indicator, initiative = figure.indicator, figure.initiative if show_initiative else None
    of_initiative = (
        f'<br><a class="quiet" href="{page_of(initiative)}">{text(initiative, "name")}</a>' if initiative else ""
    )
    scope = f'<br><span class="quiet">{text(figure, "scope")}</span>' if figure.scope_zh else ""
    state = ""
    if figure.state != ObservationState.ACTUAL:
        state = f'<br><span class="quiet">{escape(str(figure.get_state_display()))}</span>'
    return f"""
        <tr id="{figure.slug}">
          <th scope="row">
            <a href="{indicator.get_absolute_url()}">{text(indicator, "name")}</a>
            {of_initiative}
            {scope}
          </th>
          <td data-label="{labels.period}">{escape(period_of(figure))}{state}</td>
          <td class="number" data-label="{labels.figure}">{amount(figure)}</td>
          <td class="optional" data-label="{labels.comparison}">{comparison(figure)}
</td>
          <td>{evidence(figure)}</td>
        </tr>
      """
