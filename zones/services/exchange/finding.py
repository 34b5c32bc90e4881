"""Which record a row is of: found by its key in a few queries for the whole file, or new."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones.models import Observation, Plan, PlanTier
from zones.services.exchange.cells import Refused, as_text
from zones.services.exchange.columns import MODELS, key_names
from zones.services.exchange.known import Known
from zones.services.exchange.reading import Sheet
from zones.services.exchange.resources import Draft, resource_of
from zones.services.exchange.rows import Group, Row
from zones.services.exchange.widgets import One, whole


def find_records(sheets: Iterable[Sheet], known: Known) -> Iterator[Group]:
    """Yield the rows of each sheet with their records, what others name first.

    A row that says nothing else belongs to the one plan that the workbook holds; so what a plan's row says must have
    been put into it before the next sheet is asked for.
    """
    groups = [Group(sheet, resource_of(sheet.model, known), _rows_of(sheet)) for sheet in sheets if sheet.model]
    groups.sort(key=lambda group: MODELS.index(group.model))
    for group in groups:
        read_ahead(group, known)
    plan = None
    for group in groups:
        find_in(group, known, plan)
        if group.model is Plan and len(group.rows) == 1:
            plan = group.rows[0].record
        yield group


def find_in(group: Group, known: Known, plan: Plan | None = None) -> None:
    """Give each row of a group its record, and put them into the order in which they can be read."""
    seen: dict[int, Row] = {}
    for row in group.rows:
        _find(row, known, plan)
        if row.draft and (other := seen.setdefault(id(row.record), row)) is not row:
            row.draft = None
            message = _("Row %(row)d is of the same record.") % {"row": other.number}
            row.refuse(message, key_names(group.model)[-1])
    group.rows = _parents_first(group, known)


def _rows_of(sheet: Sheet) -> list[Row]:
    return [
        Row(sheet, number, {c.name: cells[p] if p < len(cells) else None for p, c in sheet.columns.items()})
        for number, cells in sheet.rows
    ]


def _links(row: Row, group: Group) -> Iterator[tuple[One, list[Any]]]:
    """Yield the columns of a row that name other records, with the keys that stand there."""
    for column, value in row.values.items():
        each = group.resource.fields[column]
        if isinstance(each.widget, One) and not each.readonly and not isinstance(value, Refused):
            try:
                yield each.widget, list(each.widget.keys(value))
            except ValidationError:  # said again when the cell itself is read
                continue


def read_ahead(group: Group, known: Known) -> None:
    """Read all records that the rows name, in a few queries."""
    named: dict[type[models.Model], list[Any]] = {}
    for row in group.rows:
        for widget, keys in _links(row, group):
            if widget.model is not PlanTier:
                named.setdefault(widget.model, []).extend(keys)
        if address := as_text(row.values.get("slug")):
            named.setdefault(group.model, []).append(address)
    for model, keys in named.items():
        known.read(model, keys)


# --- which record a row is of -----------------------------------------------------------------------


def _find(row: Row, known: Known, plan: Plan | None) -> None:
    """Give a row the record that it names, or a new one, which belongs to the workbook's plan unless it says else."""
    model: Any = row.sheet.model
    record = model()
    if model is PlanTier:
        record.plan = _plan_of(row, known) or plan
    elif plan:
        _belong(record, plan)
    try:
        row.key = _key_of(row, record)
    except ValidationError as error:
        row.refuse(" ".join(error.messages), key_names(model)[-1])
        return
    found = None
    if row.key is not None:
        found = known.tier(record.plan, row.key) if model is PlanTier else known.find(model, row.key)
        setattr(record, key_names(model)[-1], row.key)
    if found is None and known.hides(model, row.key):
        row.refuse(str(model._meta.get_field("slug").error_messages["unique"]), "slug")
    elif found is None:
        known.add(record, row.key)
        row.draft = Draft(record, is_new=True)
    else:
        row.draft = Draft(found, is_new=found.pk < 0)


def _belong(record: Any, plan: Plan) -> None:
    fields = {each.name for each in record._meta.concrete_fields if each.editable}
    if "plan" in fields:
        record.plan = plan
    elif isinstance(record, Observation) and plan.zone_id:
        record.zone = plan.zone


def _plan_of(row: Row, known: Known) -> Plan | None:
    address = as_text(row.values.get("plan"))
    return known.find(Plan, address) if address else None


def _key_of(row: Row, record: Any) -> Any:
    """Return by what a row names its record; None for a new record without an address. Raises ValidationError."""
    *_others, name = key_names(type(record))
    value = row.values.get(name)
    if isinstance(value, Refused):
        raise ValidationError(value.reason)
    if name == "slug":
        return as_text(value) or None
    if isinstance(record, PlanTier) and record.plan_id is None:
        address = as_text(row.values.get("plan"))
        raise ValidationError(
            _("There is no %(kind)s with the address “%(address)s”.")
            % {"kind": Plan._meta.verbose_name, "address": address[:120]}
        )
    if not as_text(value):
        raise ValidationError(str(record._meta.get_field(name).error_messages["blank"]))
    return whole(as_text(value))


def _parents_first(group: Group, known: Known) -> list[Row]:
    """Return rows so that a record comes after those of the same kind that it names; a circle stays as it is."""
    by_record = {id(row.record): place for place, row in enumerate(group.rows) if row.draft}
    order: TopologicalSorter[int] = TopologicalSorter()
    for place, row in enumerate(group.rows):
        named = [key for widget, keys in _links(row, group) if widget.model is group.model for key in keys]
        others = (id(known.find(group.model, key)) for key in named)
        order.add(place, *(by_record[other] for other in others if other in by_record))
    try:
        return [group.rows[place] for place in order.static_order()]
    except CycleError:
        return group.rows
