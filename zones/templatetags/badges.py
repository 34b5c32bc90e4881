"""What stands beside the name of a record in every row: its status, when that was reported, its themes.

Written without a template: a list has them thirty times, and to include one costs more than all that it writes.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.templatetags.evidence import text


def status(choice) -> SafeString:
    """Return a status or a verdict as a word with its shape; `choice` is a member of a vocabulary with tones."""
    return format_html('<span class="status status-{}">{}</span>', choice.tone, choice.label)


def reported_status(initiative) -> SafeString:
    """Return an initiative's status with the day of its latest report, if there is one."""
    return format_html("<span>{}{}</span>", status(initiative.status_choice), _reported(initiative))


def _reported(initiative):
    if not initiative.reported_on:
        return ""
    reported = formats.day(initiative.reported_on, initiative.reported_on_precision, get_language())
    said = _("reported %(reported)s") % {"reported": reported}
    return format_html(' <span class="quiet nowrap">{}</span>', said)


def theme_links(themes) -> SafeString:
    """Return links to themes that are read already."""
    return format_html_join(
        " ", '<a href="{}">{}</a>', ((theme.get_absolute_url(), text(theme, "name")) for theme in themes)
    )
