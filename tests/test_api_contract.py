"""What v1 has promised is kept: the API may grow, and nothing that a program relies on may go or change."""

import json
from copy import deepcopy

import pytest

from tests import openapi
from tests.breaking import breaks
from tests.contract import PROMISED, promise

WORD = {"type": "object", "required": ["value"], "properties": {"value": {"type": "string", "enum": ["a", "b"]}}}
OLD = {
    "paths": {
        "/things/": {
            "get": {
                "security": [{"token": []}, {}],
                "parameters": [
                    {"$ref": "#/components/parameters/size"},
                    {"in": "query", "name": "kind", "schema": {"type": "string", "enum": ["a", "b"]}},
                    {"in": "query", "name": "q", "schema": {"type": "string", "maxLength": 9}, "explode": False},
                ],
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Things"}},
                            "text/csv": {"schema": {"type": "string"}},
                        },
                    }
                },
            },
            "post": {
                "parameters": [],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "size": {"type": ["number", "null"]},
                                    "word": {"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
                                },
                            }
                        }
                    }
                },
                "responses": {"201": {"description": "made"}},
            },
        }
    },
    "components": {
        "parameters": {"size": {"in": "query", "name": "size", "schema": {"type": "integer", "maximum": 500}}},
        "schemas": {
            "Things": {
                "type": "object",
                "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}},
            },
            "Thing": {
                "type": "object",
                "required": ["slug", "parts"],
                "properties": {
                    "slug": {"type": "string", "format": "slug"},
                    "kind": WORD,
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "parent": {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                    "sizes": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
            },
        },
    },
}
GET, POST = ("paths", "/things/", "get"), ("paths", "/things/", "post")
THING = ("components", "schemas", "Thing")
SENT = (*POST, "requestBody", "content", "application/json", "schema")
GONE = object()
BREAKS = [
    # what is changed, into what, and what is said of it
    (("paths", "/things/"), GONE, "/things/ is gone"),
    (POST, GONE, "post /things/ is gone"),
    ((*GET, "security"), [{"token": []}], "now needs a token"),
    ((*GET, "parameters", 1), GONE, "parameter kind is gone"),
    ((*GET, "parameters", 1, "required"), True, "parameter kind is now required"),
    ((*GET, "parameters", 1, "schema", "enum"), ["a"], "the word b is gone"),
    ((*GET, "parameters", 1, "schema", "pattern"), "a+", "takes another pattern"),
    ((*GET, "parameters", 2, "schema", "maxLength"), 8, "maxLength is stricter"),
    ((*GET, "parameters", 2, "schema", "minLength"), 1, "minLength is stricter"),
    ((*GET, "parameters", 2, "schema", "enum"), ["x"], "is now one of a few words"),
    ((*GET, "parameters", 2, "schema", "format"), "date", "takes another format"),
    ((*GET, "parameters", 2, "explode"), True, "is written differently"),
    (("components", "parameters", "size", "schema", "maximum"), 499, "maximum is stricter"),
    (("components", "parameters", "size", "schema", "type"), "string", "no longer takes integer"),
    ((*POST, "parameters"), [{"in": "header", "name": "If-Match", "required": True}], "If-Match is new and required"),
    ((*GET, "responses", "200", "content", "text/csv"), GONE, "answers in text/csv are gone"),
    ((*GET, "responses", "200", "headers", "ETag"), GONE, "header ETag is gone"),
    ((*POST, "responses"), {"200": {}}, "answer 201 is gone"),
    ((*THING, "properties", "slug"), GONE, ".slug is gone"),
    ((*THING, "properties", "slug", "type"), ["string", "null"], "may now be null"),
    ((*THING, "properties", "slug", "type"), "integer", "may now be integer"),
    ((*THING, "properties", "slug", "format"), GONE, "has another format"),
    ((*THING, "required"), ["parts"], ".slug may now be missing"),
    ((*THING, "properties", "kind", "properties", "value", "enum"), ["b"], "the word a is gone"),
    ((*THING, "properties", "parent"), {"type": ["string", "null"]}, "may now be string"),
    ((*THING, "properties", "parts", "items"), {"type": "string"}, "may now be string"),
    ((*THING, "properties", "sizes", "additionalProperties", "type"), "string", "may now be string"),
    ((*SENT, "required"), ["name", "size"], ".size is now required"),
    ((*SENT, "properties", "size"), GONE, ".size is no longer taken"),
    ((*SENT, "properties", "size", "type"), "number", "no longer takes null"),
    ((*SENT, "properties", "word", "oneOf", 0, "enum"), ["c"], "the word a is gone"),
    ((*POST, "requestBody", "required"), True, "a body is now required"),
    ((*POST, "requestBody", "content"), {}, "a body in application/json is no longer taken"),
]
GROWTH = [
    (("paths", "/more/"), {"get": {"responses": {}}}),
    ((*THING, "properties", "more"), {"type": "string"}),
    ((*GET, "parameters", 1, "schema", "enum"), ["a", "b", "c"]),
    ((*THING, "properties", "kind", "properties", "value", "enum"), ["a", "b", "c"]),
    ((*SENT, "properties", "more"), {"type": "string"}),
    ((*SENT, "required"), []),
    (("components", "parameters", "size", "schema", "maximum"), 501),
    ((*THING, "properties", "slug", "description"), "words"),
]


def changed(path, value):
    new = deepcopy(OLD)
    place = new
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return new


@pytest.mark.parametrize(("path", "value", "said"), BREAKS)
def test_a_break_is_found_and_said(path, value, said):
    found = breaks(OLD, changed(path, value))
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(("path", "value"), GROWTH)
def test_growth_is_no_break(path, value):
    assert breaks(OLD, changed(path, value)) == []


def test_words_for_people_may_change_and_properties_called_like_them_may_not():
    schema = {"description": "x", "properties": {"title": {"type": "string", "title": "x"}}}
    assert promise(schema) == {"properties": {"title": {"type": "string"}}}


def test_v1_keeps_what_it_has_promised():
    found = breaks(json.loads(PROMISED.read_text()), openapi.described())
    assert found == [], "This breaks programs of others. If it is meant: tests/contract.py says how."


def test_a_break_of_the_real_contract_would_be_found():
    promised = json.loads(PROMISED.read_text())
    without = deepcopy(promised)
    del without["components"]["schemas"]["Initiative"]["properties"]["status"]
    assert "get /api/v1/initiatives/: answer.results[].status is gone" in breaks(promised, without)
