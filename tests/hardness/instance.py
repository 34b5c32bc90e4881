"""A live instance on a scratch database: the real data, generated records, somebody who may write everything."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.browser.server import MANAGE, ROOT, _free_port, _wait_for, give_static_files

WITHOUT_LIMITS = {f"LIMIT_{kind}": "0" for kind in ("READING", "WRITING", "FILES", "REFUSED")}
# More of everything than the fixtures have, drafts too, and a token; its text is all that is printed.
PREPARE = """
from django.contrib.auth import get_user_model
from tests import factories, world
from zones.services.tokens import make_token
plan = world.one_of_everything()
world.grow(factories.PlanFactory(slug="larger"), plan.source, 60)
for publication in ("draft", "in_review", "returned", "withdrawn"):
    factories.InitiativeFactory(plan=plan, publication=publication)
boss = get_user_model().objects.create_superuser("hardness", password="not to be signed in with")
print("token:", make_token(user=boss)[1])
"""


@dataclass
class Instance:
    """Where it is asked, what it says of itself, and the process that serves it."""

    address: str
    schema: Path
    token: str
    folder: Path
    server: subprocess.Popen
    log: Path

    @property
    def workers(self):
        """Return the ids of its worker processes."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def memory(self):
        """Return the resident memory of its largest worker in MB."""
        return max(_resident(worker) for worker in self.workers)


@contextmanager
def serving(folder):
    """Serve in a folder, on SQLite or, if DATABASE_URL is one of PostgreSQL, on a new database beside it.

    At the end the log must hold no traceback.
    """
    port = _free_port()
    with _scratch_database(os.environ.get("DATABASE_URL", "")) as url:
        settings = {
            "VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "DEBUG": "off",
            "PORT": str(port),
            "HOST": "127.0.0.1",
        }
        environment = os.environ | WITHOUT_LIMITS | settings

        def manage(*arguments):
            command = [*MANAGE, *arguments]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)  # noqa: S603
            return done.stdout

        give_static_files(folder, manage)
        manage("migrate", "--verbosity", "0")
        manage("seed")
        token = manage("shell", "--verbosity", "0", "-c", PREPARE).rpartition("token: ")[2].strip()
        schema = folder / "openapi.yaml"
        manage("spectacular", "--file", str(schema))
        log = folder / "log"
        with log.open("w+") as output:
            server = subprocess.Popen([*MANAGE, "serve"], env=environment, stdout=output, stderr=output)  # noqa: S603
            try:
                address = f"http://127.0.0.1:{port}"
                _wait_for(f"{address}/healthz", server, output)
                yield Instance(address, schema, token, folder, server, log)
            finally:
                server.terminate()
                server.wait(timeout=30)
                said = log.read_text(errors="replace")
                if "Traceback" in said:
                    sys.stderr.write(said[said.index("Traceback") :][:20_000])
        assert "Traceback" not in said, "The server logged an error: see above."


@contextmanager
def _scratch_database(url):
    """Give the address of a database that is there for so long: "" for the SQLite file of an instance's own folder."""
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"zones_hardness_{os.getpid()}"
    connection = psycopg2.connect(url, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def _resident(process):
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
