"""The list of 100 initiatives as it is served: `wrk` with 1 and 8 clients against each server, one after the other.

The product, the bare function and the peers within Django stand behind gunicorn with the same workers and threads;
datasette serves the SQLite file by itself, in one process. The CPU time is that of the server's processes, from /proc,
and is told by request. Run by `python -m benchmarks served`.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import local
from urllib.parse import parse_qs, urlencode
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from benchmarks import bare, peers
from benchmarks.calling import INITIATIVES, call, sample_query, say
from tracker.wsgi import application as product

PORT = 8790
ADDRESS = f"http://127.0.0.1:{PORT}"
GUNICORN = ["--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4", "--timeout", "60", "--preload",
            "--no-control-socket", "--log-level", "warning"]  # fmt: skip
TICKS = os.sysconf("SC_CLK_TCK")


def bare_application():
    """Return the bare function, for gunicorn: each thread of a worker process has its own connection."""
    own = local()

    def application(environ, start_response):
        if not hasattr(own, "application"):
            own.application = bare.make_application()
        return own.application(environ, start_response)

    return application


def children_of(process: int) -> list[int]:
    found = subprocess.run(["ps", "--ppid", str(process), "-o", "pid="], capture_output=True, text=True)  # noqa: S603, S607
    return [int(word) for word in found.stdout.split()]


def cpu_seconds(process: int) -> float:
    """Return the time on a processor of a process and those that it started."""
    seconds = 0.0
    for each in (process, *children_of(process)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


@contextmanager
def serving(command: list[str], environment: dict[str, str], path: str):
    """Start a server, wait until it answers, give its process, and end it."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *command],
        env=os.environ | environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(300):
            time.sleep(0.2)
            try:
                with urlopen(ADDRESS + path) as answer:  # noqa: S310 - our own server
                    answer.read()
                break
            except OSError as error:
                if hasattr(error, "code"):
                    raise
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def ask(path: str, clients: int, seconds: int, header: str = "") -> tuple[float, int, str]:
    """Let wrk ask and return requests a second, how many there were, and what was not answered as it should."""
    command = ["wrk", f"-t{min(clients, 2)}", f"-c{clients}", f"-d{seconds}s", "-H", "Accept: application/json"]
    command += ["-H", header] if header else []
    told = subprocess.run([*command, ADDRESS + path], capture_output=True, text=True, check=True).stdout  # noqa: S603
    number = re.search(r"(\d+) requests in", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if not number or not rate:
        raise RuntimeError(told)
    failed = re.search(r"(Non-2xx.*|Socket errors.*)", told)
    return float(rate[1]), int(number[1]), failed[1] if failed and "Non-2xx or 3xx" in failed[1] else ""


def datasette(query: dict[str, list[str]]) -> tuple[list[str], str]:
    """Return the command that serves the SQLite file and the path that asks it the same question."""
    file = Path(settings.DATABASES["default"]["NAME"])
    asked = bare.sql()
    for name in ("zone", "status", "theme", "page_size"):
        asked = asked.replace("?", f":{name}", 1)
    path = f"/{file.stem}.json?" + urlencode(
        {"sql": asked, "_shape": "objects", "_json": ["themes", "latest_update"], **query}, doseq=True
    )
    command = ["datasette", "serve", "--immutable", str(file), "--port", str(PORT), "--setting", "sql_time_limit_ms"]
    return [*command, "20000"], path


def main(seconds: int, only: str) -> None:
    query = sample_query()
    call(product, INITIATIVES, query)
    body_tag = call.headers["ETag"]
    applications = {
        "bare": ("benchmarks.served:bare_application()", "0", INITIATIVES, ""),
        "product, cold": ("tracker.wsgi:application", "0", INITIATIVES, ""),
        "product, kept": ("tracker.wsgi:application", "32", INITIATIVES, ""),
        "product, 304": ("tracker.wsgi:application", "32", INITIATIVES, f"If-None-Match: {body_tag}"),
        "stock DRF": ("benchmarks.peers.applications:make_application()", "0", "/stock/initiatives/", ""),
        "django-ninja": ("benchmarks.peers.applications:make_application()", "0", "/ninja/initiatives/", ""),
    }
    environment = {"ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    environment |= {f"LIMIT_{each}": "1000000000" for each in ("READING", "WRITING", "FILES", "REFUSED")}
    environment["PYTHONPATH"] = f".{os.pathsep}{peers.FOLDER}"
    say(f"{connection.vendor}: {seconds} s each; requests a second at 1 and 8 clients, CPU ms of the server a request")
    for name, (application, kept, path, header) in applications.items():
        if only and only not in name:
            continue
        command = ["gunicorn", application, *GUNICORN]
        with serving(command, environment | {"KEPT_ANSWERS_MB": kept}, f"{path}?{query}") as process:
            tell(name, process, f"{path}?{query}", seconds, header)
    if connection.vendor == "sqlite" and (not only or only in "datasette"):
        command, path = datasette(parse_qs(query))
        with serving(command, environment, path) as process:
            tell("datasette", process, path, seconds, "")


def tell(name: str, process: int, path: str, seconds: int, header: str) -> None:
    rates, failures = [], set()
    ask(path, 1, 1, header)
    began, number = cpu_seconds(process), 0
    for clients in (1, 8):
        rate, asked, failed = ask(path, clients, seconds, header)
        rates.append(rate)
        number += asked
        failures |= {failed} - {""}
    cpu = (cpu_seconds(process) - began) * 1000 / max(number, 1)
    say(f"{name:<16}{rates[0]:>9.0f}{rates[1]:>9.0f}{cpu:>9.2f} ms {'; '.join(failures)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--only", default="", help="a part of the name of what is measured")
    options = parser.parse_args()
    main(options.seconds, options.only)
