"""Scratch databases for measurements: made once for each number of initiatives, kept for the next measurement, dropped
with `python -m benchmarks clean`.

SQLite files stand in var/bench, PostgreSQL databases on the server that tests.find_postgresql finds, all named
zones_bench_….
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests import find_postgresql

KINDS = ("sqlite", "postgresql")
FOLDER = Path(os.environ.get("VAR_DIR", "var")).absolute() / "bench"
PREFIX = "zones_bench_"


def server() -> str | None:
    """Return the address of a PostgreSQL server that lets us make databases, without a database's name."""
    usable = next(filter(find_postgresql.lets_us_make_databases, find_postgresql.candidates()), None)
    return usable and usable.rpartition("/")[0]


def address(kind: str, name: str) -> str:
    """Return the DATABASE_URL of a scratch database."""
    if kind == "sqlite":
        return f"sqlite:///{FOLDER / PREFIX}{name}.sqlite3"
    return f"{server()}/{PREFIX}{name}"


def generated(kind: str, initiatives: int) -> str:
    """Return the DATABASE_URL of a database with so many generated initiatives, making it if it is not there yet."""
    return _made(kind, str(initiatives), ["generate", "--initiatives", str(initiatives)])


def seeded(kind: str) -> str:
    """Return the DATABASE_URL of a database with the product's own fixtures."""
    return _made(kind, "seed", ["seed"])


def _made(kind: str, name: str, command: list[str]) -> str:
    url = address(kind, name)
    if not _exists(kind, name):
        began = time.monotonic()
        _create(kind, f"{name}_unfinished")
        unfinished = address(kind, f"{name}_unfinished")
        for arguments in (["migrate", "--verbosity", "0"], command):
            _manage(unfinished, *arguments)
        _analyse(kind, unfinished)
        _rename(kind, f"{name}_unfinished", name)
        sys.stderr.write(f"{kind} {name}: made in {time.monotonic() - began:.0f} s\n")
    else:
        _manage(url, "migrate", "--verbosity", "0")
    return url


@contextmanager
def copied(kind: str, url: str, name: str) -> Iterator[str]:
    """Give the DATABASE_URL of a copy that may be written to; it is dropped afterwards."""
    _drop(kind, name)
    if kind == "sqlite":
        shutil.copyfile(urlsplit(url).path, urlsplit(address(kind, name)).path)
    else:
        _on_server(f'CREATE DATABASE "{PREFIX}{name}" TEMPLATE "{urlsplit(url).path[1:]}"')
    try:
        yield address(kind, name)
    finally:
        _drop(kind, name)


@contextmanager
def empty(kind: str, name: str) -> Iterator[str]:
    """Give the DATABASE_URL of a database that is migrated and empty; it is dropped afterwards."""
    _create(kind, name)
    try:
        _manage(address(kind, name), "migrate", "--verbosity", "0")
        yield address(kind, name)
    finally:
        _drop(kind, name)


def clean() -> None:
    """Drop every scratch database."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    if server():
        for name in _names():
            _on_server(f'DROP DATABASE "{name}"')


def _exists(kind: str, name: str) -> bool:
    if kind == "sqlite":
        return Path(urlsplit(address(kind, name)).path).is_file()
    return f"{PREFIX}{name}" in _names()


def _names() -> list[str]:
    """Return the names of our databases on the server."""
    found = (name for (name,) in _on_server("SELECT datname FROM pg_database"))
    return [name for name in found if name.startswith(PREFIX)]


def _create(kind: str, name: str) -> None:
    _drop(kind, name)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if kind == "postgresql":
        _on_server(f'CREATE DATABASE "{PREFIX}{name}"')


def _drop(kind: str, name: str) -> None:
    if kind == "sqlite":
        path = urlsplit(address(kind, name)).path
        for each in (path, f"{path}-journal", f"{path}-wal", f"{path}-shm"):
            Path(each).unlink(missing_ok=True)
    else:
        _on_server(f'DROP DATABASE IF EXISTS "{PREFIX}{name}" WITH (FORCE)')


def _rename(kind: str, old: str, new: str) -> None:
    if kind == "sqlite":
        Path(urlsplit(address(kind, old)).path).rename(urlsplit(address(kind, new)).path)
    else:
        _on_server(f'ALTER DATABASE "{PREFIX}{old}" RENAME TO "{PREFIX}{new}"')


def _manage(url: str, *arguments: str) -> None:
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", *arguments], env=environment, check=True, stdout=sys.stderr)  # noqa: S603


def _analyse(kind: str, url: str) -> None:
    code = "from django.db import connection as c; c.cursor().execute({!r})"
    _manage(url, "shell", "--no-imports", "--command", code.format("ANALYZE"))
    if kind == "postgresql":
        _manage(url, "shell", "--no-imports", "--command", code.format("VACUUM ANALYZE"))


def _on_server(statement: str) -> list[tuple]:
    """Send one statement, outside any transaction, and return its rows if it gives any."""
    connection = psycopg2.connect(f"{server()}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows
