"""Shared records that are entered twice: found by their names, and made one with everything that refers to them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from zones.models import Indicator, Organisation, Person, Source, Theme
from zones.selectors.moved import merge_reason
from zones.services import revision_triggers
from zones.services.editing import require, sign
from zones.similarity import resembles

MERGEABLE = (Theme, Indicator, Organisation, Person, Source)


@dataclass(frozen=True)
class References:
    """The records that refer to one record by one of their fields."""

    field: Any
    records: models.QuerySet

    @property
    def model(self) -> Any:
        return self.records.model


def twins_of(record: Any) -> list[Any]:
    """Return the other records of the same kind whose names resemble a record's, in either language."""
    by_name: dict[str, dict[str, list[int]]] = {"zh": defaultdict(list), "en": defaultdict(list)}
    for other in type(record)._default_manager.exclude(pk=record.pk):
        for language, names in _names(other).items():
            for name in names:
                by_name[language][name].append(other.pk)
    keys = {
        key
        for language, names in _names(record).items()
        for name in names
        for found in resembles(name, by_name[language])
        for key in by_name[language][found]
    }
    return list(type(record)._default_manager.filter(pk__in=keys).order_by("slug"))


def references(record: Any) -> list[References]:
    """Return what refers to a record, by foreign key or as one of many, field by field; only where there is any."""
    found = []
    for relation in record._meta.related_objects:
        members = relation.related_model._base_manager.filter(**{relation.field.name: record.pk}).order_by("pk")
        if members.exists():
            found.append(References(relation.field, members))
    return found


@transaction.atomic
def merge(*, kept: Any, duplicate: Any, by: AbstractBaseUser, reason: str = "") -> Any:
    """Let everything that refers to `duplicate` refer to `kept`, delete `duplicate`, and return `kept`.

    Every record moved becomes a new version with its history; it keeps its publication state, and waits for review
    only if it did before. `kept` takes on the other's names, so that the search still finds it.
    Raises PermissionDenied, or ValidationError naming the records that a rule keeps from being moved; then nothing
    is changed.
    """
    if type(kept) is not type(duplicate) or not isinstance(kept, MERGEABLE) or kept.pk == duplicate.pk:
        raise ValidationError(_("Choose two different records of the same kind."))
    revision_triggers.change(connection)  # the first thing that every writer locks
    pair = type(kept)._default_manager.select_for_update(of=("self",)).order_by("pk")
    locked = {record.pk: record for record in pair.filter(pk__in=[kept.pk, duplicate.pk])}
    if len(locked) < 2:
        raise ValidationError(_("One of the two records no longer exists."))
    kept, duplicate = locked[kept.pk], locked[duplicate.pk]
    require(by, "change", kept)
    require(by, "delete", duplicate)
    why = merge_reason(duplicate.slug, kept.slug, reason)
    _take_over(kept, duplicate)
    _save(kept, by, why)
    refused = [message for one in references(duplicate) for message in _move(one, kept, duplicate, by, why)]
    if refused:
        raise ValidationError(refused)
    sign(duplicate, by, why)
    duplicate.delete()
    return kept


def _names(record: Any) -> dict[str, list[str]]:
    aliases = getattr(record, "aliases_zh", "").splitlines()
    return {"zh": [name for name in (record.name_zh, *aliases) if name.strip()], "en": [record.name_en]}


def _take_over(kept: Any, duplicate: Any) -> None:
    """Give `kept` the other's names, and where it stood under the other, what that one stood under."""
    if hasattr(kept, "aliases_zh"):
        known = [*kept.aliases_zh.splitlines(), kept.name_zh]
        new = [name for name in _names(duplicate)["zh"] if name not in known]
        kept.aliases_zh = "\n".join(filter(None, [*kept.aliases_zh.splitlines(), *new]))
    for relation in kept._meta.related_objects:
        field = relation.field
        if relation.related_model is type(kept) and getattr(kept, field.attname) == duplicate.pk:
            above = getattr(duplicate, field.name)
            setattr(kept, field.name, above if above != kept else None)


def _move(one: References, kept: Any, duplicate: Any, by: AbstractBaseUser, why: str) -> Iterator[str]:
    """Let the records of one field refer to `kept`; yield what keeps some of them from it."""
    for record in one.records.exclude(pk=kept.pk) if one.model is type(kept) else one.records:
        if one.field.many_to_many:
            _exchange(getattr(record, one.field.name), record, kept, duplicate)
        else:
            setattr(record, one.field.name, kept)
            if messages := _refused(record):
                yield _("%(record)s: %(message)s") % {"record": _told(record, by), "message": " ".join(messages)}
                continue
        _save(record, by, why)


def _exchange(members: Any, record: Any, kept: Any, duplicate: Any) -> None:
    """Exchange one of many without a history row of its own; the row comes with the version that is saved next."""
    record.skip_history_when_saving = True
    members.add(kept)
    members.remove(duplicate)
    del record.skip_history_when_saving


def _refused(record: Any) -> list[str]:
    """Return what the rules say against a record as it would be; they were kept before, so the move is at fault."""
    try:
        record.clean()
        record.validate_constraints()
    except ValidationError as error:
        return error.messages
    return []


def _told(record: Any, by: Any) -> str:
    """Name a record to a user; one of another area that is no public record only by its kind."""
    seen = type(record)._default_manager.filter(pk=record.pk)
    if hasattr(seen, "visible_to") and not seen.visible_to(by).exists():
        return str(record._meta.verbose_name)
    return str(record)


def _save(record: Any, by: AbstractBaseUser, why: str) -> None:
    """Save a version that is as much accepted as the one before: merging says nothing new of a zone."""
    if getattr(record, "accepted_version", None) == record.version:
        record.accepted_version = record.version + 1
    sign(record, by, why)
    record.save()
