"""Figures and dates as people type them: 8.1万, 3.27万亿, 1,234.5, 2021年3月; pure functions.

What is typed is read exactly or refused, never guessed: 1,23 may be a slip or a decimal comma, 万 alone is no number,
and 3/4/2021 is in March or in April. The refusal says in a sentence what would be understood.
"""

import re
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zones.choices import DatePrecision
from zones.formats import MONTHS, plain

MAX_LENGTH = 60  # no figure and no date is longer; what is, was pasted by mistake

SCALES = {
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
}
SCALES |= {"万亿": 12, "十万亿": 13, "百万亿": 14, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_AMOUNT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_FIGURE = re.compile(rf"(?P<sign>[+-]?) ?(?P<amount>{_AMOUNT}) ?(?P<scale>{_SCALE})?", re.IGNORECASE)
_SUM = re.compile(r"(?P<sign>[+-]?) ?(?P<parts>(?:[0-9]{1,8} ?(?:万亿|亿|万|千) ?){2,4})")
_PART = re.compile(r"([0-9]+) ?(万亿|亿|万|千)")
# Full width as half width, and what a Chinese keyboard gives for a point; nothing else, or 10² would be 102.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord(sign): "-" for sign in "−﹣‐‑"}
_HALF_WIDTH[ord("。")] = "."


def figure(text: str, *, percent: bool = False) -> Decimal:
    """Return the number that a text writes, exactly; with `percent` a trailing % is read over.

    >>> figure("8.1万"), figure("１，２３４．５"), figure("1亿2000万")
    (Decimal('81000'), Decimal('1234.5'), Decimal('120000000'))
    """
    said = _normal(text)
    if percent:
        said = said.removesuffix("%").rstrip()
    value = None if len(said) > MAX_LENGTH else _amount(said)
    if value is None:
        raise ValidationError(
            _("Enter the number alone, such as 81000, 81,000, 8.1万 or 3.27万亿; “%(text)s” cannot be read."),
            code="unread_figure",
            params={"text": _excerpt(text)},
        )
    return value


def _amount(said: str) -> Decimal | None:
    """Return the number of a normalised text, None when it cannot be read in one way only."""
    match = _FIGURE.fullmatch(said)
    if match:
        digits = re.sub("[ ,]", "", match["amount"])
        return _exact([(digits, SCALES[match["scale"].lower()] if match["scale"] else 0)], match["sign"])
    match = _SUM.fullmatch(said)
    if match is None:
        return None
    parts = [(digits, SCALES[scale]) for digits, scale in _PART.findall(match["parts"])]
    # 1亿2000万 is a sum; 1万2亿 and 1千5000百 are not, nor is a part that reaches into the one before it
    for (_more, above), (digits, below) in pairwise(parts):
        if len(digits) + below > above:
            return None
    return _exact(parts, match["sign"])


def _exact(parts: list[tuple[str, int]], sign: str) -> Decimal:
    """Return the sum of digits × 10^scale with no digit lost and no zero too many."""
    with localcontext(prec=2 * MAX_LENGTH):
        total = sum((Decimal(digits).scaleb(scale) for digits, scale in parts), Decimal(0))
        return Decimal(plain(-total if sign == "-" else total))


_SEPARATED = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<separator>[-/.])(?P<month>[0-9]{1,2})(?:(?P=separator)(?P<day>[0-9]{1,2}))?)?"
)
_CHINESE = re.compile(r"(?P<year>[0-9]{4})年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?)?")
_RUN_TOGETHER = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_ENGLISH = re.compile(r"(?:(?P<day>[0-9]{1,2}) )?(?P<name>[a-z]{3,9})\.? (?P<year>[0-9]{4})", re.IGNORECASE)


def imprecise_date(text: str) -> tuple[date, DatePrecision]:
    """Return the first day of what a text names, and whether it names a day, a month or a year.

    >>> imprecise_date("2021年3月")
    (datetime.date(2021, 3, 1), DatePrecision.MONTH)
    """
    said = _normal(text)
    numbers = None if len(said) > MAX_LENGTH else _numbers(said)
    if numbers is None:
        raise ValidationError(
            _("Enter the year first, such as 2021, 2021年3月, 2021-03 or 2021-03-17; “%(text)s” cannot be read."),
            code="unread_date",
            params={"text": _excerpt(text)},
        )
    year, month, day = numbers
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise ValidationError(
            _("There is no such day: “%(text)s”. Enter a date such as 2021-03-17."),
            code="no_such_day",
            params={"text": _excerpt(text)},
        ) from error
    if month is None:
        return first, DatePrecision.YEAR
    return first, DatePrecision.MONTH if day is None else DatePrecision.DAY


def _numbers(said: str) -> tuple[int, int | None, int | None] | None:
    """Return year, month and day as far as a normalised text names them; None when it is not written as a date."""
    together = said.replace(" ", "")
    for pattern in (_SEPARATED, _CHINESE, _RUN_TOGETHER):
        if match := pattern.fullmatch(together):
            return int(match["year"]), _number(match["month"]), _number(match["day"])
    match = _ENGLISH.fullmatch(said)
    month = _month_named(match["name"].lower()) if match else None
    return (int(match["year"]), month, _number(match["day"])) if match and month else None


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _month_named(name: str) -> int | None:
    """Return the number of an English month, in full or by its first three letters; None for any other word."""
    names = [month.lower() for month in MONTHS]
    return next((number for number, full in enumerate(names) if full and name in {full, full[:3]}), None)


def written_date(day: date, precision: str) -> str:
    """Return a date as one would type it, only as precisely as it is known: 2021, 2021-03, 2021-03-17."""
    return day.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(DatePrecision(precision), 10)]


def _normal(text: str) -> str:
    """Return a text in half width, with one kind of minus and single spaces."""
    return " ".join(text.translate(_HALF_WIDTH).split())


def _excerpt(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"
