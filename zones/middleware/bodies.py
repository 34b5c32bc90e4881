"""Bodies that are not read: too large, and at the API those of which nobody knows how large they will be."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from zones.api.problems import language_of, problem


def refuse_large_bodies(get_response):
    """Answer 413 to a body that is larger than the address may be sent one; it stays unread.

    An upload to the admin may be LARGEST_UPLOAD, what is written by the API LARGEST_API_BODY bytes. A body without a
    length would be taken for none, and a compressed one can be a thousand times what it says: the API refuses both.
    """

    def middleware(request):
        if request.path_info.startswith("/api/"):
            refused = _refused_by_the_api(request)
        elif _length(request) > settings.LARGEST_BODY:
            refused = render(request, "413.html", {"megabytes": settings.LARGEST_UPLOAD // 2**20}, status=413)
        else:
            refused = None
        return refused or get_response(request)

    return middleware


def _length(request: HttpRequest) -> int:
    """Return the bytes that a body is said to have; 0 for what is no number, as Django then reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length[:20]) if length.isdecimal() else 0  # Python itself refuses numbers of thousands of digits


def _refused_by_the_api(request: HttpRequest) -> HttpResponse | None:
    headers = request.headers
    with translation.override(language_of(request)):
        if _length(request) > settings.LARGEST_API_BODY:
            detail = gettext("A body has at most %(bytes)s bytes here. Send the records in several parts.")
            return problem(request, 413, detail % {"bytes": settings.LARGEST_API_BODY})
        if "chunked" in headers.get("Transfer-Encoding", "").lower():
            return problem(request, 411, gettext("Say in Content-Length how long the body is."))
        if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            return problem(request, 415, gettext("Send the body as it is: no Content-Encoding is understood here."))
    return None
