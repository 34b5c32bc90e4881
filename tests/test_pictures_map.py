"""The zones on a map: where they lie, how much is recorded and reported of each, and which have no place."""

from decimal import Decimal

import pytest
import yaml
from django.conf import settings
from django.utils import translation

from tests import factories
from zones import selectors
from zones.pictures import zone_map

pytestmark = pytest.mark.django_db


def map_of_all(language="en"):
    with translation.override(language):
        return zone_map(selectors.zones_with_counts())


def test_a_zone_stands_at_its_degrees_with_what_is_recorded_and_reported_of_it():
    zone = factories.ZoneFactory(
        slug="here", name_en="Here High-tech Zone", latitude=Decimal("39.1"), longitude=Decimal("117.2")
    )
    reported = factories.InitiativeFactory(plan__zone=zone)
    factories.ProgressUpdateFactory(initiative=reported)
    factories.InitiativeFactory(plan=reported.plan)
    picture = map_of_all()
    (row,) = picture.rows
    assert [cell.text for cell in row] == ["Here High-tech Zone", "117.2° E", "39.1° N", "2", "1"]
    assert [cell.data for cell in row] == ["", "117.2", "39.1", "2", "1"]
    assert row[0].href == "/en/zones/here/"
    assert picture.settings["names"] == ["Here"]


def test_south_and_west_are_written_without_a_minus():
    factories.ZoneFactory(latitude=-33, longitude=Decimal("-70.60"))
    assert [cell.text for cell in map_of_all().rows[0]][1:3] == ["70.6° W", "33° S"]


def test_a_zone_without_a_place_is_named_under_the_map_and_nothing_of_it_is_zero():
    factories.ZoneFactory(slug="a", latitude=30, longitude=110)
    factories.ZoneFactory(slug="b", name_en="Nowhere")
    picture = map_of_all()
    assert picture.description.endswith("Not on the map, without coordinates: Nowhere.")
    assert [cell.text for cell in picture.rows[1]][1:] == [
        "not recorded", "not recorded", "none recorded", "none reported",
    ]  # fmt: skip
    assert [cell.data for cell in picture.rows[1]][1:] == [""] * 4


def test_without_any_place_the_page_has_its_table_and_no_map(client):
    factories.ZoneFactory(slug="nowhere")
    page = client.get("/en/zones/").content.decode()
    assert 'id="picture-map"' not in page
    assert "/en/zones/nowhere/" in page


def test_places_of_the_fixtures_are_no_finer_than_a_tenth_of_a_degree():
    places = {}
    for path in sorted(settings.BASE_DIR.glob("fixtures/*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            fields = entry["fields"]
            if entry["model"] == "zones.zone" and "latitude" in fields:
                places[fields["slug"]] = Decimal(fields["latitude"]), Decimal(fields["longitude"])
    assert len(places) == 7
    for latitude, longitude in places.values():
        assert latitude == round(latitude, 1)
        assert longitude == round(longitude, 1)
        assert 18 < latitude < 54
        assert 73 < longitude < 135
