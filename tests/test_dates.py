"""Dates known to the day, the month or the year, and the short names of periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.choices import DatePrecision
from zones.dates import first_day, last_day, period_code, period_of_code

precisions = st.sampled_from(DatePrecision.values)


@pytest.mark.parametrize(
    ("day", "precision", "first", "last"),
    [
        (date(2021, 3, 17), "day", date(2021, 3, 17), date(2021, 3, 17)),
        (date(2021, 3, 17), "month", date(2021, 3, 1), date(2021, 3, 31)),
        (date(2021, 3, 17), "year", date(2021, 1, 1), date(2021, 12, 31)),
        (date(2020, 2, 1), "month", date(2020, 2, 1), date(2020, 2, 29)),
        (date(2021, 2, 28), "month", date(2021, 2, 1), date(2021, 2, 28)),
        (date(2020, 2, 29), "year", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_an_imprecise_date_stands_for_all_its_days(day, precision, first, last):
    assert first_day(day, precision) == first
    assert last_day(day, precision) == last


@given(st.dates(), precisions)
def test_a_day_lies_between_the_first_and_the_last_that_it_stands_for(day, precision):
    first, last = first_day(day, precision), last_day(day, precision)
    assert first <= day <= last
    assert first_day(last, precision) == first
    assert last_day(first, precision) == last


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), "2020"),
        (date(2020, 1, 1), date(2020, 3, 31), "2020-q1"),
        (date(2020, 10, 1), date(2020, 12, 31), "2020-q4"),
        (date(2020, 5, 1), date(2020, 5, 31), "2020-05"),
        (date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (date(2020, 7, 22), date(2020, 7, 22), "2020-07-22"),
        (date(2020, 5, 1), date(2020, 5, 1), "2020-05-01"),
        # what is no whole month, quarter or year is named by its ends
        (date(2020, 2, 1), date(2020, 2, 28), "2020-02-01--2020-02-28"),
        (date(2020, 1, 1), date(2020, 6, 30), "2020-01-01--2020-06-30"),
        (date(2020, 2, 1), date(2020, 4, 30), "2020-02-01--2020-04-30"),
        (date(2016, 1, 1), date(2020, 12, 31), "2016-01-01--2020-12-31"),
        (date(2020, 1, 2), date(2020, 12, 31), "2020-01-02--2020-12-31"),
        (None, None, ""),
        (date(2020, 1, 1), None, ""),
        (None, date(2020, 1, 1), ""),
    ],
)
def test_a_period_has_a_short_name(start, end, code):
    assert period_code(start, end) == code


@given(st.dates(date(1949, 1, 1), date(2100, 1, 1)), st.integers(0, 2000), st.dates(), st.integers(0, 2000))
def test_two_periods_never_share_a_name(start, days, other_start, other_days):
    period = start, start + timedelta(days)
    other = other_start, min(date.max, other_start + timedelta(min(other_days, (date.max - other_start).days)))
    assert (period_code(*period) == period_code(*other)) == (period == other)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-q1", "2020-01-01", "2020-03-31"),
        ("2020-q4", "2020-10-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-07-22", "2020-07-22", "2020-07-22"),
    ],
)
def test_a_period_code_is_read_back_as_the_period_that_it_was_written_for(code, first, last):
    period = period_of_code(code)
    assert period == (date.fromisoformat(first), date.fromisoformat(last))
    assert period_code(*period) == code


@pytest.mark.parametrize(
    "code", ["", "20", "0000", "2020-00", "2020-13", "2020-q0", "2020-q5", "2020-02-30", "2020-02-00", "2020-1", "x"]
)
def test_what_is_no_period_code_is_not_read(code):
    assert period_of_code(code) is None
