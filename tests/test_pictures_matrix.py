"""Themes by zone as a picture and as the table of the page: who pursues the same, and who says so with a number."""

import csv
import html.parser
import io

import pytest
from django.utils import translation

from tests import factories
from zones import selectors
from zones.models import Zone
from zones.pictures import matrix_picture

pytestmark = pytest.mark.django_db


def pursue(zone, *themes, target=False):
    initiative = factories.InitiativeFactory(plan__zone=zone, plan__period=None)
    initiative.themes.add(*themes)
    if target:
        factories.TargetFactory(plan=initiative.plan, initiative=initiative)
    return initiative


@pytest.fixture
def world():
    """Two zones and the nation; a theme of both zones, one of one zone with a target, one of one zone alone."""
    here = factories.ZoneFactory(slug="here", name_en="Here High-tech Zone")
    there = factories.ZoneFactory(slug="there", name_en="There High-tech Zone")
    shared, measured, alone = (factories.ThemeFactory(slug=slug) for slug in ("shared", "measured", "alone"))
    pursue(here, shared, alone)
    pursue(here, shared)
    pursue(there, shared)
    pursue(there, measured, target=True)
    pursue(there, measured)
    pursue(factories.NationFactory(), shared)
    return here, there


class DrawnRows(html.parser.HTMLParser):
    """The values of a table's rows by the keys of their columns, as the script of the page reads them."""

    def __init__(self, page):
        super().__init__()
        self.keys, self.rows = [], []
        self.feed(page[page.index('id="matrix"') : page.index("</table>")])

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "tr":
            self.rows.append({})
        if "data-key" in given:
            self.keys.append(given["data-key"])
        if "data-value" in given:
            self.rows[-1][self.keys[len(self.rows[-1])]] = given["data-value"]


def test_the_picture_has_the_themes_of_several_zones_and_those_with_a_target(world):
    with translation.override("en"):
        zones = list(Zone.objects.zones())
        rows = [row for _group, rows in selectors.theme_groups() for row in rows if row.shows_more_than_one(zones)]
        picture = matrix_picture(rows, zones)
    keys = [column.key for column in picture.columns]
    assert keys == ["theme", "area-here", "target-here", "area-there", "target-there", "area-", "target-"]
    assert [[cell.value for cell in row[1:]] for row in picture.rows] == [
        [None, None, 2, 1, None, None],
        [2, None, 1, None, 1, None],
    ]
    assert [cell.href for cell in picture.rows[0]] == [
        "/en/themes/measured/", "", "", "/en/themes/measured/#there", "/en/themes/measured/#there", "", "",
    ]  # fmt: skip
    assert [area["name"] for area in picture.settings["areas"]] == ["Here", "There", "Nation, provinces"]


def test_the_table_of_the_page_says_the_same_of_these_and_names_every_theme(client, world):
    page = client.get("/en/themes/").content.decode()
    rows = [row for row in DrawnRows(page).rows if row]
    file = client.get("/en/themes/", {"csv": "matrix"}).content.decode("utf-8-sig")
    assert [list(row.values())[1:] for row in rows] == [row[1:] for row in list(csv.reader(io.StringIO(file)))[1:]]
    assert all(f"/en/themes/{slug}/" in page for slug in ("shared", "measured", "alone"))
    assert len(rows) == 2


def test_a_cell_says_in_words_how_many_carry_a_target(client, world):
    page = client.get("/en/themes/").content.decode()
    (cell,) = (line for line in page.split("<td") if "ringed" in line)
    assert '<span class="ringed">1</span><span class="visually-hidden"> with a target</span>' in cell


def test_a_draft_adds_nothing_to_the_matrix(client, world):
    before = client.get("/en/themes/", {"csv": "matrix"}).content
    hidden = factories.InitiativeFactory(plan=world[0].plans.first(), publication="draft", accepted_version=None)
    hidden.themes.add(*selectors.themes_in_order())
    factories.TargetFactory(plan=hidden.plan, initiative=hidden)
    assert client.get("/en/themes/", {"csv": "matrix"}).content == before


def test_without_a_shared_theme_there_is_a_table_and_no_picture(client):
    pursue(factories.ZoneFactory(), factories.ThemeFactory(slug="alone"))
    page = client.get("/en/themes/").content.decode()
    assert 'id="picture-matrix"' not in page
    assert "/en/themes/alone/" in page
    assert client.get("/en/themes/", {"csv": "matrix"}).status_code == 404
