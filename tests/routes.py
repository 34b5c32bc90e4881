"""Every address that a reader can ask for, read from the resolver; a new route is among them by itself."""

import re
from io import BytesIO
from zipfile import ZipFile

from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from zones.views.discovery import SITEMAPS

# What differs between two answers that say the same, in the headers and in the text.
_NEW_EACH_TIME = {"Content-Length", "Expires", "ETag", "Last-Modified", "Cache-Control"}
_FRESH = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=cursor=)[-\w:%.]+')


ONLY_WRITTEN_TO = ("-bulk", "-publication")  # how the names of those routes of the API end


def routes(resolver=None, namespaces=()):
    """Yield name, names of the arguments and pattern of every route but those of the admin."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from routes(pattern, (*namespaces, *filter(None, [pattern.namespace])))
        else:
            yield ":".join((*namespaces, pattern.name)), set(pattern.pattern.regex.groupindex), pattern


def arguments(name, names, slugs):
    """Return all that a route can be called with: a dict for each of its records, whose keys `slugs(kind)` gives.

    Raises AssertionError for a route with arguments that nobody has taught it.
    """
    kind = name.removeprefix("api:").removesuffix("-detail").removesuffix("-feed").removesuffix("-history")
    kind = kind.removesuffix("-changes").removesuffix("-report").removesuffix("-indicators").removesuffix("-records")
    kind = kind.removesuffix("-publication")
    if not names:
        return [{}]
    if names == {"uidb64", "token"}:
        return [{"uidb64": "MQ", "token": "set-password"}]
    if name == "sitemap-section":
        return [{"section": section} for section in SITEMAPS]
    if names == {"slug", "indicator"}:
        indicators = slugs("indicator")
        return [{"slug": slug, "indicator": indicator} for slug in slugs("zone") for indicator in indicators]
    if len(names) == 1 and names <= {"slug", "key", "number"}:
        (argument,) = names
        found = [{argument: slug} for slug in slugs(kind)]
        assert found, f"The canary does not know any record for the route {name}."
        return found
    raise AssertionError(f"The canary does not know the arguments {sorted(names)} of the route {name}.")


def addresses(slugs):
    """Return the address of every route with every record, pages in both languages."""
    found = []
    for name, names, _pattern in routes():
        if name.endswith(ONLY_WRITTEN_TO):
            continue
        for kwargs in arguments(name, names, slugs):
            for language in ("zh-hans", "en"):
                with translation.override(language):
                    found.append(reverse(name, kwargs=kwargs))
    return list(dict.fromkeys(found))


def answer(client, address):
    """Return what a reader gets: status, headers, and the body without what is new each time."""
    response = client.get(address, headers={"accept-language": "zh-CN"})
    body = _FRESH.sub("", text_of(response))
    headers = {name: value for name, value in response.headers.items() if name not in _NEW_EACH_TIME}
    headers = {name: _FRESH.sub("", value) for name, value in headers.items()}
    return response.status_code, headers, body


def text_of(response):
    """Return all that an answer says as text; of an Office document what its parts say, without when it was made."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if not name.startswith("docProps/"))
