"""Entity tags and moments of change: what a client shows to ask whether its copy is still good."""

import re
import time
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from math import ceil

from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

HEX_DIGITS = 16
_STARTED = time.time()
_SETTLED = 60  # seconds
_TAG = re.compile(r'(?:W/)?"(?:\d+-)?([0-9a-f]{16})"')


def hex_part(key: bytes) -> str:
    """Return what of an entity tag stands for all that an answer depends on, or for its body."""
    return blake2b(key, digest_size=HEX_DIGITS // 2).hexdigest()


def entity_tag(hexadecimal: str, version: int | None) -> str:
    """Return `"<hex>"`, or for a record of that version `"<version>-<hex>"`."""
    return f'"{hexadecimal}"' if version is None else f'"{version}-{hexadecimal}"'


def matching_tag(if_none_match: str, hexadecimals: Iterable[str]) -> str | None:
    """Return the entity tag of an If-None-Match header that has one of these hex parts; None if there is none.

    The version in it need not be looked at: the hex part is nothing that could be guessed, so it was given out by us.
    """
    for tag in parse_etags(if_none_match):
        shown = _TAG.fullmatch(tag)
        if shown and shown[1] in hexadecimals:
            return tag.removeprefix("W/")
    return None


def last_modified(changed_at: datetime) -> str:
    """Return the Last-Modified header for data that changed at a moment; never one that is still to come.

    The header knows seconds only. As long as another write may fall into the same second and be seen later, it names a
    second that began before the change, which `is_unmodified` never accepts; afterwards the one that ended with it.
    """
    since, now = _since(changed_at), time.time()
    until = ceil(since)
    return http_date(until if _is_settled(changed_at, now) and until <= now else until - 1)


def is_unmodified(if_modified_since: str, changed_at: datetime) -> bool:
    """Whether what was good at the second of an If-Modified-Since header is so now."""
    asked = parse_http_date_safe(if_modified_since)
    return asked is not None and asked >= _since(changed_at) and _is_settled(changed_at, time.time())


def _is_settled(changed_at: datetime, now: float) -> bool:
    """Whether no transaction is thought to be open any more that wrote in the second of the last change seen."""
    return now - changed_at.timestamp() > _SETTLED


def _since(changed_at: datetime) -> float:
    """Return since when answers are what they are: the last write, the beginning of the day, or that of this process.

    Assessments are those of today, and a new edition may say things in other words.
    """
    return max(changed_at.timestamp(), _beginning(timezone.localdate()), _STARTED)


@lru_cache(maxsize=4)
def _beginning(day: date) -> float:
    return timezone.make_aware(datetime(day.year, day.month, day.day)).timestamp()  # noqa: DTZ001 - made so here
