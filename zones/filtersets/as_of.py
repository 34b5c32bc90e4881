"""`?as_of=2026-11-01` at the pages and the API: a record as the tracker knew it at the end of a day."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones import formats
from zones.choices import DatePrecision
from zones.selectors import NotShownThen

PARAMETER = "as_of"


def asked_day(params) -> date | None:
    """Return the day that an address asks for, None when it asks for none; ValidationError says what is wrong."""
    values = params.getlist(PARAMETER)
    if not values:
        return None
    if len(values) > 1:
        raise ValidationError(_("Give this parameter once."))
    day = _day(values[0])
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet; the tracker knows nothing of it."))
    return day


def _day(text: str) -> date:
    # One way of writing, in digits that everybody types; `fromisoformat` alone takes 20261101 and weeks too.
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:  # 30 February
            pass
    raise ValidationError(_("Write a day as 2021-03-17."))


def why_not(missing: NotShownThen, day: date) -> str:
    """Say why a record that is public now cannot be shown as of a day."""
    words = {"day": _words(day), "since": missing.since and _words(missing.since)}
    if missing.is_lost:
        return _("Its versions of %(day)s are no longer kept.") % words
    if missing.since:
        return _("The tracker did not show it on %(day)s. It has done so since %(since)s.") % words
    return _("The tracker did not show it on %(day)s.") % words


def _words(day: date) -> str:
    return formats.day(day, DatePrecision.DAY, get_language() or "")
