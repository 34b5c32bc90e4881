"""Rows of lists: the fields that are asked for and no others, read from no more columns, in few queries."""

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.test_api import RESOURCES, get
from zones import held, revision
from zones.api.renderers import as_json
from zones.api.serializers import records
from zones.api.serializers.choosing import Chosen
from zones.api.serializers.rows import RowReader

pytestmark = pytest.mark.django_db

SERIALIZERS = {
    each.Meta.model._meta.model_name: each
    for each in vars(records).values()
    if isinstance(each, type) and hasattr(each, "Meta") and each.__module__ == records.__name__
}


@pytest.fixture
def world(world):
    """One of everything, people too."""
    factories.PersonFactory()
    return world


def rows_of(client, path):
    response = get(client, path)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def errors_of(client, path):
    response = get(client, path)
    assert response.status_code == 400
    return response.json()["errors"]


def test_only_the_fields_that_are_asked_for_are_given(client, world):
    row = rows_of(client, "initiatives/?fields=slug,zone.slug,evidence.source.name_zh,due_on.date")[0]
    assert set(row) == {"slug", "zone", "evidence", "due_on"}
    assert set(row["zone"]) == {"slug"}
    assert set(row["evidence"]) == {"source"}
    assert set(row["evidence"]["source"]) == {"name_zh"}


def test_a_part_of_a_word_can_be_asked_for_as_of_a_single_record(client, world):
    query = "fields=slug,kind.label_en,status.value"
    row = next(row for row in rows_of(client, f"initiatives/?{query}") if row["slug"] == "initiative")
    assert row == {"slug": "initiative", "kind": {"label_en": "project"}, "status": {"value": "in_progress"}}
    assert row == get(client, f"initiatives/initiative/?{query}").json()
    assert rows_of(client, "initiatives/?fields=kind&omit=kind.value,kind.label_zh")[0] == {"kind": row["kind"]}


def test_what_is_omitted_is_left_out_and_all_else_stays(client, world):
    whole = rows_of(client, "initiatives/")[0]
    row = rows_of(client, "initiatives/?omit=evidence&omit=zone.url,latest_update.summary_zh")[0]
    del whole["evidence"], whole["zone"]["url"]
    if whole["latest_update"]:
        del whole["latest_update"]["summary_zh"]
    assert row == whole


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_brief_list_names_each_record_and_a_single_record_can_be_brief_too(client, world, resource):
    row = rows_of(client, f"{resource}/?brief=true")[0]
    whole = rows_of(client, f"{resource}/")[0]
    assert 2 < len(row) <= 6
    assert all(row[name] == whole[name] for name in row if not isinstance(row[name], dict))
    key = whole.get("key") or whole.get("slug") or whole["number"]
    assert get(client, f"{resource}/{key}/?brief=true").json() == row


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("fields=nonsense", "fields"),
        ("fields=zone.nonsense", "fields"),
        ("fields=slug.deeper", "fields"),
        ("fields=.", "fields"),
        ("omit=evidence.source.nonsense", "omit"),
        ("fields=slug&omit=slug", "omit"),
        ("brief=yes", "brief"),
        ("brief=true&fields=slug", "brief"),
        ("fields=" + ",".join(["slug"] * 201), "fields"),
        ("fields=%00", "fields"),
    ],
)
def test_a_field_that_is_none_is_refused_by_name_in_lists_and_single_records(client, world, query, parameter):
    assert parameter in errors_of(client, f"initiatives/?{query}")
    slug = rows_of(client, "initiatives/?fields=slug")[0]["slug"]
    assert parameter in errors_of(client, f"initiatives/{slug}/?{query}")


def test_what_a_single_record_shows_beyond_its_line_can_be_chosen_too(client, world):
    answer = get(client, f"plans/{world.slug}/?fields=tiers.members.slug,evidence_coverage.percent").json()
    assert set(answer) == {"tiers", "evidence_coverage"}
    assert {name for tier in answer["tiers"] for name in tier} == {"members"}
    assert "fields" in errors_of(client, f"plans/{world.slug}/?fields=tiers.nonsense")


def test_the_database_is_asked_for_no_column_that_is_not_shown(client, world):
    with CaptureQueriesContext(connection) as queries:
        get(client, "initiatives/?fields=slug,status")
    asked = queries[-1]["sql"].split(" FROM ")[0]
    assert "slug" in asked
    assert not any(name in asked for name in ("name_zh", "summary", "theme", "progressupdate", "quotation", "due_on"))


@pytest.mark.parametrize("resource", RESOURCES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(data=st.data())
def test_a_choice_of_fields_gives_what_stands_there_in_the_whole_row(client, world, resource, data):
    whole = rows_of(client, f"{resource}/")[0]
    names = data.draw(st.lists(st.sampled_from(sorted(whole)), min_size=1, unique=True))
    deeper = [f"{name}.{inner}" for name in names if isinstance(whole[name], dict) for inner in whole[name]]
    names += data.draw(st.lists(st.sampled_from(deeper), unique=True)) if deeper else []
    path = "&".join(f"fields={name}" for name in names)
    chosen = Chosen(frozenset(tuple(name.split(".")) for name in names))
    assert rows_of(client, f"{resource}/?{path}")[0] == chosen.pruned(whole)


def test_a_row_is_what_the_serializer_makes_of_the_record(world):
    for serializer in SERIALIZERS.values():
        record = serializer.Meta.model.objects.first()
        [row] = RowReader(serializer).read(type(record).objects.filter(pk=record.pk))
        assert orjson.loads(as_json(row)) == orjson.loads(as_json(serializer(record).data))


def test_links_to_many_stand_in_the_order_of_their_model(client):
    initiative = factories.InitiativeFactory()
    for slug, group in (("b", "livelihood"), ("c", "industry"), ("a", "livelihood")):
        initiative.themes.add(factories.ThemeFactory(slug=slug, group=group))
    [row] = rows_of(client, "initiatives/?fields=themes.slug")
    expected = [{"slug": theme.slug} for theme in initiative.themes.all()]
    assert row["themes"] == expected
    assert len(expected) == 3


def test_the_latest_public_update_stands_with_its_initiative(client, world):
    initiative = world.initiatives.first()
    update = factories.report(initiative=initiative, as_of="2024-05-01", status="in_progress")
    factories.ProgressUpdateFactory(initiative=initiative, as_of="2024-06-01", publication="draft")
    [row] = [each for each in rows_of(client, "initiatives/") if each["slug"] == initiative.slug]
    assert row["latest_update"]["slug"] == update.slug
    assert row["latest_update"]["as_of"] == {"date": "2024-05-01", "precision": "day"}
    assert row["latest_update"]["status"]["label_zh"]
    alone = get(client, f"initiatives/{initiative.slug}/").json()
    assert alone["latest_update"] == row["latest_update"]


# --- what is held ---------------------------------------------------------------------------------------


def test_what_rows_name_is_read_once_for_each_state_of_the_data(world):
    initiatives = type(world.initiatives.first()).objects.all()
    reader = RowReader(records.InitiativeSerializer)
    with revision.answering_from("state-1"):
        reader.read(initiatives)
        with CaptureQueriesContext(connection) as queries:
            reader.read(initiatives)
    assert len(queries) == 1
    with revision.answering_from("state-2"), CaptureQueriesContext(connection) as queries:
        reader.read(initiatives)
    assert len(queries) > 1


def test_without_a_state_that_somebody_vouches_for_nothing_is_held(world):
    assert held.table("anything") == {}
    held.table("anything")["key"] = "value"
    assert held.table("anything") == {}


def test_a_table_that_has_grown_too_large_is_begun_anew_with_all_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(held, "MOST", 3)

    def read(keys):
        return {key: key * 2 for key in keys}

    with revision.answering_from("state-3"):
        held.found("numbers", range(5), read)
        found = held.found("numbers", [1, 7], read)
        assert (found[1], found[7]) == (2, 14)
        assert len(held.table("numbers")) == 2


def test_what_does_not_exist_is_remembered_as_such():
    asked = []

    def read(keys):
        asked.append(keys)
        return {}

    with revision.answering_from("state-4"):
        assert held.found("slugs", ["nowhere"], read)["nowhere"] is None
        held.found("slugs", ["nowhere"], read)
    assert asked == [["nowhere"]]


# --- pages ----------------------------------------------------------------------------------------------


def test_pages_are_linked_in_the_header_as_in_the_body(client):
    for _ in range(3):
        factories.ThemeFactory()
    response = get(client, "themes/?page_size=1")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'
    second = client.get(response.json()["next"])
    links = dict(reversed(link.split("; ")) for link in second["Link"].split(", "))
    assert set(links) == {'rel="first"', 'rel="prev"', 'rel="next"'}
    assert links['rel="prev"'] == f"<{second.json()['previous']}>"
    assert links['rel="first"'] == "<http://testserver/api/v1/themes/?page_size=1>"


def test_the_same_page_has_the_same_bytes_at_any_time(client):
    for _ in range(3):
        factories.ThemeFactory()
    assert get(client, "themes/?page_size=1").content == get(client, "themes/?page_size=1").content


def test_a_total_is_counted_to_a_bound_and_exactly_only_when_that_is_asked_for(client, monkeypatch):
    monkeypatch.setattr("zones.api.pagination.MOST_COUNTED", 2)
    for _ in range(3):
        factories.ThemeFactory()
    assert "count" not in get(client, "themes/").json()
    capped, exact = (get(client, f"themes/?count={word}").json() for word in ("true", "exact"))
    assert (capped["count"], capped["count_is_exact"]) == (2, False)
    assert (exact["count"], exact["count_is_exact"]) == (3, True)
    assert "count" in errors_of(client, "themes/?count=all")


@pytest.mark.parametrize("path", ["goals/?ordering=plan", "initiatives/?ordering=-zone,due_on"])
def test_a_list_can_be_ordered_by_what_its_rows_do_not_show_as_a_column(client, world, path):
    whole = rows_of(client, path)
    assert [row["slug"] for row in rows_of(client, f"{path}&fields=slug")] == [row["slug"] for row in whole]
