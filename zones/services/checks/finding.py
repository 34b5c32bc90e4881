"""One thing that a check has found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zones.choices import FindingCode, FindingLevel


@dataclass(frozen=True)
class Finding:
    """What was found about one record; `record` is its slug, for a tier that of its plan and its position."""

    code: FindingCode
    record: str
    message: str

    @property
    def level(self) -> FindingLevel:
        return self.code.level


def key(record: Any) -> str:
    """Return the natural key of a record as one word."""
    return "/".join(str(part) for part in record.natural_key())


def as_known(day: date, precision: str) -> str:
    """Return an imprecise date as ISO writes what is known of it: 2020, 2020-10 or 2020-10-31."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
