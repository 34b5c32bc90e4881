"""What the tests of assessments share: a usual promise, a year's figure, and the verdict in a word.

Unless an example says otherwise, the baseline is 100 at the end of 2020, the target is due at the end of 2025 and the
figure is that of the year 2022: two of five years have passed.
"""

from datetime import date
from decimal import Decimal

from zones.assessment import Measured, Terms, assess

D = Decimal
BASELINE, DUE = date(2020, 12, 31), date(2025, 12, 31)
MIDWAY, AFTERWARDS = date(2023, 3, 1), date(2026, 3, 1)


def terms(form="level", value=200, **changes) -> Terms:
    known = {"baseline_value": D(100), "baseline_on": BASELINE, "due_on": DUE}
    if form == "cumulative":
        known = {"start_on": date(2021, 1, 1), "due_on": DUE}
    return Terms(form=form, value=D(value), **known | changes)


def year(number: int, value, bound="exact", **changes) -> Measured:
    value = None if value is None else D(value)
    return Measured(value=value, bound=bound, start_on=date(number, 1, 1), end_on=date(number, 12, 31), **changes)


def verdict(promise: Terms, *figures: Measured, on: date = MIDWAY) -> str:
    """Return the verdict, or the reason why there is none."""
    result = assess(promise, figures, on)
    return str(result.reason or result.verdict)
