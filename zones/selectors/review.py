"""What waits for a reviewer: records that were submitted, and published ones that were changed since."""

from dataclasses import dataclass
from typing import Any

from zones.choices import Publication, Role
from zones.models import Goal, Initiative, Milestone, Observation, Plan, ProgressUpdate, Target
from zones.permissions import roles_of
from zones.selectors.history import FieldChange, differences

Key = tuple[Any, int]  # a model, and the primary key of one of its records
# In the order in which a reviewer reads: a plan before what hangs from it. With what their names are made of.
REVIEWED: dict[Any, tuple[str, ...]] = {
    Plan: ("zone",),
    Goal: ("plan__zone",),
    Initiative: ("plan", "zone"),
    Milestone: ("initiative__plan", "initiative__zone"),
    ProgressUpdate: ("initiative__plan", "initiative__zone"),
    Target: ("plan__zone", "indicator"),
    Observation: ("zone", "indicator"),
}


@dataclass(frozen=True)
class Waiting:
    """A record that waits, with what changed since a reviewer accepted it; all of it where it is new."""

    record: Any
    changes: list[FieldChange]

    @property
    def is_new(self) -> bool:
        return self.record.publication == Publication.IN_REVIEW and self.record.accepted_version is None

    @property
    def is_correction(self) -> bool:
        return self.record.publication == Publication.PUBLISHED


def waiting_keys(user: Any) -> list[Key]:
    """Return model and key of all that waits in the areas that a user reviews, longest waiting first."""
    zones = [zone for zone, role in roles_of(user).items() if role == Role.REVIEWER]
    found: list[Key] = []
    for model in REVIEWED:
        records = model._default_manager.waiting_for_review()
        if not user.is_superuser:
            records = records.filter(**{f"{model.zone_lookup}__in": zones})
        found += [(model, key) for key in records.order_by("updated_at", "pk").values_list("pk", flat=True)]
    return found


def waiting(keys: list[Key]) -> list[Waiting]:
    """Return these records, each with its difference, in their order; a fixed number of queries for each model."""
    records: dict[Key, Any] = {}
    for model, related in REVIEWED.items():
        wanted = [key for each, key in keys if each is model]
        if wanted:
            for record in model._default_manager.select_related(*related, "source").filter(pk__in=wanted):
                records[model, record.pk] = record
    found = [records[key] for key in keys if key in records]
    changes = differences(found)
    return [Waiting(record, changes[record]) for record in found]
