"""The public pages in both languages: they answer, say what is unknown, and ask a fixed number of queries."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories
from zones.models import Initiative
from zones.services import progress

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
MOST_QUERIES = 15


def address(name, language, *args):
    with translation.override(language):
        return reverse(name, args=args)


def grow(plan, source, count):
    """Give a plan `count` of everything that its pages list."""
    theme = factories.ThemeFactory(slug=f"theme-of-{plan.slug}-{count}")
    for position in range(1, count + 1):
        tier = factories.PlanTierFactory(plan=plan, position=position, declared_count=3)
        goal = factories.GoalFactory(plan=plan, tier=tier, position=position, source=source, locator="§1")
        initiative = factories.InitiativeFactory(plan=plan, tier=tier, position=position, source=source)
        initiative.goals.add(goal)
        initiative.themes.add(theme)
        goal.themes.add(theme)
        factories.InitiativeFactory(plan=plan, parent=initiative, position=position)
        indicator = factories.IndicatorFactory()
        factories.TargetFactory(plan=plan, initiative=initiative, indicator=indicator, goal=goal)
        factories.TargetFactory(plan=plan, indicator=indicator, tier=tier)
        factories.ObservationFactory(zone=plan.zone, indicator=indicator, initiative=initiative, source=source)
        factories.ObservationFactory(zone=plan.zone, indicator=indicator, source=source)
        factories.MilestoneFactory(initiative=initiative, source=source)
        progress.record_update(initiative=initiative, as_of=date(2022, 5, 1), status="in_progress", source=source)


@pytest.fixture
def world():
    """One of everything, under addresses that the tests know."""
    organisation = factories.OrganisationFactory(slug="organisation")
    source = factories.SourceFactory(slug="source", publisher=organisation)
    zone = factories.ZoneFactory(slug="zone", administration=organisation, source=source)
    plan = factories.PlanFactory(slug="plan", zone=zone, lead=organisation, code="1246", source=source)
    grow(plan, source, 1)
    goal = plan.goals.get()
    goal.slug = "goal"
    goal.save()
    initiative = plan.initiatives.filter(parent=None).get()
    Initiative.objects.filter(pk=initiative.pk).update(slug="initiative")
    indicator = plan.targets.first().indicator
    indicator.slug = "indicator"
    indicator.save()
    theme = goal.themes.get()
    theme.slug = "theme"
    theme.save()
    return plan


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS + DETAILS)
def test_every_page_answers_in_both_languages_without_raw_values(client, world, name, language):
    url = address(name, language, *([name] if name in DETAILS else []))
    response = client.get(url)
    assert response.status_code == 200
    body = response.content.decode()
    assert 'lang="en"' in body.split(">")[1] if language == "en" else 'lang="zh-Hans"' in body.split(">")[1]
    assert "None" not in body
    assert "in_progress" not in body.replace("status=in_progress", "").replace('value="in_progress"', "")


@pytest.mark.parametrize("name", LISTS + DETAILS)
def test_a_page_asks_the_database_as_often_for_thirty_rows_as_for_one(
    client, world, name, django_assert_max_num_queries
):
    url = address(name, "zh-hans", *([name] if name in DETAILS else []))
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(url)
    other = factories.PlanFactory(zone=world.zone, period=None)
    grow(other, world.source, 30)
    initiative = world.initiatives.get(slug="initiative")
    for position in range(2, 32):
        part = factories.InitiativeFactory(plan=world, parent=initiative, position=position)
        part.themes.add(*initiative.themes.all())
        factories.MilestoneFactory(initiative=initiative, source=world.source)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(url)
    assert len(many) <= len(few)


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


def test_a_filter_narrows_the_list_and_stays_in_the_address(client, world):
    other = factories.InitiativeFactory(name_en="Elsewhere")
    body = client.get(address("initiatives", "en") + "?zone=zone").content.decode()
    assert "Elsewhere" not in body
    assert world.initiatives.get(slug="initiative").name_en in body
    assert other.name_en in client.get(address("initiatives", "en")).content.decode()


@pytest.mark.parametrize("query", ["status=nonsense", "zone=no-such-zone", "due_before=yesterday", "period=x"])
def test_a_filter_that_cannot_be_understood_is_refused_not_ignored(client, world, query):
    response = client.get(address("initiatives", "en") + "?" + query)
    assert response.status_code == 400
    body = response.content.decode()
    assert "could not be understood" in body
    assert world.initiatives.get(slug="initiative").name_en not in body


def test_the_active_filters_are_named_and_each_can_be_removed(client, world):
    body = client.get(address("initiatives", "en") + "?zone=zone&status=in_progress&page=2").content.decode()
    assert 'href="/en/initiatives/?status=in_progress"' in body, "without the zone, and without the page"
    assert 'href="/en/initiatives/?zone=zone"' in body
    assert str(world.zone.name_en) in body.partition("active-filters")[2].partition("</ul>")[0]


def test_a_filter_that_the_form_does_not_offer_is_shown_by_its_name_all_the_same(client, world):
    body = client.get(address("initiatives", "en") + "?goal=goal&source=source").content.decode()
    shown = body.partition("active-filters")[2].partition("</ul>")[0]
    assert world.goals.get().name_en in shown
    assert world.source.name_en in shown


def test_a_word_in_the_address_that_is_no_filter_is_said_not_ignored(client, world):
    body = client.get(address("initiatives", "en") + "?stauts=completed").content.decode()
    assert "There is no such filter here" in body
    assert "stauts" in body


def test_what_a_form_leaves_empty_is_cleaned_out_of_the_address(client, world):
    response = client.get(address("initiatives", "en") + "?q=&zone=&status=in_progress&due_before=")
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/initiatives/?status=in_progress"
    assert client.get(address("goals", "en") + "?q=").headers["Location"] == "/en/goals/"


def test_a_list_can_be_ordered_and_the_order_survives_other_filters(client):
    plan = factories.PlanFactory()
    factories.InitiativeFactory(plan=plan, name_en="Later", due_on=date(2025, 1, 1))
    factories.InitiativeFactory(plan=plan, name_en="Sooner", due_on=date(2022, 1, 1))
    body = client.get(address("initiatives", "en") + "?ordering=due_on").content.decode()
    assert body.index("Sooner") < body.index("Later")
    assert '<option value="due_on" selected>' in body


def test_an_empty_list_says_whether_filters_or_the_data_are_the_reason(client):
    assert "Nothing is recorded here yet" in client.get(address("initiatives", "en")).content.decode()
    assert "matches all of these filters" in client.get(address("initiatives", "en") + "?cited=true").content.decode()


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


def test_pages_keep_the_filters(client):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="large"))
    factories.InitiativeFactory.create_batch(31, plan=plan)
    body = client.get(address("initiatives", "en") + "?zone=large").content.decode()
    assert "?zone=large&amp;page=2" in body
    second = client.get(address("initiatives", "en") + "?zone=large&page=2").content.decode()
    assert second.count('class="entry"') == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_nonsense_page_number_is_never_a_server_error(client, world, page):
    assert client.get(address("initiatives", "en") + f"?page={page}").status_code == 200


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
