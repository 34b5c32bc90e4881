"""Each kind of page: the whole answer against what its selectors need for it, in one run, as a ratio.

A call is timed in two parts. All that a view reads is read before its template begins: querysets that it left unread
in the context are read then. From there on the template is rendered. The ratio is the whole call, from the first
middleware to the last byte, to the call without the rendering. What a template queries counts as rendering: it should
query nothing. Counted is the time that passes, because reading is also waiting for the database.
"""

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()

from django.core.paginator import Page  # noqa: E402 - models can be imported only now
from django.db.models import QuerySet  # noqa: E402
from django.forms import BaseForm  # noqa: E402
from django.template import loader  # noqa: E402

from benchmarks.calling import call, spread  # noqa: E402
from tracker.wsgi import application as product  # noqa: E402

ROUNDS = 60
WARM_UP = 5
PAGES = (
    "/",
    "/zones/",
    "/zones/zhuzhou/",
    "/zones/national/",
    "/plans/",
    "/plans/tianjin-binhai-14/",
    "/plans/zhuzhou-14/",
    "/goals/",
    "/initiatives/",
    "/initiatives/zhuzhou-14-service-3/",
    "/indicators/",
    "/indicators/high-tech-enterprises/",
    "/themes/",
    "/themes/industrial-clusters/",
    "/compare/",
    "/sources/",
    "/sources/dialogue-2020/",
    "/updates/",
)
QUERIES = {"/compare/": "zone=guangzhou&zone=shenzhen"}


class Stopwatch:
    """Stands in for the loader's `render_to_string` and notes how long rendering took, after all reading was done."""

    def __init__(self, render: Callable):
        self.render = render
        self.rendering = 0.0

    def __call__(self, template, context=None, request=None, using=None) -> str:
        read(context.values() if context else ())
        began = time.perf_counter_ns()
        text = self.render(template, context, request, using=using)
        self.rendering += (time.perf_counter_ns() - began) / 1e6
        return text


def read(values: Iterable) -> None:
    """Read what a view left unread in its context: querysets, and the records that a form lets choose."""
    for value in values:
        if isinstance(value, Page):
            value = value.object_list
        if isinstance(value, QuerySet):
            len(value)
        if isinstance(value, BaseForm):
            for field in value.fields.values():
                list(getattr(field.widget, "choices", ()))


def measure(stopwatch: Stopwatch) -> dict[str, list[tuple[float, float]]]:
    """Return for each page and round the milliseconds in all, and those of its selectors."""
    times: dict[str, list[tuple[float, float]]] = {path: [] for path in PAGES}
    paths = list(PAGES)
    for round_ in range(WARM_UP + ROUNDS):
        random.shuffle(paths)
        for path in paths:
            stopwatch.rendering = 0.0
            _body, whole = call(product, path, QUERIES.get(path, ""), time.perf_counter_ns)
            if round_ >= WARM_UP:
                times[path].append((whole, whole - stopwatch.rendering))
    return times


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("seed", stdout=sys.stderr)
    loader.render_to_string = stopwatch = Stopwatch(loader.render_to_string)
    gc.freeze()
    times = measure(stopwatch)
    sys.stdout.write(
        f"{'page':<38}{'all, ms':>9}{'read, ms':>10}   ratio, median of {ROUNDS} (a tenth below, above)\n"
    )
    for path, pairs in times.items():
        whole, reading = (statistics.median(each) for each in zip(*pairs, strict=True))
        ratios = [one / other for one, other in pairs]
        sys.stdout.write(f"{path:<38}{whole:>9.1f}{reading:>10.1f} {spread(ratios)}\n")


if __name__ == "__main__":
    main()
