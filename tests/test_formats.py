"""Golden tables: what readers see, in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones import formats

NUMBERS = [
    # value, Chinese, English
    ("3270000000000", "3.27万亿", "3.27 trillion"),
    ("319000000000", "3190亿", "319 billion"),
    ("22130000", "2213万", "22.13 million"),
    ("508000", "50.8万", "508,000"),
    ("81000", "8.1万", "81,000"),
    ("9999", "9999", "9,999"),
    ("10000", "1万", "10,000"),
    ("1476", "1476", "1,476"),
    ("0", "0", "0"),
    ("0.5", "0.5", "0.5"),
    ("13.8", "13.8", "13.8"),
    ("-81000", "−8.1万", "−81,000"),
    ("-3270000000000", "−3.27万亿", "−3.27 trillion"),
    # rounding may carry a number into the next scale
    ("99995000", "1亿", "100 million"),
    ("99994999", "9999万", "99.99 million"),
    ("999950000000", "1万亿", "1 trillion"),
    ("-99995000", "−1亿", "−100 million"),
    ("999999999", "10亿", "1 billion"),
    # beyond the largest word the number simply grows
    ("32700000000000000", "32700万亿", "32,700 trillion"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), NUMBERS)
def test_a_number_carries_the_scale_word_of_its_language(value, chinese, english):
    assert formats.number(Decimal(value), "zh-hans") == chinese
    assert formats.number(Decimal(value), "en") == english


@pytest.mark.parametrize(
    ("value", "units", "bound", "chinese", "english"),
    [
        ("3270000000000", ("元", "CNY"), "exact", "3.27万亿元", "CNY 3.27 trillion"),
        ("12000", ("家", "organisations"), "over", "1.2万余家", "over 12,000 organisations"),
        ("3000", ("个", "posts"), "under", "近3000个", "nearly 3,000 posts"),
        ("22130000", ("人", "people"), "about", "约2213万人", "about 22.13 million people"),
        ("1000", ("家", "incubators"), "at_least", "1000家以上", "at least 1,000 incubators"),
        ("30", ("家", "firms"), "at_most", "30家以下", "at most 30 firms"),
        ("5", ("%", "%"), "over", "超5%", "over 5%"),
        ("59", ("%", "% of employees"), "exact", "59%", "59% of employees"),
        ("7", ("", ""), "exact", "7", "7"),
        ("600000000", ("元", "CNY"), "over", "6亿余元", "over CNY 600 million"),
    ],
)
def test_a_quantity_reads_as_people_write_it(value, units, bound, chinese, english):
    assert formats.quantity(Decimal(value), units[0], bound, "zh-hans") == chinese
    assert formats.quantity(Decimal(value), units[1], bound, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "chinese", "english"),
    [
        ("2020-05-01", "2020-05-31", "2020年5月", "May 2020"),
        ("2020-01-01", "2020-03-31", "2020年一季度", "Q1 2020"),
        ("2020-10-01", "2020-12-31", "2020年四季度", "Q4 2020"),
        ("2020-01-01", "2020-06-30", "2020年上半年", "first half of 2020"),
        ("2020-07-01", "2020-12-31", "2020年下半年", "second half of 2020"),
        ("2019-01-01", "2019-12-31", "2019年", "2019"),
        ("2021-01-01", "2025-12-31", "2021—2025年", "2021–2025"),
        ("2020-07-22", "2020-07-22", "2020年7月22日", "22 July 2020"),
        ("2020-02-01", "2020-04-30", "2020年2月—2020年4月", "February 2020 – April 2020"),
        ("2020-07-22", "2020-10-01", "2020年7月22日—2020年10月1日", "22 July 2020 – 1 October 2020"),
        ("2020-02-01", "2020-02-29", "2020年2月", "February 2020"),
    ],
)
def test_a_period_has_the_shortest_name_that_is_exact(start, end, chinese, english):
    days = date.fromisoformat(start), date.fromisoformat(end)
    assert formats.period(*days, "zh-hans") == chinese
    assert formats.period(*days, "en") == english


@pytest.mark.parametrize(
    ("precision", "chinese", "english"),
    [("day", "2021年3月1日", "1 March 2021"), ("month", "2021年3月", "March 2021"), ("year", "2021年", "2021")],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(precision, chinese, english):
    assert formats.day(date(2021, 3, 1), precision, "zh-hans") == chinese
    assert formats.day(date(2021, 3, 1), precision, "en") == english


@pytest.mark.parametrize(
    ("value", "unsigned", "signed"),
    [("10.300", "10.3%", "+10.3%"), ("-2", "−2%", "−2%"), ("0", "0%", "0%"), ("100.000", "100%", "+100%")],
)
def test_a_percentage_shows_its_sign_only_when_it_is_a_change(value, unsigned, signed):
    assert formats.percent(Decimal(value)) == unsigned
    assert formats.percent(Decimal(value), signed=True) == signed


@given(st.decimals(min_value=-(10**16), max_value=10**16, places=4))
def test_any_number_has_a_short_name_without_exponent(value):
    for language in ("zh-hans", "en"):
        text = formats.number(value, language)
        assert "E" not in text
        assert sum(character.isdigit() for character in text) <= 10
    assert Decimal(formats.plain(value)) == value


@given(st.integers(min_value=1, max_value=10**16))
def test_a_number_and_its_negative_differ_only_in_the_sign(value):
    for language in ("zh-hans", "en"):
        assert formats.number(Decimal(-value), language) == "−" + formats.number(Decimal(value), language)
