"""Dates that are known to the day, the month or only the year; pure functions."""

import calendar
import re
from datetime import date

from zones.choices import DatePrecision


def first_day(day: date, precision: str) -> date:
    """Return the first day of the day, month or year that `day` stands for.

    >>> first_day(date(2021, 3, 17), "month")
    datetime.date(2021, 3, 1)
    """
    if precision == DatePrecision.YEAR:
        return day.replace(month=1, day=1)
    if precision == DatePrecision.MONTH:
        return day.replace(day=1)
    return day


def last_day(day: date, precision: str) -> date:
    """Return the last day of the day, month or year that `day` stands for: a due date lasts until its end.

    >>> last_day(date(2020, 1, 1), "year")
    datetime.date(2020, 12, 31)
    """
    if precision == DatePrecision.YEAR:
        return day.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def period_code(start: date | None, end: date | None) -> str:
    """Return a short ASCII name of a period for slugs: 2020, 2020-q1, 2020-05, 2020-07-22, else start--end.

    An unknown period has the empty code.
    """
    if start is None or end is None:
        return ""
    if start == end:
        return start.isoformat()
    if start.day == 1 and start.year == end.year and end == last_day(end, DatePrecision.MONTH):
        if (start.month, end.month) == (1, 12):
            return f"{start.year:04d}"
        if start.month == end.month:
            return f"{start.year:04d}-{start.month:02d}"
        if start.month % 3 == 1 and end.month == start.month + 2:
            return f"{start.year:04d}-q{end.month // 3}"
    return f"{start.isoformat()}--{end.isoformat()}"


_PERIOD_CODE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)


def period_of_code(code: str) -> tuple[date, date] | None:
    """Return the first and last day of a period such as 2020, 2020-q1, 2020-05 or 2020-07-22; None for anything else.

    >>> period_of_code("2020-q1")
    (datetime.date(2020, 1, 1), datetime.date(2020, 3, 31))
    """
    match = _PERIOD_CODE.fullmatch(code)
    if match is None:
        return None
    year = int(match["year"])
    month, day = (int(match[name]) if match[name] else None for name in ("month", "day"))
    try:
        if match["quarter"]:
            end = int(match["quarter"]) * 3
            return date(year, end - 2, 1), last_day(date(year, end, 1), DatePrecision.MONTH)
        start = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:  # month 00, day 31 of April, the year 0
        return None
    if day is not None:
        return start, start
    return start, last_day(start, DatePrecision.YEAR if month is None else DatePrecision.MONTH)
