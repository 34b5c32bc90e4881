"""`manage.py serve`: bring an instance up and serve it. `make run` and `make dev` end here.

It speaks to whoever runs the instance, in English like the make file, the server's log and the papers.
"""

import os
import secrets
import socket
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import no_translations
from django.db import DatabaseError, connection

from zones.services import triggers

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - the two ways to say "every address of this machine"
ADDRESSES = (
    ("Pages", "/"),
    ("English", "/en/"),
    ("Admin", "/admin/"),
    ("API", "/api/v1/"),
    ("API reference", "/api/v1/docs/"),
)


class Command(BaseCommand):
    help = "Migrate, seed if empty, make an administrator on the first run, and serve at HOST:PORT."

    def add_arguments(self, parser):
        parser.add_argument("--dev", action="store_true", help="reload when the code changes; for development only")

    @no_translations
    def handle(self, *, dev, **options):
        host = (os.environ.get("HOST") or "127.0.0.1").strip("[]")
        port = read_port(os.environ.get("PORT") or "8000")
        refuse_taken_address(host, port)
        refuse_unreachable_database()
        call_command("migrate", interactive=False, verbosity=0)
        if triggers.missing(connection):  # of a database that was brought here without them
            call_command("rebuild_search", stdout=self.stdout)
        call_command("seed", if_empty=True, stdout=self.stdout, stderr=self.stderr)
        password = make_administrator()
        if password:
            self.stdout.write(f"\nAdministrator: admin, password: {password} (shown only this once)")
        self.stdout.write(addresses(host, port))
        self.stdout.flush()
        os.environ["ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, *names_of(host)])
        # The threads of a worker take turns anyway, and what each kept free for itself was up to 30 MB in all.
        os.environ.setdefault("MALLOC_ARENA_MAX", "1")
        command = development_server(host, port) if dev else gunicorn(host, port)
        os.execv(sys.executable, command)  # noqa: S606 - the server takes this process's place, so Ctrl-C reaches it


def read_port(text: str) -> int:
    """Return a port number from 1 to 65535; raises CommandError for anything else."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535:
        return int(text)
    raise CommandError(f"PORT={text} is not a port number: give one from 1 to 65535.")


def refuse_taken_address(host: str, port: int) -> None:
    """Raise CommandError when this process cannot listen at host:port."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn: a port just left is free
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such host"
        raise CommandError(
            f"Cannot serve at {in_address(host)}:{port}: {reason}. Choose another with PORT=… or HOST=…"
        ) from None


def refuse_unreachable_database() -> None:
    """Raise CommandError with the first line of the reason when the database of DATABASE_URL does not let us in."""
    try:
        connection.ensure_connection()
        connection.introspection.table_names()  # SQLite opens any file and looks at it only now
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"Cannot use the database of DATABASE_URL: {reason}") from None


def make_administrator() -> str | None:
    """Make the user `admin` while there is no user at all, and return the password; otherwise return None."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser("admin", password=password)
    return password


def names_of(host: str) -> list[str]:
    """Return the names under which browsers may ask for a server that listens at `host`."""
    if host not in EVERYWHERE:
        return [in_address(host)]
    machine = socket.gethostname()
    try:
        return [machine, *socket.gethostbyname_ex(machine)[2]]
    except OSError:  # a machine that does not know its own name
        return [machine]


def in_address(host: str) -> str:
    """Return a host as it stands in an address: an IPv6 one in brackets."""
    return f"[{host}]" if ":" in host else host


def addresses(host: str, port: int) -> str:
    """Return the lines that tell where to go."""
    base = f"http://{in_address('127.0.0.1' if host in EVERYWHERE else host)}:{port}"
    return "\n".join(["", *(f"{label:<14}{base}{path}" for label, path in ADDRESSES), "", "Ctrl-C stops it.", ""])


def gunicorn(host: str, port: int) -> list[str]:
    """Return the command that serves in production; WEB_CONCURRENCY sets the number of worker processes."""
    # fmt: off
    return [
        sys.executable, "-m", "gunicorn", "tracker.wsgi:application",
        "--preload",  # loaded once: workers share its memory, and one that just began hears a Ctrl-C
        "--bind", f"{in_address(host)}:{port}",
        "--workers", os.environ.get("WEB_CONCURRENCY") or "2",
        "--threads", "4",
        "--timeout", "60",
        "--graceful-timeout", "10",
        "--max-requests", "10000", "--max-requests-jitter", "1000",  # a leak cannot grow for ever
        "--limit-request-line", "8190",  # a long search in Chinese is nine bytes a character in an address
        "--forwarder-headers", "",  # SCRIPT_NAME and the like are ours to say, not a client's
        "--no-control-socket",  # it would be one file for all instances of this user
        "--log-level", "warning",
    ]
    # fmt: on


def development_server(host: str, port: int) -> list[str]:
    """Return the command that serves while the code is being changed."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "runserver", f"{in_address(host)}:{port}"]
