"""The list of 100 initiatives: the product cold, kept and unchanged, the least that could be done, and peers.

All are called in this process, turn by turn in random order, so that a slow moment of the machine meets each alike.
What counts is this process's CPU time: a database server's own work is left out. Run by `python -m benchmarks list`.
"""

import argparse
import gc
import statistics

import orjson
from django.db import connection

from benchmarks import bare
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
from benchmarks.peers.applications import make_application
from tracker.wsgi import application as product
from zones.models import Initiative
from zones.services import revision_triggers

# Those of the product's fields that the least answer has, too.
NAMED = ("slug", "name_zh", "name_en")
SHORT = "&fields=" + ",".join([
    *NAMED, "kind.value", "position", "status.value", "summary_zh", "summary_en", "start_on", "due_on",
    *(f"{each}.{name}" for each in ("zone", "plan", "themes", "evidence.source") for name in NAMED),
    *("evidence.locator", "evidence.quotation", "evidence.note_zh", "evidence.note_en", "created_at", "updated_at"),
    *("tier.position", "tier.label_zh", "tier.label_en"),
    *(f"latest_update.{name}" for name in ("as_of.date", "status.value", "percent", "summary_zh")),
])  # fmt: skip
# The way that stock DRF takes to the same fields.
STOCK = {"stock DRF": "product, fields of bare", "stock DRF, same rows": "product, cold"}


def results(body: bytes) -> list[dict]:
    answer = orjson.loads(body)
    return answer.get("results") or answer["items"]


def slugs(body: bytes) -> list[str]:
    return [row["slug"] for row in results(body)]


def calls_of(query: str) -> dict:
    """Return what is measured by name; each call returns the milliseconds of CPU time that it took."""
    least, peers = bare.make_application(), make_application()
    tag = ""

    def cold(further=""):
        forget_answers()
        return call(product, INITIATIVES, query + further)[1]

    def short():
        return cold(SHORT)

    def after_a_write():
        revision_triggers.change(connection)
        took = call(product, INITIATIVES, query)[1]
        short()  # outside the clock: the names that it shows are held again, as in service
        return took

    def kept():
        call(product, INITIATIVES, query)  # outside the clock: keeps it
        return call(product, INITIATIVES, query)[1]

    def unchanged():
        nonlocal tag
        call(product, INITIATIVES, query)
        tag = call.headers["ETag"]
        return call(product, INITIATIVES, query, expected="304", HTTP_IF_NONE_MATCH=tag)[1]

    return {
        "bare": lambda: call(least, INITIATIVES, query)[1],
        "product, cold": cold,
        "product, fields of bare": short,
        "product, first after a write": after_a_write,
        "product, kept": kept,
        "product, 304": unchanged,
        "stock DRF": lambda: call(peers, "/stock/initiatives/", query)[1],
        "stock DRF, same rows": lambda: call(peers, "/stock/same-rows/", query)[1],
        "django-ninja": lambda: call(peers, "/ninja/initiatives/", query)[1],
    }


def refuse_different_questions(query: str) -> None:
    """Raise RuntimeError unless all answer with the same records in the same order."""
    peers = make_application()
    answers = {
        "product": call(product, INITIATIVES, query)[0],
        "product, fields of bare": call(product, INITIATIVES, query + SHORT)[0],
        "bare": call(bare.make_application(), INITIATIVES, query)[0],
        "stock DRF": call(peers, "/stock/initiatives/", query)[0],
        "stock DRF, same rows": call(peers, "/stock/same-rows/", query)[0],
        "django-ninja": call(peers, "/ninja/initiatives/", query)[0],
    }
    for name, body in answers.items():
        say(f"{name:<24}{len(slugs(body))} rows, {len(body) / 1000:.0f} kB")
        if slugs(body) != slugs(answers["bare"]):
            raise RuntimeError(f"{name} does not answer the same question")
    if results(answers["stock DRF, same rows"]) != results(answers["product"]):
        raise RuntimeError("stock DRF, same rows: these are others")


def main(rounds: int) -> None:
    query = sample_query()
    say(f"{connection.vendor}, {Initiative.objects.count()} initiatives: GET {INITIATIVES}?{query}")
    refuse_different_questions(query)
    calls = calls_of(query)
    counted = {name: queries_of(make) for name, make in calls.items() if name not in ("bare", "product, 304")}
    gc.collect()
    gc.freeze()
    times = interleaved(calls, rounds)
    say(
        f"median of {rounds} rounds (a tenth below to a tenth above)",
        f"{'':<30}{'CPU ms':>24}{'× bare':>26}   queries",
    )
    for name in calls:
        known = {"bare": 1, "product, 304": 1, "product, kept": 1, "product, first after a write": ""}
        queries = known.get(name, counted.get(name, ""))
        say(f"{name:<30}{spread(times[name]):>24}{spread(ratio(times, name, 'bare')):>26}   {queries}")
    for peer, of_product in STOCK.items():
        faster = spread(ratio(times, peer, of_product)).strip()
        say(f"{peer} takes {faster} times as long as {of_product}")
    say(f"GROWTH {connection.vendor} {Initiative.objects.count()} {statistics.median(times['product, cold']):.3f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200)
    main(parser.parse_args().rounds)
