"""Two-character searches: pages near the beginning and deep, by cursor and, for comparison, by OFFSET.

Counted is the time that passes, because most of it is the database's. Run by `python -m benchmarks search`.
"""

import argparse
import gc
import time
from urllib.parse import quote, urlsplit

import orjson
from django.db import connection

from benchmarks.calling import call, forget_answers, interleaved, say, spread
from tracker.wsgi import application as product
from zones.models import Initiative, SearchEntry

WORD = "纳米"
SEARCH = "/api/v1/search/"


def page(path: str, query: str):
    """Return a call that asks for a page and returns the milliseconds that passed."""

    def measured() -> float:
        forget_answers()
        return call(product, path, query.encode().decode("latin-1"), time.perf_counter_ns)[1]

    return measured


def deep(path: str, query: str, pages: int) -> str:
    """Return the query of a page far behind the first: the cursor there is got from a row that OFFSET finds."""
    for _ in range(pages):
        following = orjson.loads(call(product, path, query.encode().decode("latin-1"))[0])["next"]
        if not following:
            break
        query = urlsplit(following).query
    return query


def offset(rows: int):
    def measured() -> float:
        began = time.perf_counter_ns()
        list(Initiative.objects.published().order_by("-updated_at", "-id").values_list("pk")[rows : rows + 100])
        return (time.perf_counter_ns() - began) / 1e6

    return measured


def main(rounds: int) -> None:
    count = Initiative.objects.count()
    found = SearchEntry.objects.matching(WORD).count()
    say(f"{connection.vendor}, {count} initiatives, {found} of all records hold {WORD}")
    query = f"q={quote(WORD)}"
    calls = {
        f"{SEARCH}?q={WORD}": page(SEARCH, query),
        f"{SEARCH}?q={WORD}, 20 pages on": page(SEARCH, deep(SEARCH, f"{query}&page_size=500", 20)),
        f"{SEARCH}?q={WORD}&kind=initiative": page(SEARCH, f"{query}&kind=initiative"),
        f"{SEARCH}?q=纳米材料": page(SEARCH, f"q={quote('纳米材料')}"),
        f"{SEARCH}?q=示例": page(SEARCH, f"q={quote('示例')}"),
        f"/api/v1/initiatives/?q={WORD}": page("/api/v1/initiatives/", query),
        f"/search/?q={WORD}": page("/search/", query),
        f"OFFSET {count * 9 // 10}, keys alone": offset(count * 9 // 10),
    }
    gc.freeze()
    for name, call_ in list(calls.items()):
        try:
            began = time.perf_counter()
            call_()
            if time.perf_counter() - began > 3:
                say(f"{name:<44}{(time.perf_counter() - began) * 1000:.0f} ms, asked once")
                del calls[name]
        except RuntimeError as error:
            say(f"{name}: {str(error)[:200]}")
            del calls[name]
    times = interleaved(calls, rounds)
    for name, values in times.items():
        say(f"{name:<44}{spread(values)} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    main(parser.parse_args().rounds)
