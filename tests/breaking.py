"""What of an API's description (OpenAPI 3.1) would break programs that were written for an earlier one; pure."""

from collections.abc import Iterator

METHODS = ("get", "put", "post", "patch", "delete")
LEAST, MOST = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")
DEPTH = 12  # of what stands in one another; nothing in the API is nearly as deep


def breaks(old: dict, new: dict) -> list[str]:
    """Return a sentence for each promise of the old description that the new one no longer keeps."""
    return sorted(set(_breaks(old, new)))


def _breaks(old: dict, new: dict) -> Iterator[str]:
    for path, operations in old["paths"].items():
        if path not in new["paths"]:
            yield f"{path} is gone"
            continue
        for method in METHODS:
            if method not in operations:
                continue
            if method not in new["paths"][path]:
                yield f"{method} {path} is gone"
                continue
            before, after = operations[method], new["paths"][path][method]
            where = f"{method} {path}"
            yield from _security(where, before, after)
            yield from _parameters(where, before, after, old, new)
            yield from _body(where, before, after, old, new)
            yield from _answers(where, before, after, old, new)


def _security(where: str, before: dict, after: dict) -> Iterator[str]:
    if {} in before.get("security", [{}]) and {} not in after.get("security", [{}]):
        yield f"{where} now needs a token"


def _parameters(where, before, after, old, new) -> Iterator[str]:
    had, has = _by_name(before, old), _by_name(after, new)
    for key, parameter in had.items():
        name = f"{where}: parameter {key[1]}"
        if key not in has:
            yield f"{name} is gone"
            continue
        if has[key].get("required") and not parameter.get("required"):
            yield f"{name} is now required"
        for form in ("style", "explode"):
            if parameter.get(form) != has[key].get(form):
                yield f"{name} is written differently"
        yield from _narrowed(name, parameter.get("schema", {}), has[key].get("schema", {}), old, new)
    for key in has.keys() - had.keys():
        if has[key].get("required"):
            yield f"{where}: parameter {key[1]} is new and required"


def _by_name(operation: dict, document: dict) -> dict:
    found = [_resolved(parameter, document) for parameter in operation.get("parameters", ())]
    return {(parameter["in"], parameter["name"]): parameter for parameter in found}


def _body(where, before, after, old, new) -> Iterator[str]:
    had, has = (_resolved(each.get("requestBody", {}), doc) for each, doc in ((before, old), (after, new)))
    if has.get("required") and not had.get("required"):
        yield f"{where}: a body is now required"
    for kind, told in had.get("content", {}).items():
        if kind not in has.get("content", {}):
            yield f"{where}: a body in {kind} is no longer taken"
        else:
            yield from _narrowed(f"{where}: body", told.get("schema", {}), has["content"][kind]["schema"], old, new)


def _answers(where, before, after, old, new) -> Iterator[str]:
    for status, told in before["responses"].items():
        if not status.startswith("2"):
            continue
        if status not in after["responses"]:
            yield f"{where}: answer {status} is gone"
            continue
        had, has = (_resolved(each, doc) for each, doc in ((told, old), (after["responses"][status], new)))
        for name in had.get("headers", {}):
            if name not in has.get("headers", {}):
                yield f"{where}: header {name} is gone"
        for kind, content in had.get("content", {}).items():
            if kind not in has.get("content", {}):
                yield f"{where}: answers in {kind} are gone"
            else:
                schema = has["content"][kind].get("schema", {})
                yield from _changed(f"{where}: answer", content.get("schema", {}), schema, old, new)


# --- what is sent: everything that was taken must still be taken ---------------------------------------


def _narrowed(where, before, after, old, new, depth=0) -> Iterator[str]:
    before, after = _resolved(before, old), _resolved(after, new)
    if depth > DEPTH:
        return
    if _types(after) and not (_types(before) and _types(before) <= _types(after)):
        yield f"{where}: no longer takes {_or(_types(before) - _types(after))}"
    yield from _words(where, before, after)
    yield from _stricter(where, before, after)
    for name in set(after.get("required", ())) - set(before.get("required", ())):
        yield f"{where}.{name} is now required"
    for name, schema in before.get("properties", {}).items():
        if name in after.get("properties", {}):
            yield from _narrowed(f"{where}.{name}", schema, after["properties"][name], old, new, depth + 1)
        else:
            yield f"{where}.{name} is no longer taken"
    if "items" in before and "items" in after:
        yield from _narrowed(f"{where}[]", before["items"], after["items"], old, new, depth + 1)


def _stricter(where, before, after) -> Iterator[str]:
    if after.get("pattern") not in (None, before.get("pattern")):
        yield f"{where}: takes another pattern"
    if after.get("format") not in (None, before.get("format")):
        yield f"{where}: takes another format"
    for names, is_narrower in ((LEAST, float.__gt__), (MOST, float.__lt__)):
        for name in names:
            if name in after and (name not in before or is_narrower(float(after[name]), float(before[name]))):
                yield f"{where}: {name} is stricter"


# --- what is answered: everything that was there must still be there ------------------------------------


def _changed(where, before, after, old, new, depth=0) -> Iterator[str]:
    before, after = _resolved(before, old), _resolved(after, new)
    if depth > DEPTH:
        return
    if _types(before) and not (_types(after) and _types(after) <= _types(before)):
        yield f"{where}: may now be {_or(_types(after) - _types(before))}"
    yield from _words(where, before, after)
    if before.get("format") not in (None, after.get("format")):
        yield f"{where}: has another format"
    for name in set(before.get("required", ())) - set(after.get("required", ())):
        yield f"{where}.{name} may now be missing"
    for name, schema in before.get("properties", {}).items():
        if name in after.get("properties", {}):
            yield from _changed(f"{where}.{name}", schema, after["properties"][name], old, new, depth + 1)
        else:
            yield f"{where}.{name} is gone"
    for inside, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(before.get(inside), dict):
            told = after.get(inside)
            yield from _changed(
                where + mark, before[inside], told if isinstance(told, dict) else {}, old, new, depth + 1
            )


def _words(where, before, after) -> Iterator[str]:
    for word in before.get("enum", ()):
        if "enum" in after and word not in after["enum"]:
            yield f"{where}: the word {word} is gone"
    if "enum" in after and "enum" not in before:
        yield f"{where}: is now one of a few words"


def _types(schema: dict) -> set[str]:
    """Return the types that a schema allows; none where it says nothing. A whole number is a number."""
    told = schema.get("type", [])
    types = {told} if isinstance(told, str) else set(told)
    for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        types |= _types(choice)
    return types | ({"integer"} if "number" in types else set())


def _or(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "anything"


def _resolved(schema: dict, document: dict) -> dict:
    """Return what a reference leads to; what several schemas say together (allOf) as one, and of a choice with null
    the other one, which may be null.
    """
    while "$ref" in schema:
        found = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    if "allOf" in schema:
        whole = {name: value for name, value in schema.items() if name != "allOf"}
        for part in schema["allOf"]:
            whole = _resolved(part, document) | whole
        return whole
    choices = [_resolved(choice, document) for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
    full = [choice for choice in choices if choice.get("type") != "null" and choice.get("enum") != [None]]
    if len(full) == 1 and len(full) < len(choices):
        types = sorted(_types(full[0]) | {"null"})
        rest = {name: value for name, value in schema.items() if name not in ("oneOf", "anyOf")}
        return full[0] | rest | {"type": types}
    return schema
