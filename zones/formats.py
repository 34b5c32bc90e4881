"""Numbers, periods and dates as people write them, in Chinese and in English; pure functions.

A figure is stored in base units and never rounded there. For display it gets four significant digits and the scale
word that readers of the language expect (万, 亿, 万亿; million, billion, trillion); pages show the plain number on
hover.
"""

import calendar
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zones.choices import Bound, DatePrecision, ExpectedPath
from zones.course import Formula
from zones.dates import last_day

SIGNIFICANT_DIGITS = 4
ZH_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
EN_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
# Units that English writes before the number.
PREFIX_UNITS = {"CNY"}

ZH_QUARTERS = "一二三四"
MONTHS = list(calendar.month_name)


def plain(value: Decimal, *, grouped: bool = False) -> str:
    """Return a number exactly, without exponent or trailing zeros: 3270000000000, with `grouped` 3,270,000,000,000."""
    text = f"{value:,f}" if grouped else f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def significant(value: Decimal) -> Decimal:
    """Round to four significant digits, halves away from zero."""
    if value == 0:
        return Decimal(0)
    exponent = value.adjusted() - SIGNIFICANT_DIGITS + 1
    return value.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)


def _scaled(value: Decimal, scales) -> tuple[Decimal, str]:
    """Return the rounded number and its scale word; 9,999.5万 rounds up into the next scale and is 1亿."""
    smallest = scales[-1][0]
    rounded = significant(value) if abs(value) >= smallest else value
    for factor, word in scales:
        if abs(rounded) >= factor:
            return rounded / factor, word
    return rounded, ""


def number(value: Decimal, language: str) -> str:
    """Return a number with its scale word: 3.27万亿 in Chinese, 3.27 trillion in English.

    >>> number(Decimal("99995000"), "zh"), number(Decimal("81000"), "en")
    ('1亿', '81,000')
    """
    if language.startswith("en"):
        scaled, word = _scaled(value, EN_SCALES)
        return _with_minus(plain(scaled, grouped=True)) + word
    scaled, word = _scaled(value, ZH_SCALES)
    return _with_minus(plain(scaled)) + word


def _with_minus(text: str) -> str:
    """Write the sign as people do, as wide as a plus; machines get the hyphen of `plain`."""
    return text.replace("-", "−")


def quantity(value: Decimal, unit: str, bound: str, language: str) -> str:
    """Return a number with unit and qualifier: 1.2万余家, CNY 3.27 trillion, nearly 3,000 posts."""
    if language.startswith("en"):
        return _quantity_en(number(value, language), unit, bound)
    return _quantity_zh(number(value, language), unit, bound)


def _quantity_zh(amount: str, unit: str, bound: str) -> str:
    match bound:
        case Bound.ABOUT:
            return f"约{amount}{unit}"
        case Bound.OVER:
            # 余 stands between number and counting word; a percentage has none
            return f"超{amount}{unit}" if unit.startswith(("%", "个百分点")) else f"{amount}余{unit}"
        case Bound.UNDER:
            return f"近{amount}{unit}"
        case Bound.AT_LEAST:
            return f"{amount}{unit}以上"
        case Bound.AT_MOST:
            return f"{amount}{unit}以下"
    return f"{amount}{unit}"


def _quantity_en(amount: str, unit: str, bound: str) -> str:
    words: dict[str, str] = {
        Bound.ABOUT: "about ",
        Bound.OVER: "over ",
        Bound.UNDER: "nearly ",
        Bound.AT_LEAST: "at least ",
        Bound.AT_MOST: "at most ",
    }
    word = words.get(bound, "")
    if unit in PREFIX_UNITS:
        return f"{word}{unit} {amount}"
    gap = "" if unit.startswith("%") or not unit else " "
    return f"{word}{amount}{gap}{unit}"


def percent(value: Decimal, *, signed: bool = False) -> str:
    """Return a percentage: 35.9%; with `signed` a change: +10.3%, −2% with a true minus sign."""
    text = plain(abs(value))
    if value < 0:
        return f"−{text}%"
    return f"+{text}%" if signed and value > 0 else f"{text}%"


def worked(formula: Formula, expected: Decimal, language: str) -> str:
    """Return a formula with its numbers entered and what comes of it: 100 + (200 − 100) × 2 ÷ 5 = 140.

    Levels get four significant digits, years two decimals; ≈ stands where a number had more.
    """
    rounded = False

    def enter(value: Decimal | None, digits: Callable[[Decimal], Decimal] = significant) -> str:
        nonlocal rounded
        if value is None:
            return "?"
        shown = digits(value)
        rounded = rounded or shown != value
        return f"({number(shown, language)})" if shown < 0 else number(shown, language)

    base, goal, result = enter(formula.baseline), enter(formula.goal), enter(expected)
    passed, in_all = enter(formula.years_passed, _two_decimals), enter(formula.years_in_all, _two_decimals)
    growth = formula.growth_percent or Decimal(0)
    words = {
        ExpectedPath.LINEAR: f"{base} + ({goal} − {base}) × {passed} ÷ {in_all}",
        ExpectedPath.GROWTH: f"{base} × (1 {'−' if growth < 0 else '+'} {percent(abs(growth))})^{passed}",
        ExpectedPath.MULTIPLE: f"{base} × {number(formula.multiple or growth, language)}^({passed} ÷ {in_all})",
        ExpectedPath.PROPORTIONAL: f"{goal} × {passed} ÷ {in_all}",
    }.get(formula.path)
    return f"{words} {'≈' if rounded else '='} {result}" if words else goal


def _two_decimals(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def day(value: date, precision: str, language: str) -> str:
    """Return a date as precisely as it is known: 2021年3月, March 2021."""
    english = language.startswith("en")
    if precision == DatePrecision.YEAR:
        return f"{value.year}" if english else f"{value.year}年"
    if precision == DatePrecision.MONTH:
        return f"{MONTHS[value.month]} {value.year}" if english else f"{value.year}年{value.month}月"
    if english:
        return f"{value.day} {MONTHS[value.month]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def period(start: date, end: date, language: str) -> str:
    """Return a period: 2020年5月, 2020年一季度, 2021—2025年; May 2020, Q1 2020, 2021–2025.

    A period that is no whole year, half, quarter or month is given by both its days.
    """
    english = language.startswith("en")
    if start == end:
        return day(start, DatePrecision.DAY, language)
    whole_months = start.day == 1 and end == last_day(end, DatePrecision.MONTH)
    if whole_months and start.year == end.year:
        named = _part_of_year(start, end, english)
        if named:
            return named
    if whole_months and (start.month, end.month) == (1, 12):
        return f"{start.year}–{end.year}" if english else f"{start.year}—{end.year}年"
    separator = " – " if english else "—"
    precision = DatePrecision.MONTH if whole_months else DatePrecision.DAY
    return separator.join((day(start, precision, language), day(end, precision, language)))


def _part_of_year(start: date, end: date, english: bool) -> str:
    """Return the name of a whole year, half, quarter or month; the empty string for other runs of months."""
    year = start.year
    match (start.month, end.month):
        case (1, 12):
            return f"{year}" if english else f"{year}年"
        case (1, 6):
            return f"first half of {year}" if english else f"{year}年上半年"
        case (7, 12):
            return f"second half of {year}" if english else f"{year}年下半年"
        case (first, last) if first == last:
            return f"{MONTHS[first]} {year}" if english else f"{year}年{first}月"
        case (first, last) if first % 3 == 1 and last == first + 2:
            return f"Q{last // 3} {year}" if english else f"{year}年{ZH_QUARTERS[last // 3 - 1]}季度"
    return ""
