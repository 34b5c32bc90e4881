"""The API's description of itself, OpenAPI 3.1: what the framework cannot see of it, and how it is served.

docs/openapi.yaml is the contract; `make openapi` writes it from the code, and tests hold the two equal.
"""

import json
from collections import Counter
from functools import lru_cache
from typing import Any

import orjson
import yaml
from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from zones.api import problems

FILE = settings.BASE_DIR / "docs" / "openapi.yaml"
YAML, JSON = "application/vnd.oai.openapi", "application/json"
KINDS = {"yaml": YAML, "json": JSON}

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in the language of Accept-Language.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Always `about:blank`: the status says which problem it is."},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What was wrong with this request."},
        "instance": {"type": "string", "description": "The path that was asked."},
        "errors": {
            "type": "object",
            "additionalProperties": {},
            "description": "Messages by the name of the parameter or field at fault.",
        },
        "existing": {"type": "string", "format": "uri", "description": "The record that is there already."},
        "version": {"type": ["integer", "null"], "description": "The version of the record now; null if it is gone."},
        "changes": {
            "type": "array",
            "description": "What was changed since the version that If-Match names.",
            "items": {
                "type": "object",
                "required": ["field", "label", "old", "new"],
                "properties": {"field": {"type": "string"}, "label": {"type": "string"}, "old": {}, "new": {}},
            },
        },
        "rows": {
            "type": "array",
            "description": "When many records are written at once: the rows at fault, and nothing was written.",
            "items": {
                "type": "object",
                "required": ["row", "errors"],
                "properties": {
                    "row": {"type": "integer", "minimum": 1},
                    "errors": {"type": "object", "additionalProperties": {}},
                    "existing": {"type": "string", "format": "uri"},
                },
            },
        },
    },
}
MEANINGS = {
    400: "Something was not understood, or breaks a rule; `errors` names each parameter or field.",
    401: "A token was sent that is not valid, or none where one is needed.",
    403: "The token's owner may not do this.",
    404: "There is nothing at this address, or nothing that may be seen.",
    406: "The answer cannot be given in a format that is accepted.",
    409: "It contradicts what is there, such as a record with the same slug, whose address is given.",
    411: "The request does not say how long its body is.",
    412: "The record was changed since the version that If-Match names; nothing was written.",
    413: "The body is larger than 1 MB, or has too many rows.",
    415: "The body is not JSON.",
    428: "A change must say in If-Match which version it changes.",
    429: "More was asked than is allowed in a minute; Retry-After says when to ask again.",
}
HEADERS = {
    "ETag": "Names this state of the answer: send it back in If-None-Match, or when changing a record in If-Match.",
    "Last-Modified": "Since when the answer is what it is.",
    "Link": "The first, previous and next page (RFC 8288).",
    "Location": "The address of the record.",
    "Retry-After": "After how many seconds one may ask again.",
    "WWW-Authenticate": "How to say who asks.",
}
_HEADERS_OF = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 301: ("Location",), 304: ("ETag",)}


# --- hooks of the framework -----------------------------------------------------------------------


def complete(result: dict, **_kwargs) -> dict:
    """Add to every operation the problems that it may answer with, and to its answers their headers."""
    parts = result["components"]
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    parts["headers"] = {
        name: {"description": text, "schema": {"type": "integer" if name == "Retry-After" else "string"}}
        for name, text in HEADERS.items()
    }
    parts["responses"] = {f"Problem{status}": _problem(status, text) for status, text in MEANINGS.items()}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, path)
    return result


def let_fields_be_left_out(result: dict, **_kwargs) -> dict:
    """Promise no field where `fields`, `omit` or `brief` leave out what is not asked for, at any depth."""
    parts = result["components"]["schemas"]
    for operations in result["paths"].values():
        told = operations.get("get", {})
        if any(each.get("name") == "fields" for each in told.get("parameters", ())):
            for answer in told["responses"]["200"]["content"].values():
                _promise_nothing(answer["schema"], parts, set())
    return result


def _promise_nothing(schema: Any, parts: dict, seen: set[str]) -> None:
    """Take `required` from the records in a schema; what stands around the rows of a page is always there."""
    if isinstance(schema, list):
        for each in schema:
            _promise_nothing(each, parts, seen)
    elif isinstance(schema, dict):
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            if not name.startswith("Paginated"):
                parts[name].pop("required", None)
            _promise_nothing(parts[name], parts, seen)
        for each in schema.values():
            if isinstance(each, dict | list):
                _promise_nothing(each, parts, seen)


def share_parameters(result: dict, **_kwargs) -> dict:
    """Say once what several lists take alike, and refer to it."""
    operations = [each for methods in result["paths"].values() for each in methods.values()]
    texts = Counter(_text(parameter) for each in operations for parameter in each.get("parameters", ()))
    names: dict[str, str] = {}
    for text in sorted(text for text, count in texts.items() if count > 1):
        name = json.loads(text)["name"]
        taken = sum(other == name or other.startswith(f"{name}.") for other in names.values())
        names[text] = f"{name}.{taken + 1}" if taken else name
    for operation in operations:
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{names[_text(each)]}"} if _text(each) in names else each
            for each in operation.get("parameters", ())
        ]
    result["components"]["parameters"] = {name: json.loads(text) for text, name in names.items()}
    return result


def _complete(operation: dict, method: str, path: str) -> None:
    answers = operation["responses"]
    for status in _statuses(method, has_key="{" in path):
        answers.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    if method != "get":
        return
    is_list = operation["operationId"].endswith("_list")
    for status, answer in answers.items():
        if status == "200":
            named = ("ETag", "Last-Modified", *(["Link"] if is_list else []))
            answer["headers"] = _references(named) | answer.get("headers", {})
    answers.setdefault("304", {"description": "The client has it already.", "headers": _references(_HEADERS_OF[304])})
    if "{" in path:
        moved = {"description": "The record has another address now.", "headers": _references(_HEADERS_OF[301])}
        answers.setdefault("301", moved)


def _statuses(method: str, *, has_key: bool) -> list[int]:
    statuses = {400, 401, 406, 429} | ({404} if has_key else set())
    if method != "get":
        statuses |= {403, 409, 411, 413, 415} | ({412, 428} if has_key else set())
    return sorted(statuses)


def _problem(status: int, text: str) -> dict:
    answer = {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return answer | ({"headers": _references(_HEADERS_OF[status])} if status in _HEADERS_OF else {})


def _references(names) -> dict:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _text(parameter: dict) -> str:
    return json.dumps(parameter, sort_keys=True, default=str)


# --- how it is served -------------------------------------------------------------------------------


def served(request):
    """Answer the description as YAML, or as JSON to whoever prefers that or says `format=json`."""
    if request.method not in {"GET", "HEAD"}:
        refused = problems.problem(request, 405, _("The description of the API can only be read."))
        refused.headers["Allow"] = "GET, HEAD"
        return refused
    asked = request.GET.get("format") or _preferred(request)
    if asked not in KINDS or set(request.GET) - {"format"}:
        detail = _("The description of the API takes one parameter: format, which is yaml or json.")
        return problems.problem(request, 400, detail)
    response = HttpResponse(_as(asked), content_type=KINDS[asked])
    patch_vary_headers(response, ("Accept",))
    return response


def _preferred(request) -> str:
    kind = request.get_preferred_type([YAML, JSON])
    return "json" if kind == JSON else "yaml"


@lru_cache
def _as(kind: str) -> bytes:
    text = FILE.read_bytes()
    return text if kind == "yaml" else orjson.dumps(yaml.load(text, Loader=yaml.CSafeLoader), default=str)
