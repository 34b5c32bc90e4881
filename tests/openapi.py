"""Write docs/openapi.yaml: what the code says of the API, with real records as examples. `make openapi` runs it.

The examples are answers about the seeded data at a moment that never passes, so that the file is the same whenever and
wherever it is written. Lists in them are cut to their first entry.
"""

import os
import re
from pathlib import Path

NOW = "2026-11-25T04:00:00Z"
HOST = "127.0.0.1:8000"
FILE = Path(__file__).resolve().parents[1] / "docs" / "openapi.yaml"
SHOWN = 1  # entry of a list
_CURSOR = re.compile(r"(?<=cursor=)[^&]+")
# By what the records of an address are called; those that are not here are the first of their list.
RECORDS = {
    "zones": "tianjin-binhai",
    "plans": "tianjin-binhai-14",
    "tiers": "tianjin-binhai-14~1",
    "initiatives": "zhuzhou-14-service-3",
    "observations": "national-revenue-2020-05",
}
# Addresses that cannot be asked without more than the name of a record.
ASKED = {
    "/api/v1/search/": "/api/v1/search/?q=新基建&page_size=1",
    "/api/v1/compare/": "/api/v1/compare/?zone=guangzhou&zone=shenzhen",
    "/api/v1/search/suggestions/": "/api/v1/search/suggestions/?q=新基建",
    "/api/v1/zones/{slug}/indicators/": "/api/v1/zones/national/indicators/",
    "/api/v1/zones/{slug}/indicators/{indicator}/": "/api/v1/zones/national/indicators/revenue/",
}


def described() -> dict:
    """Return what the code says of the API, in English."""
    from django.utils import translation
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        return plain(SchemaGenerator().get_schema(request=None, public=True))


def plain(schema) -> dict:
    """Return a description as it is written and read again: without lazy texts, shared parts and the like."""
    import yaml

    return yaml.load(as_yaml(schema), Loader=yaml.CSafeLoader)


def as_yaml(schema: dict) -> str:
    from drf_spectacular.renderers import OpenApiYamlRenderer

    return OpenApiYamlRenderer().render(schema, renderer_context={}).decode()


def with_examples(schema: dict, client) -> dict:
    """Return a description after adding an answer to each address that can be read; the data must be seeded."""
    for path, operations in schema["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get("200", {})
        told = answer.get("content", {}).get("application/json")
        if told is None:
            continue
        address = address_of(path, client)
        response = client.get(address, headers={"host": HOST})
        assert response.status_code == 200, (address, response.status_code, response.content[:300])
        told["example"] = shortened(response.json())
    return schema


def address_of(path: str, client) -> str:
    """Return an address with an answer worth showing."""
    if path in ASKED:
        return ASKED[path]
    if "{" not in path:
        return f"{path}?since=2026-11-24" if path.endswith("/changes/") else path
    listed = path.partition("{")[0]
    name = listed.removeprefix("/api/v1/").strip("/")
    if name in RECORDS:
        key = RECORDS[name]
    else:
        first = client.get(listed, headers={"host": HOST}).json()["results"][0]
        key = first.get("key") or first.get("slug") or first["number"]
    address = re.sub(r"\{\w+\}", str(key), path)
    return f"{address}?since=2026-11-24" if address.endswith("/changes/") else address


def shortened(value):
    """Return an answer with the first entries of each list, and without what differs by the key of an instance."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shortened(each) for each in value[:SHOWN]]
    return _CURSOR.sub("…", value) if isinstance(value, str) else value


def main() -> None:
    os.environ |= {"DATABASE_URL": "sqlite://:memory:", "DJANGO_SETTINGS_MODULE": "tracker.settings", "DEBUG": "off"}
    import django
    from time_machine import travel

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from zones.services.seeding import seed

    with travel(NOW, tick=False):
        call_command("migrate", verbosity=0)
        seed(folder=settings.BASE_DIR / "fixtures")
        FILE.write_text(as_yaml(with_examples(described(), Client())))


if __name__ == "__main__":
    main()
