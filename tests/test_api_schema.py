"""The API's own description: docs/openapi.yaml says what the code does, and its examples are real records."""

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from time_machine import travel

from tests import openapi
from tests.test_api import RESOURCES
from zones.api.viewsets.root import FURTHER
from zones.services.seeding import seed

RENEW = "docs/openapi.yaml says something else than the code: run `make openapi`, and look at what changed."


@pytest.fixture(scope="module")
def schema():
    return openapi.described()


@pytest.fixture(scope="module")
def committed():
    return yaml.load(openapi.FILE.read_text(), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), travel(openapi.NOW, tick=False), transaction.atomic():
        seed(folder=settings.BASE_DIR / "fixtures")
        yield
        transaction.set_rollback(True)


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def resolved(schema, part):
    while "$ref" in part:
        found = schema
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def test_the_schema_is_openapi_3_1_valid_and_made_without_a_warning(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_the_committed_description_is_that_of_the_code(schema, committed):
    told = {name: _without_examples(operation) for name, operation in operations(committed)}
    code = {name: _without_examples(operation) for name, operation in operations(schema)}
    assert told.keys() == code.keys(), RENEW
    assert [name for name in code if told[name] != code[name]] == [], RENEW
    assert {name: part for name, part in committed.items() if name != "paths"} == {
        name: part for name, part in schema.items() if name != "paths"
    }, RENEW


def _without_examples(part):
    if isinstance(part, dict):
        return {name: _without_examples(each) for name, each in part.items() if name != "example"}
    return [_without_examples(each) for each in part] if isinstance(part, list) else part


@pytest.mark.usefixtures("seeded", "db")
def test_the_examples_are_records_of_the_data_that_are_shipped(committed):
    with travel(openapi.NOW, tick=False):
        now = openapi.with_examples(openapi.described(), Client())
    shown = {name: _example(operation) for name, operation in operations(committed) if name.startswith("get ")}
    assert {name for name, example in shown.items() if example is None} == set(_without(now))
    real = {name: _example(operation) for name, operation in operations(openapi.plain(now)) if name in shown}
    assert [name for name in real if real[name] != shown[name]] == [], RENEW


def _example(operation):
    return operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("example")


def _without(schema):
    """Return which addresses answer with no JSON, and so have no example."""
    for name, operation in operations(schema):
        if name.startswith("get ") and "application/json" not in operation["responses"]["200"].get("content", {}):
            yield name


def test_every_list_describes_its_filters_and_its_pages(schema):
    for resource in RESOURCES:
        described = schema["paths"][f"/api/v1/{resource}/"]["get"]["parameters"]
        parameters = {resolved(schema, row)["name"] for row in described}
        assert {"cursor", "page_size", "count", "ordering", "updated_since", "fields", "format"} <= parameters


def test_every_operation_says_in_which_problems_it_may_end(schema):
    for name, operation in operations(schema):
        method, path = name.split()
        expected = {"400", "401", "406", "429"} | ({"404"} if "{" in path else set())
        if method != "get":
            expected |= {"403", "409", "413", "415"}
        assert expected <= operation["responses"].keys(), name
        for status in expected:
            content = resolved(schema, operation["responses"][status])["content"]
            assert list(content) == ["application/problem+json"], name


def test_every_answer_that_can_be_asked_again_cheaply_says_so(schema):
    for name, operation in operations(schema):
        if name.startswith("get "):
            assert "ETag" in operation["responses"]["200"]["headers"], name
            assert "304" in operation["responses"], name


def test_a_vocabulary_is_described_with_its_words(schema):
    status = schema["components"]["schemas"]["Initiative"]["properties"]["status"]
    assert "in_progress" in status["properties"]["value"]["enum"]


def test_what_several_lists_take_alike_is_said_once(schema):
    assert {"cursor", "page_size", "fields", "updated_since"} <= schema["components"]["parameters"].keys()


@pytest.mark.django_db
def test_the_reference_page_loads_only_what_this_server_has(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()


@pytest.mark.django_db
def test_the_description_is_served_as_it_is_committed_in_yaml_and_json(client, committed):
    assert client.get("/api/v1/schema/").content == openapi.FILE.read_bytes()
    for asked in ({"query_params": {"format": "json"}}, {"headers": {"accept": "application/json"}}):
        answer = client.get("/api/v1/schema/", **asked)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json()["paths"].keys() == committed["paths"].keys()
    for query in ("format=xml", "version=2"):
        refused = client.get(f"/api/v1/schema/?{query}")
        assert refused.status_code == 400
        assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_everything_that_the_root_names_answers(client):
    root = client.get("/api/v1/").json()
    assert root.keys() == {*RESOURCES, "search", *FURTHER}
    needed = {"search": "?q=x", "compare": "?zone=nowhere", "changes": "?since=2026-11-24"}
    for name, address in root.items():
        status = client.get(address + needed.get(name, "")).status_code
        assert status == (400 if name == "compare" else 200), name
