"""What is open in the data, and what in it cannot be true. Each rule has a fixed number of queries."""

from datetime import date

from zones.choices import FindingCode

from . import contradictions, gaps
from .finding import Finding as Finding


def check_data(*, on: date) -> list[Finding]:
    """Return every finding about the whole database as of a date, in the order of FindingCode, then by record."""
    order = list(FindingCode)
    found = [finding for rule in (*gaps.RULES, *contradictions.RULES) for finding in rule(on)]
    return sorted(found, key=lambda finding: (order.index(finding.code), finding.record, finding.message))
