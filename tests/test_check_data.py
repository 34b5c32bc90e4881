"""`manage.py check_data`: each rule finds its case and nothing else; only contradictions fail."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import factories as make
from zones import models
from zones.choices import FindingCode, FindingLevel
from zones.services.checks import check_data

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 30)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def findings(code):
    """Return what is found of one kind, as `record: message`."""
    return [f"{found.record}: {found.message}" for found in check_data(on=TODAY) if found.code == code]


# --- warnings


def test_a_tier_that_declares_more_than_is_recorded_is_told():
    plan = make.PlanFactory(slug="a-plan")
    tier = make.PlanTierFactory(plan=plan, position=3, label_en="four areas", declared_count=4)
    assert findings("not_recorded") == ["a-plan/3: four areas: 4 declared, 0 recorded."]
    make.GoalFactory(plan=plan, tier=tier)
    make.InitiativeFactory(plan=plan, tier=tier)
    make.TargetFactory(plan=plan, tier=tier)
    assert findings("not_recorded") == ["a-plan/3: four areas: 4 declared, 3 recorded."]
    make.InitiativeFactory(plan=plan, tier=tier)
    assert findings("not_recorded") == []
    make.InitiativeFactory(plan=plan, tier=tier)
    assert findings("surplus") == ["a-plan/3: four areas: only 4 declared, 5 recorded."]


def test_a_tier_that_declares_no_number_is_never_incomplete():
    tier = make.PlanTierFactory(declared_count=None)
    make.GoalFactory(plan=tier.plan, tier=tier)
    assert findings("not_recorded") + findings("surplus") == []


def test_a_code_that_disagrees_with_its_tiers_is_told():
    plan = make.PlanFactory(slug="a-plan", code="12")
    assert findings("code_disagrees") == ["a-plan: The code says 2 tiers, 0 are recorded."]
    make.PlanTierFactory(plan=plan, position=2, declared_count=3)
    make.PlanTierFactory(plan=plan, position=1, declared_count=1)
    assert findings("code_disagrees") == ["a-plan: Position 2: the code says 2, the tier declares 3."]


def test_a_code_that_cannot_be_read_is_not_held_against_its_plan():
    make.PlanFactory(code="双千计划")
    assert findings("code_disagrees") == []


@pytest.mark.parametrize(
    "factory",
    [
        make.ZoneFactory,
        make.PlanFactory,
        make.GoalFactory,
        make.InitiativeFactory,
        make.MilestoneFactory,
        make.ProgressUpdateFactory,
        make.TargetFactory,
        make.ObservationFactory,
    ],
)
def test_a_record_without_a_source_is_uncited(factory):
    record = factory()
    line = f"{record.slug}: This {record._meta.verbose_name} names no source."
    assert line in findings("uncited")
    record.source = make.SourceFactory()
    record.save()
    assert line not in findings("uncited")


def test_a_chinese_text_without_english_is_told_with_its_fields():
    make.ThemeFactory(slug="a-theme", name_en="", note_zh="说明", aliases_zh="别名")
    make.PlanTierFactory(plan__slug="a-plan", position=1, label_en="")
    make.PeriodFactory(number=13, name_en="")
    assert findings("no_english") == [
        "13: Empty: name (English).",
        "a-plan/1: Empty: label (English).",
        "a-theme: Empty: name (English), note (English).",
    ]


def test_a_target_is_measured_by_a_figure_of_its_own_subject():
    plan = make.PlanFactory(slug="a-plan")
    target = make.TargetFactory(plan=plan, slug="a-target", indicator__name_en="Firms")
    line = "a-target: There is no figure of “Firms”."
    make.ObservationFactory(zone=plan.zone)  # of another indicator
    make.ObservationFactory(indicator=target.indicator)  # of another zone
    make.ObservationFactory(
        indicator=target.indicator, zone=plan.zone, initiative=make.InitiativeFactory(plan=plan)
    )  # of one initiative only
    assert findings("no_figure") == [line]
    make.ObservationFactory(indicator=target.indicator, zone=plan.zone)
    assert findings("no_figure") == []


def test_a_target_of_an_initiative_is_measured_by_a_figure_of_that_initiative():
    initiative = make.InitiativeFactory()
    target = make.TargetFactory(plan=initiative.plan, initiative=initiative)
    figure = make.ObservationFactory(indicator=target.indicator, zone=initiative.zone)
    assert len(findings("no_figure")) == 1
    figure.initiative = initiative
    figure.save()
    assert findings("no_figure") == []


def test_initiatives_without_progress_are_summed_up_in_one_line_a_plan():
    plan = make.PlanFactory(slug="a-plan")
    first, second, _third = make.InitiativeFactory.create_batch(3, plan=plan)
    make.InitiativeFactory(plan=plan, parent=first)  # a part is reported with its whole
    assert findings("no_progress") == ["a-plan: No progress reported for 3 of 3 initiatives."]
    for day in (1, 2):
        make.report(initiative=second, as_of=date(2022, 6, day), status="in_progress")
    assert findings("no_progress") == ["a-plan: No progress reported for 2 of 3 initiatives."]


def test_what_is_due_and_still_open_is_told():
    make.InitiativeFactory(slug="late", due_on=date(2022, 6, 29))
    make.InitiativeFactory(slug="today", due_on=TODAY)
    make.InitiativeFactory(slug="this-month", due_on=date(2022, 6, 1), due_on_precision="month")
    make.InitiativeFactory(slug="last-month", due_on=date(2022, 5, 1), due_on_precision="month")
    make.InitiativeFactory(slug="last-year", due_on=date(2021, 1, 1), due_on_precision="year")
    done = make.InitiativeFactory(due_on=date(2022, 1, 1))
    make.report(initiative=done, as_of=date(2022, 1, 1), status="completed")
    make.MilestoneFactory(slug="step", due_on=date(2022, 1, 2))
    make.MilestoneFactory(due_on=date(2022, 1, 2), reached_on=date(2022, 2, 1))
    assert findings("overdue") == [
        "last-month: It was due 2022-05.",
        "last-year: It was due 2021.",
        "late: It was due 2022-06-29.",
        "step: It was due 2022-01-02.",
    ]


# --- contradictions: what the models refuse and a bulk write does not


def test_a_status_that_no_update_says_is_a_contradiction():
    silent = make.InitiativeFactory(slug="silent")
    spoken = make.InitiativeFactory(slug="spoken")
    make.report(initiative=spoken, as_of=date(2022, 1, 1), status="completed")
    make.report(initiative=spoken, as_of=date(2022, 2, 1), status="in_progress")
    assert findings("status_disagrees") == []
    models.Initiative.objects.filter(pk__in=[silent.pk, spoken.pk]).update(status="completed")
    assert findings("status_disagrees") == [
        "silent: Its status is “completed”, its updates say “announced”.",
        "spoken: Its status is “completed”, its updates say “in progress”.",
    ]


def test_a_member_of_another_plan_is_a_contradiction():
    here, elsewhere = make.PlanFactory(), make.PlanFactory()
    tier = make.PlanTierFactory(plan=elsewhere)
    goal = make.GoalFactory(plan=elsewhere)
    stranger = make.InitiativeFactory(plan=elsewhere)
    make.GoalFactory(slug="goal", plan=here, tier=tier)
    make.InitiativeFactory(slug="initiative", plan=here, tier=tier, parent=stranger).goals.set([goal])
    make.TargetFactory(slug="target", plan=here, tier=tier, goal=goal, initiative=stranger)
    assert findings("other_plan") == [
        "goal: “tier” leads to another plan.",
        "initiative: “goals” leads to another plan.",
        "initiative: “part of” leads to another plan.",
        "initiative: “tier” leads to another plan.",
        "target: “goal” leads to another plan.",
        "target: “initiative” leads to another plan.",
        "target: “tier” leads to another plan.",
    ]


def test_members_of_the_own_plan_are_no_contradiction():
    plan = make.PlanFactory()
    tier, goal = make.PlanTierFactory(plan=plan), make.GoalFactory(plan=plan)
    whole = make.InitiativeFactory(plan=plan, tier=tier)
    make.InitiativeFactory(plan=plan, parent=whole).goals.set([goal])
    make.TargetFactory(plan=plan, tier=tier, goal=goal, initiative=whole)
    assert findings("other_plan") == []


def test_a_record_in_another_zone_is_a_contradiction():
    initiative = make.InitiativeFactory(slug="initiative")
    make.ObservationFactory(slug="figure", zone=initiative.zone, initiative=initiative)
    assert findings("other_zone") == []
    models.Initiative.objects.update(zone=make.ZoneFactory())
    assert findings("other_zone") == [
        "figure: Its zone is not that of its initiative.",
        "initiative: Its zone is not that of its plan.",
    ]


def parts_and_whole(*parts, whole=100, whole_bound="exact", complete=True, **figure):
    """Record a whole and its parts for one zone and period."""
    indicator = make.IndicatorFactory(parts_complete=complete)
    subject = {"zone": make.ZoneFactory(), **figure}
    make.ObservationFactory(slug="whole", indicator=indicator, value=Decimal(whole), bound=whole_bound, **subject)
    for value, bound in parts:
        part = make.IndicatorFactory(part_of=indicator)
        make.ObservationFactory(indicator=part, value=Decimal(value), bound=bound, **subject)


@pytest.mark.parametrize(
    ("parts", "setting"),
    [
        ([(60, "exact"), (50, "exact")], {}),
        ([(60, "over"), (50, "at_least")], {"whole_bound": "under"}),
        ([(60, "exact"), (50, "exact"), (1, "about")], {}),
    ],
)
def test_complete_parts_that_exceed_their_whole_are_a_contradiction(parts, setting):
    parts_and_whole(*parts, **setting)
    assert findings("parts_exceed_whole") == ["whole: Its parts add up to 110, more than its 100."]


@pytest.mark.parametrize(
    ("parts", "setting"),
    [
        ([(60, "exact"), (40, "exact")], {}),
        ([(60, "exact"), (50, "about")], {}),  # they may be 40
        ([(60, "exact"), (50, "exact")], {"whole_bound": "over"}),
        ([(60, "exact"), (50, "exact")], {"complete": False}),  # e.g. one firm counted under two boards
        ([(60, "exact"), (50, "exact")], {"state": "planned"}),
        ([(60, "exact"), (50, "exact")], {"is_preferred": False}),
        ([(60, "exact"), (50, "exact")], {"period_start": None, "period_end": None}),
    ],
)
def test_parts_that_may_fit_into_their_whole_are_none(parts, setting):
    parts_and_whole(*parts, **setting)
    assert findings("parts_exceed_whole") == []


def test_parts_of_another_period_are_not_summed():
    whole = make.ObservationFactory(indicator__parts_complete=True, value=Decimal(100))
    part = make.IndicatorFactory(part_of=whole.indicator)
    for month in (1, 2):
        make.ObservationFactory(
            indicator=part,
            zone=whole.zone,
            value=Decimal(90),
            period_start=date(2020, month, 1),
            period_end=date(2020, month, 28),
        )
    assert findings("parts_exceed_whole") == []


# --- all rules together


def everything_wrong():
    """Make one record for each code."""
    plan = make.PlanFactory(code="12")
    for declared in (1, 3):
        tier = make.PlanTierFactory(plan=plan, position=declared, declared_count=declared)
    make.GoalFactory.create_batch(2, plan=plan, tier=plan.tiers.get(position=1))
    make.ThemeFactory(name_en="")
    make.TargetFactory(plan=plan, tier=tier)
    make.InitiativeFactory(plan=plan, due_on=date(2022, 1, 1))
    lost = make.InitiativeFactory(plan=plan, tier=make.PlanTierFactory())
    make.MilestoneFactory(initiative=lost, due_on=date(2022, 1, 1))
    make.ProgressUpdateFactory(initiative=lost)
    models.Initiative.objects.filter(pk=lost.pk).update(zone=make.ZoneFactory())
    whole = make.IndicatorFactory(parts_complete=True)
    zone = make.ZoneFactory()
    make.ObservationFactory(indicator=whole, zone=zone, value=Decimal(1))
    make.ObservationFactory(indicator=make.IndicatorFactory(part_of=whole), zone=zone, value=Decimal(2))


def test_every_code_can_be_found():
    everything_wrong()
    assert {found.code for found in check_data(on=TODAY)} == set(FindingCode)


@pytest.mark.parametrize("times", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_rows(times):
    for _time in range(times):
        everything_wrong()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        check_data(on=TODAY)
    assert len(queries) <= 45


def test_a_contradiction_is_told_after_the_warnings():
    everything_wrong()
    levels = [found.level for found in check_data(on=TODAY)]
    assert levels == sorted(levels, key=list(FindingLevel).index)


def run():
    output = StringIO()
    with time_machine.travel(TODAY):
        call_command("check_data", stdout=output)
    return output.getvalue().splitlines()


def test_the_command_prints_warnings_in_groups_and_succeeds():
    source = make.SourceFactory()
    plan = make.PlanFactory(slug="a-plan", source=source, zone=make.NationFactory(source=source))
    make.PlanTierFactory(plan=plan, position=1, label_en="four areas", declared_count=4)
    make.InitiativeFactory(plan=plan, slug="b", source=None, tier=None)
    assert run() == [
        "declared, not recorded (1)",
        "  a-plan/1: four areas: 4 declared, 0 recorded.",
        "uncited (1)",
        "  b: This initiative names no source.",
        "no progress reported (1)",
        "  a-plan: No progress reported for 1 of 1 initiatives.",
        "3 warnings, 0 contradictions",
    ]


def test_the_command_fails_on_a_contradiction():
    make.InitiativeFactory()
    models.Initiative.objects.update(status="completed")
    with pytest.raises(CommandError, match=r"^\d+ warnings, 1 contradictions$") as failure:
        run()
    assert failure.value.returncode == 1


def test_the_command_has_nothing_to_say_about_an_empty_database():
    assert run() == ["0 warnings, 0 contradictions"]
