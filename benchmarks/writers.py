"""Eight processes that write to one database through the product's own doors; none may hear "database is locked".

Run by `python -m benchmarks writers`. `--deferred` opens transactions on SQLite as Django does by default.
"""

import argparse
import multiprocessing
import time
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from benchmarks.calling import say
from zones.choices import InitiativeStatus, ThemeGroup
from zones.models import Initiative, ProgressUpdate, Theme
from zones.services.progress import save_update

WRITERS = 8


def write(number: int, deferred: bool, seconds: float, answers) -> None:
    """Save themes with history and report progress until the time is up; count what came of it."""
    if deferred:
        connection.settings_dict["OPTIONS"]["transaction_mode"] = None
        connection.settings_dict["OPTIONS"]["timeout"] = 20
    counted: Counter = Counter()
    until, place = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        place += 1
        try:
            if place % 2:
                theme = Theme(slug=f"writer-{number}-{place}", group=ThemeGroup.values[0], name_zh=f"主题{number}")
                theme.save()
                theme.name_en = "changed"
                theme.save()
            else:
                initiative = Initiative.objects.all()[(number * 97 + place) % 1000]
                report(initiative, place)
            counted["written"] += 1
        except DatabaseError as error:
            counted[str(error).splitlines()[0][:60]] += 1
    answers.put(counted)


def report(initiative: Initiative, place: int) -> None:
    day = date(2024, 1, 1) + timedelta(days=place)
    save_update(update=ProgressUpdate(initiative=initiative, as_of=day, status=InitiativeStatus.IN_PROGRESS))


def main(seconds: float, deferred: bool) -> None:
    if deferred and connection.vendor != "sqlite":
        say(f"{connection.vendor} has no DEFERRED")
        return
    connection.close()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    processes = [context.Process(target=write, args=(n, deferred, seconds, answers)) for n in range(WRITERS)]
    for process in processes:
        process.start()
    counted: Counter = sum((answers.get() for _ in processes), Counter())
    for process in processes:
        process.join()
    mode = "DEFERRED" if deferred else settings.DATABASES["default"].get("OPTIONS", {}).get("transaction_mode", "")
    written = counted.pop("written", 0)
    say(f"{connection.vendor} {mode}: {WRITERS} writers, {written} writes, errors: {dict(counted) or 0}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--deferred", action="store_true")
    options = parser.parse_args()
    main(options.seconds, options.deferred)
