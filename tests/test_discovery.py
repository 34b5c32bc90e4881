"""What search engines read: sitemap, robots.txt and the records in the words of schema.org."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from tests import factories
from tests.test_feeds import HOST, read_xml
from zones.models import Zone
from zones.views import discovery

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SITE = f"https://{HOST}"


@pytest.fixture(autouse=True)
def _our_host(settings):
    settings.ALLOWED_HOSTS = [HOST]


def ask(client, path):
    return client.get(path.removeprefix(SITE), secure=True, headers={"host": HOST})


def sitemaps(client):
    return [loc.text for loc in read_xml(ask(client, "/sitemap.xml")).iter(f"{SITEMAP}loc")]


def pages(client, address):
    return read_xml(ask(client, address)).findall(f"{SITEMAP}url")


def every_page(client):
    return [url for address in sitemaps(client) for url in pages(client, address)]


def location(url):
    return url.findtext(f"{SITEMAP}loc")


# --- sitemap --------------------------------------------------------------------------------


def test_the_sitemap_names_every_page_once_in_each_language_and_all_of_them_answer(client, world):
    addresses = [location(url) for url in every_page(client)]
    assert len(addresses) == len(set(addresses))
    lists = ["", *(f"{name}/" for name in discovery.LISTS if name != "home")]
    records = [record.get_absolute_url()[1:] for model in discovery.MODELS for record in model.objects.all()]
    assert set(addresses) == {f"{SITE}{prefix}{path}" for prefix in ("/", "/en/") for path in lists + records}
    assert all(ask(client, address).status_code == 200 for address in addresses)


def test_every_page_of_the_sitemap_names_itself_in_each_language_and_for_everybody_else(client, world):
    for url in every_page(client):
        found = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        assert found["en"] == found["zh-hans"].replace(f"{SITE}/", f"{SITE}/en/")
        assert found["x-default"] == found["zh-hans"]
        assert location(url) in {found["en"], found["zh-hans"]}


def test_the_sitemap_says_when_a_record_was_last_changed(client):
    zone = factories.ZoneFactory(parent=factories.NationFactory(), level="province")
    Zone.objects.filter(pk=zone.pk).update(updated_at=datetime(2030, 5, 1, 20, tzinfo=UTC))
    index = {
        entry.findtext(f"{SITEMAP}loc"): entry.findtext(f"{SITEMAP}lastmod")
        for entry in read_xml(ask(client, "/sitemap.xml"))
    }
    assert index[f"{SITE}/sitemap-zone.xml"] == "2030-05-02T04:00:00+08:00"
    assert index[f"{SITE}/sitemap-plan.xml"] is None
    changed = {location(url): url.findtext(f"{SITEMAP}lastmod") for url in pages(client, "/sitemap-zone.xml")}
    assert changed[SITE + zone.get_absolute_url()] == "2030-05-02"


def test_a_long_list_of_pages_is_cut_and_every_part_is_named(client, monkeypatch):
    monkeypatch.setattr(discovery.RecordSitemap, "limit", 4)
    factories.ThemeFactory.create_batch(5)
    themes = [address for address in sitemaps(client) if "theme" in address]
    assert themes == [f"{SITE}/sitemap-theme.xml", *(f"{SITE}/sitemap-theme.xml?p={page}" for page in (2, 3))]
    assert [len(pages(client, address)) for address in themes] == [4, 4, 2]


@pytest.mark.parametrize("path", ["sitemap-nothing.xml", "sitemap-zone.xml?p=2", "sitemap-zone.xml?p=x"])
def test_a_sitemap_that_is_not_there_is_not_found(client, path):
    assert ask(client, f"/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-initiative.xml", "/sitemap-source.xml"])
def test_a_sitemap_asks_the_database_as_often_for_thirty_records_as_for_one(
    client, path, django_assert_max_num_queries
):
    plan = factories.PlanFactory(source=factories.SourceFactory())

    def grow(count):
        factories.InitiativeFactory.create_batch(count, plan=plan)
        factories.SourceFactory.create_batch(count)

    grow(1)
    with django_assert_max_num_queries(1 + 2 * len(discovery.MODELS)) as few:
        ask(client, path)
    grow(29)
    with django_assert_max_num_queries(len(few)):
        ask(client, path)


def test_robots_may_read_all_but_forms_and_search_results_and_learn_where_the_sitemap_is(client):
    response = ask(client, "/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    assert closed == {"/admin/", "/en/admin/", "/search/", "/en/search/"}
    assert f"Sitemap: {SITE}/sitemap.xml" in lines


# --- structured data ------------------------------------------------------------------------


def told(client, record):
    """Return what the page of a record tells search engines, read back from its HTML."""
    body = ask(client, record.get_absolute_url()).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert len(scripts) == 1
    return json.loads(scripts[0])


def texts(chinese, english):
    return [{"@value": chinese, "@language": "zh-Hans"}, {"@value": english, "@language": "en"}]


def test_a_zone_is_told_as_a_place_with_its_names_place_and_website(client):
    province = factories.ProvinceFactory(name_zh="天津市", name_en="Tianjin", slug="tianjin")
    zone = factories.ZoneFactory(
        parent=province,
        slug="binhai",
        name_zh="滨海高新区",
        name_en="Binhai",
        aliases_zh="天津高新区\n\n滨高新",
        aliases_en="THT",
        latitude="39.08",
        longitude="117.1",
        website="https://tht.example/",
    )
    assert told(client, zone) == {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": texts("滨海高新区", "Binhai"),
        "url": f"{SITE}/zones/binhai/",
        "alternateName": [
            {"@value": "天津高新区", "@language": "zh-Hans"},
            {"@value": "滨高新", "@language": "zh-Hans"},
            {"@value": "THT", "@language": "en"},
        ],
        "containedInPlace": [
            {"@type": "AdministrativeArea", "name": texts("天津市", "Tianjin"), "url": f"{SITE}/zones/tianjin/"}
        ],
        "geo": {"@type": "GeoCoordinates", "latitude": 39.08, "longitude": 117.1},
        "sameAs": "https://tht.example/",
    }


def test_what_is_not_known_of_a_zone_is_left_out(client):
    zone = factories.NationFactory(name_zh="国家高新区", name_en="")
    assert told(client, zone) == {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": [{"@value": "国家高新区", "@language": "zh-Hans"}],
        "url": f"{SITE}/zones/national/",
    }


def test_a_place_on_the_equator_keeps_its_coordinates(client):
    assert told(client, factories.ZoneFactory(latitude=0, longitude=0))["geo"]["latitude"] == 0


def test_an_indicator_is_told_as_a_data_set_of_its_figures(client):
    bureau = factories.OrganisationFactory(slug="bureau", name_zh="统计局", name_en="Bureau")
    table = factories.SourceFactory(
        name_zh="年鉴", name_en="Yearbook", publisher=bureau, url="https://stats.example/1"
    )
    article = factories.SourceFactory(slug="article", name_zh="文章", name_en="Article", publisher=bureau)
    zone = factories.ZoneFactory(slug="here", name_zh="此地", name_en="Here")
    firms = factories.IndicatorFactory(slug="firms", name_zh="企业", name_en="Firms", definition_en="All of them.")
    for year, source in ((2019, table), (2021, article), (2020, table)):
        factories.ObservationFactory(
            indicator=firms, zone=zone, source=source, period_start=date(year, 1, 1), period_end=date(year, 12, 31)
        )
    factories.ObservationFactory(indicator=firms, zone=zone, period_start=None, period_end=None)
    data = told(client, firms)
    works = data.pop("isBasedOn")
    assert {work["url"] for work in works} == {f"{SITE}/sources/article/", "https://stats.example/1"}
    assert len(works) == 2
    assert {work["@type"] for work in works} == {"CreativeWork"}
    assert data == {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": texts("企业", "Firms"),
        "description": [{"@value": "All of them.", "@language": "en"}],
        "url": f"{SITE}/indicators/firms/",
        "inLanguage": ["zh-Hans", "en"],
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": texts("企业", "Firms"),
            "unitText": texts("家", "enterprises"),
        },
        "spatialCoverage": [
            {"@type": "AdministrativeArea", "name": texts("此地", "Here"), "url": f"{SITE}/zones/here/"}
        ],
        "temporalCoverage": "2019-01-01/2021-12-31",
        "creator": [
            {"@type": "Organization", "name": texts("统计局", "Bureau"), "url": f"{SITE}/organisations/bureau/"}
        ],
    }


def test_telling_an_indicator_asks_nothing_of_the_database_for_each_source(client, django_assert_max_num_queries):
    indicator = factories.IndicatorFactory()

    def measure(count):
        for _number in range(count):
            source = factories.SourceFactory(publisher=factories.OrganisationFactory())
            factories.ObservationFactory(indicator=indicator, source=source)

    measure(1)
    with django_assert_max_num_queries(12) as few:
        assert len(told(client, indicator)["creator"]) == 1
    measure(29)
    with django_assert_max_num_queries(len(few)):
        assert len(told(client, indicator)["creator"]) == 30


def test_an_indicator_without_figures_or_unit_tells_only_what_it_is(client):
    indicator = factories.IndicatorFactory(unit_zh="", unit_en="")
    assert set(told(client, indicator)) == {"@context", "@type", "name", "url", "inLanguage", "variableMeasured"}


def test_a_hostile_name_cannot_leave_the_script_and_comes_back_unchanged(client):
    name = "</script><script>alert(1)</script><!-- &amp; \u2028\u2029 \"'\\"
    zone = factories.ZoneFactory(name_en=name, aliases_en="]]>", website="https://x.example/?a=<b>&c")
    data = told(client, zone)
    assert data["name"][1]["@value"] == name
    assert data["sameAs"] == "https://x.example/?a=<b>&c"


def test_no_character_that_could_end_a_script_is_written():
    written = Template("{% load discovery %}{% structured_data data %}").render(
        Context({"data": {"a": "<>&\u2028\u2029区"}})
    )
    inside = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == {"a": "<>&\u2028\u2029区"}
