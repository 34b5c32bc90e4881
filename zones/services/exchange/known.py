"""The records that a file names and its user may see, read in bulk; and those that the file is about to add.

A new record has a provisional key below zero until it is saved, so that the models' rules can compare it with others.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import prefetch_related_objects

from zones.models import Period, Plan, PlanTier, Published, Zone
from zones.services.exchange.columns import columns_of

BATCH = 500  # keys asked for at once


class Known:
    """Finds records by the key that a cell gives; a record is one instance, however often it is named."""

    def __init__(self, user: AbstractBaseUser):
        self.user = user
        self._found: dict[type[models.Model], dict[Any, Any]] = defaultdict(dict)
        self._hidden: dict[type[models.Model], set[Any]] = defaultdict(set)
        self._tiers: dict[int, dict[int, PlanTier]] = {}
        self._areas: dict[int | None, Zone | None] = {}
        self._provisional = count(-1, -1)

    def read(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Look for records of a model by their keys, those that were not looked for yet."""
        found = self._found[model]
        name = "number" if model is Period else "slug"
        asked = [key for key in dict.fromkeys(keys) if key not in found and _can_be_key(model, key)]
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            found |= dict.fromkeys(batch)
            records = list(related(visible(model, self.user)).filter(**{f"{name}__in": batch}))
            _climb(model, records)
            for record in records:
                found[getattr(record, name)] = record
            missing = [key for key in batch if found[key] is None]
            if issubclass(model, Published) and missing:
                held: Any = model._base_manager.filter(**{f"{name}__in": missing})
                self._hidden[model].update(held.values_list(name, flat=True))

    def find(self, model: type[models.Model], key: Any) -> Any:
        """Return the record of a model with a key, or None."""
        if key not in self._found[model]:
            self.read(model, [key])
        return self._found[model].get(key)

    def tier(self, plan: Plan, position: Any) -> PlanTier | None:
        """Return a plan's tier at a position, or None; a plan's tiers are read once."""
        if plan.pk not in self._tiers:
            tiers = list(PlanTier.objects.filter(plan=plan)) if plan.pk > 0 else []
            self._tiers[plan.pk] = {tier.position: tier for tier in tiers}
            for tier in tiers:
                tier.plan = plan
        return self._tiers[plan.pk].get(position)

    def hides(self, model: type[models.Model], key: Any) -> bool:
        """Whether a key belongs to a record that the user may not see."""
        return key in self._hidden[model]

    def area(self, key: int | None) -> Zone | None:
        """Return the area that has a primary key, or None."""
        if key not in self._areas:
            self._areas[key] = Zone.objects.filter(pk=key).first() if key else None
        return self._areas[key]

    def add(self, record: Any, key: Any) -> None:
        """Remember a new record under its key; None when it is named by nothing."""
        record.pk = next(self._provisional)
        if isinstance(record, PlanTier):
            if self.tier(record.plan, key) is None:
                self._tiers[record.plan.pk][key] = record
        elif key is not None:
            self._found[type(record)][key] = record


def visible(model: type[models.Model], user: AbstractBaseUser) -> models.QuerySet:
    """Return the records of a model that a user may see: all that is public, and drafts of the own zones."""
    records: Any = model._default_manager.all()
    if issubclass(model, Published | PlanTier):
        return records.visible_to(user)
    return records


def related(records: models.QuerySet) -> models.QuerySet:
    """Return records together with what they link to, in one query and one more for each many-to-many field."""
    model: Any = records.model
    fields = [column.field for column in columns_of(model)]
    links = [field.name for field in fields if isinstance(field, models.ForeignKey)]
    joined = records.select_related(*links) if links else records
    return joined.prefetch_related(*(field.name for field in fields if field.many_to_many))


def _climb(model: Any, records: list[Any]) -> None:
    """Read all that stands above records, level by level: the models' rules look for circles and for depth there."""
    for link in (each.name for each in model._meta.concrete_fields if each.related_model is model):
        level, seen = records, set()
        while level := [above for each in level if (above := getattr(each, link)) and above.pk not in seen]:
            prefetch_related_objects(level, link)
            seen |= {each.pk for each in level}


def _can_be_key(model: Any, key: Any) -> bool:
    """Whether the database can be asked for it: not with NUL, a lone surrogate or a number without end."""
    if model is Period:
        return isinstance(key, int) and 0 < key < 32_768
    return key.isascii() and key.isprintable() and len(key) <= 120
