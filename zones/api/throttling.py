"""How much one may ask in a minute: each person with a token by name, everyone else by address.

The counts stand in the cache `limits`: in the memory of each worker process, or in a Redis that all share (CACHE_URL).
No database is asked. What is answered from memory, or with 304, is not counted: it costs next to nothing.
"""

import logging
import time
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)

MINUTE = 60  # seconds
FILES, READING, WRITING, REFUSED = "files", "reading", "writing", "refused"


class Limit(BaseThrottle):
    """Counts what is asked of the API, by who asks and what it costs."""

    def allow_request(self, request, view) -> bool:
        """Whether somebody may still ask this in the minute."""
        who = f"user {request.user.pk}" if request.user else address_of(request)
        return is_allowed(_kind(request, view), who)

    def wait(self) -> int:
        return seconds_left()


def _kind(request, view) -> str:
    if request.method not in SAFE_METHODS:
        return WRITING
    is_file = getattr(view, "is_file", None)  # of lists, which are also sent whole
    whole = getattr(view, "sends_everything", False) or (is_file and view.action == "list" and is_file(request))
    return FILES if whole else READING


def may_fail_again(request: HttpRequest) -> bool:
    """Count a request with a token that is none, and say whether its address may try once more in this minute."""
    return is_allowed(REFUSED, address_of(request))


def seconds_left() -> int:
    """Return in how many seconds the next minute begins, 1 to 60: then all may ask again."""
    return MINUTE - int(time.time()) % MINUTE


def is_allowed(kind: str, who: str) -> bool:
    """Count a request, and say whether it is within the limit of its kind. Without its cache nothing is limited."""
    limit = settings.LIMITS[kind]
    if not limit:
        return True
    counts, key = caches["limits"], f"{kind} {who} {int(time.time() // MINUTE)}".replace(" ", ":")
    try:
        counts.add(key, 0, 2 * MINUTE)
        return counts.incr(key) <= limit
    except ValueError:  # it was driven out in between
        return True
    except Exception:  # whatever a cache on another machine may raise: reading goes on without it
        logger.warning("Requests are not counted: the cache does not answer.", exc_info=True)
        return True


def address_of(request: HttpRequest) -> str:
    """Return the address that a request came from: IPv4 as it is, of IPv6 its network of 64 bits.

    Each trusted proxy adds the address that it was asked from to X-Forwarded-For; what stands before is hearsay.
    """
    address, proxies = request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    if proxies:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-min(proxies, len(forwarded))].strip() or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(parsed if parsed.version == 4 else ip_network((int(parsed), 64), strict=False).network_address)
