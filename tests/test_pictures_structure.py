"""The structure of a plan as a picture: each member, each unnamed slot and each tier stand in its table, once."""

import csv
import io
from datetime import date

import pytest
from django.utils import translation

from tests import factories
from zones import selectors
from zones.pictures import structure_picture

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)


def structure_of(plan, viewer=None, language="en"):
    with translation.override(language):
        seen = selectors.seen_plans(viewer).get(pk=plan.pk)
        return structure_picture(selectors.plan_overview(seen, ON, viewer))


def cells(picture, key):
    """Return the cells of one column."""
    place = [column.key for column in picture.columns].index(key)
    return [row[place] for row in picture.rows]


def texts(picture, key):
    return [cell.text for cell in cells(picture, key)]


@pytest.fixture
def plan():
    return factories.PlanFactory(code="14", name_en="The plan")


def test_each_member_and_each_unnamed_slot_is_a_row(plan):
    one = factories.PlanTierFactory(plan=plan, position=1, numeral="1", label_en="One goal", declared_count=1)
    four = factories.PlanTierFactory(plan=plan, position=2, numeral="4", label_en="Four areas", declared_count=4)
    factories.GoalFactory(plan=plan, tier=one, name_en="The goal")
    factories.InitiativeFactory(plan=plan, tier=four, kind="area", name_en="East")
    picture = structure_of(plan)
    assert texts(picture, "member") == ["The goal", "East", *["declared, not named"] * 3]
    assert texts(picture, "branch") == ["One goal", *["Four areas"] * 4]
    assert texts(picture, "numeral") == ["1", *["4"] * 4]
    assert texts(picture, "kind") == ["goal", "area", "", "", ""]
    assert [cell.value for cell in cells(picture, "declared")] == [1, 4, 4, 4, 4]
    assert texts(picture, "declared")[1] == "4 declared · 1 recorded · 3 not named"
    assert [cell.data for cell in cells(picture, "member")][2:] == ["", "", ""], "what has no name has no value"
    assert "“14”: 2 tiers with 2 members by name. 3 members are declared and not named" in picture.description


def test_the_status_of_an_initiative_stands_in_words_and_a_goal_has_none(plan):
    factories.GoalFactory(plan=plan)
    initiative = factories.InitiativeFactory(plan=plan)
    factories.report(initiative=initiative, as_of=date(2022, 5, 1), status="in_progress")
    picture = structure_of(plan)
    assert texts(picture, "status") == ["", "in progress"]
    assert [cell.tone for cell in cells(picture, "status")] == ["", "active"]


def test_a_tier_without_a_declared_number_says_so_and_has_no_open_slots(plan):
    tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=None)
    factories.InitiativeFactory(plan=plan, tier=tier, name_en="Alone")
    picture = structure_of(plan)
    assert texts(picture, "member") == ["Alone"]
    assert texts(picture, "declared") == ["no number declared · 1 recorded"]
    assert cells(picture, "declared")[0].value is None


def test_a_tier_of_which_nothing_is_known_is_shown_all_the_same(plan):
    factories.PlanTierFactory(plan=plan, position=1, label_en="N parks", declared_count=None)
    picture = structure_of(plan)
    assert texts(picture, "branch") == ["N parks"]
    assert texts(picture, "member") == ["none recorded"]


def test_more_members_than_declared_leave_no_slot_open(plan):
    tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=1)
    factories.InitiativeFactory.create_batch(2, plan=plan, tier=tier)
    picture = structure_of(plan)
    assert len(picture.rows) == 2
    assert texts(picture, "declared")[0] == "1 declared · 2 recorded"


def test_very_many_unnamed_members_are_told_in_one_row(plan):
    factories.PlanTierFactory(plan=plan, position=1, declared_count=100)
    picture = structure_of(plan)
    assert texts(picture, "member") == ["100 declared, not named"]


def test_what_is_in_no_tier_stands_in_a_branch_of_its_own(plan):
    tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=1)
    factories.InitiativeFactory(plan=plan, tier=tier)
    factories.GoalFactory(plan=plan, name_en="Beside it")
    picture = structure_of(plan)
    assert texts(picture, "branch")[-1] == "Outside the numbered structure"
    assert texts(picture, "member")[-1] == "Beside it"
    assert "1 more stands outside the tiers." in picture.description


def test_a_plan_without_tiers_groups_its_goals_and_its_initiatives(plan):
    factories.GoalFactory(plan=plan, name_en="A goal")
    factories.InitiativeFactory(plan=plan, name_en="A measure")
    picture = structure_of(plan)
    assert list(zip(texts(picture, "branch"), texts(picture, "member"), strict=True)) == [
        ("Goals", "A goal"),
        ("Initiatives", "A measure"),
    ]
    assert {"numeral", "declared"}.isdisjoint(column.key for column in picture.columns)


def test_parts_follow_their_whole_and_name_it(plan):
    whole = factories.InitiativeFactory(plan=plan, position=1, name_en="The whole")
    factories.InitiativeFactory(plan=plan, position=2, name_en="The next")
    part = factories.InitiativeFactory(plan=plan, parent=whole, name_en="A part")
    factories.InitiativeFactory(plan=plan, parent=part, name_en="A part of the part")
    picture = structure_of(plan)
    assert texts(picture, "member") == ["The whole", "A part", "A part of the part", "The next"]
    assert texts(picture, "whole") == ["", "The whole", "A part", ""]
    assert cells(picture, "whole")[1].value == whole.slug
    assert "2 parts" in picture.description


def test_a_part_in_a_tier_of_its_own_stands_there_alone(plan):
    one, two = (factories.PlanTierFactory(plan=plan, position=place, declared_count=1) for place in (1, 2))
    whole = factories.InitiativeFactory(plan=plan, tier=one)
    factories.InitiativeFactory(plan=plan, tier=two, parent=whole, name_en="Both")
    assert texts(structure_of(plan), "member").count("Both") == 1


def test_a_target_is_a_member_by_the_name_of_its_indicator(plan):
    tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=1)
    target = factories.TargetFactory(plan=plan, tier=tier, indicator__name_en="Enterprises")
    picture = structure_of(plan)
    assert texts(picture, "member") == ["Enterprises"]
    assert texts(picture, "kind") == ["target"]
    assert cells(picture, "member")[0].href.endswith(f"/plans/{plan.slug}/#{target.slug}")


def test_members_and_tiers_lead_to_their_places(plan):
    tier = factories.PlanTierFactory(plan=plan, position=3, declared_count=1)
    initiative = factories.InitiativeFactory(plan=plan, tier=tier)
    picture = structure_of(plan)
    assert cells(picture, "member")[0].href == f"/en/initiatives/{initiative.slug}/"
    assert cells(picture, "branch")[0].href == "#tier-3"


def test_a_plan_of_which_nothing_is_recorded_has_no_picture(client, plan):
    assert structure_of(plan) is None
    assert client.get(f"/plans/{plan.slug}/?csv=structure").status_code == 404


def test_a_page_answers_with_the_table_of_one_picture_only(client, plan):
    factories.InitiativeFactory(plan=plan)
    response = client.get(f"/en/plans/{plan.slug}/?csv=structure&csv=evidence")
    assert response.status_code == 400
    assert "<strong>csv</strong>: Give this parameter once." in response.content.decode()


def test_a_draft_is_in_the_picture_of_a_preview_only_and_leads_to_its_preview(plan):
    draft = factories.InitiativeFactory(plan=plan, name_en="Draft", publication="draft", accepted_version=None)
    assert structure_of(plan) is None
    editor = factories.UserFactory(is_superuser=True)
    picture = structure_of(plan, viewer=editor)
    assert texts(picture, "member") == ["Draft"]
    assert cells(picture, "member")[0].href == f"/en/initiatives/{draft.slug}/?preview=1"


def test_a_name_without_english_is_marked_as_chinese(plan):
    factories.InitiativeFactory(plan=plan, name_zh="新动能引育工程", name_en="")
    picture = structure_of(plan)
    assert cells(picture, "member")[0].text == "新动能引育工程"
    assert cells(picture, "member")[0].lang == "zh-Hans"


HOSTILE = '</script><script>alert("1")</script>'


def test_hostile_names_stay_text_on_the_page_and_in_the_settings(client):
    plan = factories.PlanFactory(name_en=HOSTILE, code=HOSTILE)
    tier = factories.PlanTierFactory(plan=plan, position=1, label_en=HOSTILE, numeral="<b>", declared_count=2)
    factories.InitiativeFactory(plan=plan, tier=tier, name_en=HOSTILE)
    body = client.get(f"/en/plans/{plan.slug}/").content.decode()
    assert "<script>alert" not in body
    assert "<b>" not in body


def test_the_downloaded_table_says_what_the_page_says(client, plan):
    tier = factories.PlanTierFactory(plan=plan, position=1, numeral="2", label_en="Two", declared_count=2)
    factories.InitiativeFactory(plan=plan, tier=tier, name_en="First, with a comma")
    response = client.get(f"/en/plans/{plan.slug}/?csv=structure")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    picture = structure_of(plan)
    assert lines[0] == [column.label for column in picture.columns]
    assert lines[1] == ["First, with a comma", "project", "announced", "Two", "2", "2"]
    assert lines[2] == ["declared, not named", "", "", "Two", "2", "2"]
    assert len(lines) == 3
