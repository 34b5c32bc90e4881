"""The API's list of 100 initiatives against the least that could be done (`bare.py`), in one run, as a ratio.

Both applications are called in this process, turn by turn in random order, so that a slow moment of the machine meets
both. What counts is this process's CPU time: a database server's own work is the same for both and is left out.
"""

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

import django
import orjson
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()

from django.db import connection  # noqa: E402 - models can be imported only now
from django.db.models import Count  # noqa: E402

from benchmarks import bare  # noqa: E402
from tracker.wsgi import application as product  # noqa: E402
from zones.models import Theme, Zone  # noqa: E402

INITIATIVES = 100_000
ROUNDS = 400
WARM_UP = 20
PATH = "/api/v1/initiatives/"


def fill() -> None:
    """Make the generated records, and let the database count them as it would in service."""
    call_command("migrate", verbosity=0)
    call_command("generate", initiatives=INITIATIVES, stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def choose_query() -> str:
    """Return the query: the announced initiatives of the largest zone and its commonest theme, 100 a page."""
    zone = Zone.objects.annotate(size=Count("initiatives")).latest("size")
    themes = Theme.objects.filter(initiatives__zone=zone, initiatives__status="announced")
    theme = themes.annotate(size=Count("initiatives")).latest("size")
    return urlencode(
        {"zone": zone.slug, "status": "announced", "theme": theme.slug, "page_size": 100, "ordering": "-updated_at"}
    )


def call(application, path: str, query: str = "", clock: Callable[[], int] = time.process_time_ns):
    """Call a WSGI application and return its body and the milliseconds it took; raise unless it answers 200.

    `clock` says of which time: of this process on a processor, or another function that counts nanoseconds.
    """
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT": "application/json",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    answered = []
    began = clock()
    response = application(environ, lambda status, headers, *_: answered.append(status))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    took = (clock() - began) / 1e6
    if not answered[0].startswith("200"):
        raise RuntimeError(f"{path}?{query} answered {answered[0]}: {body[:500]!r}")
    return body, took


def slugs(body: bytes) -> list[str]:
    return [row["slug"] for row in orjson.loads(body)["results"]]


def measure(applications: dict, query: str) -> dict[str, list[float]]:
    """Return the CPU milliseconds of each round by application."""
    times: dict[str, list[float]] = {name: [] for name in applications}
    names = list(applications)
    for round_ in range(WARM_UP + ROUNDS):
        random.shuffle(names)
        for name in names:
            _body, took = call(applications[name], PATH, query)
            if round_ >= WARM_UP:
                times[name].append(took)
    return times


def spread(values: list[float]) -> str:
    """Return the median with the values that a tenth of all lie below and above."""
    tenths = statistics.quantiles(values, n=10)
    return f"{statistics.median(values):6.2f}  ({tenths[0]:.2f} to {tenths[-1]:.2f})"


def main() -> None:
    fill()
    query = choose_query()
    applications = {"API": product, "bare": bare.make_application()}
    bodies = {name: call(application, PATH, query)[0] for name, application in applications.items()}
    if slugs(bodies["API"]) != slugs(bodies["bare"]):
        raise RuntimeError("the two do not answer the same question")
    gc.freeze()
    times = measure(applications, query)
    ratios = [api / least for api, least in zip(times["API"], times["bare"], strict=True)]
    lines = [
        f"{INITIATIVES} initiatives; GET {PATH}?{query}: {len(slugs(bodies['API']))} rows",
        f"median of {ROUNDS} rounds (a tenth below, a tenth above); milliseconds of CPU time",
        *(f"{name:<6}{spread(times[name])}   {len(bodies[name]) / 1000:.0f} kB" for name in applications),
        f"ratio {spread(ratios)}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
