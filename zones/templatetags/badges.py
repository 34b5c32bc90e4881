"""What stands beside the name of a record in every row: its status, when that was reported, its themes.

Written without a template: a list has them thirty times, and to include one costs more than all that it writes.
"""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import label_of
from zones.templatetags.evidence import text


def status(choice) -> SafeString:
    """Return a status or a verdict as a word with its shape; `choice` is a member of a vocabulary with tones."""
    return _status(choice, get_language())


@lru_cache(maxsize=256, typed=True)  # members of two vocabularies may be equal words with different labels
def _status(choice, _language) -> SafeString:
    return SafeString(f'<span class="status status-{choice.tone}">{escape(label_of(choice))}</span>')


def reported_status(initiative) -> SafeString:
    """Return an initiative's status with the day of its latest report, if there is one."""
    return SafeString(f"<span>{status(initiative.status_choice)}{_reported(initiative)}</span>")


def _reported(initiative) -> str:
    if not initiative.reported_on:
        return ""
    reported = formats.day(initiative.reported_on, initiative.reported_on_precision, get_language())
    said = _("reported %(reported)s") % {"reported": reported}
    return f' <span class="quiet nowrap">{escape(said)}</span>'


def theme_links(themes) -> SafeString:
    """Return links to themes that are read already."""
    return SafeString(" ".join(f'<a href="{theme.get_absolute_url()}">{text(theme, "name")}</a>' for theme in themes))
