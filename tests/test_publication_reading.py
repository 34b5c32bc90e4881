"""What readers see of records that are not public, and what their editors see in a preview."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.world import grow
from zones import selectors
from zones.choices import Publication, Role
from zones.models import Indicator

pytestmark = pytest.mark.django_db

DRAFT = {"publication": Publication.DRAFT, "accepted_version": None}
PREVIEWED = ["plan", "goal", "initiative"]


@pytest.fixture
def draft():
    """A draft plan with a draft of everything under it, under addresses that the tests know."""
    zone = factories.ZoneFactory(slug="zone")
    plan = factories.PlanFactory(slug="plan", zone=zone, name_en="A drafted plan", **DRAFT)
    goal = factories.GoalFactory(slug="goal", plan=plan, name_en="A drafted goal", **DRAFT)
    initiative = factories.InitiativeFactory(slug="initiative", plan=plan, name_en="A drafted initiative", **DRAFT)
    initiative.goals.add(goal)
    factories.MilestoneFactory(initiative=initiative, name_en="A drafted milestone", **DRAFT)
    factories.ProgressUpdateFactory(initiative=initiative, summary_en="A drafted report", **DRAFT)
    indicator = factories.IndicatorFactory(name_en="Counted in a draft")
    factories.TargetFactory(plan=plan, goal=goal, initiative=initiative, indicator=indicator, **DRAFT)
    factories.ObservationFactory(zone=zone, initiative=initiative, indicator=indicator, value=4711, **DRAFT)
    return plan


def preview(client, kind, slug=None):
    return client.get(f"/en/{kind}s/{slug or kind}/?preview=1")


# --- preview --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("kind", PREVIEWED)
def test_people_of_the_zone_preview_a_draft_under_a_banner_that_no_cache_keeps(client, draft, kind, role):
    person = factories.editor_of(draft.zone, role) if role else factories.UserFactory(is_superuser=True)
    client.force_login(person)
    response = preview(client, kind)
    assert response.status_code == 200
    body = response.content.decode()
    assert f"A drafted {kind}" in body
    assert '<div class="preview" role="status">' in body
    assert "Preview: draft" in body
    assert "Nobody else sees this page" in body
    assert {part.strip() for part in response.headers["Cache-Control"].split(",")} == {"private", "no-store"}
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_preview_shows_all_drafts_within_as_they_would_look(client, draft):
    client.force_login(factories.editor_of(draft.zone))
    plan = preview(client, "plan").content.decode()
    for words in ("A drafted goal", "A drafted initiative", "Counted in a draft", "/en/goals/goal/?preview=1"):
        assert words in plan
    assert "/en/initiatives/initiative/?preview=1" in preview(client, "goal").content.decode()
    initiative = preview(client, "initiative").content.decode()
    for words in ("A drafted milestone", "A drafted report", "A drafted goal", "4,711", "/en/plans/plan/?preview=1"):
        assert words in initiative


@pytest.mark.parametrize("kind", PREVIEWED)
def test_a_preview_leads_back_to_the_form(client, draft, kind):
    client.force_login(factories.editor_of(draft.zone))
    assert f"/en/admin/zones/{kind}/" in preview(client, kind).content.decode()


@pytest.mark.parametrize("kind", PREVIEWED)
@pytest.mark.parametrize("person", ["anonymous", "elsewhere", "nowhere", "dismissed"])
def test_for_anybody_else_a_draft_is_a_page_that_never_existed(client, draft, kind, person):
    if person == "elsewhere":
        client.force_login(factories.editor_of(factories.ZoneFactory()))
    elif person == "nowhere":
        client.force_login(factories.UserFactory())
    elif person == "dismissed":
        gone = factories.editor_of(draft.zone)
        gone.is_active = False
        gone.save()
        client.force_login(gone)
    nothing = "x" * len(kind)  # the answer repeats the address
    found, never = preview(client, kind), preview(client, kind, nothing)
    assert found.status_code == never.status_code == 404
    body = found.content.decode().replace(f"/{kind}s/{kind}/", f"/{kind}s/{nothing}/")
    assert body == never.content.decode()
    assert found.headers == never.headers


@pytest.mark.parametrize("kind", PREVIEWED)
def test_without_asking_for_a_preview_an_editor_sees_what_the_public_sees(client, draft, kind):
    client.force_login(factories.editor_of(draft.zone))
    assert client.get(f"/en/{kind}s/{kind}/").status_code == 404
    assert client.get(f"/en/{kind}s/{kind}/?preview=0").status_code == 404


def test_a_preview_of_a_public_page_shows_its_drafts_to_its_own_people_only(client):
    plan = factories.PlanFactory(slug="plan")
    factories.GoalFactory(plan=plan, name_en="Not out yet", **DRAFT)
    anonymous = preview(client, "plan")
    assert "Not out yet" not in anonymous.content.decode()
    client.force_login(factories.editor_of(factories.ZoneFactory()))
    stranger = preview(client, "plan")
    assert stranger.content == anonymous.content
    client.force_login(factories.editor_of(plan.zone))
    body = preview(client, "plan").content.decode()
    assert "Not out yet" in body
    assert "This page is public" in body


def test_a_preview_does_not_name_drafts_of_another_zone(client, draft):
    elsewhere = factories.PlanFactory(name_en="A draft of others", **DRAFT)
    own = factories.InitiativeFactory(slug="own", plan=draft, detailed_by=elsewhere, **DRAFT)
    factories.InitiativeFactory(plan=elsewhere, continues=own, name_en="Another draft of others", **DRAFT)
    client.force_login(factories.editor_of(draft.zone))
    body = preview(client, "initiative", "own").content.decode()
    assert "draft of others" not in body


def test_a_preview_tells_when_only_what_a_record_belongs_to_is_missing(client, draft):
    factories.GoalFactory(slug="ready", plan=draft)
    client.force_login(factories.editor_of(draft.zone))
    assert "something that it belongs to is not" in preview(client, "goal", "ready").content.decode()


@pytest.mark.parametrize("kind", PREVIEWED)
def test_a_preview_asks_the_database_as_often_for_thirty_drafts_as_for_one(client, draft, kind):
    client.force_login(factories.editor_of(draft.zone))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert preview(client, kind).status_code == 200
        return len(asked)

    few = queries()
    grow(draft, factories.SourceFactory(), 30)
    goal, initiative = draft.goals.get(slug="goal"), draft.initiatives.get(slug="initiative")
    for position in range(30):
        part = factories.InitiativeFactory(plan=draft, parent=initiative, position=position + 1, **DRAFT)
        part.goals.add(goal)
    assert queries() <= few + 3  # what there was none of before: themes, and figures of targets with what they name


# --- the public -----------------------------------------------------------------------------


def test_what_is_published_appears_everywhere_at_once_and_what_is_withdrawn_is_gone(client):
    plan = factories.PlanFactory(slug="plan", **DRAFT)
    initiative = factories.InitiativeFactory(slug="initiative", plan=plan)
    addresses = ["/plans/plan/", "/initiatives/initiative/", "/api/v1/plans/plan/", "/api/v1/initiatives/initiative/"]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    for state, status in ((Publication.PUBLISHED, 200), (Publication.WITHDRAWN, 404)):
        plan.publication = state
        plan.save()
        assert [client.get(address).status_code for address in addresses] == [status] * 4
    assert initiative.publication == Publication.PUBLISHED


def test_counts_count_public_records_only():
    plan = factories.PlanFactory()
    tier = factories.PlanTierFactory(plan=plan, declared_count=3)
    factories.InitiativeFactory(plan=plan, tier=tier)
    hidden = factories.InitiativeFactory(plan=plan, tier=tier, **DRAFT)
    factories.ProgressUpdateFactory(initiative=hidden)
    assert selectors.declared_and_recorded().recorded == 1
    assert selectors.statuses_by_zone([plan.zone])[plan.zone_id] == selectors.StatusTally(unreported=1)
    assert selectors.evidence_coverage(plan=plan)["all"].total == 2
    assert selectors.coverage_by_zone([plan.zone])[plan.zone.pk].total == 3
    (zone,) = selectors.zones_with_counts()
    assert (zone.initiative_count, zone.reported_count) == (1, 0)
    statuses = plan.initiatives.published().values_list("status", flat=True)
    assert sum(selectors.status_counts(statuses).values()) == 1
    assert [view.count.recorded for view in selectors.plan_structure(plan)] == [1]


def test_an_indicator_counts_public_figures_and_targets_only():
    indicator = factories.IndicatorFactory()
    for state in ({}, DRAFT):
        factories.ObservationFactory(indicator=indicator, **state)
        factories.TargetFactory(indicator=indicator, **state)
    counted = Indicator.objects.with_counts().get()
    assert (counted.observation_count, counted.target_count) == (1, 1)


def test_a_draft_figure_decides_nothing_about_a_target():
    target = factories.TargetFactory(value=Decimal(100))
    span = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    factories.ObservationFactory(zone=target.plan.zone, indicator=target.indicator, value=100, **span, **DRAFT)
    (row,) = selectors.assess_targets([target], date(2026, 1, 1))
    assert row.assessment.verdict == "no_data"


def test_a_public_record_names_no_draft_that_it_leads_to(client):
    hidden = factories.PlanFactory(slug="hidden", **DRAFT)
    plan = factories.PlanFactory(slug="plan", continues=factories.PlanFactory(zone=hidden.zone, period=None, **DRAFT))
    goal = factories.GoalFactory(plan=plan, **DRAFT)
    initiative = factories.InitiativeFactory(
        slug="initiative", plan=plan, detailed_by=hidden, continues=factories.InitiativeFactory(plan=hidden)
    )
    initiative.goals.add(goal)
    answer = client.get("/api/v1/initiatives/initiative/").json()
    assert (answer["goals"], answer["continues"], answer["detailed_by"]) == ([], None, None)
    assert client.get("/api/v1/plans/plan/").json()["continues"] is None


@pytest.mark.parametrize("name", ["plan", "goal", "initiative", "parent"])
def test_a_filter_by_a_draft_is_refused_like_one_by_what_is_not_there(client, draft, name):
    slug = {"parent": "initiative"}.get(name, name)
    hidden, missing = (client.get(f"/api/v1/initiatives/?{name}={value}") for value in (slug, "missing"))
    assert hidden.status_code == missing.status_code == 400
    assert hidden.content.decode().replace(f"“{slug}”", "“missing”") == missing.content.decode()
