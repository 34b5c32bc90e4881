"""Import: rows become records by their addresses, all of them or none, and only where their user may write."""

from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from django.utils import translation

from tests import factories
from tests.workbooks import csv_file, said, workbook
from zones import models
from zones.choices import Publication
from zones.services import exchange

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="fuzhou-14", zone=factories.ZoneFactory(slug="fuzhou"))


@pytest.fixture
def editor(plan):
    return factories.editor_of(plan.zone)


def carry_out(upload, user, **options):
    return exchange.carry_out(upload=upload, user=user, **options)


def preview_of(upload, user, model=None):
    return exchange.plan_import(upload=upload, user=user, model=model)


def problems_of(upload, user, model=None):
    return said(preview_of(upload, user, model))


def changes_of(preview):
    return {
        (row.number, change.column.name): (change.old, change.new)
        for row in preview.rows
        for change in row.draft.changes
    }


def test_a_plan_with_everything_comes_from_one_workbook_as_drafts(editor, plan):
    organisation = factories.OrganisationFactory(slug="committee")
    factories.IndicatorFactory(slug="gdp")
    factories.PeriodFactory(number=15, first_year=2026, last_year=2030)
    upload = workbook(
        规划=[["地址标识", "高新区", "规划期", "名称（中文）", "代号", "牵头单位"],
              ["fuzhou-15", "fuzhou", 15, "福州高新区十五五规划", 12, "committee"]],
        层级=[["序号", "数字", "名称（中文）", "已提出"], [1, 1, "一个目标", 1], [2, "２", "两大工程", 2]],
        目标=[["地址标识", "层级", "名称（中文）"], ["fuzhou-15-goal-1", 1, "成为高地"]],
        举措=[["地址标识", "层级", "名称（中文）", "属于", "目标", "类型", "开始日期", "期限"],
              ["fuzhou-15-b", 2, "乙", "fuzhou-15-a", "", "举措", None, "2030"],
              ["fuzhou-15-a", 2, "甲", None, "fuzhou-15-goal-1", "project", "2026年3月", "2030-12-31"]],
        目标值=[["指标", "目标", "数值", "期限"], ["gdp", "fuzhou-15-goal-1", "３.27万亿", 2030]],
        实际值=[["指标", "时期起", "时期止", "数值"], ["gdp", 2024, 2024, "8.1万"]],
        进展=[["举措", "截至", "状态"], ["fuzhou-15-a", "2024-06", "in progress"]],
    )  # fmt: skip
    preview = carry_out(upload, editor)
    assert len(preview.added) == 9
    made = models.Plan.objects.get(slug="fuzhou-15")
    assert (made.code, made.lead, made.publication, made.version) == ("12", organisation, Publication.DRAFT, 1)
    assert [(tier.numeral, tier.label_zh) for tier in made.tiers.all()] == [("1", "一个目标"), ("２", "两大工程")]
    child, parent = made.initiatives.order_by("-slug")
    assert (child.parent, child.zone, child.kind, child.due_on_precision) == (parent, plan.zone, "measure", "year")
    assert (parent.start_on, parent.start_on_precision, parent.tier.position) == (date(2026, 3, 1), "month", 2)
    assert [goal.slug for goal in parent.goals.all()] == ["fuzhou-15-goal-1"]
    assert made.targets.get().value == Decimal("3270000000000")
    observation = models.Observation.objects.get()
    assert (observation.value, observation.period_end) == (Decimal(81000), date(2024, 12, 31))
    assert (parent.updates.get().author, parent.updates.get().as_of) == (editor, date(2024, 6, 1))
    for model in (models.Goal, models.Initiative, models.Target, models.Observation, models.ProgressUpdate):
        assert set(model.objects.values_list("publication", flat=True)) == {Publication.DRAFT}


def test_an_address_that_is_there_changes_its_record_and_nothing_else(editor, plan):
    goal = factories.GoalFactory(plan=plan, slug="goal", name_zh="旧", name_en="Old", position=3)
    upload = workbook(目标=[["Slug", "NAME (Chinese)"], ["goal", "新"], [None, None]])
    preview = preview_of(upload, editor)
    assert changes_of(preview) == {(2, "name_zh"): ("旧", "新")}
    goal.refresh_from_db()
    assert goal.name_zh == "旧"  # a preview writes nothing
    carry_out(upload, editor, digest=preview.digest, reason="typed again")
    goal.refresh_from_db()
    assert (goal.name_zh, goal.name_en, goal.position, goal.version) == ("新", "Old", 3, 2)
    assert goal.publication == Publication.PUBLISHED
    last = goal.history.latest()
    assert (last.history_user, last.history_change_reason) == (editor, "typed again")


def test_what_a_file_says_again_is_not_saved_again(editor, plan):
    goal = factories.GoalFactory(plan=plan, slug="goal", name_zh="目标")
    upload = workbook(目标=[["slug", "name_zh", "plan"], ["goal", " 目标 ", "fuzhou-14"]])
    assert carry_out(upload, editor).unchanged == 1
    assert models.Goal.objects.get().version == goal.version


def test_an_empty_cell_empties_the_field_and_a_missing_column_leaves_it(editor, plan):
    factories.InitiativeFactory(
        plan=plan, slug="one", name_en="One", summary_zh="摘要", due_on=date(2025, 1, 1), due_on_precision="year"
    )
    carry_out(workbook(举措=[["slug", "name_en", "due_on"], ["one", None, ""]]), editor)
    initiative = models.Initiative.objects.get()
    assert (initiative.name_en, initiative.due_on, initiative.summary_zh) == ("", None, "摘要")


def test_what_may_not_be_empty_is_said_at_its_cell(editor, plan):
    factories.GoalFactory(plan=plan, slug="goal")
    upload = workbook(目标=[["slug", "name_zh", "kind"], ["goal", None, None]])
    assert [each[:3] for each in problems_of(upload, editor)] == [("目标", 2, "B"), ("目标", 2, "C")]


def test_tiers_are_found_by_plan_and_position(editor, plan):
    tier = factories.PlanTierFactory(plan=plan, position=2, label_zh="旧")
    factories.PlanTierFactory(position=2, label_zh="别处")
    carry_out(
        workbook(层级=[["plan", "position", "label_zh"], ["fuzhou-14", "２", "新"], ["fuzhou-14", 3, "三"]]), editor
    )
    tier.refresh_from_db()
    assert tier.label_zh == "新"
    assert sorted(plan.tiers.values_list("position", "label_zh")) == [(2, "新"), (3, "三")]


@pytest.mark.parametrize("cell", ["行动计划", " ACTION plan", "action"])
def test_a_choice_is_understood_by_its_label_in_both_languages_and_by_its_code(editor, plan, cell):
    carry_out(workbook(规划=[["slug", "kind"], ["fuzhou-14", cell]]), editor)
    plan.refresh_from_db()
    assert plan.kind == "action"


def test_a_word_that_is_no_choice_is_told_with_the_choices(editor, plan):
    [(sheet, row, column, message)] = problems_of(workbook(规划=[["slug", "kind"], ["fuzhou-14", "别的"]]), editor)
    assert (sheet, row, column) == ("规划", 2, "B")
    assert "别的" in message
    assert "action plan" in message


def test_records_name_each_other_in_any_order(editor, plan):
    rows = [["slug", "plan", "parent", "name_zh"]]
    rows += [[f"i-{n}", "fuzhou-14", f"i-{n + 1}" if n < 4 else "", f"举措{n}"] for n in range(5)]
    carry_out(workbook(举措=rows), editor)
    assert models.Initiative.objects.get(slug="i-0").parent.parent.parent.parent.slug == "i-4"


def test_a_new_record_without_an_address_gets_one_that_no_other_row_has(editor, plan):
    upload = workbook(
        目标=[["slug", "plan", "name_zh"], ["", "fuzhou-14", "甲"], ["fuzhou-14-goal-1", "fuzhou-14", "乙"]]
    )
    carry_out(upload, editor)
    assert sorted(models.Goal.objects.values_list("slug", "name_zh")) == [
        ("fuzhou-14-goal-1", "乙"),
        ("fuzhou-14-goal-1-2", "甲"),
    ]


# --- the models' rules ----------------------------------------------------------------------------


def test_members_of_another_plan_are_refused_with_their_columns(editor, plan):
    other = factories.PlanFactory(slug="other", zone=plan.zone, period=None)
    factories.GoalFactory(plan=other, slug="their-goal")
    factories.InitiativeFactory(plan=other, slug="theirs")
    factories.PlanTierFactory(plan=other, position=7)
    upload = workbook(
        举措=[["plan", "name_zh", "parent", "goals", "tier"],
              ["fuzhou-14", "甲", "theirs", None, None],
              ["fuzhou-14", "乙", None, "their-goal", None],
              ["fuzhou-14", "丙", None, None, 7]],
    )  # fmt: skip
    assert problems_of(upload, editor) == [
        ("举措", 2, "C", "It must belong to the same plan."),
        ("举措", 3, "D", "The goals must belong to the same plan."),
        ("举措", 4, "E", "The plan has no tier at position 7."),
    ]


def test_what_contradicts_itself_is_refused_with_its_column(editor, plan):
    factories.IndicatorFactory(slug="gdp")
    factories.InitiativeFactory(plan=plan, slug="one")
    upload = workbook(
        举措=[["plan", "name_zh", "start_on", "due_on"], ["fuzhou-14", "甲", "2025", "2021-03-17"]],
        目标值=[["plan", "indicator", "value", "baseline_year", "due_on", "horizon_years", "locator"],
                ["fuzhou-14", "gdp", 1, 2026, "2025", None, None],
                ["fuzhou-14", "gdp", 1, None, "2025", 3, None],
                ["fuzhou-14", "gdp", 1, None, None, None, "§1"]],
        进展=[["initiative", "as_of", "status", "percent"], ["one", "2022", "in_progress", 101],
              ["one", "2999-01-01", "in_progress", "一半"]],
        实际值=[["zone", "indicator", "period_start", "period_end"], ["fuzhou", "gdp", "2022", "2021"]],
    )  # fmt: skip
    found = {(sheet, row, column) for sheet, row, column, _message in problems_of(upload, editor)}
    assert found == {
        ("举措", 2, "D"),
        ("目标值", 2, "D"),
        ("目标值", 3, "E"),
        ("目标值", 4, "G"),
        ("进展", 2, "D"),
        ("进展", 3, "B"),
        ("进展", 3, "D"),
        ("实际值", 2, ""),
        ("实际值", 2, "D"),
    }
    with pytest.raises(exchange.ImportRefused):
        carry_out(upload, editor)
    assert models.Target.objects.count() == 0


def test_circles_are_refused(editor, plan):
    one = factories.InitiativeFactory(plan=plan, slug="one")
    two = factories.InitiativeFactory(plan=plan, slug="two", parent=one)
    factories.InitiativeFactory(plan=plan, slug="three", parent=two)
    upload = workbook(举措=[["slug", "parent"], ["one", "three"]])
    assert problems_of(upload, editor) == [("举措", 2, "B", "An initiative cannot be part of itself.")]
    fresh = workbook(举措=[["slug", "plan", "name_zh", "parent"],
                           ["a", "fuzhou-14", "甲", "b"], ["b", "fuzhou-14", "乙", "a"]])  # fmt: skip
    assert "An initiative cannot be part of itself." in [each[3] for each in problems_of(fresh, editor)]


def test_a_circle_over_records_that_the_file_does_not_hold_is_refused_too(editor, plan):
    a, b = (factories.InitiativeFactory(plan=plan, slug=slug) for slug in "ab")
    under_a = factories.InitiativeFactory(plan=plan, slug="under-a", parent=a)
    factories.InitiativeFactory(plan=plan, slug="deep-a", parent=under_a)
    under_b = factories.InitiativeFactory(plan=plan, slug="under-b", parent=b)
    factories.InitiativeFactory(plan=plan, slug="deep-b", parent=under_b)
    upload = workbook(举措=[["slug", "parent"], ["a", "deep-b"], ["b", "deep-a"]])
    with pytest.raises((exchange.ImportRefused, exchange.ChangedMeanwhile)):
        carry_out(upload, editor)
    a.refresh_from_db()
    assert a.parent is None


def test_one_record_may_stand_in_a_file_only_once(editor, plan):
    factories.GoalFactory(plan=plan, slug="goal")
    upload = workbook(目标=[["slug", "name_zh"], ["goal", "甲"], ["goal", "乙"]])
    assert problems_of(upload, editor) == [("目标", 3, "A", "Row 2 is of the same record.")]


def test_a_second_overall_plan_of_a_period_is_refused_also_within_a_file(editor, plan):
    upload = workbook(规划=[["zone", "period", "name_zh"], ["fuzhou", 14, "又一个"]])
    assert [each[:3] for each in problems_of(upload, editor)] == [("规划", 2, "B")]
    factories.PeriodFactory(number=15, first_year=2026, last_year=2030)
    twice = workbook(规划=[["zone", "period", "name_zh"], ["fuzhou", 15, "甲"], ["fuzhou", 15, "乙"]])
    assert [each[:3] for each in problems_of(twice, editor)] == [("规划", 3, "B")]


def test_another_figure_becomes_the_preferred_one_when_the_first_ceases_to_be(editor, plan):
    old = factories.ObservationFactory(zone=plan.zone, slug="old", indicator=factories.IndicatorFactory(slug="gdp"))
    new = ["new", "fuzhou", "gdp", "2020", "2020", 7, "是"]
    heads = ["slug", "zone", "indicator", "period_start", "period_end", "value", "is_preferred"]
    assert [each[:3] for each in problems_of(workbook(实际值=[heads, new]), editor)] == [("实际值", 2, "G")]
    carry_out(workbook(实际值=[heads, new, ["old", "fuzhou", "gdp", "2020", "2020", 100, "no"]]), editor)
    old.refresh_from_db()
    assert not old.is_preferred
    assert models.Observation.objects.get(slug="new").is_preferred


# --- whose records --------------------------------------------------------------------------------


def test_records_of_another_zone_are_refused_with_the_column_that_says_where_they_belong(editor):
    theirs = factories.PlanFactory(slug="shenzhen-14", zone__name_en="Shenzhen", zone__slug="shenzhen")
    factories.InitiativeFactory(plan=theirs, slug="their-initiative")
    factories.IndicatorFactory(slug="gdp")
    upload = workbook(
        规划=[["slug", "zone", "name_zh"], ["shenzhen-14", "shenzhen", "改名"], ["", "shenzhen", "新的"]],
        层级=[["plan", "position", "label_zh"], ["shenzhen-14", 1, "一"]],
        目标=[["plan", "name_zh"], ["shenzhen-14", "一"]],
        举措=[["plan", "name_zh"], ["shenzhen-14", "一"]],
        目标值=[["plan", "indicator", "value"], ["shenzhen-14", "gdp", 1]],
        实际值=[["zone", "indicator", "value"], ["shenzhen", "gdp", 1]],
        进展=[["initiative", "as_of", "status"], ["their-initiative", "2022", "completed"]],
        里程碑=[["initiative", "name_zh"], ["their-initiative", "一"]],
    )
    found = problems_of(upload, editor)
    assert {each[3] for each in found} == {"You may not enter records of Shenzhen."}
    assert [each[:3] for each in found] == [
        ("规划", 2, "B"), ("规划", 3, "B"), ("层级", 2, "A"), ("目标", 2, "A"), ("举措", 2, "A"),
        ("目标值", 2, "A"), ("实际值", 2, "A"), ("进展", 2, "A"), ("里程碑", 2, "A"),
    ]  # fmt: skip


def test_a_record_can_neither_be_taken_from_another_zone_nor_given_to_it(editor, plan):
    theirs = factories.PlanFactory(slug="theirs")
    factories.GoalFactory(plan=theirs, slug="their-goal")
    factories.GoalFactory(plan=plan, slug="our-goal")
    upload = workbook(目标=[["slug", "plan"], ["their-goal", "fuzhou-14"], ["our-goal", "theirs"]])
    assert [each[:3] for each in problems_of(upload, editor)] == [("目标", 2, "B"), ("目标", 3, "B")]


def test_a_draft_of_another_zone_is_not_told_of(editor, plan):
    secret = factories.PlanFactory(slug="secret", name_zh="机密", publication="draft", accepted_version=None)
    factories.GoalFactory(plan=secret, slug="secret-goal", publication="draft", accepted_version=None)
    upload = workbook(目标=[["slug", "plan", "name_zh"], ["secret-goal", "fuzhou-14", "甲"], ["", "secret", "乙"]])
    assert problems_of(upload, editor) == [
        ("目标", 2, "A", "This slug is already in use."),
        ("目标", 3, "B", "There is no plan with the address “secret”."),
    ]


def test_an_editor_adds_shared_records_and_only_a_reviewer_changes_them(editor, plan):
    factories.IndicatorFactory(slug="gdp")
    upload = workbook(指标=[["slug", "name_zh"], ["gdp", "改"], ["jobs", "就业"]])
    assert [each[:3] for each in problems_of(upload, editor)] == [("指标", 2, "A")]
    carry_out(upload, factories.editor_of(plan.zone, role="reviewer"))
    assert set(models.Indicator.objects.values_list("slug", "name_zh")) == {("gdp", "改"), ("jobs", "就业")}


# --- two people at once -----------------------------------------------------------------------------


def test_a_file_exported_before_somebody_else_saved_is_refused(editor, plan):
    goal = factories.GoalFactory(plan=plan, slug="goal")
    upload = workbook(目标=[["slug", "name_zh", "版本"], ["goal", "新", goal.version]])
    goal.save()
    [(sheet, row, column, _message)] = problems_of(upload, editor)
    assert (sheet, row, column) == ("目标", 2, "C")


def test_what_was_changed_after_the_preview_is_not_written_over(editor, plan):
    goal = factories.GoalFactory(plan=plan, slug="goal")
    upload = workbook(目标=[["slug", "name_zh"], ["goal", "新"]])
    digest = preview_of(upload, editor).digest
    goal.name_zh = "别人的"
    goal.save()
    with pytest.raises(exchange.ChangedMeanwhile):
        carry_out(upload, editor, digest=digest)
    goal.refresh_from_db()
    assert goal.name_zh == "别人的"


def test_all_or_nothing(editor, plan, monkeypatch):
    def fails_at_the_end(model, *_args, **_kwargs):
        assert models.Goal.objects.count() == 5, "by then all of them are written"
        raise models.StaleVersion(model(pk=1))

    monkeypatch.setattr("zones.services.batches.history.note", fails_at_the_end)
    rows = [["plan", "name_zh"], *(["fuzhou-14", f"目标{n}"] for n in range(5))]
    with pytest.raises(exchange.ChangedMeanwhile):
        carry_out(workbook(目标=rows), editor)
    assert models.Goal.objects.count() == 0


def test_a_csv_file_says_what_it_holds_through_the_model_that_is_chosen(editor, plan):
    upload = csv_file([["slug", "plan", "名称（中文）"], ["", "fuzhou-14", "目标"]], "gb18030")
    carry_out(upload, editor, model=models.Goal)
    assert models.Goal.objects.get().name_zh == "目标"


def test_a_thousand_rows_are_previewed_and_imported_in_twenty_seconds_of_computing(editor, plan):
    factories.ThemeFactory(slug="theme")
    factories.PlanTierFactory(plan=plan, position=1)
    rows = [["slug", "plan", "tier", "name_zh", "themes", "start_on", "due_on"]]
    rows += [[f"i-{n}", "fuzhou-14", 1, f"举措{n}", "theme", "2021", "2025年"] for n in range(1_000)]
    upload = workbook(举措=rows)
    began = process_time()
    preview = preview_of(upload, editor)
    carry_out(upload, editor, digest=preview.digest)
    assert process_time() - began < 20  # of computing, on a machine that runs other tests beside; alone it takes half
    assert plan.initiatives.count() == 1_000
