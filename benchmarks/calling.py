"""Calling WSGI applications in this process, turn by turn, and what their times say."""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
# Limits protect an instance from strangers; here one caller asks as much as it can.
for each in ("READING", "WRITING", "FILES", "REFUSED"):
    os.environ.setdefault(f"LIMIT_{each}", "1000000000")
django.setup()

from django.conf import settings  # noqa: E402 - models can be imported only now
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from zones.middleware.kept import STORE  # noqa: E402
from zones.models import Theme, Zone  # noqa: E402

WARM_UP = 10
INITIATIVES = "/api/v1/initiatives/"


def sample_query() -> str:
    """Return the query: the announced initiatives of the largest zone and its commonest theme, 100 a page."""
    zone = Zone.objects.annotate(size=Count("initiatives")).latest("size")
    themes = Theme.objects.filter(initiatives__zone=zone, initiatives__status="announced")
    theme = themes.annotate(size=Count("initiatives")).latest("size")
    return urlencode(
        {"zone": zone.slug, "status": "announced", "theme": theme.slug, "page_size": 100, "ordering": "-updated_at"}
    )


def call(
    application, path: str, query: str = "", clock: Callable[[], int] = time.process_time_ns, expected="200", **of
):
    """Call a WSGI application and return its body and the milliseconds it took; raise unless it answers as expected.

    `clock` says of which time: of this process on a processor, or another function that counts nanoseconds. Further
    arguments are headers, by their names in WSGI.
    """
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT": "*/*",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | of
    answered = []
    began = clock()
    response = application(environ, lambda status, headers, *_: answered.append((status, dict(headers))))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    took = (clock() - began) / 1e6
    status, call.headers = answered[0]
    if not status.startswith(expected):
        raise RuntimeError(f"{path}?{query} answered {status}: {body[:500]!r}")
    return body, took


def forget_answers() -> None:
    """Let the next request be answered anew. What is held of the names of zones and themes stays, as in service."""
    STORE.clear()


def queries_of(make_call: Callable) -> int:
    """Return how many statements a call sends to the database; what may be held in memory is held by then."""
    make_call()
    forget_answers()
    with CaptureQueriesContext(connection) as captured:
        make_call()
    return len(captured)


def interleaved(calls: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each round by name; in each, all are called once, in random order."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for round_ in range(WARM_UP + rounds):
        random.shuffle(names)
        for name in names:
            took = calls[name]()
            if round_ >= WARM_UP:
                times[name].append(took)
    return times


def spread(values: list[float]) -> str:
    """Return the median with the values that a tenth of all lie below and above."""
    tenths = statistics.quantiles(values, n=10)
    return f"{statistics.median(values):6.2f} ({tenths[0]:.2f} to {tenths[-1]:.2f})"


def ratio(times: dict[str, list[float]], name: str, to: str) -> list[float]:
    """Return round by round how many times as long one took as the other."""
    return [one / other for one, other in zip(times[name], times[to], strict=True)]


def say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


settings.ALLOWED_HOSTS = ["*"]
