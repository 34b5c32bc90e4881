"""Assessment, worked by hand: every form, direction and bound; goals already fulfilled. See assessing.py."""

from dataclasses import replace
from datetime import date

import pytest

from tests.assessing import AFTERWARDS, DUE, MIDWAY, D, terms, verdict, year
from zones.assessment import assess
from zones.choices import ExpectedPath, Verdict

# --- each form: the path, its edges, and the due date ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        # expected 100 + (200 − 100) × 2/5 = 140; progress 40, of which 5 % is 2
        ("137.9", "behind"),
        ("138", "on_track"),
        ("140", "on_track"),
        ("142", "on_track"),
        ("142.1", "ahead"),
        ("199.9", "ahead"),
        ("200", "achieved_early"),
        ("90", "behind"),  # fallen below the baseline
    ],
)
def test_a_level_is_approached_in_a_straight_line(actual, expected):
    assert verdict(terms("level", 200), year(2022, actual)) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        # goal 100 + 50 = 150; expected 100 + 50 × 2/5 = 120; progress 20, of which 5 % is 1
        ("118.9", "behind"),
        ("119", "on_track"),
        ("121", "on_track"),
        ("121.1", "ahead"),
        ("150", "achieved_early"),
    ],
)
def test_a_change_is_approached_in_a_straight_line(actual, expected):
    assert verdict(terms("change", 50), year(2022, actual)) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        # goal 100 × 1.1⁵ = 161.051; expected 100 × 1.1² = 121; progress 21, of which 5 % is 1.05
        ("119.94", "behind"),
        ("119.95", "on_track"),
        ("121", "on_track"),
        ("122.05", "on_track"),
        ("122.06", "ahead"),
        ("161.05", "ahead"),
        ("161.051", "achieved_early"),
    ],
)
def test_annual_growth_compounds(actual, expected):
    assert verdict(terms("annual_growth", 10), year(2022, actual)) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        # doubled: goal 200; expected 100 × 2^(2/5) = 131.951; progress 31.951, of which 5 % is 1.598
        ("130.35", "behind"),
        ("130.36", "on_track"),
        ("131.95", "on_track"),
        ("133.54", "on_track"),
        ("133.55", "ahead"),
        ("200", "achieved_early"),
    ],
)
def test_a_multiple_compounds(actual, expected):
    assert verdict(terms("multiple", 2), year(2022, actual)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # 1000 in five years; expected after two 1000 × 2/5 = 400, of which 5 % is 20
        (200, "179.9", "behind"),
        (200, 180, "on_track"),
        (200, 220, "on_track"),
        (200, "220.1", "ahead"),
        (500, 500, "achieved_early"),
        (0, 0, "behind"),
    ],
)
def test_a_sum_grows_in_proportion_to_time(first, second, expected):
    assert verdict(terms("cumulative", 1000), year(2021, first), year(2022, second)) == expected


@pytest.mark.parametrize(
    ("form", "value", "goal"),
    [("level", 200, 200), ("change", 50, 150), ("annual_growth", 10, "161.051"), ("multiple", 2, 200)],
)
def test_when_due_a_target_is_achieved_or_missed(form, value, goal):
    just_short = D(goal) - D("0.001")
    for on in (DUE, AFTERWARDS):
        assert verdict(terms(form, value), year(2025, goal), on=on) == "achieved"
        assert verdict(terms(form, value), year(2025, just_short), on=on) == "missed"


def test_when_due_a_sum_is_achieved_or_missed():
    years = [year(number, 200) for number in range(2021, 2025)]
    assert verdict(terms("cumulative", 1000), *years, year(2025, 200), on=AFTERWARDS) == "achieved"
    assert verdict(terms("cumulative", 1000), *years, year(2025, 199), on=AFTERWARDS) == "missed"


def test_the_answer_shows_its_numbers():
    result = assess(terms("annual_growth", 10), [year(2021, 108), year(2022, 121)], MIDWAY)
    assert result.verdict == Verdict.ON_TRACK
    assert result.reason is None
    assert result.goal_value == D("161.051")
    assert (result.actual, result.expected, result.expected_on) == (D(121), D(121), date(2022, 12, 31))
    assert result.progress == result.expected_progress
    assert round(result.progress, 4) == D("0.3440")  # 21 of 61.051
    assert result.figures == (year(2022, 121),)
    assert result.formula.path == ExpectedPath.GROWTH
    assert (result.formula.baseline, result.formula.goal) == (D(100), D("161.051"))
    assert (result.formula.growth_percent, result.formula.multiple) == (D(10), None)
    assert (result.formula.years_passed, result.formula.years_in_all) == (D(2), D(5))


def test_a_sum_shows_the_figures_that_it_is_made_of():
    result = assess(terms("cumulative", 1000), [year(2022, 220), year(2021, 180)], MIDWAY)
    assert (result.actual, result.expected, result.progress) == (D(400), D(400), D("0.4"))
    assert result.figures == (year(2021, 180), year(2022, 220))


def test_without_a_figure_the_expected_value_is_that_of_the_day():
    result = assess(terms("level", 200), [], date(2023, 12, 31))
    assert (result.reason, result.expected, result.expected_on) == ("no_observation", D(160), date(2023, 12, 31))
    assert assess(terms("level", 200), [], AFTERWARDS).expected == D(200)  # the path ends at its goal
    assert assess(terms("level", 200), [], date(2019, 1, 1)).expected == D(100)  # and begins at its baseline


# --- direction -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value", "actual", "expected"),
    [
        # 100 falls to 50: expected 80; progress −20, of which 5 % is 1
        ("level", 50, "81.1", "behind"),
        ("level", 50, 81, "on_track"),
        ("level", 50, 79, "on_track"),
        ("level", 50, "78.9", "ahead"),
        ("level", 50, 50, "achieved_early"),
        ("level", 50, 120, "behind"),
        # by 20 points to 80: expected 92; progress −8, of which 5 % is 0.4
        ("change", -20, "92.5", "behind"),
        ("change", -20, "92.4", "on_track"),
        ("change", -20, "91.5", "ahead"),
        ("change", -20, 80, "achieved_early"),
        # by 10 % a year to 59.049: expected 81; progress −19, of which 5 % is 0.95
        ("annual_growth", -10, "82", "behind"),
        ("annual_growth", -10, "81.9", "on_track"),
        ("annual_growth", -10, "80", "ahead"),
        ("annual_growth", -10, "59.049", "achieved_early"),
        # halved: expected 100 × 0.5^(2/5) = 75.786; progress −24.214, of which 5 % is 1.211
        ("multiple", "0.5", 77, "behind"),
        ("multiple", "0.5", 76, "on_track"),
        ("multiple", "0.5", 74, "ahead"),
        ("multiple", "0.5", 50, "achieved_early"),
    ],
)
def test_a_falling_indicator_is_judged_downwards(form, value, actual, expected):
    assert verdict(terms(form, value, direction="lower_better"), year(2022, actual)) == expected


def test_a_falling_indicator_is_achieved_or_missed_downwards():
    falling = terms("level", 50, direction="lower_better")
    assert verdict(falling, year(2025, 50), on=AFTERWARDS) == "achieved"
    assert verdict(falling, year(2025, "50.1"), on=AFTERWARDS) == "missed"


@pytest.mark.parametrize(
    ("form", "value", "bound", "actual", "expected"),
    [
        # the level 200 throughout, within 5 %: 190 to 210
        ("level", 200, "exact", 190, "on_track"),
        ("level", 200, "exact", "189.9", "behind"),
        ("level", 200, "exact", "210.1", "behind"),
        ("level", 200, "about", 210, "on_track"),
        ("level", 200, "at_least", 200, "on_track"),
        ("level", 200, "at_least", 900, "on_track"),
        ("level", 200, "at_least", "199.9", "behind"),
        ("level", 200, "over", 200, "behind"),
        ("level", 200, "over", "200.1", "on_track"),
        ("level", 200, "at_most", 200, "on_track"),
        ("level", 200, "at_most", "200.1", "behind"),
        ("level", 200, "under", 200, "behind"),
        ("level", 200, "under", 1, "on_track"),
        # a change of 0 keeps the baseline: 95 to 105
        ("change", 0, "exact", 95, "on_track"),
        ("change", 0, "exact", "105.1", "behind"),
        # the path of 10 % a year stands at 121: 114.95 to 127.05
        ("annual_growth", 10, "exact", "127.05", "on_track"),
        ("annual_growth", 10, "exact", 128, "behind"),
        # the path of doubling stands at 131.951: 125.35 to 138.55
        ("multiple", 2, "exact", 126, "on_track"),
        ("multiple", 2, "exact", 125, "behind"),
    ],
)
def test_what_shall_be_maintained_is_kept_or_not(form, value, bound, actual, expected):
    assert verdict(terms(form, value, bound=bound, direction="maintain"), year(2022, actual)) == expected


def test_what_shall_be_maintained_is_judged_by_the_figure_for_the_due_date():
    kept = terms("level", 200, direction="maintain")
    assert verdict(kept, year(2025, 205), on=AFTERWARDS) == "achieved"
    assert verdict(kept, year(2025, 150), on=AFTERWARDS) == "missed"
    assert verdict(kept, year(2024, 205), on=AFTERWARDS) == "due_not_measured"


def test_a_level_to_maintain_needs_neither_baseline_nor_due_date():
    kept = terms("level", 200, direction="maintain", baseline_value=None, baseline_on=None, due_on=None)
    assert verdict(kept, year(2022, 200)) == "on_track"
    assert verdict(kept, year(2022, 250)) == "behind"


def test_a_sum_to_maintain_keeps_to_its_share_of_time():
    # 1000 in five years is 400 after two: 380 to 420
    kept = terms("cumulative", 1000, direction="maintain")
    assert verdict(kept, year(2021, 200), year(2022, 220)) == "on_track"
    assert verdict(kept, year(2021, 200), year(2022, 221)) == "behind"


# --- the bound of the target -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "direction", "actual", "expected"),
    [
        ("exact", "higher_better", 200, "achieved"),
        ("exact", "higher_better", "199.9", "missed"),
        ("at_least", "higher_better", 200, "achieved"),
        ("at_least", "higher_better", "199.9", "missed"),
        ("over", "higher_better", 200, "missed"),  # more than 200 was promised
        ("over", "higher_better", "200.1", "achieved"),
        ("about", "higher_better", 190, "achieved"),  # 200 − 5 %
        ("about", "higher_better", "189.9", "missed"),
        ("at_most", "higher_better", 300, "bound_against_direction"),
        ("under", "higher_better", 300, "bound_against_direction"),
        ("exact", "lower_better", 200, "missed"),  # the baseline of 100 was to stay below
        ("at_most", "lower_better", 50, "achieved"),
        ("at_most", "lower_better", "50.1", "missed"),
        ("under", "lower_better", 50, "missed"),
        ("under", "lower_better", "49.9", "achieved"),
        ("about", "lower_better", "52.5", "achieved"),  # 50 + 5 %
        ("about", "lower_better", "52.6", "missed"),
        ("at_least", "lower_better", 10, "bound_against_direction"),
        ("over", "lower_better", 10, "bound_against_direction"),
    ],
)
def test_the_bound_says_whether_the_edge_belongs_to_the_goal(bound, direction, actual, expected):
    value = 200 if direction == "higher_better" else 50
    assert (
        verdict(terms("level", value, bound=bound, direction=direction), year(2025, actual), on=AFTERWARDS) == expected
    )


@pytest.mark.parametrize(("bound", "at_goal"), [("at_least", "achieved"), ("at_most", "achieved"), ("over", "missed")])
def test_a_fall_is_worded_both_ways_and_the_direction_decides(bound, at_goal):
    # "at least 20 points lower" and "at most −20 points": goal 80
    fall = terms("change", -20, bound=bound, direction="lower_better")
    assert verdict(fall, year(2025, 80), on=AFTERWARDS) == at_goal
    assert verdict(fall, year(2025, 79), on=AFTERWARDS) == "achieved"
    assert verdict(fall, year(2025, 81), on=AFTERWARDS) == "missed"


@pytest.mark.parametrize("form", ["level", "annual_growth", "cumulative", "change", "multiple"])
def test_a_bound_against_the_direction_gives_no_verdict_in_any_form(form):
    for bound, direction in (("at_most", "higher_better"), ("over", "lower_better")):
        assert verdict(terms(form, 2, bound=bound, direction=direction), year(2021, 5)) == "bound_against_direction"


# --- goals that the baseline fulfils, and zeros ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value", "direction"),
    [
        ("level", 100, "higher_better"),
        ("level", 90, "higher_better"),
        ("change", 0, "higher_better"),
        ("multiple", 1, "higher_better"),
        ("level", 100, "lower_better"),
        ("level", 110, "lower_better"),
    ],
)
def test_a_goal_that_the_baseline_fulfils_is_to_be_kept(form, value, direction):
    promise = terms(form, value, direction=direction)
    beyond, short = (500, 50) if direction == "higher_better" else (50, 500)
    assert verdict(promise, year(2022, 100)) == "on_track"
    assert verdict(promise, year(2022, beyond)) == "on_track"
    assert verdict(promise, year(2022, short)) == "behind"
    assert verdict(promise, year(2025, 100), on=AFTERWARDS) == "achieved"
    assert verdict(promise, year(2025, short), on=AFTERWARDS) == "missed"
    assert verdict(promise, year(2024, 100), on=AFTERWARDS) == "due_not_measured"


def test_a_limit_to_growth_keeps_to_its_path():
    # at most 10 % a year: 121 after two years; progress 21, of which 5 % is 1.05
    limit = terms("annual_growth", 10, bound="at_most", direction="lower_better")
    assert verdict(limit, year(2022, 110)) == "ahead"
    assert verdict(limit, year(2022, 121)) == "on_track"
    assert verdict(limit, year(2022, 130)) == "behind"  # although 161.051 are allowed in the end
    assert verdict(limit, year(2025, "161.051"), on=AFTERWARDS) == "achieved"


def test_a_growth_of_zero_keeps_the_baseline():
    promise = terms("annual_growth", 0)
    assert verdict(promise, year(2022, 100)) == "on_track"
    assert verdict(promise, year(2022, 101)) == "ahead"
    assert verdict(promise, year(2022, 99)) == "behind"


def test_a_target_of_zero_is_an_ordinary_level():
    # 100 falls to 0: expected 60; progress −40, of which 5 % is 2
    promise = terms("level", 0, direction="lower_better")
    assert verdict(promise, year(2022, 62)) == "on_track"
    assert verdict(promise, year(2022, 63)) == "behind"
    assert verdict(promise, year(2022, 0)) == "achieved_early"
    assert verdict(replace(promise, direction="maintain"), year(2022, 0)) == "on_track"
    assert verdict(replace(promise, direction="maintain"), year(2022, "0.1")) == "behind"


def test_a_sum_of_zero_allows_nothing():
    promise = terms("cumulative", 0, direction="lower_better", bound="at_most")
    assert verdict(promise, year(2021, 0)) == "on_track"
    assert verdict(promise, year(2021, 1)) == "behind"
