"""Every error of the API is a problem document, in the language of the client, whoever gives it."""

import json
from io import BytesIO

import pytest
from django.test import Client

from tests import factories
from zones.api.parsers import JSONParser
from zones.services.tokens import make_token

pytestmark = pytest.mark.django_db
ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh-CN"}


def problem_of(response, status):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "instance"} <= body.keys()
    return body


@pytest.fixture
def writer(django_user_model):
    """Return what sends a body to the plans in the name of an administrator."""
    user = django_user_model.objects.create_superuser("root")
    _token, text = make_token(user=user, name="test")

    def send(body, kind="application/json", **headers):
        client = Client(headers={"authorization": f"Token {text}", **ENGLISH, **headers})
        return client.post("/api/v1/themes/", data=body, content_type=kind)

    return send


def test_a_host_that_is_not_ours_is_a_problem(client):
    assert problem_of(client.get("/api/v1/zones/", headers={"host": "evil.example"}), 400)["detail"]


def test_thousands_of_parameters_are_a_problem(client):
    query = "&".join(["kind=x"] * 6_000)
    problem_of(client.get(f"/api/v1/initiatives/?{query}"), 400)


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v2/", "/api/v1/zones/%FF%FE/", "/api/v1/zones/%zz/"])
def test_an_address_that_is_none_is_a_problem(client, path):
    problem_of(client.get(path), 404)


def test_a_page_that_is_none_stays_a_page(client):
    assert "text/html" in client.get("/no-such-page/").headers["Content-Type"]
    assert "text/html" in client.get("/en/api/nothing/").headers["Content-Type"]


def test_a_reader_is_led_to_the_last_slash_and_a_writer_is_told_of_it(client):
    led = client.get("/api/v1/zones?level=zone")
    assert (led.status_code, led.headers["Location"]) == (301, "/api/v1/zones/?level=zone")
    for method in ("post", "put", "patch", "delete"):
        told = getattr(client, method)("/api/v1/zones", headers=ENGLISH)
        assert "end with a slash" in problem_of(told, 404)["detail"]


def test_a_fault_of_ours_is_a_problem_that_says_nothing_of_it(monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr("zones.api.viewsets.base.RecordViewSet.list", fail)
    response = Client(raise_request_exception=False).get("/api/v1/zones/", headers=ENGLISH)
    assert problem_of(response, 500)["title"] == "Server error"
    assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("path", "status", "english"),
    [
        ("/api/v1/zones/nowhere/", 404, "Not found"),
        ("/api/v1/zones/?level=x", 400, "Bad request"),
        ("/api/v1/zones", 405, "Method not allowed"),
    ],
)
def test_a_problem_speaks_the_language_of_the_client(client, path, status, english):
    ask = client.put if status == 405 else client.get
    path = path if status != 405 else "/api/v1/schema/"
    assert problem_of(ask(path, headers=ENGLISH), status)["title"] == english
    assert problem_of(ask(path, headers=CHINESE), status)["title"] != english
    assert ask(path, headers=ENGLISH).headers["Content-Language"] == "en"
    assert ask(path, headers=CHINESE).headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["zones/", "zones/?format=csv", "summary/"])
def test_an_answer_says_in_which_language_its_words_are(client, path):
    for accepted, language in ((ENGLISH, "en"), (CHINESE, "zh-hans")):
        assert client.get(f"/api/v1/{path}", headers=accepted).headers["Content-Language"] == language


def test_a_token_that_is_none_is_a_problem_that_says_how_to_sign_in(client):
    response = client.get("/api/v1/zones/", headers={"authorization": "Token nonsense", **ENGLISH})
    assert problem_of(response, 401)["title"] == "Not signed in"
    assert response.headers["WWW-Authenticate"].startswith("Token")


def test_a_format_that_is_not_given_and_a_body_that_is_no_json_are_problems(client, writer):
    problem_of(client.get("/api/v1/zones/", headers={"accept": "text/turtle"}), 406)
    problem_of(writer("a=b", kind="application/x-www-form-urlencoded"), 415)
    problem_of(writer("{}", kind="text/plain"), 415)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"slug": "x",\n "name_zh" }', "line 2, column"),
        ("", "line 1, column 1"),
        ('{"slug": NaN}', "line 1"),
        ('{"slug": "\\ud800"}', "not valid JSON"),
        (b'{"slug": "\xff"}', "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[" * 1_000 + "]" * 1_000, "JSON"),
        ('{"slug": "a", "slug": "b"}', "“slug” stands twice"),
        ('{"source": {"x": 1, "x": 2}}', "“x” stands twice"),
        ('{"decimals": ' + "9" * 5_000 + "}", "JSON"),
    ],
    ids=range(10),
)
def test_json_that_could_be_understood_in_two_ways_or_in_none_is_refused(writer, body, said):
    if body == "":
        problem_of(writer(body), 400)
    else:
        assert said in problem_of(writer(body), 400)["detail"]


def test_numbers_are_read_exactly():
    told = JSONParser().parse(BytesIO(b'{"value": 0.1234567890123456789, "text": "\xe4\xb8\xad"}'))
    assert json.dumps({name: str(value) for name, value in told.items()}, ensure_ascii=False) == (
        '{"value": "0.1234567890123456789", "text": "中"}'
    )


def test_a_problem_is_never_kept_for_others(client):
    factories.ZoneFactory()
    refused = client.get("/api/v1/zones/?level=x")
    assert "ETag" not in refused.headers
    assert "public" not in refused.headers.get("Cache-Control", "")
