"""Every list of the API, from its router, and every list page: cold, against the sample's list in the same run.

CPU time of this process in turn and in random order. Run by `python -m benchmarks endpoints`.
"""

import argparse
import gc
import statistics

from django.db import connection

from benchmarks.calling import (
    INITIATIVES,
    call,
    forget_answers,
    interleaved,
    queries_of,
    ratio,
    sample_query,
    say,
    spread,
)
from tracker.wsgi import application as product
from zones.api.urls import router

PAGES = ("/zones/", "/plans/", "/goals/", "/initiatives/", "/indicators/", "/themes/", "/sources/", "/updates/")
SAMPLE = "the sample"


def addresses() -> dict[str, tuple[str, str]]:
    """Return path and query of all that is measured, by name."""
    found = {SAMPLE: (INITIATIVES, sample_query())}
    for prefix, _viewset, _name in router.registry:
        query = "q=纳米&page_size=100" if prefix == "search" else "page_size=100"
        found[f"/api/v1/{prefix}/"] = (f"/api/v1/{prefix}/", query)
    found |= {path: (path, "") for path in PAGES}
    found["/search/?q=纳米"] = ("/search/", "q=纳米")
    return found


def cold(path: str, query: str):
    def measured() -> float:
        forget_answers()
        return call(product, path, query)[1]

    return measured


def main(rounds: int) -> None:
    calls, counted = {}, {}
    for name, (path, query) in addresses().items():
        query = query.encode().decode("latin-1")  # as WSGI hands bytes on
        try:
            counted[name] = queries_of(cold(path, query))
        except RuntimeError as error:  # needs parameters of its own, or is not done yet
            say(f"{name}: not measured, {str(error)[:150]}")
            continue
        calls[name] = cold(path, query)
    gc.collect()
    gc.freeze()
    times = interleaved(calls, rounds)
    say(f"{connection.vendor}: cold, 100 rows a page; median of {rounds} rounds")
    say(f"{'':<28}{'CPU ms':>24}{'× the sample':>26}   queries")
    for name in sorted(calls, key=lambda name: statistics.median(times[name])):
        say(f"{name:<28}{spread(times[name]):>24}{spread(ratio(times, name, SAMPLE)):>26}   {counted[name]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    main(parser.parse_args().rounds)
