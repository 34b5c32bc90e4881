"""Who may do what, asked as `user.has_perm("zones.change_plan", plan)` by every door.

Records of an area: its editors add and change them and delete what never was public; its reviewers delete and publish.
Reference data is shared: every editor adds to it, every reviewer changes it. Superusers may do everything.
"""

import rules

from zones.choices import Publication, Role
from zones.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Observation,
    Organisation,
    Person,
    Plan,
    PlanTier,
    ProgressUpdate,
    Published,
    Source,
    Target,
    Theme,
    ZoneBound,
)

ZONE_RECORDS = (Plan, PlanTier, Goal, Initiative, Milestone, ProgressUpdate, Target, Observation)
REFERENCE_DATA = (Theme, Indicator, Organisation, Person, Source)


def roles_of(user) -> dict[int, str]:
    """Return a user's role in each area by the area's key, asked once for each instance of the user."""
    if not user.is_authenticated or not user.is_active:
        return {}
    if not hasattr(user, "_zone_roles"):  # not __dict__: `request.user` is a proxy with one of its own
        user._zone_roles = dict(user.memberships.values_list("zone", "role"))
    return user._zone_roles


def is_reviewer_of(user, record: ZoneBound) -> bool:
    """Whether a user reviews the records of the area that a record belongs to."""
    return user.is_superuser or (record.area_id(), Role.REVIEWER) in roles_of(user).items()


@rules.predicate
def edits(user, record):
    """Whether a user has a role in the record's area; without a record, in any."""
    return record.area_id() in roles_of(user) if isinstance(record, ZoneBound) else bool(roles_of(user))


@rules.predicate
def reviews(user, record):
    """Whether a user reviews the record's area; without a record of an area, any."""
    if isinstance(record, ZoneBound):
        return is_reviewer_of(user, record)
    return Role.REVIEWER in roles_of(user).values()


@rules.predicate
def never_was_public(user, record):
    """Whether nobody outside can know of the record; without a record, whether there can be such."""
    if isinstance(record, PlanTier):
        record = record.plan
    if not isinstance(record, Published):
        return record is None
    return record.accepted_version is None and record.publication in (Publication.DRAFT, Publication.RETURNED)


for name in (model._meta.model_name for model in ZONE_RECORDS):
    rules.add_perm(f"zones.view_{name}", edits)
    rules.add_perm(f"zones.add_{name}", edits)
    rules.add_perm(f"zones.change_{name}", edits)
    rules.add_perm(f"zones.delete_{name}", reviews | (edits & never_was_public))
    rules.add_perm(f"zones.publish_{name}", reviews)

for name in (model._meta.model_name for model in REFERENCE_DATA):
    rules.add_perm(f"zones.view_{name}", edits)
    rules.add_perm(f"zones.add_{name}", edits)
    rules.add_perm(f"zones.change_{name}", reviews)
    rules.add_perm(f"zones.delete_{name}", reviews)

rules.add_perm("zones", edits)  # whether the admin has anything for a person at all
rules.add_perm("zones.view_zone", edits)
rules.add_perm("zones.change_zone", reviews)
rules.add_perm("zones.view_period", edits)
