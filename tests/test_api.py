"""The API through HTTP: what it answers, how it is filtered and paged, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.rows import made_once
from tests.world import MOST_QUERIES, grow, the_plan
from zones import models

pytestmark = pytest.mark.django_db

RESOURCES = [
    *("zones", "periods", "plans", "tiers", "goals", "initiatives", "milestones", "updates"),
    *("indicators", "targets", "observations", "themes", "organisations", "people", "sources"),
]


def get(client, path, **headers):
    return client.get(f"/api/v1/{path}", headers=headers)


def slugs(client, path):
    response = get(client, path)
    assert response.status_code == 200, response.content
    return {row["slug"] for row in response.json()["results"]}


@pytest.fixture
def world():
    """One of everything, with every link that a record can have."""
    make_world()
    return the_plan()


@made_once
def make_world():
    organisation = factories.OrganisationFactory(slug="lead", parent=factories.OrganisationFactory())
    person = factories.PersonFactory(slug="speaker", organisation=organisation)
    source = factories.SourceFactory(slug="source", publisher=organisation, published_on=date(2020, 7, 1))
    zone = factories.ZoneFactory(slug="zone", administration=organisation, source=source, speaker=person)
    plan = factories.PlanFactory(slug="plan", zone=zone, lead=organisation, code="1246", source=source)
    grow(plan, source, 1)
    initiative = plan.initiatives.get(parent=None)
    initiative.slug, initiative.lead, initiative.due_on = "initiative", organisation, date(2023, 5, 1)
    initiative.save()
    factories.PersonFactory()


def first(client, resource):
    return get(client, f"{resource}/").json()["results"][0]


def key_of(row):
    return row.get("key") or row.get("slug") or row["number"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_list_and_record_answers(client, world, resource):
    row = first(client, resource)
    response = get(client, f"{resource}/{key_of(row)}/")
    assert response.status_code == 200
    record = response.json()
    assert {name: record[name] for name in row} == row


def queries_by_address(client, keys):
    """Return how often each list, and one record of each, asks the database while nothing is kept or held."""
    counts = {}
    for path in [f"{resource}/" for resource in keys] + [f"{resource}/{key}/" for resource, key in keys.items()]:
        factories.ThemeFactory()  # a write, after which all is read anew
        with CaptureQueriesContext(connection) as queries:
            get(client, path)
        counts[path] = len(queries)
    return counts


def test_a_list_and_a_record_ask_a_fixed_number_of_queries(client, world):
    keys = {resource: key_of(first(client, resource)) for resource in RESOURCES}
    keys |= {"initiatives": "initiative", "plans": "plan", "zones": "zone"}
    world.save()  # so that nothing is kept of what was just asked
    few = queries_by_address(client, keys)
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 30)
    initiative = world.initiatives.get(slug="initiative")
    for position in range(2, 32):
        factories.InitiativeFactory(plan=world, parent=initiative, position=position)
        factories.MilestoneFactory(initiative=initiative, source=world.source)
        factories.TargetFactory(plan=world, initiative=initiative)
        factories.PeriodFactory(number=position + 100)
        factories.report(initiative=initiative, as_of=date(2022, 5, 2), status="in_progress")
    many = queries_by_address(client, keys)
    assert {path for path in many if many[path] > few[path]} == set()
    assert max(many.values()) <= MOST_QUERIES


def test_one_call_gives_the_six_projects_with_zone_plan_themes_and_source(client):
    source = factories.SourceFactory(name_en="An article")
    plan = factories.PlanFactory(slug="tianjin-binhai-14", zone=factories.ZoneFactory(slug="tianjin-binhai"))
    theme = factories.ThemeFactory(slug="party")
    for position in range(1, 7):
        project = factories.InitiativeFactory(
            plan=plan, kind="project", position=position, source=source, locator="§2"
        )
        project.themes.add(theme)
    factories.InitiativeFactory(plan=plan, kind="strategy")
    rows = get(client, "initiatives/?plan=tianjin-binhai-14&kind=project&ordering=position").json()["results"]
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0]["kind"] == {"value": "project", "label_zh": "工程", "label_en": "project"}
    assert rows[0]["zone"]["url"] == "http://testserver/api/v1/zones/tianjin-binhai/"
    assert rows[0]["themes"][0]["slug"] == "party"
    assert rows[0]["evidence"]["source"]["name_en"] == "An article"


def test_a_plan_gives_its_code_and_tiers_declared_recorded_and_missing(client):
    plan = factories.PlanFactory(slug="p", code="1+4+N")
    goals = factories.PlanTierFactory(plan=plan, position=1, numeral="1", declared_count=1)
    areas = factories.PlanTierFactory(plan=plan, position=2, numeral="4", declared_count=4)
    open_ = factories.PlanTierFactory(plan=plan, position=3, numeral="N", declared_count=None)
    factories.GoalFactory(plan=plan, tier=goals, slug="the-goal")
    factories.InitiativeFactory(plan=plan, tier=areas, slug="one-area")
    factories.TargetFactory(plan=plan, tier=open_, slug="a-target")
    answer = get(client, "plans/p/").json()
    assert answer["code"] == "1+4+N"
    told = [
        (tier["declared"], tier["recorded"], tier["missing"], [(m["type"], m["slug"]) for m in tier["members"]])
        for tier in answer["tiers"]
    ]
    assert told == [
        (1, 1, 0, [("goal", "the-goal")]),
        (4, 1, 3, [("initiative", "one-area")]),
        (None, 1, None, [("target", "a-target")]),
    ]


def test_a_zone_gives_every_status_and_its_evidence_coverage(client):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="z"))
    factories.report(initiative=factories.InitiativeFactory(plan=plan), as_of=date(2022, 1, 1), status="completed")
    factories.InitiativeFactory(plan=plan, source=factories.SourceFactory())
    answer = get(client, "zones/z/").json()
    counts = {row["status"]["value"]: row["count"] for row in answer["initiatives_by_status"]}
    assert counts == {
        "announced": 1,
        "in_progress": 0,
        "completed": 1,
        "postponed": 0,
        "cancelled": 0,
        "superseded": 0,
    }
    assert answer["evidence_coverage"]["initiative"] == {"cited": 1, "total": 2, "percent": 50}
    assert answer["evidence_coverage"]["all"]["total"] == 5  # zone, plan, two initiatives, one update


def test_figures_are_exact_numbers_and_unknown_is_null(client):
    factories.ObservationFactory(slug="o", value=Decimal("3270000000000"), year_on_year_percent=Decimal("10.300"))
    response = get(client, "observations/o/")
    assert b'"value":3270000000000,' in response.content
    assert b'"year_on_year_percent":10.3,' in response.content
    assert response.json()["share_percent"] is None
    factories.ObservationFactory(slug="text", value=None, value_text_zh="多条")
    assert get(client, "observations/text/").json()["value"] is None


def test_a_date_is_given_as_precisely_as_it_is_known(client):
    factories.InitiativeFactory(slug="i", due_on=date(2020, 10, 17), due_on_precision="month")
    answer = get(client, "initiatives/i/").json()
    assert answer["due_on"] == {"date": "2020-10-01", "precision": "month"}
    assert answer["start_on"] is None


def test_a_target_comes_with_what_the_numbers_say(client):
    plan = factories.PlanFactory()
    indicator = factories.IndicatorFactory()
    factories.TargetFactory(
        slug="double",
        plan=plan,
        indicator=indicator,
        form="multiple",
        value=2,
        baseline_year=2020,
        baseline_value=100,
    )
    span = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    factories.ObservationFactory(indicator=indicator, zone=plan.zone, value=210, **span)
    assessment = get(client, "targets/double/").json()["assessment"]
    assert assessment["verdict"]["value"] == "achieved"
    assert (assessment["goal"], assessment["actual"]) == (200, 210)


HITS_AND_MISSES = [
    # resource, a query that finds the world's record, one that does not
    ("initiatives", "zone=zone", "zone=other"),
    ("initiatives", "period=14", "period=15"),
    ("initiatives", "plan=plan", "plan=other"),
    ("initiatives", "tier=plan~1", "tier=other~1"),
    ("initiatives", "kind=project", "kind=campaign"),
    ("initiatives", "status=in_progress", "status=completed"),
    ("initiatives", "status=in_progress&status=completed", "status=completed&status=cancelled"),
    ("initiatives", "lead=lead", "lead=other"),
    ("initiatives", "due_after=2023-01-01", "due_after=2024-01-01"),
    ("initiatives", "due_before=2023-12-31", "due_before=2022-12-31"),
    ("initiatives", "updated_since=2020-01-01", "updated_since=2099-01-01"),
    ("initiatives", "cited=true", "cited=false"),
    ("initiatives", "part=false", "part=true"),
    ("initiatives", "q=NAM", "q=nothing-like-it"),
    ("initiatives", "slug__contains=INITIA", "slug__contains=nothing-like-it"),
    ("observations", "zone=zone", "zone=other"),
    ("observations", "period=2020", "period=2020-05"),
    ("observations", "period_from=2020-01-01&period_to=2020-12-31", "period_from=2020-01-02"),
    ("observations", "value_min=100&value_max=100", "value_min=100.5"),
    ("observations", "state=actual", "state=planned"),
    ("targets", "zone=zone", "zone=other"),
    ("targets", "period=14", "period=15"),
    ("targets", "value_min=1000", "value_max=999"),
    ("targets", "form=level", "form=change"),
    ("targets", "due_before=2025-12-31", "due_before=2025-12-30"),
    ("goals", "plan=plan", "plan=other"),
    ("plans", "code=1246", "code=1247"),
    ("updates", "status=in_progress", "status=completed"),
    ("updates", "as_of_after=2022-05-01", "as_of_after=2022-05-02"),
    ("milestones", "reached=false", "reached=true"),
    ("zones", "level=zone", "parent=zone"),
    ("sources", "published_after=2020-07-01", "published_after=2020-07-02"),
    ("people", "organisation=lead", "organisation=other"),
    ("themes", "group=industry", "group=digital"),
]


@pytest.mark.parametrize(("resource", "hit", "miss"), HITS_AND_MISSES)
def test_a_filter_finds_what_it_names_and_nothing_else(client, world, resource, hit, miss):
    other = factories.PlanFactory(slug="other", zone=factories.ZoneFactory(slug="other"))
    factories.PlanTierFactory(plan=other, position=1)
    factories.OrganisationFactory(slug="other")
    factories.PeriodFactory(number=15, first_year=2026, last_year=2030)
    known = {
        "initiatives": "initiative",
        "plans": "plan",
        "zones": "zone",
        "sources": "source",
        "people": "speaker",
    }.get(resource) or key_of(first(client, f"{resource}"))
    assert known in slugs(client, f"{resource}/?{hit}")
    assert known not in slugs(client, f"{resource}/?{miss}")


def test_initiatives_are_found_by_theme_goal_and_province(client, world):
    theme, goal = models.Theme.objects.get(), models.Goal.objects.get()
    province = world.zone.parent.slug
    for query in (f"theme={theme.slug}", f"goal={goal.slug}", f"province={province}&part=false"):
        assert slugs(client, f"initiatives/?{query}") == {"initiative"}


BAD = [
    *("zone=nowhere", "province=nowhere", "period=x", "period=99999999999999999999999", "plan=%00", "tier=plan"),
    *("kind=nonsense", "status=nonsense", "theme=nowhere", "goal=nowhere", "lead=nowhere", "due_after=soon"),
    *("due_before=2020-13-01", "due_before=0000-01-01", "due_before=99999-01-01", "updated_since=yesterday"),
    *("cited=maybe", "ordering=password", "ordering=-", "page_size=0", "page_size=501", "page_size=x"),
    *("page_size=100000000000000000000", "cursor=nonsense", "count=perhaps", "q=%00", "unknown=1", "zone="),
    *("format=pdf", "q=" + "x" * 201),
]


@pytest.mark.parametrize("query", BAD)
def test_what_is_not_understood_is_refused_by_name(client, world, query):
    response = get(client, f"initiatives/?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert query.partition("=")[0] in response.json()["errors"]


@pytest.mark.parametrize(
    "query", ["value_min=NaN", "value_min=1e400", "value_max=x", "period=2020-00", "period=2020-q5"]
)
def test_a_number_or_period_that_is_none_is_refused_by_name(client, query):
    response = get(client, f"observations/?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["errors"]


@pytest.mark.parametrize(
    "path",
    [
        *("zones/%00/", "zones/nowhere/", f"periods/{10**23}/", "periods/0/", "tiers/plan~99999/", "tiers/x/"),
        *("zones/%ED%A0%80/", "nothing/", "zones/" + "x" * 3000 + "/"),
    ],
)
def test_an_address_without_a_record_is_a_404_problem(client, path):
    response = get(client, path)
    assert response.status_code == 404
    assert response.json()["status"] == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_thousand_filters_are_refused_not_suffered(client):
    response = get(client, "initiatives/?" + "&".join(f"status={number}" for number in range(1000)))
    assert response.status_code == 400


def test_a_lone_surrogate_finds_nothing_and_breaks_nothing(client, world):
    assert get(client, "initiatives/?q=%ED%A0%80").status_code in {200, 400}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written_without_a_token(client, world, method):
    path = "/api/v1/zones/" if method == "post" else "/api/v1/zones/zone/"
    response = getattr(client, method)(path, data="{}", content_type="application/json")
    assert response.status_code == 401
    assert response.json()["status"] == 401


def test_an_answer_in_another_format_is_not_promised(client):
    assert get(client, "zones/", Accept="text/html").status_code == 406


def test_problems_speak_the_language_that_the_client_accepts(client):
    english = get(client, "initiatives/?status=x", **{"Accept-Language": "en"})
    chinese = get(client, "initiatives/?status=x", **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "is none of" in english.json()["errors"]["status"][0]
    assert "不在可选值之列" in chinese.json()["errors"]["status"][0]
    assert "Accept-Language" in english.headers["Vary"]


@pytest.mark.parametrize("ordering", ["", "&ordering=kind", "&ordering=-due_on,name_zh", "&ordering=start_on"])
@pytest.mark.parametrize("size", [1, 4, 7])
def test_pages_give_every_row_exactly_once_forwards_and_backwards(client, ordering, size):
    plan = factories.PlanFactory()
    for number in range(10):
        due = date(2022 + number % 3, 1, 1) if number % 4 else None
        factories.InitiativeFactory(plan=plan, due_on=due)
    models.Initiative.objects.update(updated_at="2022-01-01T00:00:00Z")  # equal keys must not lose a row
    address, seen, last = f"/api/v1/initiatives/?page_size={size}{ordering}", [], None
    while address:
        last = client.get(address).json()
        seen += [row["slug"] for row in last["results"]]
        address = last["next"]
    assert len(seen) == len(set(seen)) == 10
    back = []
    while last:
        back = [row["slug"] for row in last["results"]] + back
        last = client.get(last["previous"]).json() if last["previous"] else None
    assert back == seen


def test_a_total_is_counted_only_when_asked_for(client, world):
    assert "count" not in get(client, "initiatives/").json()
    assert get(client, "initiatives/?count=true&page_size=1").json()["count"] == 2


def test_a_cursor_of_another_order_is_refused(client):
    factories.InitiativeFactory.create_batch(3, plan=factories.PlanFactory())
    cursor = get(client, "initiatives/?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    response = get(client, f"initiatives/?page_size=1&ordering=slug&cursor={cursor}")
    assert response.status_code == 400
    assert "cursor" in response.json()["errors"]


def test_the_root_lists_every_resource(client):
    assert {*RESOURCES, "search", "matrix", "compare", "changes", "export", "schema"} <= set(get(client, "").json())
