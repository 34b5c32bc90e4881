"""Answers to the public that are kept for as long as the data stay as they are; docs/caching.md tells how and why.

The revision of the data is read before anything else, and both the entity tag of an answer and the key under which it
is kept are made from it. So an answer is never older than its tag, and a write by any door makes all tags and all that
is kept worthless at once, in every process.
"""

import re
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import cc_delim_re

from zones import revision
from zones.languages import preferred_language
from zones.middleware.codings import CODINGS, IDENTITY, encode, is_worth_coding, preferred_coding
from zones.middleware.edition import edition
from zones.middleware.store import Answer, Store
from zones.middleware.validators import entity_tag, hex_part, is_unmodified, last_modified, matching_tag
from zones.views.welcome import is_newcomer

STORE = Store(settings.KEPT_ANSWERS)
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"
# These are for one person, or tell whether the product lives.
_FOR_ONE = re.compile(r"/healthz|/(en/)?(admin|account)/")
_OF_THE_BODY = {"Content-Encoding", "Content-Length", "ETag", "Last-Modified"}  # set for each answer that is sent


def kept_answers(get_response):
    """Answer 304, or what is kept, to anonymous GET and HEAD; all else is answered anew, and nothing of it is kept."""
    this_edition = edition()

    def middleware(request):
        if _FOR_ONE.match(request.path_info):
            return get_response(request)
        if settings.DEBUG or _is_signed_in(request):
            return _in_private(request, get_response(request))
        seen = revision.read() if request.method in {"GET", "HEAD"} and not _is_welcomed(request) else None
        return Question(request, seen, this_edition).answer(get_response) if seen else get_response(request)

    return middleware


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether a request says who asks, is part of a session, or brings back a message that was left for somebody."""
    cookies = request.COOKIES
    return "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies


def _is_welcomed(request: HttpRequest) -> bool:
    """Whether the first page sends the visitor on to the English one: that is decided anew each time."""
    return request.path_info == "/" and is_newcomer(request)


def _in_private(request: HttpRequest, response: Any) -> HttpResponseBase:
    """Let nobody keep an answer. It has a tag all the same: who changes a record says by it which version they saw."""
    response.headers.setdefault("Cache-Control", PRIVATE)
    if response.status_code not in {200, 201} or response.streaming or response.has_header("ETag"):
        return response
    digits = hex_part(response.content)
    response.headers["ETag"] = entity_tag(digits, _version_in(response))
    if request.method in {"GET", "HEAD"} and matching_tag(request.META.get("HTTP_IF_NONE_MATCH", ""), {digits}):
        return _not_modified(response.headers)
    return response


class Question:
    """An anonymous GET or HEAD, and the state of the data from which it is answered."""

    def __init__(self, request: HttpRequest, seen: revision.Seen, this_edition: str):
        self.request = request
        self.seen = seen
        self.if_none_match = request.META.get("HTTP_IF_NONE_MATCH", "")
        # All that an answer may depend on: whatever else its Vary names keeps it from being kept.
        self.differs_by = _headers_that_matter(request.path_info)
        parts = (
            *(seen.token, this_edition, timezone.localdate()),
            *(request.scheme, request.get_host(), request.path, request.META.get("QUERY_STRING", "")),
            "Accept-Language" in self.differs_by and preferred_language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")),
            "Accept" in self.differs_by and request.META.get("HTTP_ACCEPT", ""),
        )
        self.key = blake2b(repr(parts).encode(), digest_size=20).digest()
        self.tags = {coding: hex_part(self.key + coding.encode()) for coding in CODINGS}

    def answer(self, get_response: Any) -> HttpResponseBase:
        """Return 304 if the client has the answer, what is kept if it is, or what the views answer."""
        if shown := matching_tag(self.if_none_match, self.tags.values()):
            return _not_modified({"ETag": shown, "Cache-Control": PUBLIC, "Vary": ", ".join(self.differs_by)})
        kept = STORE.find(self.seen.token, self.key)
        if kept is None:
            return self._anew(get_response)
        coding = kept.coding(self._preferred_coding)
        if coding not in kept.bodies:
            kept = kept.coded(coding)
            STORE.keep(self.seen.token, self.key, kept)
        return self._sent(HttpResponse(headers=kept.headers), kept, coding)

    def _anew(self, get_response: Any) -> HttpResponseBase:
        with revision.answering_from(self.seen.token):
            response = get_response(self.request)
        if not self._may_be_kept(response):
            return response
        response.headers.setdefault("Cache-Control", PUBLIC)
        response.headers["Vary"] = ", ".join(self.differs_by)
        if response.streaming:  # kept by nobody here, but a client that has it all need not have it again
            return self._marked(response, IDENTITY, None)
        answer = _answer_of(response, self._preferred_coding)
        if self.request.method == "GET":  # a view may answer HEAD with less
            STORE.keep(self.seen.token, self.key, answer)
        return self._sent(response, answer, answer.coding(self._preferred_coding))

    @property
    def _preferred_coding(self) -> str:
        return preferred_coding(self.request.META.get("HTTP_ACCEPT_ENCODING", ""))

    def _may_be_kept(self, response: Any) -> bool:
        """Whether an answer is the same for everybody who asks this; only what succeeded is kept."""
        varies = {name.lower() for name in cc_delim_re.split(response.headers.get("Vary", "")) if name}
        return (
            response.status_code == 200
            and not response.cookies
            and not {"private", "no-store"} & set(cc_delim_re.split(response.headers.get("Cache-Control", "").lower()))
            and varies <= {name.lower() for name in self.differs_by}
        )

    def _sent(self, response: HttpResponse, answer: Answer, coding: str) -> HttpResponseBase:
        """Return the response with the body of an answer, or 304 if the client has it by the rules left to look at."""
        body = answer.bodies[coding]
        self._marked(response, coding, answer.version)
        if self._has_it():
            return _not_modified(response.headers)
        response.headers["Content-Length"] = str(len(body))
        if coding != IDENTITY:
            response.headers["Content-Encoding"] = coding
        response.content = b"" if self.request.method == "HEAD" else body
        return response

    def _marked(self, response: Any, coding: str, version: int | None) -> Any:
        response.headers["ETag"] = entity_tag(self.tags[coding], version)
        response.headers["Last-Modified"] = last_modified(self.seen.changed_at)
        return response

    def _has_it(self) -> bool:
        """Whether an answer that is there need not be sent: `If-None-Match: *`, or without tags a date that holds."""
        if self.if_none_match:
            return self.if_none_match.strip() == "*"
        return is_unmodified(self.request.META.get("HTTP_IF_MODIFIED_SINCE", ""), self.seen.changed_at)


def _headers_that_matter(path: str) -> tuple[str, ...]:
    """Return by which headers of a request its answer differs: the API never looks at cookies, pages at no token."""
    if path.startswith("/api/v1/"):
        return ("Accept", "Accept-Encoding", "Accept-Language", "Authorization")
    if path.startswith("/en/"):
        return ("Accept-Encoding", "Cookie")
    return ("Accept-Encoding", "Accept-Language", "Cookie", *(["Referer"] if path == "/" else []))


def _answer_of(response: Any, coding: str) -> Answer:
    """Return what is to be kept of a response, its body in the coding that is asked for if it is worth it."""
    body, kind = response.content, response.headers.get("Content-Type", "")
    codable = not response.has_header("Content-Encoding") and is_worth_coding(kind, body)
    headers = {name: value for name, value in response.headers.items() if name not in _OF_THE_BODY}
    coding = coding if codable else IDENTITY
    return Answer(headers, {coding: encode(body, coding)}, _version_in(response), codable)


def _version_in(response: Any) -> int | None:
    """Return the version of the record that a response shows, as the API says it; None for all other answers."""
    return getattr(response, "record_version", None)


def _not_modified(headers: Any) -> HttpResponseNotModified:
    told = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Location", "Expires")
    return HttpResponseNotModified(headers={name: headers[name] for name in told if name in headers})
