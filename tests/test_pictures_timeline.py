"""Initiatives on a time axis: dates as precisely as they are known, what is not stated, and those without any."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import factories
from zones import selectors
from zones.models import Zone
from zones.pictures import initiative_timeline, timeline, timeline_picture, undated

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)


def overview_of(plan, viewer=None):
    return selectors.plan_overview(selectors.seen_plans(viewer).get(pk=plan.pk), ON, viewer)


def axis_of(plan, viewer=None, language="en"):
    with translation.override(language):
        return timeline_picture(overview_of(plan, viewer))


def axis_of_initiative(initiative):
    with translation.override("en"):
        return initiative_timeline(
            selectors.initiative_overview(selectors.seen_initiatives().get(pk=initiative.pk), ON)
        )


def cells(picture, key):
    """Return the cells of one column."""
    place = [column.key for column in picture.columns].index(key)
    return [row[place] for row in picture.rows]


def texts(picture, key):
    return [cell.text for cell in cells(picture, key)]


@pytest.fixture
def plan():
    return factories.PlanFactory()


def test_dates_are_given_as_precisely_as_they_are_known(plan):
    factories.InitiativeFactory(
        plan=plan,
        start_on=date(2021, 1, 1),
        start_on_precision="year",
        due_on=date(2023, 3, 1),
        due_on_precision="month",
    )
    factories.InitiativeFactory(plan=plan, start_on=date(2021, 2, 3))
    picture = axis_of(plan)
    assert [cell.data for cell in cells(picture, "start")] == ["2021", "2021-02-03"]
    assert [cell.data for cell in cells(picture, "due")] == ["2023-03", ""]
    assert texts(picture, "start") == ["2021", "3 February 2021"]
    assert texts(picture, "due") == ["March 2023", "not stated"]
    assert "an end not stated is dotted" in picture.description
    assert texts(axis_of(plan, language="zh-hans"), "due")[0] == "2023年3月"


def test_a_milestone_is_a_row_after_its_initiative_reached_or_not(plan):
    initiative = factories.InitiativeFactory(plan=plan, name_en="Buses")
    factories.MilestoneFactory(initiative=initiative, name_en="Later", due_on=date(2024, 5, 1))
    factories.MilestoneFactory(
        initiative=initiative, name_en="Earlier", due_on=date(2022, 5, 1), reached_on=date(2022, 4, 1)
    )
    factories.MilestoneFactory(initiative=initiative, name_en="Some day")
    picture = axis_of(plan)
    assert texts(picture, "name") == ["Buses", "Earlier", "Later", "Some day"]
    assert texts(picture, "status") == ["announced", "reached", *["not reported as reached"] * 2]
    assert [cell.data for cell in cells(picture, "reached")] == ["", "2022-04-01", "", ""]
    assert texts(picture, "due") == ["not stated", "1 May 2022", "1 May 2024", "not stated"]
    assert texts(picture, "whole") == ["", "Buses", "Buses", "Buses"]
    assert "A diamond is a milestone" in picture.description


def test_an_initiative_of_which_only_a_report_is_dated_is_on_the_axis(plan):
    initiative = factories.InitiativeFactory(plan=plan)
    factories.report(initiative=initiative, as_of=date(2022, 5, 1), precision="month", status="in_progress")
    picture = axis_of(plan)
    assert texts(picture, "reported") == ["May 2022"]
    assert texts(picture, "status") == ["in progress"]
    assert texts(picture, "start") == ["not stated"]


def test_no_reported_progress_is_said(plan):
    factories.InitiativeFactory(plan=plan, due_on=date(2025, 12, 31))
    picture = axis_of(plan)
    assert texts(picture, "reported") == ["no progress reported"]
    assert cells(picture, "reported")[0].value is None


def test_initiatives_without_any_date_are_listed_beneath_the_axis(client, plan):
    factories.InitiativeFactory(plan=plan, name_en="With a date", due_on=date(2025, 12, 31))
    factories.InitiativeFactory(plan=plan, name_en="Without one")
    assert texts(axis_of(plan), "name") == ["With a date"]
    assert [initiative.name_en for initiative in undated(overview_of(plan))] == ["Without one"]
    beneath = client.get(f"/en/plans/{plan.slug}/").content.decode().partition('class="undated"')[2]
    assert "No date is stated for 1 initiative" in beneath
    assert "Without one" in beneath.partition("</details>")[0]
    assert "With a date" not in beneath.partition("</details>")[0]


def test_a_plan_without_any_date_has_a_sentence_and_no_empty_axis(client, plan):
    factories.InitiativeFactory.create_batch(2, plan=plan)
    assert axis_of(plan) is None
    body = client.get(f"/en/plans/{plan.slug}/").content.decode()
    assert "No date is stated for any of the 2 initiatives." in body
    assert "picture-timeline" not in body
    assert client.get(f"/en/plans/{plan.slug}/?csv=timeline").status_code == 404


def test_a_plan_without_initiatives_does_not_speak_of_dates(client, plan):
    assert "Time axis" not in client.get(f"/en/plans/{plan.slug}/").content.decode()


def test_the_axis_knows_the_period_of_the_plan_and_the_day(plan):
    factories.InitiativeFactory(plan=plan, due_on=date(2025, 12, 31))
    settings = axis_of(plan).settings
    assert settings["periods"] == [{"name": "14th Five-Year period 2021–2025", "first": 2021, "last": 2025}]
    assert settings["day"] == "2026-11-24"
    assert settings["day_text"] == "as of 24 November 2026"


def test_a_plan_without_a_period_has_no_frame():
    plan = factories.PlanFactory(period=None)
    factories.InitiativeFactory(plan=plan, due_on=date(2025, 12, 31))
    assert axis_of(plan).settings["periods"] == []


def test_the_axis_of_an_area_holds_the_initiatives_of_all_its_plans(plan):
    other = factories.PlanFactory(
        zone=plan.zone, period=factories.PeriodFactory(number=15, first_year=2026, last_year=2030)
    )
    factories.InitiativeFactory(plan=plan, name_en="Old", due_on=date(2025, 12, 31))
    milestone = factories.MilestoneFactory(initiative__plan=other, initiative__name_en="New", due_on=date(2027, 1, 1))
    with translation.override("en"):
        zone = Zone.objects.select_related("parent__parent").get(pk=plan.zone_id)
        picture = timeline_picture(selectors.zone_overview(zone, ON))
    assert texts(picture, "name") == ["New", milestone.name_en, "Old"]
    assert [period["first"] for period in picture.settings["periods"]] == [2026, 2021]


def test_the_axis_of_an_initiative_holds_its_milestones_and_every_report(plan):
    initiative = factories.InitiativeFactory(plan=plan, name_en="Buses", start_on=date(2021, 1, 1))
    factories.MilestoneFactory(initiative=initiative, name_en="Planned", reached_on=date(2021, 6, 1))
    factories.report(initiative=initiative, as_of=date(2021, 7, 1), status="in_progress", percent=40)
    factories.report(initiative=initiative, as_of=date(2023, 7, 1), status="completed")
    picture = axis_of_initiative(initiative)
    assert texts(picture, "name") == ["Buses", "Planned", "Report", "Report"]
    assert texts(picture, "reported") == ["1 July 2023", "", "1 July 2021", "1 July 2023"]
    assert texts(picture, "status") == ["completed", "reached", "in progress 40%", "completed"]
    assert picture.description.startswith("Milestones: 1. Reports: 2. A bar reaches")


def test_the_axis_of_an_initiative_without_reports_says_so(plan):
    picture = axis_of_initiative(factories.InitiativeFactory(plan=plan, due_on=date(2025, 12, 31)))
    assert picture.description.startswith("No progress reported. A bar reaches")


def test_an_initiative_of_which_nothing_is_dated_has_no_axis(plan):
    assert axis_of_initiative(factories.InitiativeFactory(plan=plan)) is None


def test_drafts_are_on_no_public_axis(plan):
    initiative = factories.InitiativeFactory(plan=plan, due_on=date(2025, 12, 31))
    unseen = {"publication": "draft", "accepted_version": None}
    factories.MilestoneFactory(initiative=initiative, name_en="Secret", due_on=date(2024, 1, 1), **unseen)
    factories.InitiativeFactory(plan=plan, name_en="Hidden", due_on=date(2024, 1, 1), **unseen)
    assert len(axis_of(plan).rows) == 1
    editor = factories.UserFactory(is_superuser=True)
    assert set(texts(axis_of(plan, viewer=editor), "name")) == {initiative.name_en, "Secret", "Hidden"}


def test_more_initiatives_than_one_drawing_can_hold_are_counted(plan, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_INITIATIVES", 2)
    factories.InitiativeFactory.create_batch(3, plan=plan, due_on=date(2025, 12, 31))
    picture = axis_of(plan)
    assert len(picture.rows) == 2
    assert picture.description.startswith("3 initiatives with a date. The first 2 are shown.")


def test_milestones_of_many_initiatives_are_one_question(plan):
    def count():
        with CaptureQueriesContext(connection) as queries:
            axis_of(plan)
        return len(queries)

    factories.MilestoneFactory(initiative__plan=plan, due_on=date(2024, 1, 1))
    few = count()
    for _each in range(5):
        factories.MilestoneFactory(initiative__plan=plan, due_on=date(2024, 1, 1))
    assert count() == few


HOSTILE = '</script><script>alert("1")</script>'


def test_hostile_names_stay_text(client, plan):
    initiative = factories.InitiativeFactory(plan=plan, name_en=HOSTILE, due_on=date(2025, 12, 31))
    factories.MilestoneFactory(initiative=initiative, name_en=HOSTILE, due_on=date(2024, 1, 1))
    factories.InitiativeFactory(plan=plan, name_en=HOSTILE)
    for address in (f"/en/plans/{plan.slug}/", f"/en/initiatives/{initiative.slug}/", f"/en/zones/{plan.zone.slug}/"):
        assert "<script>alert" not in client.get(address).content.decode()


@pytest.mark.parametrize("page", ["plans", "zones", "initiatives"])
def test_the_downloaded_table_says_what_the_page_says(client, plan, page):
    initiative = factories.InitiativeFactory(plan=plan, name_en="Buses", start_on=date(2021, 3, 1))
    slug = {"plans": plan.slug, "zones": plan.zone.slug, "initiatives": initiative.slug}[page]
    response = client.get(f"/en/{page}/{slug}/?csv=timeline")
    assert f'"{slug}-timeline.csv"' in response["Content-Disposition"], "named after its page"
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines[0] == ["Initiative or milestone", "Kind", "Starts", "Due", "Reported", "Status"]
    assert lines[1:] == [["Buses", "project", "1 March 2021", "not stated", "no progress reported", "announced"]]


def test_a_draft_of_a_milestone_leads_to_the_preview_that_shows_it(plan):
    initiative = factories.InitiativeFactory(plan=plan, slug="buses")
    factories.MilestoneFactory(
        initiative=initiative, slug="step", due_on=date(2024, 1, 1), publication="draft", accepted_version=None
    )
    picture = axis_of(plan, viewer=factories.UserFactory(is_superuser=True))
    assert [cell.href for cell in cells(picture, "name")] == [
        "/en/initiatives/buses/",
        "/en/initiatives/buses/?preview=1#step",
    ]
