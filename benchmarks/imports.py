"""How many rows a second each way to write many records makes, with their history and all triggers.

A row is a record or a row of its history. Run by `python -m benchmarks imports`, on a copy of the data; the package
is read into a database of its own by `python -m benchmarks.imports --package FILE`.
"""

import argparse
import time
from collections.abc import Callable

from django.db import connection
from simple_history.utils import bulk_create_with_history

from benchmarks.calling import say
from zones.choices import Publication
from zones.models import Initiative, Plan
from zones.services import package


def initiatives(rows: int) -> list[Initiative]:
    """Return new initiatives of one plan, not saved yet."""
    plan = Plan.objects.select_related("zone").order_by("pk").last()
    last = Initiative.objects.latest("pk").pk
    return [
        Initiative(
            slug=f"imported-{number}",
            plan=plan,
            zone=plan.zone,
            name_zh=f"示例导入工程{number}",
            name_en=f"Imported project {number}",
            publication=Publication.PUBLISHED,
            is_public=True,
            accepted_version=1,
        )
        for number in range(last + 1, last + 1 + rows)
    ]


def one_by_one(records: list[Initiative]) -> None:
    for record in records:
        record.save()


WAYS: dict[str, Callable[[list[Initiative]], object]] = {
    "save(), one by one": one_by_one,
    "bulk_create, without history": lambda records: Initiative.objects.bulk_create(records, batch_size=1000),
    "bulk_create_with_history": lambda records: bulk_create_with_history(records, Initiative, batch_size=1000),
}


def main(rows: int) -> None:
    for name, write in WAYS.items():
        records = initiatives(rows if "bulk" in name else rows // 10)
        wall, cpu = time.perf_counter(), time.process_time()
        write(records)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        written = len(records) * (1 if "without" in name else 2)
        say(f"{connection.vendor}: {name:<30}{written / wall:>8.0f} rows/s, {written} rows, {cpu:.1f} s of CPU time")


def read_package(file: str) -> None:
    wall = time.perf_counter()
    counts = package.import_package(file)
    wall = time.perf_counter() - wall
    rows = sum(counts.values())
    say(f"{connection.vendor}: import_package {rows / wall:.0f} rows/s, {rows} rows in {wall:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--package", default="", help="a file that /api/v1/export/ gave; the database must be empty")
    options = parser.parse_args()
    if options.package:
        read_package(options.package)
    else:
        main(options.rows)
