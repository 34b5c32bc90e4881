"""What only a live server can be asked: large and endless requests cost it no memory."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.hardness.instance import serving

MB = 2**20
MOST_MEMORY = (
    200  # MB a worker with its kept answers full; docs/performance.md tells what is aimed at, and what is missed
)
MOST_GROWTH = 16  # MB of a worker while it refuses something large


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("live")) as served:
        for _time in range(20):
            ask(served, "GET", "/api/v1/initiatives/")
        yield served


def ask(instance, method, path, headers=(), body=b"", timeout=60):
    """Return the status, the headers and the body of an answer; that of the request may come in parts."""
    connection = http.client.HTTPConnection(urlsplit(instance.address).netloc, timeout=timeout)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in dict(headers).items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        for part in [body] if isinstance(body, bytes) else body:
            connection.send(part)
    except OSError:
        pass  # the server answers before it has everything, or hangs up
    try:
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    except (http.client.HTTPException, OSError):
        return None, {}, b""  # it hung up without a word
    finally:
        connection.close()


def parts(megabytes):
    return (b" " * MB for _part in range(megabytes))


def chunks(megabytes):
    for part in parts(megabytes):
        yield b"%x\r\n%b\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("path", ["/api/v1/initiatives/", "/api/v1/nothing/", "/", "/admin/login/"])
def test_a_body_of_100_mb_is_refused_in_bounded_memory(instance, path):
    before = instance.memory()
    headers = {"Content-Length": str(100 * MB), "Content-Type": "application/json"}
    status, answered, _body = ask(instance, "POST", path, headers, parts(100))
    assert status in {413, None}
    assert status is None or path[:5] != "/api/" or answered["Content-Type"] == "application/problem+json"
    assert instance.memory() - before < MOST_GROWTH


def test_a_body_of_100_mb_is_refused_before_it_is_there(instance):
    headers = {"Content-Length": str(100 * MB), "Content-Type": "application/json"}
    status, _headers, body = ask(instance, "POST", "/api/v1/initiatives/", headers)
    assert status == 413
    assert json.loads(body)["status"] == 413


@pytest.mark.parametrize("path", ["/api/v1/initiatives/", "/admin/login/"])
def test_a_body_without_a_length_is_not_read_into_memory(instance, path):
    before = instance.memory()
    headers = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    status, _headers, _body = ask(instance, "POST", path, headers, chunks(100))
    assert status in {411, None} if path.startswith("/api/") else status in {403, None}
    assert instance.memory() - before < MOST_GROWTH


def test_a_compressed_body_is_refused(instance):
    headers = {"Content-Encoding": "gzip", "Content-Length": "2", "Content-Type": "application/json"}
    assert ask(instance, "POST", "/api/v1/initiatives/", headers, b"\x1f\x8b")[0] == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Anything": "x" * 65_536},
        {"Cookie": "a=b; " * 13_000},
        {f"X-{number}": "x" for number in range(1000)},
        {"Content-Length": "-1"},
        {"Content-Length": "1e3"},
        {"Content-Length": "9" * 5000},
        {"X-Broken": "a\x00b"},
        {"Transfer-Encoding": "nonsense"},
    ],
    ids=["64 KB", "cookies", "1,000", "negative length", "no length", "endless length", "NUL", "unknown coding"],
)
def test_hostile_headers_are_refused_in_bounded_memory(instance, headers):
    before = instance.memory()
    status, _headers, _body = ask(instance, "POST", "/api/v1/initiatives/", headers)
    assert status is None or 400 <= status < 500 or status == 501
    assert instance.memory() - before < MOST_GROWTH


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/initiatives/?" + "&".join(f"status={number}" for number in range(1000)),
        "/api/v1/initiatives/?q=" + "x" * 20_000,
        "/api/v1/zones/" + "x" * 20_000 + "/",
        "/api/v1/zones/%00/",
        "/api/v1//zones//",
        "//evil.example/%2e%2e",
        "/api/v1/../../etc/passwd",
        "/api/v1/zones/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
    ],
)
def test_hostile_addresses_are_refused(instance, path):
    status, headers, _body = ask(instance, "GET", path)
    assert status in {400, 404, 414, None}
    assert "evil" not in str(headers)


def test_a_worker_stays_small_after_many_different_requests(instance):
    asked = [
        f"/api/v1/{name}/?page_size={size}&ordering={order}"
        for name in ("initiatives", "plans", "zones", "targets", "observations", "goals", "themes", "updates")
        for size in range(1, 120)
        for order in ("slug", "-updated_at")
    ]
    with ThreadPoolExecutor(8) as senders:
        statuses = set(senders.map(lambda path: ask(instance, "GET", path)[0], asked))
    assert statuses == {200}
    assert instance.memory() < MOST_MEMORY
