"""The product as it is served, by three processes: whoever of them is asked next has what was just written.

Processes that were told to stop answer nothing, so each is asked by itself while the others stand still.
"""

import json
import os
import signal
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.server import MANAGE, ROOT, _free_port, _wait_for
from tests.hardness.instance import WITHOUT_LIMITS, _scratch_database
from tests.workbooks import csv_file

WORKERS = 3
PREPARE = """
from django.contrib.auth import get_user_model
from django.core.management import call_command
from tests import factories, world
from zones.services.tokens import make_token
not_asked_for = ["admin", "rest_framework", "drf_spectacular_sidecar"]
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=not_asked_for)
call_command("migrate", verbosity=0)
world.one_of_everything()
factories.PersonFactory()
boss = get_user_model().objects.create_superuser("boss", password="not to be signed in with")
print("token:", make_token(user=boss)[1])
"""
# Each list of the API, the text that is written there, and a page that shows it.
KINDS = {
    "zones": ("name_zh", "/zones/"),
    "periods": ("name_zh", "/plans/plan/"),
    "plans": ("name_zh", "/plans/"),
    "tiers": ("label_zh", "/plans/plan/"),
    "goals": ("name_zh", "/goals/"),
    "initiatives": ("name_zh", "/initiatives/"),
    "milestones": ("name_zh", "/initiatives/initiative/"),
    "updates": ("summary_zh", "/updates/feed/"),
    "indicators": ("name_zh", "/indicators/"),
    "targets": ("note_zh", "/api/v1/targets/?format=csv"),
    "observations": ("note_zh", "/api/v1/observations/?format=csv"),
    "themes": ("name_zh", "/themes/"),
    "organisations": ("name_zh", "/organisations/organisation/"),
    "people": ("name_zh", "/api/v1/people/?format=csv"),
    "sources": ("name_zh", "/sources/"),
}


class Instance:
    """A served instance: who answers, and how it is asked."""

    def __init__(self, address, server, manage, token):
        self.address, self.server, self.manage, self.token = address, server, manage, token

    @property
    def workers(self):
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(child) for child in children.read_text().split()]

    @contextmanager
    def only(self, worker):
        """Let the other processes stand still meanwhile."""
        others = [each for each in self.workers if each != worker]
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            yield
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)

    def ask(self, path, method="GET", data=None, **headers):
        """Ask by a connection of its own; return the text of the answer."""
        body = None if data is None else json.dumps(data).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, body, headers, method=method)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.read().decode()

    def write(self, path, method, data, **headers):
        credentials = {"authorization": f"Token {self.token}", "content_type": "application/json"}
        return json.loads(self.ask(path, method, data, **credentials, **headers))

    def stale(self, text, *paths):
        """Return which process does not show a text at which of these addresses."""
        found = []
        for number, worker in enumerate(self.workers):
            with self.only(worker):
                found += [(number, path) for path in paths if text not in self.ask(path)]
        return found


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with _scratch_database(os.environ.get("DATABASE_URL", "")) as url:
        settings = {"VAR_DIR": str(folder), "DATABASE_URL": url, "DEBUG": "off", "PORT": str(_free_port())}
        settings |= {"HOST": "127.0.0.1", "WEB_CONCURRENCY": str(WORKERS)} | WITHOUT_LIMITS

        def manage(*arguments):
            command, environment = [*MANAGE, *arguments], os.environ | settings
            done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S603
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        token = manage("shell", "--verbosity", "0", "-c", PREPARE).rpartition("token: ")[2].strip()
        with (folder / "log").open("w+") as log:
            server = subprocess.Popen([*MANAGE, "serve"], env=os.environ | settings, stdout=log, stderr=log)  # noqa: S603
            try:
                address = f"http://127.0.0.1:{settings['PORT']}"
                _wait_for(f"{address}/healthz", server, log)
                served = Instance(address, server, manage, token)
                _wait_until(lambda: len(served.workers) == WORKERS)
                yield served
            finally:
                server.terminate()
                server.wait(timeout=30)
            log.seek(0)
            assert "Traceback" not in log.read()


def _wait_until(true):
    for _attempt in range(100):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("This took longer than ten seconds.")


def test_a_record_of_every_kind_is_new_in_each_process_as_soon_as_it_is_written(instance):
    for kind, (field, page) in KINDS.items():
        shown = json.loads(instance.ask(f"/api/v1/{kind}/"))["results"][-1]
        address = f"/api/v1/{kind}/{shown.get('key') or shown.get('slug') or shown['number']}/"
        paths = (address, f"/api/v1/{kind}/", page)
        for turn in (1, 2):  # what was answered after the first write is what may be stale after the second
            text = f"新{kind}{turn}"
            sent = {"evidence": {field: text}} if field == "note_zh" else {field: text}
            instance.write(address, "PATCH", sent, if_match="*")
            assert (kind, instance.stale(text, *paths)) == (kind, [])


def test_what_other_programs_write_is_new_in_each_process(instance, tmp_path):
    paths = ("/themes/", "/en/themes/", "/api/v1/themes/", "/api/v1/themes/?format=csv")
    code = "from zones.models import Theme; Theme.objects.update(name_zh='Elsewhere', name_en='Elsewhere')"
    instance.manage("shell", "--verbosity", "0", "-c", code)
    assert instance.stale("Elsewhere", *paths) == []
    file = tmp_path / "themes.csv"
    columns, row = (
        ["地址标识", "名称（中文）", "名称（英文）", "类别"],
        ["imported", "Imported", "Imported", "产业"],
    )
    file.write_bytes(csv_file([columns, row]))
    instance.manage("import_plan", str(file), "--model", "theme", "--user", "boss")
    assert instance.stale("Imported", *paths) == []


def test_of_many_who_ask_at_once_nobody_is_told_what_was_before(instance):
    with ThreadPoolExecutor(8) as crowd:
        for turn in range(5):
            written = instance.write("/api/v1/themes/theme/", "PATCH", {"name_zh": f"第{turn}次"}, if_match="*")
            assert written["name_zh"] == f"第{turn}次"
            answers = list(crowd.map(instance.ask, ["/api/v1/themes/theme/", "/themes/"] * 20))
            assert [answer for answer in answers if f"第{turn}次" not in answer] == []
