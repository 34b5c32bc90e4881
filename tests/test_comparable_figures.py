"""Which figures of several areas may be held against each other, and the reason of every one that may not."""

from datetime import date

import pytest

from tests import factories
from zones import selectors
from zones.choices import FigureRefusal
from zones.models import Observation

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones():
    return factories.ZoneFactory.create_batch(3)


def compared(zones):
    figures = Observation.objects.with_briefs().order_by("indicator__slug", "-period_end", "pk")
    return selectors.compare_figures(zones, figures)


def reasons(comparison):
    """Return what is refused: the reason of each figure by its key."""
    return {
        figure.pk: refusal.reason
        for refusal in comparison.refusals
        for row in refusal.rows
        for _zone, figures in row.cells
        for figure in figures
    }


def figure(zone, indicator, **details):
    return factories.ObservationFactory(zone=zone, indicator=indicator, **details)


def test_figures_of_the_same_indicator_scope_and_state_are_compared_and_a_gap_stays_a_gap(zones):
    indicator = factories.IndicatorFactory()
    first, last = figure(zones[0], indicator), figure(zones[2], indicator)
    comparison = compared(zones)
    (shared,) = comparison.shared
    assert shared.cells == [(zones[0], first), (zones[1], None), (zones[2], last)]
    assert not comparison.refusals
    assert not shared.periods_differ


def test_figures_of_different_periods_are_compared_and_said_to_differ(zones):
    indicator = factories.IndicatorFactory()
    figure(zones[0], indicator)
    figure(zones[1], indicator, period_start=date(2021, 1, 1), period_end=date(2021, 12, 31))
    (shared,) = compared(zones).shared
    assert shared.periods_differ


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"scope_zh": "自主品牌"}, FigureRefusal.SCOPE),
        ({"state": "planned"}, FigureRefusal.STATE),
        ({"scope_zh": "自主品牌", "state": "planned"}, FigureRefusal.SCOPE),
    ],
)
def test_figures_of_one_indicator_that_measure_something_else_are_both_refused(zones, details, reason):
    indicator = factories.IndicatorFactory()
    both = [figure(zones[0], indicator), figure(zones[1], indicator, **details)]
    comparison = compared(zones)
    assert not comparison.shared
    assert reasons(comparison) == {each.pk: reason for each in both}


@pytest.mark.parametrize("siblings", [False, True])
def test_the_whole_in_one_area_and_a_part_of_it_in_another_are_defined_otherwise(zones, siblings):
    whole = factories.IndicatorFactory()
    part, other = factories.IndicatorFactory.create_batch(2, part_of=whole)
    both = [figure(zones[0], other if siblings else whole), figure(zones[1], part)]
    assert reasons(compared(zones)) == {each.pk: FigureRefusal.DEFINITION for each in both}


def test_what_only_one_area_has_is_refused_even_when_it_has_it_twice(zones):
    indicator = factories.IndicatorFactory()
    both = [figure(zones[0], indicator), figure(zones[0], indicator, scope_zh="自主品牌")]
    assert reasons(compared(zones)) == {each.pk: FigureRefusal.ONLY_ONE for each in both}


def test_an_initiatives_figure_and_mere_words_and_a_figure_not_preferred_make_nothing_comparable(zones):
    indicator = factories.IndicatorFactory()
    lonely = figure(zones[0], indicator)
    plan = factories.PlanFactory(zone=zones[1])
    of_initiative = figure(zones[1], indicator, initiative=factories.InitiativeFactory(plan=plan))
    in_words = figure(zones[2], indicator, value=None, value_text_zh="多家")
    unpreferred = figure(zones[1], indicator, is_preferred=False)
    comparison = compared(zones)
    assert reasons(comparison) == {
        lonely.pk: FigureRefusal.ONLY_ONE,
        of_initiative.pk: FigureRefusal.INITIATIVE,
        in_words.pk: FigureRefusal.NO_NUMBER,
        unpreferred.pk: FigureRefusal.NOT_PREFERRED,
    }
    assert [refusal.reason for refusal in comparison.refusals] == [
        reason for reason in FigureRefusal if reason in reasons(comparison).values()
    ]


def test_a_third_areas_figure_of_another_scope_is_refused_beside_two_that_are_compared(zones):
    indicator = factories.IndicatorFactory()
    for zone in zones[:2]:
        figure(zone, indicator)
    third = figure(zones[2], indicator, scope_zh="自主品牌")
    comparison = compared(zones)
    assert len(comparison.shared) == 1
    assert reasons(comparison) == {third.pk: FigureRefusal.SCOPE}


def test_every_figure_is_either_compared_or_refused_and_never_both(zones):
    indicators = factories.IndicatorFactory.create_batch(3)
    for zone in zones:
        for indicator in indicators:
            for year in (2019, 2020):
                figure(zone, indicator, period_start=date(year, 1, 1), period_end=date(year, 12, 31))
        figure(zone, indicators[0], scope_zh=zone.slug)
    comparison = compared(zones)
    shown = {each.pk for shared in comparison.shared for _zone, each in shared.cells if each}
    refused = reasons(comparison)
    assert not shown & refused.keys()
    assert shown | refused.keys() == {each.pk for each in Observation.objects.all()}
