"""Assessment, worked by hand: inexact, missing and overlapping figures, and every missing piece. See assessing.py."""

from dataclasses import replace
from datetime import date

import pytest

from tests.assessing import AFTERWARDS, BASELINE, DUE, MIDWAY, D, terms, verdict, year
from zones.assessment import Measured, assess
from zones.choices import ObservationState, Verdict

# --- inexact figures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "bound", "goal", "expected"),
    [
        (30, "over", 25, "achieved"),
        (30, "over", 30, "achieved"),
        (30, "over", 40, "inexact_figure"),
        (30, "at_least", 30, "achieved"),
        (30, "at_least", 31, "inexact_figure"),
        (3000, "under", 3000, "missed"),
        (3000, "under", 2000, "inexact_figure"),
        (3000, "at_most", 3001, "missed"),
        (3000, "at_most", 3000, "inexact_figure"),  # it may be 3000
        (100, "about", 95, "achieved"),  # 95 to 105
        (100, "about", 96, "inexact_figure"),
        (100, "about", 105, "inexact_figure"),
        (100, "about", 106, "missed"),
    ],
)
def test_an_inexact_figure_counts_only_where_it_decides(value, bound, goal, expected):
    promise = terms("level", goal, baseline_value=D(1))
    assert verdict(promise, year(2025, value, bound), on=AFTERWARDS) == expected


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        # expected 140, on track 138 to 142, goal 200
        (150, "over", "ahead"),  # or achieved early, of which ahead is true as well
        (142, "over", "ahead"),
        (142, "at_least", "inexact_figure"),  # 142 itself is still on track
        (120, "over", "inexact_figure"),
        (138, "under", "behind"),
        (138, "at_most", "inexact_figure"),
        (200, "at_least", "achieved_early"),
        (140, "about", "inexact_figure"),  # 133 to 147
        (130, "about", "behind"),  # 123.5 to 136.5
        (150, "about", "ahead"),  # 142.5 to 157.5
        (205, "about", "ahead"),  # 194.75 to 215.25: ahead or achieved early
        (211, "about", "achieved_early"),  # 200.45 to 221.55
    ],
)
def test_an_inexact_figure_is_placed_on_the_path_only_where_it_decides(value, bound, expected):
    assert verdict(terms("level", 200), year(2022, value, bound)) == expected


def test_an_inexact_figure_decides_downwards_too():
    falling = terms("level", 50, direction="lower_better")
    assert verdict(falling, year(2025, 50, "under"), on=AFTERWARDS) == "achieved"
    assert verdict(falling, year(2025, 50, "over"), on=AFTERWARDS) == "missed"
    assert verdict(falling, year(2022, 70, "under")) == "ahead"


def test_an_inexact_figure_is_kept_only_when_all_of_it_lies_within():
    kept = terms("level", 200, direction="maintain")  # 190 to 210
    assert verdict(kept, year(2022, 200, "about")) == "on_track"  # 190 to 210
    assert verdict(kept, year(2022, 201, "about")) == "inexact_figure"
    assert verdict(kept, year(2022, 100, "over")) == "inexact_figure"  # the band lies inside of it
    assert verdict(kept, year(2022, 210, "over")) == "behind"


def test_a_sum_is_as_inexact_as_its_figures():
    promise = terms("cumulative", 1000)  # expected 400
    assert verdict(promise, year(2021, 500, "over"), year(2022, 500)) == "achieved_early"
    assert verdict(promise, year(2021, 200, "over"), year(2022, 200)) == "inexact_figure"
    assert verdict(promise, year(2021, 300, "over"), year(2022, 200)) == "ahead"


# --- sums: periods that overlap, periods that are missing ------------------------------------------------------------


def test_periods_that_overlap_are_not_summed():
    first_quarter = Measured(value=D(50), start_on=date(2021, 1, 1), end_on=date(2021, 3, 31))
    assert verdict(terms("cumulative", 1000), year(2021, 200), first_quarter) == "figures_overlap"


def test_a_missing_period_is_unknown_and_not_zero():
    promise = terms("cumulative", 1000)
    assert verdict(promise, year(2022, 400)) == "period_missing"  # 2021 lacks
    assert verdict(promise, year(2021, 200), year(2023, 200), on=date(2024, 2, 1)) == "period_missing"
    assert verdict(promise, year(2022, 1000)) == "achieved_early"  # whatever 2021 brought
    assert verdict(promise, year(2021, -50), year(2023, 2000), on=date(2024, 2, 1)) == "period_missing"


def test_periods_outside_of_the_target_do_not_count():
    promise = terms("cumulative", 1000)
    across_the_start = Measured(value=D(900), start_on=date(2020, 7, 1), end_on=date(2021, 6, 30))
    assert verdict(promise, year(2020, 900)) == "no_observation"
    assert verdict(promise, across_the_start) == "no_observation"
    assert verdict(promise, year(2021, 200), year(2022, 200), across_the_start) == "on_track"
    assert verdict(promise, year(2026, 900), on=date(2027, 1, 1)) == "no_observation"


def test_a_sum_without_a_start_counts_from_the_day_after_its_baseline():
    promise = terms("cumulative", 1000, start_on=None, baseline_on=BASELINE)
    assert verdict(promise, year(2020, 900), year(2021, 200), year(2022, 200)) == "on_track"
    assert verdict(replace(promise, baseline_on=None), year(2021, 200)) == "no_start"


def test_a_sum_that_is_due_and_incomplete_is_not_yet_missed():
    years = [year(number, 200) for number in range(2021, 2025)]
    assert verdict(terms("cumulative", 1000), *years, on=AFTERWARDS) == "due_not_measured"
    assert verdict(terms("cumulative", 800), *years, on=AFTERWARDS) == "achieved"


def test_a_sum_with_a_limit_is_a_budget():
    # at most 1000 in five years: 400 after two, 5 % of it 20; it cannot be achieved early
    budget = terms("cumulative", 1000, bound="at_most", direction="lower_better")
    assert verdict(budget, year(2021, 100), year(2022, 100)) == "ahead"
    assert verdict(budget, year(2021, 200), year(2022, 220)) == "on_track"
    assert verdict(budget, year(2021, 200), year(2022, 230)) == "behind"
    years = [year(number, 200) for number in range(2021, 2026)]
    assert verdict(budget, *years, on=AFTERWARDS) == "achieved"
    assert verdict(budget, *years[:-1], on=AFTERWARDS) == "due_not_measured"
    assert verdict(budget, *years[:-1], year(2025, 201), on=AFTERWARDS) == "missed"


# --- missing pieces --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["change", "annual_growth", "multiple"])
def test_without_a_baseline_a_relative_target_has_no_goal(form):
    result = assess(terms(form, 10, baseline_value=None), [year(2022, 500)], MIDWAY)
    assert (result.verdict, result.reason, result.goal_value) == ("no_data", "no_baseline", None)


def test_without_a_baseline_a_level_is_reached_or_missed_but_has_no_path():
    promise = terms("level", 200, baseline_value=None, baseline_on=None)
    assert verdict(promise, year(2022, 199)) == "no_baseline"
    assert verdict(promise, year(2022, 200)) == "achieved_early"
    assert verdict(promise, year(2025, 200), on=AFTERWARDS) == "achieved"
    assert verdict(promise, year(2025, 199), on=AFTERWARDS) == "missed"
    assert assess(promise, [year(2022, 199)], MIDWAY).progress is None


@pytest.mark.parametrize(("form", "value", "goal"), [("level", 200, 200), ("change", 50, 150), ("multiple", 2, 200)])
def test_without_a_due_date_a_target_is_achieved_or_undecided(form, value, goal):
    assert verdict(terms(form, value, due_on=None), year(2022, goal)) == "achieved"
    assert verdict(terms(form, value, due_on=None), year(2022, goal - 1)) == "no_due_date"


def test_without_a_due_date_a_sum_is_achieved_or_undecided():
    assert verdict(terms("cumulative", 300, due_on=None), year(2021, 300)) == "achieved"
    assert verdict(terms("cumulative", 300, due_on=None), year(2021, 299)) == "no_due_date"


def test_without_a_due_date_annual_growth_has_no_goal():
    assert verdict(terms("annual_growth", 10, due_on=None), year(2022, 500)) == "no_due_date"


def test_a_baseline_without_a_day_lies_before_the_start():
    promise = terms("level", 200, baseline_on=None, start_on=date(2021, 1, 1))
    assert verdict(promise, year(2022, 140)) == "on_track"
    assert verdict(replace(promise, start_on=None), year(2022, 140)) == "no_start"


@pytest.mark.parametrize("form", ["annual_growth", "multiple"])
@pytest.mark.parametrize("baseline", [0, -100])
def test_growth_and_multiples_need_a_positive_baseline(form, baseline):
    promise = terms(form, 2, baseline_value=D(baseline))
    assert verdict(promise, year(2022, 500)) == "baseline_not_positive"


@pytest.mark.parametrize(
    ("form", "value", "changes"),
    [
        ("annual_growth", "-100.1", {}),
        ("multiple", 0, {}),
        ("multiple", -2, {}),
        ("annual_growth", 10, {"due_on": BASELINE}),  # no time between baseline and due date
        ("annual_growth", "1E+999999", {}),
        ("level", "NaN", {}),
        ("level", "Infinity", {}),
        ("nonsense", 1, {}),
    ],
)
def test_numbers_that_make_no_sense_give_no_verdict(form, value, changes):
    assert verdict(terms(form, value, **changes), year(2022, 500)) == "not_computable"


def test_a_shrinkage_of_100_per_cent_ends_at_zero():
    nothing = terms("annual_growth", -100, direction="lower_better")
    assert assess(nothing, [year(2022, 1)], MIDWAY).goal_value == 0
    assert verdict(nothing, year(2022, 0)) == "achieved_early"


# --- which figures are read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in ObservationState if state != ObservationState.ACTUAL])
def test_only_actual_figures_are_read(state):
    assert verdict(terms(), year(2022, 500, state=state)) == "no_observation"


@pytest.mark.parametrize(
    "figure",
    [
        year(2022, 500, preferred=False),
        year(2022, None),  # only words
        year(2022, "NaN"),
        Measured(value=D(500)),  # no period
        year(2020, 500),  # the baseline's own year
        year(2019, 500),
        year(2023, 500),  # not over yet
    ],
)
def test_figures_that_say_nothing_are_passed_over(figure):
    assert verdict(terms(), figure) == "no_observation"
    assert verdict(terms(), figure, year(2021, 120)) == "on_track"  # expected 100 + 100 × 1/5


def test_the_figure_whose_period_ends_last_counts():
    assert verdict(terms(), year(2022, 100), year(2021, 999)) == "behind"
    assert verdict(terms(), year(2021, 999), year(2022, 100)) == "behind"


def test_an_old_figure_is_compared_with_the_path_of_its_own_day():
    assert verdict(terms(), year(2021, 120), on=date(2025, 12, 30)) == "on_track"


def test_of_two_figures_that_end_together_the_longer_period_counts():
    december = Measured(value=D(10), start_on=date(2022, 12, 1), end_on=date(2022, 12, 31))
    assert verdict(terms(), december, year(2022, 140)) == "on_track"
    assert verdict(terms(), year(2022, 140), december) == "on_track"


def test_two_figures_for_one_period_that_differ_decide_nothing():
    assert verdict(terms(), year(2022, 140), year(2022, 150)) == "figures_overlap"
    assert verdict(terms(), year(2022, 140), year(2022, 140)) == "on_track"


def test_a_figure_for_after_the_due_date_is_not_read():
    assert verdict(terms(), year(2026, 500), on=date(2027, 2, 1)) == "no_observation"
    assert verdict(terms(), year(2025, 150), year(2026, 500), on=date(2027, 2, 1)) == "missed"


def test_an_old_figure_short_of_the_goal_does_not_prove_a_miss():
    assert verdict(terms(), year(2024, 180), on=DUE) == "due_not_measured"
    assert verdict(terms(), year(2024, 180), on=AFTERWARDS) == "due_not_measured"
    assert verdict(terms(), year(2024, 200), on=AFTERWARDS) == "achieved"


def test_a_target_due_within_a_year_counts_the_days():
    # 100 to 200 from 1 January to 31 December 2021; by 30 June 181 of 365 days: expected 149.59
    promise = terms(due_on=date(2021, 12, 31))
    june = Measured(value=D(150), start_on=date(2021, 1, 1), end_on=date(2021, 6, 30))
    result = assess(promise, [june], date(2021, 7, 10))
    assert (result.verdict, round(result.expected, 2)) == (Verdict.ON_TRACK, D("149.59"))
