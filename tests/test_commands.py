"""`make run` ends in `manage.py serve`, and whoever watches the instance asks /healthz."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests.factories import NationFactory
from zones.management.commands import serve
from zones.models import Zone

FIXTURE = """
- model: zones.zone
  fields: {slug: national, level: nation, name_zh: 国家高新区, name_en: National high-tech zones}
"""


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(monkeypatch, capsys, settings, tmp_path, free_port):
    """Return a function that runs `serve` until the server would take over: its output and the server's command."""
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "reference.yaml").write_text(FIXTURE, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setenv("PORT", str(free_port))
    for name in ("HOST", "ALLOWED_HOSTS", "WEB_CONCURRENCY"):
        monkeypatch.setenv(name, "")
    taken_over_by = []
    monkeypatch.setattr(os, "execv", lambda _path, command: taken_over_by.append(command))

    def run(**options):
        call_command("serve", **options)
        return capsys.readouterr().out, taken_over_by.pop()

    return run


def password_in(output):
    return re.search(r"password: (\S+)", output)[1]


@pytest.mark.django_db
def test_the_first_start_seeds_makes_an_administrator_and_tells_where_to_go(start, free_port):
    output, _command = start()
    assert Zone.objects.get().slug == "national"
    assert authenticate(username="admin", password=password_in(output)).is_superuser
    for path in ("/", "/en/", "/admin/", "/api/v1/", "/api/v1/docs/"):
        assert f"http://127.0.0.1:{free_port}{path}\n" in output


@pytest.mark.django_db
def test_the_password_is_random_and_kept_only_as_a_hash(start):
    first = password_in(start()[0])
    admin = get_user_model().objects.get()
    assert first not in admin.password
    admin.delete()
    assert password_in(start()[0]) != first
    assert len(first) >= 16


@pytest.mark.django_db
def test_a_second_start_keeps_every_change_and_makes_no_second_administrator(start):
    start()
    Zone.objects.update(name_en="Changed by hand")
    get_user_model().objects.filter(username="admin").update(username="chief", password="changed")
    output, _command = start()
    assert "password" not in output
    assert list(Zone.objects.values_list("name_en", flat=True)) == ["Changed by hand"]
    assert list(get_user_model().objects.values_list("username", "password")) == [("chief", "changed")]


@pytest.mark.django_db
def test_a_database_with_any_zone_is_not_seeded(start):
    mine = NationFactory()
    start()
    assert list(Zone.objects.all()) == [mine]


@pytest.mark.django_db
def test_production_is_served_by_two_workers_that_load_the_application_once(start, free_port):
    _output, command = start()
    assert command[:4] == [sys.executable, "-m", "gunicorn", "tracker.wsgi:application"]
    assert command[command.index("--bind") + 1] == f"127.0.0.1:{free_port}"
    assert command[command.index("--workers") + 1] == "2"
    assert "--preload" in command


@pytest.mark.django_db
def test_development_is_served_with_autoreload(start, free_port):
    _output, command = start(dev=True)
    assert command[1:] == [str(django_settings.BASE_DIR / "manage.py"), "runserver", f"127.0.0.1:{free_port}"]


@pytest.mark.django_db
def test_the_host_that_is_served_may_be_asked_for(start, monkeypatch, free_port):
    monkeypatch.setenv("HOST", "localhost")
    output, command = start()
    assert f"http://localhost:{free_port}/admin/" in output
    assert f"localhost:{free_port}" in command
    assert os.environ["ALLOWED_HOSTS"] == "127.0.0.1,localhost"


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("zones.test", "zones.test")]
)
def test_a_host_stands_in_an_address_as_browsers_want_it(host, address):
    assert serve.names_of(host) == [address]
    assert f"http://{address}:8000/admin/" in serve.addresses(host, 8000)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - what an operator may say
def test_serving_everywhere_allows_the_names_of_this_machine_and_shows_the_local_address(host):
    assert socket.gethostname() in serve.names_of(host)
    assert host not in serve.names_of(host)
    assert "http://127.0.0.1:8000/admin/" in serve.addresses(host, 8000)


def test_serving_everywhere_works_on_a_machine_that_does_not_know_its_own_name(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "no-such-machine.invalid")
    assert serve.names_of("::") == ["no-such-machine.invalid"]


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80 80", "eighty", "٨٠", "1" * 5000])
def test_a_port_that_is_none_is_refused_in_one_line(text):
    with pytest.raises(CommandError, match=r"^PORT=.* is not a port number"):
        serve.read_port(text)


def test_a_taken_port_is_refused_in_one_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            serve.refuse_taken_address("127.0.0.1", port)
    assert str(refusal.value).startswith(f"Cannot serve at 127.0.0.1:{port}: ")
    assert "PORT=…" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_port_that_was_just_left_is_free_again(free_port):
    with socket.create_server(("127.0.0.1", free_port)) as server:
        visitor = socket.create_connection(("127.0.0.1", free_port))
        server.accept()[0].close()  # who closes first leaves the port waiting
        visitor.close()
    assert serve.refuse_taken_address("127.0.0.1", free_port) is None


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "203.0.113.1"])
def test_a_host_that_is_not_ours_is_refused_in_one_line(host, free_port):
    with pytest.raises(CommandError, match=r"^Cannot serve at [^\n]*HOST=…$"):
        serve.refuse_taken_address(host, free_port)


def test_an_unreachable_database_is_refused_with_the_first_line_of_the_reason(monkeypatch):
    def fail():
        raise OperationalError('connection to "db.example" failed: refused\n\tIs the server running?\n')

    monkeypatch.setattr(connection, "ensure_connection", fail)
    with pytest.raises(CommandError) as refusal:
        serve.refuse_unreachable_database()
    assert str(refusal.value) == 'Cannot use the database of DATABASE_URL: connection to "db.example" failed: refused'


def environment(folder, **variables):
    """What a process needs to serve from `folder` alone."""
    ours = ("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "SECRET_KEY", "HOST", "DJANGO_SETTINGS_MODULE")
    return {key: value for key, value in os.environ.items() if key not in ours} | {"VAR_DIR": str(folder)} | variables


@pytest.mark.parametrize(
    "url",
    [
        "postgres://nobody:hidden@127.0.0.1:1/nowhere",
        "sqlite:////no/such/folder/db.sqlite3",
        "sqlite:///{folder}/garbage.sqlite3",
    ],
)
def test_serve_without_a_usable_database_ends_with_one_line_and_no_password(tmp_path, free_port, url):
    (tmp_path / "garbage.sqlite3").write_text("this is no database, whatever its name says")
    ended = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=django_settings.BASE_DIR,
        env=environment(tmp_path, PORT=str(free_port), DATABASE_URL=url.format(folder=tmp_path)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert re.fullmatch(r"CommandError: Cannot use the database of DATABASE_URL: [^\n]+\n", ended.stderr)
    assert "hidden" not in ended.stderr


def wait_until_healthy(process, port):
    """Return what /healthz answers, or None when the server ended by itself or kept silent for a minute."""
    for _attempt in range(600):
        if process.poll() is not None:
            return None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return answer.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    return None


def test_a_served_instance_answers_and_stops_at_ctrl_c(tmp_path, free_port):
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=django_settings.BASE_DIR,
        env=environment(tmp_path, PORT=str(free_port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        health = wait_until_healthy(process, free_port)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the server and its workers
        output = process.communicate(timeout=30)[0]
    assert health == b"ok\n", output
    assert process.returncode == 0, output
    assert "Administrator: admin" in output
    assert "Traceback" not in output


@pytest.mark.django_db
def test_healthz_says_ok_when_the_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_healthz_says_503_when_the_database_is_away(client, monkeypatch):
    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"database unreachable\n")


@pytest.mark.django_db
def test_healthz_is_asked_without_tls_even_where_pages_are_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.parametrize("path", ["/", "/en/", "/admin/", "/healthz"])
@pytest.mark.django_db
def test_a_host_that_is_not_served_is_refused_without_an_error_of_ours(client, path):
    client.raise_request_exception = True
    answer = client.get(path, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
