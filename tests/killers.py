"""What has killed other servers: values, addresses, headers and bodies that an API must refuse, or answer, in peace.

Addresses and parameters are read from what the code says of the API, so that whatever is new is tried too.
"""

from functools import cache

from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

DIGITS = "1" + "0" * 23
SURROGATE = "%ED%A0%80"  # half of a pair, as UTF-8 must not say it
VALUES = {
    "a lone surrogate": SURROGATE,
    "a lone surrogate among letters": f"a{SURROGATE}b",
    "NUL": "%00",
    "NUL among letters": "a%00b",
    "bytes that are no UTF-8": "%FF%FE",
    "a broken encoding": "%",
    "another broken encoding": "%ZZ%4",
    "an endless number": DIGITS,
    "a negative endless number": f"-{DIGITS}",
    "a number with an endless exponent": "1e999999999",
    "no number": "NaN",
    "infinity": "-Infinity",
    "digits of another script": "%EF%BC%91%EF%BC%92",
    "the year 0": "0000-01-01",
    "the year 99999": "99999-01-01",
    "a day before the first": "0001-01-01T00:00:00%2B14:00",
    "a day after the last": "9999-12-31T23:59:59-14:00",
    "a day that is not": "2021-02-30",
    "a zone of time that is not": "2021-02-03T04:05:06%2B99:99",
    "a quotation mark": "'\"%27%22--",
    "a line break": "a%0D%0ASet-Cookie:%20a=b",
    "an empty list": ",,,",
    "a long word": "x" * 5000,
    "a long number": "9" * 5000,
    "many signs of search": "%28%22%2A%3A" * 300,
    "nested brackets": "%5B" * 1500,
    "nothing": "",
}
# In the place of a record's key, or after it.
PLACES = {
    "a lone surrogate": SURROGATE,
    "NUL": "%00",
    "NUL after a name": "zone%00",
    "bytes that are no UTF-8": "%FF",
    "a broken encoding": "%ZZ",
    "an endless number": DIGITS,
    "a tilde and an endless number": f"plan~{DIGITS}",
    "the folder above": "%2e%2e",
    "the folder above, encoded twice": "%252e%252e%252f",
    "a file": "..%2f..%2fetc%2fpasswd",
    "two slashes": "/",
    "a back slash": "%5C..%5C",
    "a long name": "x" * 6000,
    "another script": "%E9%AB%98%E6%96%B0%E5%8C%BA",
    "a semicolon": "zone;jsessionid=1",
    "a wild card": "*",
    "a line break": "zone%0D%0ALocation:%20x",
}
HEADERS = {
    "an Accept of nonsense": {"accept": "\xff/,;;q=;=" * 20},
    "a long Accept": {"accept": "a/b;q=0.1," * 6000},
    "an Accept with NUL": {"accept": "application/json\x00"},
    "a long Accept-Language": {"accept-language": "zh-Hans-CN;q=0.1," * 4000},
    "an Accept-Language of nonsense": {"accept-language": "\x00;q=x,,-,*-*" + "-a" * 3000},
    "a long Accept-Encoding": {"accept-encoding": "gzip;q=0.0001," * 4000},
    "an Accept-Encoding that refuses all": {"accept-encoding": "identity;q=0,*;q=0"},
    "many entity tags": {"if-none-match": '"0123456789abcdef",' * 4000},
    "entity tags of nonsense": {"if-none-match": 'W/"\x00", "' + '"' * 999},
    "a day that is not": {"if-modified-since": "Mon, 99 Foo 99999 99:99:99 GMT"},
    "the year 0": {"if-modified-since": "Mon, 01 Jan 0000 00:00:00 GMT"},
    "a range": {"range": "bytes=0-0,-1,9999999999999999999999-,a-b"},
    "a range under a condition": {"range": "bytes=0-", "if-range": '"x"'},
    "another method": {"x-http-method-override": "DELETE", "x-method-override": "PUT"},
    "another host behind it": {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"},
    "another address behind it": {"x-original-url": "/admin/", "x-rewrite-url": "/admin/", "x-forwarded-for": "'\x00"},
    "64 KB of a header": {"x-anything": "x" * 65_536},
    "64 KB of cookies": {"cookie": "a=b; " * 13_000},
    "a broken cookie": {"cookie": 'sessionid="\\777\\000; =; ;;csrftoken'},
    "an origin of nonsense": {"origin": "null\x00"},
}
NESTED = 100_000
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "bytes that are no UTF-8": b'{"slug": "\xff\xfe"}',
    "a lone surrogate": b'{"slug": "\\ud800", "name_zh": "\\udfff"}',
    "a lone surrogate as bytes": b'{"name_zh": "\xed\xa0\x80"}',
    "NUL": b'{"slug": "a\\u0000", "name_zh": "\\u0000"}',
    "nested lists": b"[" * NESTED,
    "nested lists that end": b"[" * NESTED + b"]" * NESTED,
    "nested objects": b'{"a":' * NESTED + b"1" + b"}" * NESTED,
    "a nested field": b'{"name_zh": ' + b"[" * 900 + b"]" * 900 + b"}",
    "an endless number": b'{"position": 1' + b"0" * 23 + b', "value": 1e999999}',
    "a number of thousands of digits": b'{"position": ' + b"9" * 5000 + b"}",
    "no number": b'{"position": NaN, "value": -Infinity}',
    "the year 0": b'{"start_on": "0000-01-01", "as_of": "99999-12-31", "due_on": "2021-02-30"}',
    "a list": b"[]",
    "a list of what are no records": b'[null, 1, "a", [], {}]',
    "null": b"null",
    "a text": b'"x"',
    "a truth": b"true",
    "a key given twice": b'{"slug": "a", "slug": {"b": 1}}',
    "a prototype": b'{"__proto__": {"x": 1}, "__class__": "x", "pk": 1, "id": 1, "version": 99}',
    "a long text": b'{"slug": "' + b"x" * 900_000 + b'"}',
    "many fields": b"{" + b",".join(b'"f%d": 1' % number for number in range(5000)) + b"}",
    "many records": b"[" + b",".join([b"{}"] * 20_000) + b"]",
    "lists for texts": b'{"slug": [], "name_zh": {}, "zone": [1], "themes": {"a": 1}, "source": 1}',
    "gzip": b"\x1f\x8b\x08\x00",
}
JSON = "application/json"
KINDS_OF_BODY = (
    "text/html",
    "multipart/form-data",
    "multipart/form-data; boundary=\xff",
    "application/xml",
    "",
    "a" * 9000,
)
KINDS_OF_BODY += (
    "application/json; charset=utf-16",
    "application/json; charset=nonsense",
    "application/x-www-form-urlencoded",
)


def addresses():
    """Return an address for every route of the API: of a list, of a record that is there, of whatever else.

    Left out are the two that take no question at all, the root of the API and the page that shows its reference.
    """
    others = [reverse("api:schema")]
    return [*others, *(path.format_map(keys) for path, keys in _paths())]


def addresses_with_a_key():
    """Return pairs: an address with an empty place for a key, and the key of a record that is there."""
    return [
        (path.format_map({**keys, name: "%s"}), key)
        for path, keys in _paths()
        for name, key in keys.items()
        if f"{{{name}}}" in path
    ]


def parameters():
    """Return pairs: an address, and a parameter that it takes; of those that read and ask alike the first."""
    schema = _schema()
    shared = schema["components"].get("parameters", {})
    found = {}
    for path, keys in _paths():
        for parameter in schema["paths"][path].get("get", {}).get("parameters", []):
            parameter = shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
            if parameter["in"] == "query":
                alike = (str(parameter["schema"]), parameter["name"].partition("__")[2])
                found.setdefault(alike, (path.format_map(keys), parameter["name"]))
    return list(found.values())


def writes():
    """Return pairs: a method that sends a body, and an address at which it means something."""
    schema = _schema()["paths"]
    return [
        (method.upper(), path.format_map(keys))
        for path, keys in _paths()
        for method in ("post", "put", "patch")
        if method in schema[path]
    ]


@cache
def _schema():
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def _paths():
    """Return pairs: a path as the schema has it, and what stands in it to ask for a record that is there."""
    return [(path, _keys(path.split("/")[3]) if "{" in path else {}) for path in _schema()["paths"]]


def _keys(resource):
    first = Client().get(f"/api/v1/{resource}/?page_size=1").json()["results"][0]
    return {name: str(first[name]) for name in ("slug", "key", "number") if name in first} | {"indicator": "indicator"}
