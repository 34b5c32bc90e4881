"""What has killed other servers is refused here, or answered, in peace: by every address of the API, in each place."""

import json

import pytest
from django.db import connection, transaction

from tests import factories, killers, world
from zones.services.tokens import make_token

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"
MOST_SAID = 20_000  # bytes of a refusal, however much was sent


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """One record of every kind for all tests of this file, which write nothing that stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.one_of_everything()
        factories.PersonFactory(slug="person")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ask(place, client):
    """Return a function that asks and fails unless the answer is sound; what a view raises fails the test too."""

    def ask(address, method="GET", **sent):
        path, _mark, query = address.partition("?")
        sent.setdefault("content_type", "")
        if connection.needs_rollback:
            pytest.fail("A statement failed in the database before this.")
        answer = client.generic(method, path, QUERY_STRING=query, **sent)
        assert_sound(answer, f"{method} {address[:300]}")
        return answer

    return ask


def assert_sound(answer, asked):
    """Fail unless it is an answer with success, a way to go on, or a refusal that says what is wrong and not more."""
    assert answer.status_code < 500, asked
    if answer.status_code < 400:
        return
    assert answer.headers["Content-Type"] == PROBLEM, asked
    assert len(answer.content) < MOST_SAID, asked
    if answer.content:
        told = json.loads(answer.content)
        assert told["status"] == answer.status_code, asked
        assert {"type", "title", "detail", "instance"} <= set(told), asked
    for name, value in answer.headers.items():
        assert "\n" not in value, (asked, name)


@pytest.mark.parametrize("value", killers.VALUES.values(), ids=killers.VALUES)
def test_every_parameter_survives_every_value(ask, value):
    for address, name in killers.parameters():
        answer = ask(f"{address}?{name}={value}")
        if answer.status_code == 400:
            assert answer.json().get("errors"), (address, name)


@pytest.mark.parametrize("value", killers.VALUES.values(), ids=killers.VALUES)
def test_every_address_survives_every_name_of_a_parameter(ask, value):
    for address in killers.addresses():
        ask(f"{address}?{value}={value}")


@pytest.mark.parametrize("key", killers.PLACES.values(), ids=killers.PLACES)
def test_every_record_is_asked_for_by_a_hostile_key(ask, key):
    for address, good in killers.addresses_with_a_key():
        ask(address.replace("%s", key))
        ask(address.replace("%s", good + key))
    for address in killers.addresses():
        ask(address + key)


@pytest.mark.parametrize("headers", killers.HEADERS.values(), ids=killers.HEADERS)
def test_every_address_survives_every_header(ask, headers):
    for address in killers.addresses():
        answer = ask(address, headers=headers)
        assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:port", "testserver\x00", "[::1", "a" * 3000, "", "a b"])
def test_a_host_that_is_not_ours_is_refused_everywhere(ask, host):
    for address in killers.addresses():
        answer = ask(address, headers={"host": host})
        assert answer.status_code == 400
        assert host not in str(answer.headers) or not host


@pytest.mark.parametrize("query", ["", "?format=csv", "?format=xlsx", "?format=json"])
def test_every_address_says_what_may_be_done_in_every_format(ask, query):
    for address in killers.addresses():
        ask(address + query, method="OPTIONS")
        ask(address + query, method="HEAD")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "X" * 500, "DELETE\x00"])
def test_a_method_that_nobody_knows_is_refused_everywhere(ask, method):
    for address in killers.addresses():
        assert ask(address, method=method).status_code in {400, 405}


@pytest.mark.parametrize("body", killers.BODIES.values(), ids=killers.BODIES)
def test_whatever_can_be_written_survives_every_body(ask, writer, body):
    for method, address in killers.writes():
        answer = ask(address, method=method, data=body, content_type=killers.JSON, headers=writer)
        assert answer.status_code >= 400, (method, address)


def test_a_body_where_none_belongs_does_no_harm(ask):
    for address in killers.addresses():
        for method in ("GET", "DELETE", "POST"):
            ask(address, method=method, data=killers.BODIES["nested lists"], content_type=killers.JSON)


@pytest.mark.parametrize("kind", killers.KINDS_OF_BODY, ids=range(len(killers.KINDS_OF_BODY)))
def test_a_body_of_another_kind_than_it_says_is_refused(ask, writer, kind):
    for method, address in killers.writes():
        for body in (b"{}", b"\xff\xfe{\x00}\x00"):
            assert ask(address, method=method, data=body, content_type=kind, headers=writer).status_code >= 400


@pytest.fixture
def writer(place):
    """Headers of somebody who may do everything: what they send is looked at, a stranger is sent away before."""
    boss = factories.UserFactory(is_superuser=True)
    return {"authorization": f"Token {make_token(user=boss)[1]}"}


def test_a_body_over_one_megabyte_is_refused_unread(ask):
    for address in killers.addresses():
        for method in ("POST", "PUT", "PATCH", "DELETE", "GET"):
            for length in (2**20 + 1, 10**8, 10**23, "9" * 5000):
                answer = ask(address, method=method, CONTENT_LENGTH=str(length))
                assert answer.status_code == 413 or method == "GET"
    assert "1048576" in answer.json()["detail"] or method == "GET"


def test_a_body_of_unknown_length_or_a_compressed_one_is_refused(ask):
    for address in killers.addresses():
        for headers, status in (
            ({"transfer-encoding": "chunked"}, 411),
            ({"transfer-encoding": "gzip, Chunked"}, 411),
            ({"content-encoding": "gzip"}, 415),
            ({"content-encoding": "x" * 9000}, 415),
            ({"content-encoding": "identity, br"}, 415),
        ):
            answer = ask(address, method="POST", data=b"{}", content_type=killers.JSON, headers=headers)
            assert answer.status_code == status


def test_the_refusals_of_bodies_speak_the_language_that_the_client_accepts(ask):
    said = {
        ask("/api/v1/zones/", method="POST", CONTENT_LENGTH=str(10**7), headers={"accept-language": language}).json()[
            "detail"
        ]
        for language in ("en", "zh")
    }
    assert len(said) == 2


def test_a_thousand_filters_and_ten_thousand_values_are_refused(ask):
    for address, name in killers.parameters():
        assert ask(f"{address}?" + "&".join([f"{name}=1"] * 10_000)).status_code == 400
    for address in killers.addresses():
        answer = ask(f"{address}?" + "&".join(f"p{number}=1" for number in range(1000)))
        assert answer.status_code in {400, 405}, address


def test_the_same_value_may_not_be_given_more_often_than_values_may(ask):
    for name in ("kind", "kind__in", "plan", "slug__in", "locator"):
        answer = ask("/api/v1/goals/?" + "&".join([f"{name}=goal"] * 101))
        assert list(answer.json()["errors"]) == [name]
    assert ask("/api/v1/goals/?" + "&".join(["kind=goal"] * 100)).status_code == 200


def test_no_refusal_is_longer_for_a_longer_question(ask):
    many = ask("/api/v1/changes/?" + "&".join(f"p{number}=1" for number in range(150)))
    assert many.status_code == 400
    assert len(many.json()["errors"]) <= 51


def test_a_parameter_given_twice_is_refused_or_means_either(ask):
    for address, name in killers.parameters():
        ask(f"{address}?{name}=1&{name}=2")
        ask(f"{address}?{name}=&{name}=%00")


def test_a_cursor_that_was_tampered_with_is_refused(ask):
    address = "/api/v1/initiatives/?page_size=1"
    after = ask(address).json()["next"]
    cursor = after.partition("cursor=")[2].partition("&")[0]
    assert ask(f"{address}&cursor={cursor}").status_code == 200
    signed, _colon, signature = cursor.rpartition("%3A")
    for hostile in (
        cursor[:-1],
        cursor + "A",
        cursor[1:],
        cursor * 40,
        signed,
        f"%3A{signature}",
        f"{signed}%3A{signature[::-1]}",
        f"{signed.swapcase()}%3A{signature}",
        f".{cursor}",
        "x" * 7000,
        ":" * 500,
        killers.SURROGATE,
        "%00",
    ):
        answer = ask(f"{address}&cursor={hostile}")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["cursor"]
    assert ask(f"/api/v1/plans/?cursor={cursor}").status_code == 400
    assert ask(f"{address}&ordering=slug&cursor={cursor}").status_code == 400
