"""How much memory a worker process of the served product takes after a mixed workload, its kept answers full.

Told are RSS, which counts what workers share once for each, and PSS, which divides it among them; private memory is
what one more worker would cost. Run by `python -m benchmarks memory`.
"""

import argparse
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from django.db import connection

from benchmarks.calling import INITIATIVES, sample_query, say
from benchmarks.served import ADDRESS, GUNICORN, children_of, serving
from zones.api.urls import router
from zones.models import Initiative, Plan, Zone

GOAL = 120


def paths(requests: int) -> list[str]:
    """Return a mixed workload: lists, pages, single records, searches and files."""
    zones = list(Zone.objects.values_list("slug", flat=True))
    plans = list(Plan.objects.values_list("slug", flat=True))
    initiatives = list(Initiative.objects.order_by("-pk").values_list("slug", flat=True)[:500])
    random = Random(1)  # noqa: S311 - nothing secret is drawn
    found = [f"{INITIATIVES}?{sample_query()}"]
    found += [f"/api/v1/{prefix}/?page_size=100" for prefix, _viewset, _name in router.registry if prefix != "search"]
    found += [f"/api/v1/search/?q={quote(word)}" for word in ("纳米", "人工智能", "5G")]
    found += ["/", "/zones/", "/themes/", "/initiatives/", "/plans/", "/search/?q=" + quote("纳米")]
    while len(found) < requests:
        found.append(f"{INITIATIVES}?zone={random.choice(zones)}&page_size={random.randrange(50, 500)}")
        found.append(f"{INITIATIVES}{random.choice(initiatives)}/")
        found.append(
            f"/zones/{random.choice(zones[32:])}/" if len(zones) < 40 else f"/api/v1/zones/{random.choice(zones)}/"
        )
        found.append(f"/api/v1/plans/{random.choice(plans)}/")
    return found


def megabytes(process: int) -> dict[str, float]:
    """Return what memory a process takes, by sort."""
    sizes = dict.fromkeys(("Rss", "Pss", "Private_Clean", "Private_Dirty"), 0.0)
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        name, _colon, rest = line.partition(":")
        if name in sizes:
            sizes[name] = int(rest.split()[0]) / 1024
    return {
        "RSS": sizes["Rss"], "PSS": sizes["Pss"], "private": sizes["Private_Clean"] + sizes["Private_Dirty"],
    }  # fmt: skip


def main(requests: int) -> None:
    asked = paths(requests)
    limits = {f"LIMIT_{each}": "1000000000" for each in ("READING", "WRITING", "FILES", "REFUSED")}
    limits["MALLOC_ARENA_MAX"] = "1"  # as `manage.py serve` says
    refused = 0
    with serving(["gunicorn", "tracker.wsgi:application", *GUNICORN], limits, "/healthz") as master:
        say("after the start: " + told(master))
        for path in asked:
            try:
                with urlopen(Request(ADDRESS + path, headers={"Accept-Encoding": "gzip"})) as answer:  # noqa: S310
                    answer.read()
            except HTTPError:
                refused += 1
        say(
            f"{connection.vendor}, after {len(asked)} requests, {refused} of them refused (goal {GOAL} MB): "
            + told(master)
        )


def told(master: int) -> str:
    workers = (megabytes(worker) for worker in children_of(master))
    return "; ".join(", ".join(f"{name} {size:.0f} MB" for name, size in worker.items()) for worker in workers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=600)
    main(parser.parse_args().requests)
