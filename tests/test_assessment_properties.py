"""What holds for every assessment, whatever the numbers and the dates."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.assessing import BASELINE, DUE, MIDWAY, D, terms, year
from zones.assessment import Assessment, Measured, Terms, assess, expected_path
from zones.choices import Bound, Direction, ObservationState, TargetForm, Verdict

ORDER = [Verdict.MISSED, Verdict.BEHIND, Verdict.ON_TRACK, Verdict.AHEAD, Verdict.ACHIEVED, Verdict.ACHIEVED_EARLY]

numbers = st.decimals(-(10**9), 10**9, places=4)
positive = st.decimals(D("0.01"), 10**9, places=4)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
later_days = st.dates(date(2022, 1, 1), date(2027, 12, 31))
forms, bounds, directions = (st.sampled_from(choices.values) for choices in (TargetForm, Bound, Direction))
any_number = st.decimals() | st.sampled_from([D(0), D("1E+999999999"), D("-1E+999999999"), D("1E-999999999")])


# Mostly the usual dates, so that most promises can be judged, and now and then any other.
baseline_days = st.sampled_from([BASELINE] * 4 + [None]) | days
start_days = st.sampled_from([date(2021, 1, 1)] * 4 + [None]) | days
due_days = st.sampled_from([DUE] * 4 + [None]) | days


@st.composite
def promises(draw, values=numbers, direction=directions, form=forms):
    return Terms(
        form=draw(form),
        value=draw(values),
        bound=draw(st.just("exact") | bounds),
        direction=draw(direction),
        baseline_value=draw(values | st.none()),
        baseline_on=draw(baseline_days),
        start_on=draw(start_days),
        due_on=draw(due_days),
    )


@st.composite
def any_figure(draw, values=numbers):
    start = draw(st.none() | days)
    end = start + timedelta(draw(st.integers(0, 400))) if start else draw(st.none() | days)
    state = draw(st.sampled_from([ObservationState.ACTUAL, ObservationState.PLANNED]))
    return Measured(value=draw(st.none() | values), bound=draw(bounds), start_on=start, end_on=end, state=state)


@st.composite
def yearly_figures(draw, values=numbers):
    """Figures for the first years of the usual period, without a gap."""
    last = draw(st.integers(2021, 2025))
    return [year(number, draw(values), draw(st.just("exact") | bounds)) for number in range(2021, last + 1)]


def figure_lists(values=numbers):
    return yearly_figures(values) | st.lists(any_figure(values), max_size=4)


def raised(figure: Measured, amount: Decimal) -> Measured:
    return figure if figure.value is None else replace(figure, value=figure.value + amount)


def mirrored(thing, *fields):
    """Return terms or a figure seen in a mirror at 0: values negated, bounds and direction turned round."""
    turned = {"over": "under", "under": "over", "at_least": "at_most", "at_most": "at_least"}
    changes = {name: None if getattr(thing, name) is None else -getattr(thing, name) for name in fields}
    return replace(thing, bound=turned.get(thing.bound, thing.bound), **changes)


@given(promises(any_number), st.sets(st.dates(), max_size=3), st.dates(), st.dates())
@example(Terms(form=TargetForm.LEVEL, value=D(2), baseline_value=D(1)), set(), date.min, date.max)
def test_a_path_is_told_from_any_day_to_any_other(promise, further, start, due):
    path = expected_path(replace(promise, start_on=start, due_on=due), further)
    assert [day for day, _value in path] == sorted({day for day, _value in path})
    assert all(value.is_finite() for _day, value in path)


@given(promises(any_number), figure_lists(any_number), st.dates())
def test_it_never_fails_and_gives_a_reason_exactly_when_it_has_no_verdict(promise, measured, on):
    result = assess(promise, measured, on)
    assert isinstance(result, Assessment)
    assert (result.reason is not None) == (result.verdict == Verdict.NO_DATA)
    assert all(
        number is None or number.is_finite()
        for number in (result.goal_value, result.actual, result.expected, result.progress, result.expected_progress)
    )


@given(promises(form=st.just("level") | forms), st.sampled_from([date.min, date.max]), any_figure())
def test_the_first_and_the_last_day_of_the_calendar_do_no_harm(promise, extreme, figure):
    for name in ("baseline_on", "start_on", "due_on"):
        changed = replace(promise, **{name: extreme})
        result = assess(changed, [replace(figure, start_on=date.min, end_on=date.max)], extreme)
        assert result.verdict in Verdict.values


@given(promises(direction=st.just("higher_better")), yearly_figures(), later_days, positive)
def test_more_never_worsens_the_verdict_where_higher_is_better(promise, measured, on, amount):
    before = assess(promise, measured, on).verdict
    after = assess(promise, [raised(figure, amount) for figure in measured], on).verdict
    assert Verdict.NO_DATA in (before, after) or ORDER.index(after) >= ORDER.index(before)


@given(
    promises(direction=st.just("higher_better"), form=st.sampled_from(["level", "change", "cumulative"])),
    figure_lists(),
    days,
)
def test_lower_is_better_is_the_mirror_of_higher_is_better(promise, measured, on):
    other = replace(mirrored(promise, "value", "baseline_value"), direction="lower_better")
    assume(promise.form != "change" or promise.value == 0 or promise.bound in {"exact", "about"})
    here = assess(promise, measured, on)
    there = assess(other, [mirrored(figure, "value") for figure in measured], on)
    assert (here.verdict, here.reason) == (there.verdict, there.reason)
    assert here.progress == there.progress


@given(promises(), figure_lists(), days, st.integers(-6, 6))
def test_the_unit_does_not_matter(promise, measured, on, power):
    assume(promise.baseline_value is None or promise.form in {"level", "change", "cumulative"})
    factor = D(10) ** power

    def scaled(number):
        return None if number is None else number * factor

    other = replace(promise, value=scaled(promise.value), baseline_value=scaled(promise.baseline_value))
    here = assess(promise, measured, on)
    there = assess(other, [replace(figure, value=scaled(figure.value)) for figure in measured], on)
    assert (here.verdict, here.reason) == (there.verdict, there.reason)


@given(
    st.sampled_from(["annual_growth", "multiple"]), st.decimals(1, 50, places=2), positive, numbers, st.integers(-6, 6)
)
def test_the_unit_does_not_matter_to_growth_and_multiples(form, value, baseline, actual, power):
    factor = D(10) ** power
    here = assess(terms(form, value, baseline_value=baseline), [year(2022, actual)], MIDWAY)
    there = assess(terms(form, value, baseline_value=baseline * factor), [year(2022, actual * factor)], MIDWAY)
    assert here.verdict == there.verdict


@given(
    st.sampled_from(["level", "change", "annual_growth", "multiple"]),
    st.decimals(D("1.01"), 50, places=2),
    st.decimals(1, 10**6, places=2),
    st.dates(date(2021, 1, 1), date(2025, 6, 30)),
)
def test_a_figure_on_the_path_is_on_track(form, value, baseline, day):
    value = baseline * value if form == "level" else value
    promise = terms(form, value, baseline_value=baseline)
    expected = assess(promise, [], day).expected
    figure = Measured(value=expected, start_on=date(2021, 1, 1), end_on=day)
    assert assess(promise, [figure], day).verdict == Verdict.ON_TRACK


@given(promises(), figure_lists(), days, st.randoms())
def test_the_order_of_the_figures_does_not_matter(promise, measured, on, random):
    shuffled = random.sample(measured, len(measured))
    assert assess(promise, measured, on) == assess(promise, shuffled, on)
