"""If-Match: who changes a record says which version of it they have seen.

An entity tag begins with the version of its record: "7-0f3a…". Only that is compared, so that a tag is good until the
record itself is changed. What is compared here was read a moment ago; the conditional UPDATE of the model decides.
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from zones.api.writing.refusals import ConditionRequired, changed_meanwhile

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"\s*{_TAG}\s*(?:,\s*{_TAG}\s*){{0,100}}")
_VERSION = re.compile(r'(?<!W/)"([1-9][0-9]{0,9})(?:-[0-9a-f]+)?"')  # a weak tag matches nothing (RFC 9110, 13.1.1)


def require_seen(request: Any, record: Any) -> None:
    """Raise ConditionRequired without If-Match, ChangedMeanwhile if it names another version than the record has."""
    header = request.headers.get("If-Match")
    if header is None:
        raise ConditionRequired
    if header.strip() == "*":
        return
    if not _TAGS.fullmatch(header):
        raise ValidationError({"If-Match": [_('Send an entity tag in quotes, such as "7", or *.')]})
    seen = [int(version) for version in _VERSION.findall(header)]
    if record.version not in seen:
        raise changed_meanwhile(record, max(seen, default=None))
