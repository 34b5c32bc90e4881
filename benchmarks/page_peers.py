"""The page of a plan of 60 initiatives, and of its zone: cold, against model objects in plain templates.

The peers (benchmarks/peers/pages.py) tell the same facts in the same frame, without pictures. What counts is this
process's CPU time, turn by turn in random order. Run by `python -m benchmarks page-peers`, on a copy of the data.
"""

import argparse
import gc

from django.db import connection

from benchmarks.calling import call, forget_answers, interleaved, queries_of, ratio, say, spread
from benchmarks.peers.applications import make_application
from tracker.wsgi import application as product
from zones.models import Initiative, Plan

INITIATIVES = 60


def leave_60(plan: Plan) -> None:
    """Take away what the plans of the plan's zone have beyond 60 initiatives each."""
    for each in Plan.objects.filter(zone=plan.zone):
        kept = each.initiatives.order_by("pk").values_list("pk", flat=True)[:INITIATIVES]
        Initiative.objects.filter(plan=each).exclude(pk__in=list(kept)).delete()


def main(rounds: int) -> None:
    plan = Plan.objects.filter(zone__slug="generated-zone-1").order_by("slug").first()
    leave_60(plan)
    peers = make_application()

    def of_product(path: str):
        def measured() -> float:
            forget_answers()
            return call(product, path)[1]

        return measured

    paths = {"plan": f"/plans/{plan.slug}/", "zone": f"/zones/{plan.zone.slug}/"}
    calls = {}
    for name, path in paths.items():
        calls[f"{name}, product cold"] = of_product(path)
        calls[f"{name}, model objects"] = lambda path=path: call(peers, path)[1]
    counted = {name: queries_of(each) for name, each in calls.items()}
    gc.collect()
    gc.freeze()
    times = interleaved(calls, rounds)
    say(f"{connection.vendor}: plan of {plan.initiatives.count()} initiatives; median of {rounds} rounds")
    for name, values in times.items():
        say(f"{name:<24}{spread(values)} ms of CPU time, {counted[name]} queries")
    for name in paths:
        factor = ratio(
            {"one": times[f"{name}, model objects"], "other": times[f"{name}, product cold"]}, "one", "other"
        )
        say(f"{name}: with model objects {spread(factor).strip()} times as long as the product")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    main(parser.parse_args().rounds)
