"""What changed in a zone or a plan since a day: what everybody may read of it, and what nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.world import address, grow
from zones import selectors
from zones.choices import Publication
from zones.middleware import kept
from zones.models import Target
from zones.services import publication, retention
from zones.services.editing import save_edit

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 24, 4, tzinfo=UTC)  # noon where the instance is
# What was changed, how far the history reaches; for each kind of records its rows, itself, its links and names.
MOST_QUERIES = 36


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def boss():
    return factories.UserFactory(username="the-boss", is_superuser=True)


@pytest.fixture
def plan(boss):
    """A plan that has been public for a year."""
    with ago(400):
        return factories.PlanFactory(slug="plan", zone=factories.ZoneFactory(slug="zone"), name_en="The plan")


def ago(days):
    return time_machine.travel(TODAY - timedelta(days=days), tick=False)


def edit(record, by, reason="", **values):
    record.refresh_from_db()
    for name, value in values.items():
        setattr(record, name, value)
    return save_edit(record=record, by=by, reason=reason)


def read(client, kind="plan", query="", language="en", status=200):
    """Return the page's part about changes."""
    response = client.get(address(f"{kind}-changes", language, kind) + query)
    assert response.status_code == status
    return response.content.decode().partition('id="results"')[2].partition("</main>")[0]


def told(subject, days=30):
    """Return what is told of a zone or plan: kind of record, its name, the day, and whether it is new."""
    changes = selectors.changes_since(subject, (TODAY - timedelta(days=days)).date())
    return [
        (entry.record._meta.model_name, getattr(entry.record, "name_en", ""), entry.day, entry.added is not None)
        for entry in changes.entries
    ]


# --- what is told -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zone", "plan"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_zone_and_of_a_plan_leads_to_what_changed(client, world, kind, language):
    page = client.get(address(kind, language, kind)).content.decode()
    its_changes = address(f"{kind}-changes", language, kind)
    assert f'href="{its_changes}"' in page
    response = client.get(its_changes)
    assert response.status_code == 200
    body = response.content.decode()
    assert '<meta name="robots" content="noindex">' in body
    assert "None" not in body
    assert ('lang="en"' if language == "en" else 'lang="zh-Hans"') in body.split(">")[1]


def test_a_correction_is_told_with_both_values_and_the_reason_but_not_by_whom(client, plan, boss):
    with ago(3):
        edit(plan, boss, "The printed text says so.", code="1+4+N", name_zh="新名")
    for kind in ("zone", "plan"):
        body = read(client, kind)
        for words in ("1+4+N", "新名", plan.history.earliest().name_zh, "The printed text says so.", "2026-11-21"):
            assert words in body
        assert "the-boss" not in body


def test_everything_that_belongs_to_a_zone_or_a_plan_is_told_and_nothing_else(client, plan, boss):
    indicator = factories.IndicatorFactory()
    goal = factories.GoalFactory(plan=plan, name_en="A goal")
    initiative = factories.InitiativeFactory(plan=plan, name_en="An initiative")
    factories.MilestoneFactory(initiative=initiative, name_en="A milestone")
    factories.report(initiative=initiative, as_of=date(2026, 11, 1), status="in_progress")
    factories.TargetFactory(plan=plan, goal=goal, indicator=indicator)
    factories.ObservationFactory(zone=plan.zone, indicator=indicator)
    factories.ObservationFactory(zone=plan.zone)  # of an indicator that the plan promises nothing of
    factories.InitiativeFactory(name_en="Elsewhere")
    kinds = ["goal", "initiative", "milestone", "observation", "progressupdate", "target"]
    assert sorted(kind for kind, *_rest in told(plan)) == kinds
    assert sorted(kind for kind, *_rest in told(plan.zone)) == sorted([*kinds, "observation"])
    assert all(added for *_rest, added in told(plan))
    with ago(-1 / 24):
        edit(plan.zone, boss, name_en="Another name")
    assert told(plan.zone)[0] == ("zone", "Another name", TODAY.date(), False)


def test_a_new_update_shows_its_status_and_words_and_a_new_figure_its_value(client, plan):
    initiative = factories.InitiativeFactory(plan=plan)
    update = {"as_of": date(2026, 11, 1), "status": "in_progress", "percent": 40, "summary_en": "The roof is on."}
    factories.report(initiative=initiative, **update)
    indicator = factories.IndicatorFactory(name_en="Companies", unit_en="companies")
    factories.ObservationFactory(zone=plan.zone, initiative=initiative, indicator=indicator, value=81000)
    body = read(client)
    for words in ("in progress", "40%", "The roof is on.", "Companies", "81,000", "2020"):
        assert words in body


def test_a_new_figure_that_was_corrected_shows_what_it_said_and_then_what_was_changed(client, plan, boss):
    with ago(5):
        indicator = factories.IndicatorFactory(unit_en="companies")
        initiative = factories.InitiativeFactory(plan=plan)
        figure = factories.ObservationFactory(zone=plan.zone, initiative=initiative, indicator=indicator, value=120)
    edit(figure, boss, value=150)
    body = read(client)
    correction, _day, addition = body.partition("2026-11-19")
    assert "<del>120</del>" in correction
    assert "<ins>150</ins>" in correction
    assert 'value="120"' in addition
    assert 'value="150"' not in addition


def test_days_come_newest_first_and_what_happened_before_the_day_asked_for_is_left_out(plan, boss):
    for days in (40, 20, 10, 2):
        with ago(days):
            edit(plan, boss, name_en=f"Name {days}")
    assert [day for _kind, _name, day, _added in told(plan)] == [
        date(2026, 11, 22),
        date(2026, 11, 14),
        date(2026, 11, 4),
    ]
    assert len(told(plan, days=40)) == 4
    changes = selectors.changes_since(plan, date(2026, 11, 4))
    [oldest] = changes.entries[-1].versions
    assert [(change.old, change.new) for change in oldest.changes] == [("Name 40", "Name 20")]


def test_a_day_begins_and_ends_where_the_instance_is(plan, boss):
    with time_machine.travel(datetime(2026, 11, 19, 16, 30, tzinfo=UTC), tick=False):
        edit(plan, boss, name_en="After midnight")
    assert [day for _kind, _name, day, _added in told(plan, days=4)] == [date(2026, 11, 20)]
    assert told(plan, days=3) == []


def test_a_record_that_somebody_saved_as_it_was_is_not_told(plan, boss):
    edit(plan, boss)
    assert told(plan) == []


# --- what is told to nobody -------------------------------------------------------------------------


def test_drafts_and_what_was_withdrawn_are_left_out(client, plan, boss):
    for state in Publication:
        if state != Publication.PUBLISHED:
            factories.GoalFactory(plan=plan, name_en="Unseen", publication=state, accepted_version=None)
    goal = factories.GoalFactory(plan=plan, name_en="Unseen")
    publication.withdraw(records=[goal], by=boss, reason="Unseen")
    initiative = factories.InitiativeFactory(
        name_en="Unseen", plan__publication="draft", plan__zone=plan.zone, plan__kind="special"
    )
    factories.report(initiative=initiative, as_of=date(2026, 11, 1), status="in_progress", summary_en="Unseen")
    for kind in ("zone", "plan"):
        assert "Unseen" not in read(client, kind)
    assert told(plan) == told(plan.zone) == []


def test_what_a_record_said_before_it_was_public_is_not_told(client, plan, boss):
    goal = factories.GoalFactory(plan=plan, name_en="In the draft", publication="draft", accepted_version=None)
    edit(goal, boss, "within the house", name_en="On the day")
    publication.publish(records=[goal], by=boss)
    edit(goal, boss, name_en="A day later")
    body = read(client)
    assert "On the day" in body
    assert "A day later" in body
    assert "In the draft" not in body
    assert "within the house" not in body


def test_what_a_published_record_said_while_its_plan_was_a_draft_is_not_told(client, plan, boss):
    plan.publication = Publication.DRAFT
    plan.save()
    goal = factories.GoalFactory(plan=plan, name_en="In the draft")
    edit(goal, boss, "within the house", name_en="On the day")
    plan.refresh_from_db()
    publication.publish(records=[plan], by=boss)
    assert [name for _kind, name, _day, added in told(plan) if added] == ["On the day"]
    edit(goal, boss, name_en="A day later")
    log = client.get(address("goal-history", "en", goal.slug)).content.decode()
    for body in (read(client), log):
        assert "In the draft" not in body
        assert "within the house" not in body
    assert "<del>On the day</del>" in log


def test_a_change_that_leads_to_a_draft_does_not_name_it(client, plan, boss):
    draft = factories.PlanFactory(publication="draft", accepted_version=None, name_en="The unseen plan")
    initiative = factories.InitiativeFactory(plan=plan)
    edit(initiative, boss, detailed_by=draft)
    assert "The unseen plan" not in read(client)


def test_the_changes_of_what_is_not_public_are_not_found(client, boss):
    draft = factories.PlanFactory(slug="plan", publication="draft", accepted_version=None)
    assert client.get(address("plan-changes", "en", draft.slug)).status_code == 404
    client.force_login(boss)
    assert client.get(address("plan-changes", "en", draft.slug)).status_code == 404
    assert client.get(address("zone-changes", "en", "nowhere")).status_code == 404


def test_an_old_address_leads_to_the_present_one_with_its_day(client, plan, boss):
    edit(plan, boss, slug="moved")
    response = client.get("/en/plans/plan/changes/?since=2026-11-01")
    assert response.status_code == 301
    assert response.headers["Location"] == "/en/plans/moved/changes/?since=2026-11-01"


# --- since when -------------------------------------------------------------------------------------


def test_without_a_day_the_last_thirty_are_told_and_other_spans_are_a_click_away(client, plan, boss):
    with ago(31):
        edit(plan, boss, name_en="Long ago")
    page = client.get(address("plan-changes", "en", "plan")).content.decode()
    assert 'name="since" value="2026-10-25"' in page
    assert "Nothing was added or changed since 25 October 2026." in page
    for day in ("2026-11-17", "2026-10-25", "2025-11-24"):
        assert f'href="?since={day}"' in page
    assert 'href="?since=2026-10-25" aria-current="true"' in page
    assert "Long ago" in read(client, query="?since=2025-11-24")
    assert read(client, query="?since=") == read(client)


@pytest.mark.parametrize(
    "query",
    [
        *("since=yesterday", "since=2026-13-01", "since=2026-02-30", "since=0000-00-00", "since=1948-12-31"),
        *("since=2026-11-25", "since=9999-12-31", "since=99999-01-01", "since=%00", "since=2026-01-01%00"),
        *("since=%ED%A0%80", "since=2026-01-01&since=2026-02-01", "since=' OR 1=1", "since=" + "9" * 5_000),
    ],
)
def test_a_day_that_cannot_be_understood_is_refused_by_name_and_nothing_is_listed(client, plan, boss, query):
    edit(plan, boss, name_en="Today's name")
    body = read(client, query=f"?{query}", status=400)
    assert "<strong>since</strong>" in body
    assert "Today's name" not in body


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_a_nonsense_page_number_is_never_a_server_error(client, plan, number):
    read(client, query=f"?page={number}")


def test_a_long_list_is_cut_into_pages_that_keep_the_day(client, plan, boss):
    for number in range(35):
        factories.GoalFactory(plan=plan, name_en=f"Goal number {number:02}")
    first = read(client, query="?since=2026-11-01")
    second = read(client, query="?since=2026-11-01&page=2")
    assert "?since=2026-11-01&amp;page=2" in first
    assert "35 records were added or changed" in first
    assert [f"Goal number {number:02}" in first for number in (34, 5, 4, 0)] == [True, True, False, False]
    assert [f"Goal number {number:02}" in second for number in (34, 5, 4, 0)] == [False, False, True, True]


def test_a_list_that_is_too_long_says_when_it_begins(client, plan, boss, monkeypatch):
    monkeypatch.setattr("zones.selectors.changes.MOST", 3)
    for days in (5, 4, 3, 2, 1):
        with ago(days):
            edit(plan, boss, name_en=f"Name {days}")
    body = read(client)
    assert "It begins at 2026-11-21 12:00" in body
    assert len(told(plan)) == 3
    monkeypatch.setattr("zones.selectors.changes.MOST", 5)
    kept.STORE.clear()  # nothing was written in between
    assert "It begins at" not in read(client)


# --- how far the history reaches back ---------------------------------------------------------------


def test_a_day_before_the_history_that_is_kept_is_answered_with_what_is_known_and_says_so(client, plan, boss):
    with ago(700):
        goal = factories.GoalFactory(plan=plan, name_en="Name 700")
    for days in (600, 500, 390, 100):
        with ago(days):
            edit(goal, boss, name_en=f"Name {days}")
    whole = read(client, query="?since=2024-01-01")
    assert "The history that is kept" not in whole
    assert "Name 600" in whole
    retention.clean_up()
    body = read(client, query="?since=2024-01-01")
    assert "tells everything from 31 October 2025 on" in body, "the day after the oldest version that was kept"
    assert "<del>Name 390</del>" in body
    assert "Name 500" not in body
    later = read(client, query="?since=2025-11-24")
    assert "The history that is kept" not in later
    assert "<del>Name 390</del>" in later


def test_what_was_cleaned_up_of_a_draft_says_nothing_about_what_is_public(client, plan, boss):
    with ago(700):
        draft = factories.GoalFactory(plan=plan, publication="draft", accepted_version=None)
    for days in (600, 500, 390):
        with ago(days):
            edit(draft, boss, name_en=f"Name {days}")
    before = read(client, query="?since=2024-01-01")
    retention.clean_up()
    assert read(client, query="?since=2024-01-01") == before


# --- what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zone", "plan"])
def test_the_list_asks_the_database_as_often_for_many_records_as_for_few(client, world, boss, kind):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            read(client, kind, query="?since=2026-01-01")
        return len(asked)

    def change_everything():
        for goal in world.goals.all():
            edit(goal, boss, "why", name_en=f"{goal.name_en}, again")
        for target in Target.objects.filter(plan=world):
            edit(target, boss, value=target.value + 1)
        for initiative in world.initiatives.all():
            edit(initiative, boss, lead=world.lead)

    change_everything()
    few = queries()
    world.tiers.all().delete()
    grow(world, world.source, 12)
    change_everything()
    assert queries() <= few <= MOST_QUERIES
