"""The API's own description."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.test_api import RESOURCES


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_schema_is_openapi_3_1_valid_and_made_without_a_warning(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_every_list_describes_its_filters_and_its_pages(schema):
    for resource in RESOURCES:
        parameters = {row["name"] for row in schema["paths"][f"/api/v1/{resource}/"]["get"]["parameters"]}
        assert {"cursor", "page_size", "count", "ordering", "updated_since"} <= parameters


def test_a_vocabulary_is_described_with_its_words(schema):
    status = schema["components"]["schemas"]["Initiative"]["properties"]["status"]
    assert "in_progress" in status["properties"]["value"]["enum"]


@pytest.mark.django_db
def test_the_reference_page_loads_only_what_this_server_has(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()
    assert client.get("/api/v1/schema/").status_code == 200
