"""How much may be asked in a minute, by whom, and what pages of other sites may read."""

import json

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from tests import factories
from zones.api import throttling
from zones.middleware.kept import STORE

pytestmark = pytest.mark.django_db
NOON = "2026-11-25T04:00:00Z"


@pytest.fixture(autouse=True)
def _few(settings):
    settings.LIMITS = {"reading": 3, "writing": 2, "files": 1, "refused": 2}
    caches["limits"].clear()


def ask(client, path="zones/", **more):
    STORE.clear()  # what is answered from memory is not counted
    return client.get(f"/api/v1/{path}", **more)


def statuses(client, count, path="zones/", **more):
    return [ask(client, path, **more).status_code for _ in range(count)]


def test_who_asks_too_much_is_told_when_to_ask_again_and_may(client):
    with travel(NOON, tick=False) as clock:
        assert statuses(client, 3) == [200] * 3
        clock.shift(18)
        refused = ask(client, headers={"accept-language": "en"})
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "42"
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "42 seconds" in refused.json()["detail"]
        clock.shift(42)
        assert ask(client).status_code == 200


def test_each_address_is_counted_for_itself(client):
    with travel(NOON, tick=False):
        assert statuses(client, 4, REMOTE_ADDR="192.0.2.1")[-1] == 429
        assert statuses(client, 3, REMOTE_ADDR="192.0.2.2") == [200] * 3


def test_files_are_counted_apart(client):
    with travel(NOON, tick=False):
        assert statuses(client, 2, "zones/?format=csv") == [200, 429]
        assert ask(client).status_code == 200


def test_what_is_answered_from_memory_is_not_counted(client):
    with travel(NOON, tick=False):
        assert {client.get("/api/v1/zones/").status_code for _ in range(20)} == {200}


def test_a_refusal_is_kept_for_nobody(client):
    with travel(NOON, tick=False):
        assert statuses(client, 4)[-1] == 429
        assert client.get("/api/v1/zones/", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_who_tries_tokens_is_stopped(client):
    with travel(NOON, tick=False):
        found = statuses(client, 3, headers={"authorization": "Token " + "0" * 64})
        assert found == [401, 401, 429]


def test_counting_asks_no_database(client, settings):
    with travel(NOON, tick=False):
        counted = _queries(client)
        settings.LIMITS = dict.fromkeys(settings.LIMITS, 0)
        assert counted == _queries(client)


def _queries(client):
    with CaptureQueriesContext(connection) as queries:
        ask(client)
    return len(queries)


def test_reading_goes_on_when_the_cache_does_not_answer(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(caches["limits"]), "incr", fail)
    assert statuses(client, 5) == [200] * 5


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "counted"),
    [
        (0, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1", "invented, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (3, "10.0.0.1", "203.0.113.5", "203.0.113.5"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_that_counts_is_the_one_that_trusted_proxies_saw(settings, proxies, remote, forwarded, counted):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert throttling.address_of(request) == counted


def test_very_many_addresses_take_no_more_memory_than_a_bound(settings):
    for number in range(settings.CACHES["limits"]["OPTIONS"]["MAX_ENTRIES"] + 500):
        throttling.is_allowed("reading", str(number))
    assert len(caches["limits"]._cache) <= settings.CACHES["limits"]["OPTIONS"]["MAX_ENTRIES"]


# --- pages of other sites -----------------------------------------------------------------------------


ORIGIN = {"origin": "https://elsewhere.example"}


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("path", ["zones/", "zones/nowhere/", "zones/?level=x"])
def test_scripts_of_any_site_may_read_what_the_public_reads_errors_too(client, method, path):
    response = getattr(client, method)(f"/api/v1/{path}", headers=ORIGIN)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_an_answer_from_memory_and_a_304_say_so_too(client):
    factories.ZoneFactory()
    first = client.get("/api/v1/zones/", headers=ORIGIN)
    again = client.get("/api/v1/zones/", headers=ORIGIN)
    unchanged = client.get("/api/v1/zones/", headers=ORIGIN | {"if-none-match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    assert {each.headers["Access-Control-Allow-Origin"] for each in (first, again, unchanged)} == {"*"}


def test_nobody_else_may_read_signed_in_answers_or_pages(client):
    for path, headers in (("/api/v1/zones/", {"authorization": "Token x"}), ("/zones/", {}), ("/api/", {})):
        response = client.get(path, headers=ORIGIN | headers)
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(("method", "is_open"), [("GET", True), ("HEAD", True), ("POST", False), ("DELETE", False)])
def test_a_browser_that_asks_beforehand_is_let_read_and_not_write(client, method, is_open):
    asked = ORIGIN | {"access-control-request-method": method, "access-control-request-headers": "if-none-match"}
    response = client.options("/api/v1/zones/", headers=asked)
    assert ("Access-Control-Allow-Origin" in response.headers) is is_open
    if is_open:
        assert response.status_code == 204
        assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
        assert "uthorization" not in json.dumps(dict(response.headers))


def test_a_change_is_never_readable_elsewhere(client):
    response = client.post("/api/v1/zones/", data="{}", content_type="application/json", headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in response.headers
