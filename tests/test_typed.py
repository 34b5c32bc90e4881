"""Figures and dates as people type them are read exactly or refused with an example."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from zones import formats
from zones.choices import DatePrecision
from zones.typed import figure, imprecise_date, written_date

values = st.decimals(min_value=-(10**16), max_value=10**16, places=4)
days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("81000", "81000"),
        ("8.1万", "81000"),
        ("8.1 万", "81000"),
        ("８．１万", "81000"),
        ("8。1万", "81000"),
        ("3.27万亿", "3270000000000"),
        ("1.2亿", "120000000"),
        ("1亿2000万", "120000000"),
        ("3万5千", "35000"),
        ("5千万", "50000000"),
        ("十万", None),
        ("10十万", "1000000"),
        ("2百亿", "20000000000"),
        ("3.27 trillion", "3270000000000"),
        ("1.5 Million", "1500000"),
        ("1,234.5", "1234.5"),
        ("1，234．5", "1234.5"),
        ("81 000", "81000"),
        ("81\u00a0000", "81000"),
        ("81\u2009000", "81000"),
        ("１２３４", "1234"),
        ("0", "0"),
        ("-0", "0"),
        (".5", "0.5"),
        ("007", "7"),
        ("-8.1万", "-81000"),
        ("−8.1万", "-81000"),
        ("－8.1万", "-81000"),
        ("＋3", "3"),
        ("1.23456万", "12345.6"),
        ("12345678901234567890123456789012.5", "12345678901234567890123456789012.5"),
        ("", None),
        ("万", None),
        ("万亿", None),
        ("-", None),
        ("8.1万万", None),
        ("1万2", None),  # 12,000 or 10,002
        ("1万2亿", None),
        ("1万20000千", None),
        ("8.1万5千", None),
        ("1,23", None),
        ("1,2345", None),
        ("1.234.567", None),
        ("1,234 567", None),
        ("12,34,567", None),
        ("1e5", None),
        ("3.27E+12", None),  # a spreadsheet that shows this has hidden digits
        ("NaN", None),
        ("Infinity", None),
        ("10²", None),
        ("½", None),
        ("5%", None),
        ("8.1万元", None),
        ("约8.1万", None),
        ("三千", None),
        ("5-6", None),
        ("٣٤", None),
        ("1\x002", None),
        ("9" * 61, None),
    ],
)
def test_a_figure_is_read_exactly_or_refused(text, expected):
    if expected is None:
        with pytest.raises(ValidationError):
            figure(text)
    else:
        assert str(figure(text)) == expected


@pytest.mark.parametrize("text", ["35.9%", "35.9％", "35.9 %", "35.9"])
def test_a_percent_sign_is_read_over_only_where_it_is_expected(text):
    assert figure(text, percent=True) == Decimal("35.9")


@pytest.mark.parametrize(("language", "words"), [("en", "Enter the number alone"), ("zh-hans", "8.1万")])
def test_the_refusal_names_what_was_typed_and_gives_an_example(language, words):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        figure("约8.1万")
    with translation.override(language):
        sentence = refused.value.messages[0]
    assert words in sentence
    assert "约8.1万" in sentence


@given(values)
@example(Decimal("0.0000"))
@example(Decimal("-81000.5000"))
def test_a_figure_that_is_written_plainly_is_read_back(value):
    assert figure(formats.plain(value)) == value
    assert figure(formats.plain(value, grouped=True)) == value


@given(values)
def test_a_figure_that_a_page_shows_is_read_as_what_it_shows(value):
    for language in ("zh-hans", "en"):
        shown = formats.number(value, language)
        assert formats.number(figure(shown), language) == shown


@given(st.integers(1, 9999), st.sampled_from(formats.ZH_SCALES))
def test_a_round_figure_with_its_scale_word_is_read_back(digits, scale):
    factor, word = scale
    assert figure(f"{digits}{word}") == digits * factor
    assert figure(formats.number(digits * factor, "zh-hans")) == digits * factor


@given(st.text(max_size=80))
def test_reading_any_text_as_a_figure_gives_a_number_or_a_refusal(text):
    with suppress(ValidationError):
        assert figure(text).is_finite()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", ("2021-01-01", "year")),
        ("2021年", ("2021-01-01", "year")),
        ("２０２１年", ("2021-01-01", "year")),
        ("2021年3月", ("2021-03-01", "month")),
        ("2021 年 3 月", ("2021-03-01", "month")),
        ("2021年03月", ("2021-03-01", "month")),
        ("2021-03", ("2021-03-01", "month")),
        ("2021/3", ("2021-03-01", "month")),
        ("2021.3", ("2021-03-01", "month")),
        ("March 2021", ("2021-03-01", "month")),
        ("mar 2021", ("2021-03-01", "month")),
        ("2021-03-17", ("2021-03-17", "day")),
        ("2021/3/17", ("2021-03-17", "day")),
        ("2021.3.17", ("2021-03-17", "day")),
        ("２０２１．３．１７", ("2021-03-17", "day")),
        ("20210317", ("2021-03-17", "day")),
        ("2021年3月17日", ("2021-03-17", "day")),
        ("2021年3月17号", ("2021-03-17", "day")),
        ("17 March 2021", ("2021-03-17", "day")),
        ("", None),
        ("21", None),
        ("202103", None),
        ("2021-3/17", None),
        ("3/17/2021", None),
        ("17.3.2021", None),
        ("2021-13", None),
        ("2021-00", None),
        ("2021-02-29", None),
        ("2021年2月30日", None),
        ("0000", None),
        ("2021年底", None),
        ("2021年上半年", None),
        ("2021-2025", None),
        ("May", None),
        ("Maybe 2021", None),
        ("2021-03-17 10:00", None),
        ("٢٠٢١", None),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_typed_or_refused(text, expected):
    if expected is None:
        with pytest.raises(ValidationError) as refused:
            imprecise_date(text)
        assert "2021-03-17" in refused.value.messages[0]
    else:
        day, precision = imprecise_date(text)
        assert (day.isoformat(), precision) == expected


@given(days, st.sampled_from(DatePrecision))
def test_a_date_is_read_back_from_how_it_is_written_and_shown(day, precision):
    for text in (
        written_date(day, precision),
        formats.day(day, precision, "zh-hans"),
        formats.day(day, precision, "en"),
    ):
        read, known = imprecise_date(text)
        assert known == precision
        assert written_date(read, known) == written_date(day, precision)


@given(st.text(max_size=80))
def test_reading_any_text_as_a_date_gives_a_day_or_a_refusal(text):
    with suppress(ValidationError):
        assert isinstance(imprecise_date(text)[0], date)
