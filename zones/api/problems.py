"""Errors as problem details (RFC 9457), in the language of Accept-Language, for every address under /api/."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.views import set_rollback

from zones.api import throttling
from zones.languages import preferred_language

TITLES = {
    400: _("Bad request"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("Not acceptable"),
    409: _("Conflict"),
    411: _("Length required"),
    412: _("Changed in the meantime"),
    413: _("Too large"),
    415: _("Unsupported media type"),
    428: _("A condition is required"),
    429: _("Too many requests"),
    500: _("Server error"),
}
MOST_EXPLAINED = 50  # parameters or fields of one request; more are told when these are mended
NOTHING_HERE = _("There is nothing at this address.")
NO_SLASH = _("There is nothing at this address. Addresses of the API end with a slash.")
NO_JSON = _("Send JSON, and say so: “Content-Type: application/json”.")
REFUSED = _("This request could not be understood, and nothing of it was done.")


def language_of(request: HttpRequest) -> str:
    """Return the language that the client accepts first of those we speak, otherwise Chinese.

    Only the header is asked: an answer must not depend on a cookie of the pages.
    """
    return preferred_language(request.headers.get("Accept-Language", ""))


def problem(
    request: HttpRequest,
    status: int,
    detail: Any = "",
    errors: Mapping[str, list[str]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem-details answer; `errors` are messages by the name of the parameter or field at fault.

    `more` are further members of the answer, such as the address of the record that is in the way.
    """
    with translation.override(language_of(request)):
        body = {"type": "about:blank", "title": str(TITLES.get(status, status)), "status": status}
        body |= {"detail": str(detail), "instance": request.path} | ({"errors": dict(errors)} if errors else {})
        body |= more or {}
        response = HttpResponse(orjson.dumps(body, default=str), "application/problem+json", status)
    response["Content-Language"] = language_of(request)  # Django would say that of the pages
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    return response


def problem_response(exc: Exception, context: dict) -> HttpResponse | None:
    """Answer an exception raised in an API view; the framework adds `Allow` and its other headers."""
    request = context["request"]
    set_rollback()
    with translation.override(language_of(request)):
        return _answer(request, exc)


def _answer(request: HttpRequest, exc: Exception) -> HttpResponse | None:
    if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict):
        errors = dict(islice(exc.detail.items(), MOST_EXPLAINED))
        detail = gettext("Please correct: %(names)s.") % {"names": ", ".join(errors)}
        return problem(request, exc.status_code, detail, errors)
    if isinstance(exc, Http404 | exceptions.NotFound):
        return problem(request, 404, NOTHING_HERE)
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return problem(request, 415, NO_JSON)
    if isinstance(exc, exceptions.Throttled):
        return too_many(request, throttling.seconds_left())
    if isinstance(exc, exceptions.AuthenticationFailed) and not throttling.may_fail_again(request):
        return too_many(request, throttling.seconds_left())
    if isinstance(exc, exceptions.APIException):
        response = problem(
            request, exc.status_code, exc.detail, getattr(exc, "errors", None), getattr(exc, "more", None)
        )
        if auth_header := getattr(exc, "auth_header", None):
            response["WWW-Authenticate"] = auth_header
        return response
    return None  # Django logs it and answers through one of the handlers below


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer somebody who asks more than they may, and say after how many seconds they may ask again."""
    detail = _("You have asked more than is allowed in a minute. Ask again in %(seconds)s seconds.")
    response = problem(request, 429, detail % {"seconds": seconds})
    response["Retry-After"] = str(seconds)
    return response


def bad_request(request, exception):
    """Answer a request that Django itself refuses, such as one with thousands of parameters."""
    return problem(request, 400, REFUSED) if _is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request, exception):
    return problem(request, 403) if _is_api(request) else defaults.permission_denied(request, exception)


def page_not_found(request, exception):
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return problem(request, 404, NOTHING_HERE if request.path.endswith("/") else NO_SLASH)


def server_error(request):
    """Answer 500 without saying why; the log does."""
    return problem(request, 500) if _is_api(request) else defaults.server_error(request)


def _is_api(request) -> bool:
    return request.path_info.startswith("/api/") and request.path_info != "/api/"  # which is a page for people
