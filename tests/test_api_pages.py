"""What the pages show is to be had from the API: the rows of docs/api-pages.md, and answers that no list gives."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from tests import factories
from tests.canary import SONG, Cage
from tests.test_api import get
from tests.world import grow
from zones import models
from zones.services import publication
from zones.services.tokens import make_token
from zones.urls import urlpatterns

pytestmark = pytest.mark.django_db

ROWS = re.findall(
    r"^\| `(/[^`]*)` \| (.+) \|$", Path(settings.BASE_DIR, "docs/api-pages.md").read_text(), re.MULTILINE
)
LINK = re.compile(
    r'href="(?:https?://[^/"]+)?/(zones|plans|goals|initiatives|indicators|themes|sources|organisations)/([-\w]+)/'
)
ASKED = {"/compare/": "?zone=zone&zone=national", "/search/": "?q=Name", "/search/suggestions/": "?q=Name"}
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def addresses_of(cell):
    """Return the addresses of the API in a cell of the table, those of the page that it refers to among them."""
    if cell.startswith("as "):
        return addresses_of(dict(ROWS)[cell.removeprefix("as ").strip("`")])
    return re.findall(r"`([^`]+)`", cell.partition(";")[0])


def slug_for(page):
    return {"zones": "zone"}.get(page.split("/")[1], page.split("/")[1].removesuffix("s"))


def texts(value):
    """Yield every text in an answer, at any depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def test_every_page_has_its_row():
    pages = [route for route in urlpatterns if route.name != "api"]  # which shows what the API itself is
    assert {"/" + re.sub(r"<slug:(\w+)>", r"<\1>", str(route.pattern)) for route in pages} == set(dict(ROWS))


@pytest.mark.parametrize(("page", "cell"), [row for row in ROWS if "report" not in row[0]])
def test_what_a_page_leads_to_is_in_the_answers_beside_it(client, world, page, cell):
    slug = slug_for(page)
    told = set()
    for address in addresses_of(cell):
        response = get(client, address.replace("<slug>", slug))
        assert response.status_code == 200, (address, response.content)
        told |= set(texts(response.json()))
    answer = client.get(page.replace("<slug>", slug) + ASKED.get(page, ""))
    assert answer.status_code == 200
    body = answer.content.decode()
    body = body.partition("<main")[2].partition("</main>")[0] or body
    shown = {(kind, each) for kind, each in LINK.findall(body)} - {(page.split("/")[1], slug)}
    assert {(kind, each) for kind, each in shown if each not in told} == set()
    words = strip_tags(body)
    for kind, each in shown:
        record = {"zones": models.Zone, "plans": models.Plan, "initiatives": models.Initiative}.get(kind)
        name = record and record.objects.get(slug=each).name_zh
        assert not name or name not in words or name in told


def test_the_summary_says_what_is_declared_recorded_and_reported(client, world):
    factories.ObservationFactory(
        zone=models.Zone.objects.get(slug="national"), indicator=factories.IndicatorFactory(slug="revenue")
    )
    summary = get(client, "summary/").json()
    assert (summary["declared"]["declared"], summary["declared"]["recorded"]) == (3, 3)
    assert (summary["statuses"]["total"], summary["statuses"]["unreported"]) == (1, 0)
    assert [figure["indicator"]["slug"] for figure in summary["headline_figures"]] == ["revenue"]
    assert [zone["slug"] for zone in summary["zones"]] == ["zone"]
    assert len(summary["areas"]) == models.Zone.objects.count()


def test_the_matrix_says_who_pursues_a_theme_and_who_with_a_number(client, world):
    (row,) = get(client, "matrix/").json()["themes"]
    assert row["areas"] == [{"zone": "zone", "goals": 1, "initiatives": 1, "targeted": 2}]
    assert row["theme"]["group"]["value"] == "industry"
    only = get(client, "matrix/?zone=national&theme=theme&group=industry").json()
    assert [zone["slug"] for zone in only["zones"]] == ["national"]
    assert only["themes"][0]["areas"] == []


def test_a_comparison_holds_the_same_figures_side_by_side_and_says_why_others_are_not(client, world):
    indicator, other = models.Indicator.objects.get(), factories.IndicatorFactory()
    nation = models.Zone.objects.get(slug="national")
    factories.ObservationFactory(zone=nation, indicator=indicator, value=7)
    factories.ObservationFactory(zone=nation, indicator=other)
    compared = get(client, "compare/?zone=zone&zone=national").json()
    (shared,) = compared["figures_compared"]
    assert [cell["zone"]["slug"] for cell in shared["cells"]] == ["zone", "national"]
    assert shared["cells"][1]["value"] == 7
    reasons = {refusal["reason"]["value"]: refusal["count"] for refusal in compared["figures_refused"]}
    assert reasons == {"only_one": 1, "initiative": 1}
    assert [area["zone"]["slug"] for area in compared["areas"]] == ["zone", "national"]
    assert [area["plans"] for area in compared["areas"]] == [1, 0]
    own = {each["zone"]["slug"]: each["facts"] for each in compared["only"]}
    assert {"text_zh": "尚未收录规划。", "text_en": "No plan is recorded."} in own["national"]
    assert compared["themes"][0] | {"theme": None} == {"theme": None, "shared": "one", "cells": [2, 0]}


REFUSED = {
    "summary/?x=1": "x",
    "matrix/?zone=nowhere": "zone",
    "matrix/?theme=": "theme",
    "matrix/?group=colour": "group",
    "matrix/?x=1": "x",
    "compare/": "zone",
    "compare/?zone=zone": "zone",
    "compare/?zone=zone&zone=zone": "zone",
    "compare/?zone=zone&zone=%00": "zone",
    "compare/?zone=zone&zone=national&with=zone": "with",
    "changes/": "since",
    "changes/?since=": "since",
    "changes/?since=yesterday": "since",
    "changes/?since=2026-02-30": "since",
    "changes/?since=99999-01-01": "since",
    "changes/?since=2026-01-01&since=2026-01-02": "since",
    "changes/?since=2026-01-01&kind=user": "kind",
    "changes/?since=2026-01-01&page_size=0": "page_size",
    "changes/?since=2026-01-01&cursor=x": "cursor",
    "changes/?since=2026-01-01&count=true": "count",
    "zones/zone/changes/": "since",
    "zones/zone/changes/?since=2999-01-01": "since",
    "plans/plan/history/?x=1": "x",
    "plans/plan/history/?page_size=501": "page_size",
    "sources/source/records/?q=x": "q",
    "search/suggestions/": "q",
    "search/suggestions/?q=x&kind=plan": "kind",
    "zones/zone/indicators/?q=x": "q",
}


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_understood_is_refused_by_the_name_of_the_parameter(client, world, address):
    response = get(client, address)
    assert response.status_code == 400
    assert REFUSED[address] in response.json()["errors"]


@pytest.mark.parametrize(
    "address",
    ["zones/no/history/", "plans/no/changes/?since=2020-01-01", "sources/no/records/", "zones/no/indicators/"],
)
def test_of_what_is_not_there_nothing_is_told(client, world, address):
    assert get(client, address).status_code == 404


MOVED = ["history/", "changes/?since=2020-01-01", "indicators/", "indicators/indicator/?mrv=1"]


@pytest.mark.parametrize("rest", MOVED)
def test_what_stands_beside_a_record_moves_with_it(client, world, rest):
    zone = models.Zone.objects.get(slug="zone")
    zone.slug = "renamed"
    zone.save()
    response = get(client, f"zones/zone/{rest}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/api/v1/zones/renamed/{rest}")
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("address", ["summary/", "matrix/", "zones/zone/indicators/indicator/", "plans/plan/history/"])
def test_whoever_has_a_token_is_told_the_same_as_everybody(client, world, address):
    zone, indicator = models.Zone.objects.get(slug="zone"), models.Indicator.objects.get(slug="indicator")
    draft = {"publication": "draft", "accepted_version": None}
    factories.ObservationFactory(zone=zone, indicator=indicator, is_preferred=False, **draft)
    factories.InitiativeFactory(plan=world, **draft).themes.add(models.Theme.objects.get(slug="theme"))
    _token, text = make_token(user=factories.editor_of(zone))
    signed_in = get(client, address, authorization=f"Token {text}")
    assert signed_in.status_code == 200
    assert signed_in.json() == get(client, address).json()


FIXED = [
    "summary/", "matrix/", "compare/?zone=zone&zone=national", "changes/?since=2020-01-01", "zones/zone/history/",
    "zones/zone/changes/?since=2020-01-01", "plans/plan/changes/?since=2020-01-01", "initiatives/initiative/history/",
    "sources/source/records/", "search/suggestions/?q=Name", "themes/theme/", "indicators/indicator/",
    "zones/zone/indicators/", "zones/zone/indicators/indicator/", "zones/zone/indicators/indicator/?mrv=2",
]  # fmt: skip


def queries_of(client, address):
    factories.ThemeFactory()  # a write, after which all is read anew
    with CaptureQueriesContext(connection) as queries:
        assert get(client, address).status_code == 200
    return len(queries)


def test_an_answer_asks_a_fixed_number_of_queries_whatever_there_is(client, world):
    source = models.Source.objects.get(slug="source")
    theme = models.Theme.objects.get(slug="theme")
    few = {address: queries_of(client, address) for address in FIXED}
    for number in range(3):
        plan = factories.PlanFactory(zone=world.zone, kind="special", source=source)
        grow(plan, source, 1 + number)
        for initiative in plan.initiatives.all():
            initiative.themes.add(theme)
        indicator = models.Indicator.objects.get(slug="indicator")
        factories.TargetFactory(plan=plan, indicator=indicator)
        factories.ObservationFactory(zone=world.zone, indicator=indicator, source=source, scope_zh=f"部分{number}")
    many = {address: queries_of(client, address) for address in FIXED}
    assert {address: (few[address], many[address]) for address in FIXED if many[address] > few[address]} == {}
    assert max(many.values()) <= 50


# --- all that changed ---------------------------------------------------------------------------------


def told(client, query):
    response = get(client, f"changes/?{query}")
    assert response.status_code == 200, response.content
    return [(row["kind"]["value"], row["slug"], row["change"]["value"]) for row in response.json()["results"]]


def at(**ago):
    return time_machine.travel(NOW - timedelta(**ago), tick=False)


@pytest.fixture
def boss():
    return factories.UserFactory(is_superuser=True)


def test_all_that_changed_since_yesterday_is_one_call(client, boss):
    with at(days=30):
        plan = factories.PlanFactory(slug="plan", zone=factories.ZoneFactory(slug="zone"))
        gone = factories.GoalFactory(plan=plan, slug="gone")
        withdrawn = factories.InitiativeFactory(plan=plan, slug="withdrawn")
        draft = factories.InitiativeFactory(plan=plan, slug="draft", publication="draft", accepted_version=None)
        factories.GoalFactory(plan=plan, slug="never-public", publication="draft", accepted_version=None)
    with at(hours=5):
        plan.code = "1246"
        plan.save()
    with at(hours=4):
        factories.IndicatorFactory(slug="fresh")
        models.Goal.objects.get(slug="never-public").delete()
    with at(hours=3):
        gone.delete()
    with at(hours=2):
        publication.withdraw(records=[withdrawn], by=boss, reason="secret reason")
    with at(hours=1):
        draft.publication, draft.accepted_version = "published", 1
        draft.save()
    assert told(client, "since=2026-11-24") == [
        ("plan", "plan", "changed"),
        ("indicator", "fresh", "added"),
        ("goal", "gone", "removed"),
        ("initiative", "withdrawn", "removed"),
        ("initiative", "draft", "added"),
    ]
    assert told(client, "since=2026-11-24&kind=goal&kind=plan") == [
        ("plan", "plan", "changed"),
        ("goal", "gone", "removed"),
    ]
    body = get(client, "changes/?since=2026-11-24").content.decode()
    assert "secret" not in body
    assert "never-public" not in body
    removed = get(client, "changes/?since=2026-11-24&kind=goal").json()["results"][0]
    assert (removed["url"], removed["name_zh"], removed["at"]) == (None, None, "2026-11-24T01:00:00Z")


def test_what_becomes_public_with_its_plan_is_told_as_changed_and_found_by_updated_since(client, boss):
    with at(days=30):
        plan = factories.PlanFactory(slug="plan", zone=factories.ZoneFactory(slug="zone"))
        initiative = factories.InitiativeFactory(plan=plan, slug="initiative")
        factories.ProgressUpdateFactory(initiative=initiative, slug="update")
        factories.GoalFactory(plan=plan, slug="draft", publication="draft", accepted_version=None)
    with at(days=20):
        publication.withdraw(records=[plan], by=boss, reason="for a while")
    with at(hours=2):
        plan.refresh_from_db()
        plan.publication, plan.accepted_version = "published", plan.version + 1
        plan.save()
    assert set(told(client, "since=2026-11-24")) == {
        ("plan", "plan", "changed"),
        ("initiative", "initiative", "changed"),
        ("update", "update", "changed"),
    }
    found = get(client, "initiatives/?updated_since=2026-11-24").json()["results"]
    assert [row["slug"] for row in found] == ["initiative"]


def test_changes_are_paged_forwards_and_backwards_without_one_lost_or_twice(client, world):
    whole = told(client, "since=2020-01-01&page_size=500")
    pages, address = [], "/api/v1/changes/?since=2020-01-01&page_size=4"
    while address:
        response = client.get(address)
        answer = response.json()
        assert ('rel="next"' in response.headers.get("Link", "")) == bool(answer["next"])
        pages.append(answer)
        address = answer["next"]
    rows = [row for page in pages for row in page["results"]]
    assert [(row["kind"]["value"], row["slug"], row["change"]["value"]) for row in rows] == whole
    back = client.get(pages[-1]["previous"]).json()
    assert back["results"] == pages[-2]["results"]


def test_changes_of_one_moment_are_paged_too(client):
    with time_machine.travel(NOW, tick=False):
        plan = factories.PlanFactory(zone=factories.ZoneFactory())
        for _number in range(5):
            factories.GoalFactory(plan=plan)
        plan.goals.first().delete()
    whole, address, seen = told(client, "since=2020-01-01"), "/api/v1/changes/?since=2020-01-01&page_size=1", []
    while address:
        answer = client.get(address).json()
        seen += [(row["kind"]["value"], row["slug"], row["change"]["value"]) for row in answer["results"]]
        address = answer["next"]
    assert seen == whole
    assert len(set(seen)) == len(whole)


def test_a_tier_is_told_by_its_key_and_of_a_draft_plan_no_tier_is(client, world):
    draft = factories.PlanFactory(slug="draft", publication="draft", accepted_version=None)
    factories.PlanTierFactory(plan=draft, position=1).delete()
    world.tiers.get().delete()
    assert told(client, "since=2020-01-01&kind=tier") == [("tier", "plan~1", "removed")]


def test_a_record_that_is_public_again_is_not_told_as_removed(client, world, boss):
    goal = models.Goal.objects.get(slug="goal")
    publication.withdraw(records=[goal], by=boss, reason="")
    assert ("goal", "goal", "removed") in told(client, "since=2020-01-01&kind=goal")
    goal.refresh_from_db()
    goal.publication = "published"
    goal.save()
    assert [row for row in told(client, "since=2020-01-01&kind=goal") if row[2] == "removed"] == []


def test_of_drafts_nothing_is_told_and_of_what_was_withdrawn_only_its_slug(client, world, boss):
    cage = Cage(world)
    since = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    cage.fill(by=boss)
    body = get(client, f"changes/?since={since}&page_size=500").content.decode()
    withdrawn = {f"zqx7-{kind}" for kind in ("plan", "goal", "initiative")}
    assert set(re.findall(r'"(zqx7[^"]*)"', body)) == withdrawn
    assert not SONG.search(re.sub("|".join(sorted(withdrawn, key=len)), "", body))


# --- the change log of a record -----------------------------------------------------------------------


def test_a_record_s_change_log_tells_when_what_and_why_and_never_by_whom(client, world):
    plan = models.Plan.objects.get(slug="plan")
    plan._history_user = factories.UserFactory(username="the-boss")
    plan._change_reason = "as printed"
    plan.status = "concluded"
    plan.save()
    response = get(client, "plans/plan/history/", **{"accept-language": "en"})
    newest = response.json()["results"][0]
    assert newest["reason"] == "as printed"
    assert newest["change"]["value"] == "changed"
    (change,) = newest["changes"]
    assert (change["field"], change["label_en"], change["label_zh"], change["new"]) == (
        "status", "status", "状态", "concluded",
    )  # fmt: skip
    assert "the-boss" not in response.content.decode()
    page = get(client, "plans/plan/history/?page_size=1").json()
    assert get(client, page["next"].partition("/api/v1/")[2]).json()["results"][-1]["change"]["value"] == "added"


def test_what_changed_in_an_area_says_since_when_all_is_told(client, world):
    answer = get(client, "zones/zone/changes/?since=2020-01-01").json()
    assert answer["since"].endswith("Z")
    assert (answer["kept_from"], answer["is_cut"]) == (None, False)
    assert {"goal", "initiative", "target", "observation"} <= {row["kind"]["value"] for row in answer["results"]}


def test_a_source_lists_all_that_was_drawn_from_it_in_reading_order(client, world):
    rows = get(client, "sources/source/records/").json()["results"]
    assert rows[0]["locator"] == "§1"
    assert {"zone", "plan", "goal", "initiative", "milestone", "update", "observation"} <= {
        row["kind"]["value"] for row in rows
    }


def test_suggestions_have_the_query_in_their_name(client, world):
    rows = get(client, "search/suggestions/?q=Name").json()["results"]
    assert rows
    assert all("name" in row["name_en"].lower() for row in rows)
