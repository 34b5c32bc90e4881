"""The first visit: whoever reads English rather than Chinese is shown the English pages, once."""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import translate_url
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from zones.languages import preferred_language
from zones.models import speaks_english

COOKIE = "welcomed"


def english_welcome(view):
    """Let the Chinese address of a view send somebody who prefers English to its English one, on the first visit only.

    After that the address decides: a reader who comes back to the Chinese page wants the Chinese page.
    """

    @wraps(view)
    def welcomed(request, *args, **kwargs):
        if speaks_english():
            return view(request, *args, **kwargs)
        response = _to_english(request) if is_newcomer(request) else view(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept-Language", "Cookie", "Referer"))
        return response

    return welcomed


def is_newcomer(request) -> bool:
    """Whether somebody who prefers English asks for the page and nothing says that they have been here."""
    return (
        request.method in {"GET", "HEAD"}
        and preferred_language(request.headers.get("Accept-Language", "")) == "en"
        and COOKIE not in request.COOKIES
        # Without cookies, the page somebody comes from tells that they chose Chinese themselves.
        and not url_has_allowed_host_and_scheme(request.headers.get("Referer", ""), {request.get_host()})
    )


def _to_english(request):
    """Send a visitor to the same address in English, and remember that they were."""
    response = HttpResponseRedirect(translate_url(request.get_full_path(), "en"))
    response.set_cookie(
        COOKIE,
        "1",
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    add_never_cache_headers(response)
    return response
