"""Reads that span several models."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from zones import selectors
from zones.models import Target

pytestmark = pytest.mark.django_db


def verdict_of(target, on=date(2026, 1, 1)):
    return selectors.assess_targets(Target.objects.with_briefs().filter(pk=target.pk), on)[0].assessment.verdict


def year(number):
    return {"period_start": date(number, 1, 1), "period_end": date(number, 12, 31)}


@pytest.fixture
def target():
    """The zone shall reach 1000 by the end of 2025, from 500 in 2020."""
    return factories.TargetFactory(value=1000, baseline_year=2020, baseline_value=500)


def observe(target, value, **details):
    details = year(2025) | details
    return factories.ObservationFactory(indicator=target.indicator, zone=target.plan.zone, value=value, **details)


def test_a_target_is_held_against_the_zones_own_figure(target):
    observe(target, 1000)
    assert verdict_of(target) == "achieved"


@pytest.mark.parametrize(
    "details",
    [
        {"state": "planned"},
        {"is_preferred": False},
        {"scope_zh": "仅启动现场"},
        {"period_start": None, "period_end": None},
        {"period_start": date(2025, 12, 1)},  # a month's revenue says nothing of a year's
        {"period_start": date(2025, 10, 1)},
        {"zone": None},
        {"initiative": None},
    ],
)
def test_a_figure_of_something_else_is_not_held_against_a_target(target, details):
    if "zone" in details:
        details = {"zone": factories.ZoneFactory()}
    if "initiative" in details:
        details = {"initiative": factories.InitiativeFactory(plan=target.plan)}
    zone = details.pop("zone", target.plan.zone)
    factories.ObservationFactory(**{"indicator": target.indicator, "zone": zone, "value": 1000} | year(2025) | details)
    assert verdict_of(target) == "no_data"


def test_a_figure_for_a_single_day_counts_as_a_stock(target):
    observe(target, 1000, period_start=date(2025, 12, 31))
    assert verdict_of(target) == "achieved"


def test_a_sum_takes_the_figures_of_parts_of_a_year():
    target = factories.TargetFactory(form="cumulative", value=100, due_on=date(2021, 1, 1), due_on_precision="year")
    observe(target, 60, period_start=date(2021, 1, 1), period_end=date(2021, 6, 30))
    observe(target, 40, period_start=date(2021, 7, 1), period_end=date(2021, 12, 31))
    assert verdict_of(target) == "achieved"


def test_a_sum_due_in_a_year_before_the_plans_period_counts_from_january_of_that_year():
    target = factories.TargetFactory(form="cumulative", value=130, due_on=date(2020, 1, 1), due_on_precision="year")
    observe(target, 130, **year(2020))
    assert verdict_of(target) == "achieved"


def test_a_horizon_counts_from_the_baseline():
    target = factories.TargetFactory(
        form="multiple", value=2, baseline_year=2020, baseline_value=10, due_on=None, horizon_years=3
    )
    observe(target, 20, **year(2023))
    assert verdict_of(target, date(2023, 12, 31)) == "achieved"
    assert verdict_of(target, date(2023, 12, 30)) == "no_data"


def test_many_targets_are_assessed_with_four_queries(django_assert_num_queries):
    plan = factories.PlanFactory()
    for _ in range(10):
        observe(factories.TargetFactory(plan=plan), Decimal("1.5"))
    with django_assert_num_queries(4):  # the targets, their figures, and once what figures name: areas and indicators
        assert len(selectors.assess_targets(plan.targets.with_briefs(), date(2026, 1, 1))) == 10


def test_coverage_counts_what_names_its_source_and_rounds_down():
    plan = factories.PlanFactory()
    factories.InitiativeFactory.create_batch(2, plan=plan, source=factories.SourceFactory())
    found = selectors.evidence_coverage(plan=plan)
    assert found["initiative"] == selectors.Coverage(cited=2, total=2)
    assert found["all"] == selectors.Coverage(cited=2, total=3)
    assert found["all"].percent == 66
    assert selectors.Coverage(cited=0, total=0).percent is None


def test_coverage_of_a_zone_does_not_count_another():
    zone = factories.ZoneFactory()
    factories.PlanFactory(zone=zone)
    factories.PlanFactory()
    assert selectors.evidence_coverage(zone=zone)["plan"].total == 1
    assert selectors.evidence_coverage()["plan"].total == 2


def test_declared_members_are_counted_once_and_tiers_with_missing_ones_are_named():
    plan = factories.PlanFactory()
    areas = factories.PlanTierFactory(plan=plan, position=1, declared_count=4)
    projects = factories.PlanTierFactory(plan=plan, position=2, declared_count=1)
    factories.PlanTierFactory(plan=plan, position=3, declared_count=None)
    factories.InitiativeFactory.create_batch(2, plan=plan, tier=projects)  # one more than declared
    found = selectors.declared_and_recorded()
    assert (found.declared, found.recorded) == (5, 1)
    assert [view.tier for view in found.unnamed] == [areas]


def test_a_part_that_names_a_tier_is_a_member_of_it_and_stays_a_part():
    plan = factories.PlanFactory()
    tier = factories.PlanTierFactory(plan=plan, position=1, declared_count=1)
    whole = factories.InitiativeFactory(plan=plan)
    part = factories.InitiativeFactory(plan=plan, parent=whole, tier=tier)
    numbered, outside = selectors.plan_structure(plan)
    assert numbered.members == [part]
    assert outside.members == [whole]
    assert outside.initiatives[0].parts == [part]


def test_statuses_count_initiatives_once_and_leave_parts_out():
    initiative = factories.InitiativeFactory()
    factories.InitiativeFactory(plan=initiative.plan, parent=initiative)
    factories.InitiativeFactory(plan=initiative.plan)
    for day in (1, 2):
        factories.report(initiative=initiative, as_of=date(2022, 1, day), status="in_progress")
    empty = factories.ZoneFactory()
    found = selectors.statuses_by_zone([initiative.zone, empty])
    assert found == {
        initiative.zone_id: selectors.StatusTally({"in_progress": 1}, unreported=1),
        empty.pk: selectors.StatusTally(),
    }


def test_an_initiative_reported_as_announced_is_not_one_without_a_report():
    initiative = factories.InitiativeFactory()
    factories.report(initiative=initiative, as_of=date(2022, 1, 1), status="announced")
    (tally,) = selectors.statuses_by_zone([initiative.zone]).values()
    assert (tally.reported, tally.unreported) == ({"announced": 1}, 0)
    assert selectors.tally_statuses(initiative.plan.initiatives.with_latest_report()) == tally


def test_quotations_are_counted_among_what_names_its_source():
    plan = factories.PlanFactory()
    source = factories.SourceFactory()
    factories.InitiativeFactory(plan=plan, source=source, quotation="六大工程")
    factories.InitiativeFactory(plan=plan, source=source)
    coverage = selectors.Coverage(cited=2, total=3, quoted=1)
    assert selectors.evidence_coverage(plan=plan)["all"] == coverage
    assert selectors.coverage_by_zone([plan.zone])[plan.zone_id] == coverage + selectors.Coverage(cited=0, total=1)


def test_what_the_plans_of_each_zone_declare_is_told_zone_by_zone(django_assert_num_queries):
    tier = factories.PlanTierFactory(declared_count=4)
    factories.InitiativeFactory(plan=tier.plan, tier=tier)
    silent = factories.PlanFactory()
    with django_assert_num_queries(2):
        found = selectors.declared_by_zone([tier.plan.zone, silent.zone])
    assert [(each.declared, each.recorded) for each in found.values()] == [(4, 1), (0, 0)]


def test_what_was_drawn_from_a_source_stands_in_reading_order():
    source = factories.SourceFactory()
    plan = factories.PlanFactory(source=source, locator="§2 ¶1")
    late = factories.GoalFactory(plan=plan, source=source, locator="§2 ¶10")
    early = factories.InitiativeFactory(plan=plan, source=source, locator="§2 ¶9")
    nowhere = factories.ObservationFactory(source=source)
    assert selectors.drawn_from(source) == [plan, early, late, nowhere]


def test_themes_stand_under_their_group_with_a_count_for_each_zone():
    theme = factories.ThemeFactory(group="digital")
    initiative, goal = factories.InitiativeFactory(), factories.GoalFactory()
    initiative.themes.add(theme)
    goal.themes.add(theme)
    ((group, (row,)),) = selectors.theme_groups()
    assert group == "digital"
    here, there, elsewhere = initiative.zone, goal.plan.zone, factories.ZoneFactory()
    assert row.by_area([here, there, elsewhere]) == [(here, 1, 0), (there, 1, 0), (elsewhere, 0, 0), (None, 0, 0)]
    assert row.by_area([there]) == [(there, 1, 0), (None, 1, 0)]
    assert row.shows_more_than_one([here, there])
    assert not row.shows_more_than_one([here, elsewhere])


def test_a_theme_counts_what_carries_a_target_once_and_only_in_public():
    theme = factories.ThemeFactory()
    initiative, goal, open_one = factories.InitiativeFactory(), factories.GoalFactory(), factories.GoalFactory()
    for each in (initiative, goal, open_one):
        each.themes.add(theme)
    factories.TargetFactory.create_batch(2, plan=initiative.plan, initiative=initiative)
    factories.TargetFactory(plan=goal.plan, goal=goal)
    factories.TargetFactory(plan=open_one.plan, goal=open_one, publication="draft", accepted_version=None)
    ((_group, (row,)),) = selectors.theme_groups()
    zones = [each.zone for each in (initiative.plan, open_one.plan)]
    assert row.by_area(zones) == [(zones[0], 1, 1), (zones[1], 1, 0), (None, 1, 1)]
    assert row.shows_more_than_one([])
