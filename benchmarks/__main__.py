"""`python -m benchmarks <measurement>`: run a measurement on scratch databases, which are made when they are missing.

    list        the sample task: the product cold, kept and unchanged, the bare function, stock DRF, django-ninja
    served      the same behind gunicorn, with datasette, asked by wrk
    endpoints   every list of the API and every list page
    pages       each kind of page against its own reading
    page-peers  plan and zone pages against the same facts from model objects in plain templates
    search      two-character searches and deep pages
    imports     rows a second of each way to write many records, with their history
    writers     eight writing processes
    memory      of worker processes, after a mixed workload
    build       only make the databases
    clean       drop all scratch databases

Each runs on both databases; `--database` chooses one, `--initiatives` how many there are. All other
options are those of the measurement itself. `quick` is what `make bench` runs.
"""

import argparse
import os
import subprocess
import sys

from benchmarks import databases

SIZES = (10_000, 100_000, 1_000_000)
MODULES = {
    "list": "initiative_list",
    "served": "served",
    "endpoints": "endpoints",
    "pages": "pages",
    "page-peers": "page_peers",
    "search": "search",
    "imports": "imports",
    "writers": "writers",
    "memory": "memory",
}
WRITING = {"page-peers", "imports", "writers", "list"}  # get a copy, so that what is measured next is as it was
SEEDED = {"pages"}


def run(measurement: str, kind: str, initiatives: int, further: list[str]) -> None:
    """Run one measurement in a process of its own, with its database."""
    if kind == "postgresql" and databases.server() is None:
        sys.stderr.write("PostgreSQL is not measured: no server lets us make a database\n")
        return
    if measurement in SEEDED:
        _call(measurement, databases.seeded(kind), further)
        return
    url = databases.generated(kind, initiatives)
    if measurement in WRITING:
        with databases.copied(kind, url, f"copy_{os.getpid()}") as copy:
            _call(measurement, copy, further)
    elif measurement != "build":
        _call(measurement, url, further)


def _call(measurement: str, url: str, further: list[str]) -> None:
    command = [sys.executable, "-m", f"benchmarks.{MODULES[measurement]}", *further]
    sys.stdout.flush()
    subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True)  # noqa: S603


def quick() -> None:
    """Measure what takes a few minutes in all, and leave nothing behind."""
    try:
        for kind in databases.KINDS:
            for measurement in ("pages", "list", "endpoints", "page-peers", "search"):
                run(measurement, kind, SIZES[0], [])
    finally:
        databases.clean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measurement", choices=[*MODULES, "build", "clean", "quick"])
    parser.add_argument("--database", choices=databases.KINDS, action="append", help="default: both")
    parser.add_argument("--initiatives", type=int, action="append", help=f"one or more, default: {SIZES[1]}")
    options, further = parser.parse_known_args()
    if options.measurement == "clean":
        databases.clean()
        return
    if options.measurement == "quick":
        quick()
        return
    for kind in options.database or databases.KINDS:
        for initiatives in options.initiatives or [SIZES[1]]:
            run(options.measurement, kind, initiatives, further)


if __name__ == "__main__":
    main()
