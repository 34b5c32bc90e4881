"""Rules across rows, held against what was just written: those of the models, and those that `save()` would keep."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zones.choices import InitiativeStatus
from zones.models import (
    Goal,
    Indicator,
    Initiative,
    Observation,
    Organisation,
    Plan,
    ProgressUpdate,
    Target,
    Zone,
)
from zones.services.exchange import in_chunks
from zones.services.package.container import Fault
from zones.services.package.schema import Table

CHUNK = 500  # records read at once; SQLite is not asked for many more
# What the rules of a model look at; another link would be asked for record by record.
LOOKED_AT: dict[Any, tuple[str, ...]] = {
    Organisation: ("parent",),
    Indicator: ("part_of",),
    Zone: ("parent",),
    Plan: ("continues",),
    Goal: ("tier",),
    Initiative: ("tier", "parent", "continues"),
    Target: ("tier", "goal", "initiative"),
    Observation: ("initiative",),
}


def rules_broken(table: Table) -> Iterator[Fault]:
    """Yield what is wrong with the records of a table that was written.

    The first one has the key 1 and stands in row 2.
    """
    if table.link is not None:
        yield from _links_between_plans(table)
        return
    for record in _records(table):
        key, record.pk = record.pk, None  # new records leave nothing behind where they were
        try:
            record.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield Fault(" ".join(messages), table.path, key + 1, name)
    if table.model is Initiative:
        yield from _told(
            table, Initiative.objects.exclude(zone=F("plan__zone")), "zone", _("The zone is not that of its plan.")
        )
        yield from _told(table, _not_as_reported(), "status", _("The status is not that of its latest update."))


def _records(table: Table) -> Iterator[Any]:
    for records in in_chunks(table.model._base_manager.order_by("pk"), table.model._base_manager.in_bulk, size=CHUNK):
        prefetch_related_objects(records, *LOOKED_AT.get(table.model, ()))
        yield from records


def _told(table: Table, records: QuerySet, name: str, message: str) -> Iterable[Fault]:
    return [
        Fault(message, table.path, key + 1, name) for key in records.order_by("pk").values_list("pk", flat=True)[:20]
    ]


def _not_as_reported() -> QuerySet:
    latest = ProgressUpdate.objects.filter(initiative=OuterRef("pk")).newest_first().values("status")[:1]
    reported = Coalesce(Subquery(latest), Value(InitiativeStatus.ANNOUNCED.value))
    return Initiative.objects.annotate(reported=reported).filter(~Q(status=F("reported")))


def _links_between_plans(table: Table) -> Iterator[Fault]:
    """Yield goals that an initiative of another plan is said to serve."""
    if table.link.name == "goals":
        for slug, goal in table.model._base_manager.exclude(initiative__plan=F("goal__plan")).values_list(
            "initiative__slug", "goal__slug"
        )[:20]:
            yield Fault(_("The goals must belong to the same plan.") + f" {slug}, {goal}", table.path)
