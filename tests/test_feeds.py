"""The Atom feeds of progress updates: what they hold, in both languages, and how often they ask the database."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import factories
from zones.models import Initiative, ProgressUpdate

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HOST = "zones.example.org"


@pytest.fixture(autouse=True)
def _our_host(settings):
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


def read_xml(response):
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own answer


def feed(client, path="/updates/feed/", host=HOST):
    return read_xml(client.get(path, headers={"host": host}))


def entries(client, path="/updates/feed/", host=HOST):
    return feed(client, path, host).findall(f"{ATOM}entry")


def titles(client, path):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, path)]


def summary(entry):
    return entry.findtext(f"{ATOM}summary")


def reported(name, as_of=date(2022, 6, 30), **fields):
    """Enter an update of a new initiative of this English name."""
    plan = fields.pop("plan", None) or factories.PlanFactory()
    initiative = factories.InitiativeFactory(plan=plan, name_en=name, name_zh=f"举措{name}")
    return factories.ProgressUpdateFactory(initiative=initiative, as_of=as_of, **fields)


@pytest.mark.parametrize(
    ("prefix", "language", "title"), [("", "zh-Hans", "举措A · 进行中"), ("/en", "en", "A · in progress")]
)
def test_a_feed_says_its_language_its_own_address_and_what_was_reported(client, prefix, language, title):
    update = reported("A", slug="a-1", summary_zh="开工", summary_en="Begun", percent=0)
    path = f"{prefix}/updates/feed/"
    assert client.get(path).headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = feed(client, path)
    assert root.get(LANGUAGE) == language
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"http://{HOST}{path}", "alternate": f"http://{HOST}{prefix}/updates/"}
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == title
    assert entry.findtext(f"{ATOM}published") == update.created_at.isoformat()
    assert entry.findtext(f"{ATOM}updated") == update.updated_at.isoformat()
    assert root.findtext(f"{ATOM}updated") == update.updated_at.isoformat()
    facts, told = ("2022年6月30日 · 0%", "开工") if language == "zh-Hans" else ("30 June 2022 · 0%", "Begun")
    assert summary(entry).endswith(f"{facts}</p><p>{told}</p>")


def test_an_entry_links_to_its_place_on_the_page_of_its_initiative(client):
    reported("A", slug="a-1")
    address = entries(client, "/en/updates/feed/")[0].find(f"{ATOM}link").get("href")
    page, _, place = address.partition("#")
    assert page.startswith(f"http://{HOST}/en/initiatives/")
    assert place == "a-1"
    assert 'id="a-1"' in client.get(page.removeprefix(f"http://{HOST}")).content.decode()


def test_a_feed_tells_the_fifty_latest_by_the_day_they_speak_of(client):
    initiative = factories.InitiativeFactory()
    for days in range(52):
        factories.ProgressUpdateFactory(
            initiative=initiative, as_of=date(2022, 1, 1) + timedelta(days), summary_en=f"day {days}."
        )
    told = [summary(entry) for entry in entries(client, "/en/updates/feed/")]
    assert len(told) == 50
    assert all(f"day {51 - place}." in text for place, text in enumerate(told))


def test_the_feed_of_a_zone_tells_its_updates_only(client):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="here", name_en="Here"))
    reported("inside", plan=plan)
    reported("elsewhere")
    assert titles(client, "/en/zones/here/feed/") == ["inside · in progress"]
    assert feed(client, "/en/zones/here/feed/").findtext(f"{ATOM}title").startswith("Here · ")


def test_the_feed_of_a_theme_tells_each_update_of_its_initiatives_once(client):
    theme, other = factories.ThemeFactory(slug="ports", name_en="Ports"), factories.ThemeFactory()
    reported("a quay").initiative.themes.add(theme, other)
    reported("a school").initiative.themes.add(other)
    assert titles(client, "/en/themes/ports/feed/") == ["a quay · in progress"]
    assert feed(client, "/en/themes/ports/feed/").findtext(f"{ATOM}title").startswith("Ports · ")


def test_an_update_is_the_same_entry_in_every_feed_of_a_language_and_on_every_host(client):
    update = reported("A", plan=factories.PlanFactory(zone=factories.ZoneFactory(slug="here")))

    def identifier(path, host=HOST):
        return entries(client, path, host)[0].findtext(f"{ATOM}id")

    before = identifier("/updates/feed/")
    update.summary_zh = "改"
    update.save()
    assert identifier("/zones/here/feed/") == identifier("/updates/feed/", "testserver") == before
    assert identifier("/en/updates/feed/") != before


def test_every_feed_has_an_identifier_of_its_own(client):
    factories.ZoneFactory(slug="same")
    factories.ThemeFactory(slug="same")
    paths = [
        prefix + path
        for prefix in ("", "/en")
        for path in ("/updates/feed/", "/zones/same/feed/", "/themes/same/feed/")
    ]
    assert len({feed(client, path).findtext(f"{ATOM}id") for path in paths}) == len(paths)


def test_the_author_of_an_entry_is_its_source_and_without_one_that_of_the_feed(client):
    source = factories.SourceFactory(name_en="An article", url="https://example.org/a?b=1&c=2")
    reported("cited", source=source, as_of=date(2022, 2, 1))
    reported("uncited", as_of=date(2022, 1, 1))
    root = feed(client, "/en/updates/feed/")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Zone plan tracker"
    cited, uncited = root.findall(f"{ATOM}entry")
    assert cited.findtext(f"{ATOM}author/{ATOM}name") == "An article"
    assert cited.findtext(f"{ATOM}author/{ATOM}uri") == "https://example.org/a?b=1&c=2"
    assert uncited.find(f"{ATOM}author") is None


def test_a_missing_english_text_is_told_in_chinese_and_marked_as_chinese(client):
    reported("A", summary_zh="开工", summary_en="")
    assert '<div lang="zh-Hans"><p>开工</p></div>' in summary(entries(client, "/en/updates/feed/")[0])


def test_markup_in_a_text_stays_text(client):
    reported("<b>A</b> & co", summary_en="<script>alert(1)</script>")
    entry = entries(client, "/en/updates/feed/")[0]
    assert entry.findtext(f"{ATOM}title") == "<b>A</b> & co · in progress"
    assert entry.find(f"{ATOM}title").get("type", "text") == "text"
    assert entry.find(f"{ATOM}summary").get("type") == "html"
    assert "&lt;script&gt;alert(1)" in summary(entry)


def test_a_character_that_xml_cannot_hold_does_not_break_a_feed(client):
    update = reported("A")
    ProgressUpdate.objects.update(summary_en="be\x0bgun \uffff\x1b.")
    Initiative.objects.filter(pk=update.initiative_id).update(name_en="A\x08B")
    entry = entries(client, "/en/updates/feed/")[0]
    assert entry.findtext(f"{ATOM}title") == "AB · in progress"
    assert "begun ." in summary(entry)


@pytest.mark.parametrize("name", ["zone-feed", "theme-feed"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_there_is_no_feed_of_what_does_not_exist(client, name, language):
    with translation.override(language):
        path = reverse(name, args=["nothing-here"])
    assert client.get(path).status_code == 404


def test_an_empty_feed_is_a_feed(client):
    assert entries(client) == []


def test_a_feed_asks_the_database_as_often_for_thirty_updates_as_for_one(client):
    feeds = ("/updates/feed/", "/en/updates/feed/", "/themes/all/feed/", "/zones/here/feed/")
    theme, zone = factories.ThemeFactory(slug="all"), factories.ZoneFactory(slug="here")

    def report(count):
        for _number in range(count):
            source = factories.SourceFactory(publisher=factories.OrganisationFactory())
            plan = factories.PlanFactory(zone=zone, period=None, source=source)
            reported("A", plan=plan, source=source).initiative.themes.add(theme)

    def queries(path, count):
        factories.ThemeFactory()  # a write, after which all is read anew
        with CaptureQueriesContext(connection) as asked:
            assert len(entries(client, path)) == count, path
        return len(asked)

    report(1)
    few = {path: queries(path, 1) for path in feeds}
    report(29)
    many = {path: queries(path, 30) for path in feeds}
    assert many == few
    assert max(many.values()) <= 3
