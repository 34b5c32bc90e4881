"""Rules between records that no two may break: rows of a file are held to them together with what is stored.

A model's own check asks the database for each record, and knows nothing of the other rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zones.choices import PlanKind
from zones.models import Observation, Plan
from zones.services.exchange.rows import Group, Row


@dataclass(frozen=True)
class _Rule:
    """No two records for which `holds` have the same values; the error stands in the column `name`."""

    constraint: str
    holds: dict[str, Any]
    values: tuple[str, ...]
    name: str
    may_be_empty: bool = True

    def key(self, read: Any) -> tuple[Any, ...] | None:
        """Return what must be unique, read by a function from names to values; None where the rule does not hold."""
        if any(read(name) != value for name, value in self.holds.items()):
            return None
        found = tuple(read(name) for name in self.values)
        return found if self.may_be_empty or None not in found else None


_RULES: dict[Any, _Rule] = {
    Plan: _Rule(
        "plan_one_overall_per_zone_and_period",
        {"kind": PlanKind.OVERALL},
        ("zone_id", "period_id"),
        "period",
        may_be_empty=False,
    ),
    Observation: _Rule(
        "observation_one_preferred",
        {"is_preferred": True},
        ("zone_id", "indicator_id", "initiative_id", "scope_zh", "period_start", "period_end"),
        "is_preferred",
    ),
}


def clashes(group: Group) -> Iterator[tuple[Row, str, str]]:
    """Yield the rows whose records cannot stand beside another one, with the column and the sentence for each."""
    rule = _RULES.get(group.model)
    rows = [row for row in group.rows if row.draft]
    if rule is None or not rows:
        return
    message = next(each for each in group.model._meta.constraints if each.name == rule.constraint)
    taken = _stored(group.model, rule, rows)
    for row in sorted(rows, key=lambda each: each.writes):  # what stays as it is was there first
        key = rule.key(lambda name, record=row.record: getattr(record, name))
        if key is not None and key in taken and row.writes:
            yield row, rule.name, str(message.violation_error_message)
        elif key is not None:
            taken.add(key)


def _stored(model: Any, rule: _Rule, rows: list[Row]) -> set[tuple[Any, ...]]:
    """Return the keys of the stored records in the same zones, without those that the file is about."""
    zones = {row.record.zone_id for row in rows if row.record.zone_id}
    own = {row.record.pk for row in rows}
    stored = model._base_manager.filter(zone__in=zones, **rule.holds).values("pk", *rule.holds, *rule.values)
    return {key for each in stored.iterator() if each["pk"] not in own and (key := rule.key(each.get)) is not None}
