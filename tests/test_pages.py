"""The public pages in both languages: they answer, say what is unknown, and ask a fixed number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.world import MOST_QUERIES, address, grow

pytestmark = pytest.mark.django_db

LISTS = [
    "home",
    "zones",
    "plans",
    "goals",
    "initiatives",
    "updates",
    "indicators",
    "themes",
    "sources",
    "compare",
    "search",
]
DETAILS = ["zone", "plan", "goal", "initiative", "indicator", "theme", "source", "organisation"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS + DETAILS)
def test_every_page_answers_in_both_languages_without_raw_values(client, world, name, language):
    url = address(name, language, *([name] if name in DETAILS else []))
    response = client.get(url)
    assert response.status_code == 200
    body = response.content.decode()
    assert 'lang="en"' in body.split(">")[1] if language == "en" else 'lang="zh-Hans"' in body.split(">")[1]
    assert "None" not in body
    assert "in_progress" not in re.sub(r'"[^"]*"', "", body)  # in attributes and settings only, never as a word


def queries_by_page(client):
    """Return how often each page asks the database; its address stands beside its name."""
    counts = {}
    for name in LISTS + DETAILS:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(name, "zh-hans", *([name] if name in DETAILS else [])))
        counts[name] = len(queries)
    return counts


def test_every_page_asks_the_database_as_often_for_thirty_rows_as_for_one(client, world):
    few = queries_by_page(client)
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 30)
    initiative = world.initiatives.get(slug="initiative")
    for position in range(2, 32):
        part = factories.InitiativeFactory(plan=world, parent=initiative, position=position)
        part.themes.add(*initiative.themes.all())
        factories.MilestoneFactory(initiative=initiative, source=world.source)
    many = queries_by_page(client)
    assert {name for name in many if many[name] > few[name]} == set()
    assert max(many.values()) <= MOST_QUERIES


@pytest.mark.parametrize("name", DETAILS)
def test_an_address_that_no_record_has_is_not_found(client, name):
    assert client.get(address(name, "zh-hans", "nothing-here")).status_code == 404


def test_a_plan_page_shows_what_is_declared_recorded_and_missing(client):
    plan = factories.PlanFactory(code="1246")
    tier = factories.PlanTierFactory(plan=plan, position=1, label_en="four areas", declared_count=4)
    factories.InitiativeFactory(plan=plan, tier=tier, name_en="The eastern area")
    body = client.get(address("plan", "en", plan.slug)).content.decode()
    assert "4 declared · 1 recorded" in body
    assert "3 declared, not named in the source" in body
    assert "The eastern area" in body
    assert "1246" in body


def test_a_missing_english_text_shows_the_chinese_marked_as_chinese(client):
    zone = factories.ZoneFactory(name_zh="福州高新区", name_en="", slug="fuzhou")
    body = client.get(address("zone", "en", zone.slug)).content.decode()
    assert '<span lang="zh-Hans">福州高新区</span>' in body


def test_an_uncited_record_says_so_and_a_cited_one_shows_its_evidence(client):
    person = factories.PersonFactory(name_en="Wang Hong", role_zh="副主任", role_en="deputy director")
    source = factories.SourceFactory(name_en="An article")
    plan = factories.PlanFactory()
    factories.InitiativeFactory(plan=plan)
    factories.InitiativeFactory(
        plan=plan,
        source=source,
        speaker=person,
        locator="§2 ¶6",
        quotation="六大工程",
        note_zh="注",
        note_en="A trap.",
    )
    body = client.get(address("plan", "en", plan.slug)).content.decode()
    assert "uncited" in body
    assert 'popovertarget="evidence-initiative-' in body
    for words in ("An article", "Wang Hong", "deputy director", "§2 ¶6", "六大工程", "A trap."):
        assert words in body


def test_text_from_editors_is_escaped(client):
    zone = factories.ZoneFactory(name_en="<script>alert(1)</script>", summary_en="<b>x</b>", slug="hostile")
    body = client.get(address("zone", "en", zone.slug)).content.decode()
    assert "<script>alert" not in body
    assert "<b>x</b>" not in body


def test_a_theme_page_shows_who_pursues_it_zones_first(client):
    theme = factories.ThemeFactory(slug="shared")
    nation = factories.NationFactory(name_en="The nation")
    for zone in (
        nation,
        factories.ZoneFactory(slug="b", name_en="Zone B"),
        factories.ZoneFactory(slug="a", name_en="Zone A"),
    ):
        factories.InitiativeFactory(plan=factories.PlanFactory(zone=zone)).themes.add(theme)
    factories.GoalFactory(plan__zone=factories.ZoneFactory(slug="c", name_en="Zone C")).themes.add(theme)
    body = client.get(address("theme", "en", "shared")).content.decode().partition("tier-section")[2]
    places = [body.index(name) for name in ("Zone A", "Zone B", "Zone C", "The nation")]
    assert places == sorted(places)


def test_targets_stand_in_the_columns_of_a_five_year_plan(client):
    plan = factories.PlanFactory(slug="p")
    factories.TargetFactory(plan=plan, value=1000, nature="binding", baseline_year=2020, baseline_value=800)
    factories.TargetFactory(plan=plan, form="annual_growth", value=8, bound="at_least", nature="expected")
    factories.TargetFactory(plan=plan, form="multiple", value=2)
    body = client.get(address("plan", "zh-hans", "p")).content.decode()
    for words in (
        "基期值",
        "目标值",
        "年均/累计",
        "属性",
        "最新值",
        "评估",
        "1000家",
        "800家",
        "约束性",
        "8%以上",
        "2倍",
        "预期性",
    ):
        assert words in body


def test_the_head_of_a_page_names_it_once_for_everyone(client, world):
    body = client.get(address("zone", "en", "zone") + "?a=1", headers={"host": "testserver"}).content.decode()
    name = world.zone.name_en
    assert f"<title>{name} · Zone plan tracker</title>" in body
    assert f'<meta property="og:title" content="{name}">' in body
    assert '<link rel="canonical" href="http://testserver/en/zones/zone/">' in body
    assert 'hreflang="x-default" href="http://testserver/zones/zone/"' in body


def test_a_description_is_one_escaped_line_of_bearable_length(client):
    factories.ZoneFactory(slug="z", summary_zh='说"明"\n' * 200)
    description = (
        client.get("/zones/z/").content.decode().partition('name="description" content="')[2].partition('">')[0]
    )
    assert "&quot;" in description
    assert "\n" not in description
    assert len(description.replace("&quot;", '"')) <= 200


def test_the_section_one_is_in_is_marked(client, world):
    assert '<a href="/en/plans/" aria-current="page">' in client.get("/en/plans/").content.decode()
    assert '<a href="/en/plans/" aria-current="true">' in client.get("/en/plans/plan/").content.decode()


def test_the_other_language_is_one_click_away_on_the_same_page(client, world):
    chinese = client.get("/plans/plan/?a=1").content.decode()
    assert 'href="/en/plans/plan/?a=1"' in chinese
    english = client.get("/en/plans/plan/").content.decode()
    assert 'href="/plans/plan/"' in english


def test_a_zone_page_shows_its_own_figures_before_those_of_its_initiatives(client):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="z"))
    initiative = factories.InitiativeFactory(plan=plan, name_en="The buses")
    lines, exports = factories.IndicatorFactory(name_en="Bus lines"), factories.IndicatorFactory(name_en="Exports")
    factories.ObservationFactory(zone=plan.zone, initiative=initiative, indicator=lines)
    factories.ObservationFactory(zone=plan.zone, indicator=exports)
    body = client.get("/en/zones/z/").content.decode().partition('<h2 id="figures">')[2]
    assert body.index("Exports") < body.index("Bus lines") < body.index("The buses")


def test_pages_allow_no_script_or_style_but_our_own_files(client, world):
    policy = client.get("/plans/plan/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    reference = client.get("/api/v1/docs/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in reference + ";"
