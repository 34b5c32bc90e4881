"""Print the DATABASE_URL of a PostgreSQL server that lets us make test databases; exit with 1 when there is none."""

import getpass
import os
import sys

import psycopg2


def candidates() -> list[str]:
    """The server of TEST_DATABASE_URL alone if it is set, else the local one as the users who usually may enter."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return [named]
    # A name of its own for each run: two runs at once on one server do not meet.
    return [f"postgres://{user}@127.0.0.1:5432/zones_{os.getpid()}" for user in ("postgres", getpass.getuser())]


def lets_us_make_databases(url: str) -> bool:
    """Whether the server behind a URL answers and its user may create databases; the one named need not exist."""
    try:
        connection = psycopg2.connect(url, dbname="postgres", connect_timeout=3)
    except psycopg2.Error:
        return False
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        allowed = cursor.fetchone()[0]
    connection.close()
    return allowed


if __name__ == "__main__":
    usable = next(filter(lets_us_make_databases, candidates()), None)
    sys.stdout.write(f"{usable}\n" if usable else "")
    sys.exit(usable is None)
