"""Records as they are sent, held to the rules that the rows of an import are held to: one way to check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zones.api.writing.forms import Form
from zones.models import Initiative, Zone, ZoneBound
from zones.services.exchange.columns import key_names
from zones.services.exchange.finding import find_in, read_ahead
from zones.services.exchange.known import Known, visible
from zones.services.exchange.resources import Draft, RecordResource, resource_of
from zones.services.exchange.rows import Group, Row
from zones.services.exchange.uniqueness import clashes

RECORD = "record"  # where an error stands that is of no field alone
GRAVITY = (400, 409, 412, 403)  # what an answer about several errors is: the last of these that applies


@dataclass
class Entry(Row):
    """A record of a request; `errors` by the names under which its fields are sent, `status` the gravest of them."""

    form: Any = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    status: int = 400
    seen: int | None = None  # the version that the client says it has seen
    existing: Any = None  # the record that is in the way

    def refuse(self, message: str, name: str | None = None, status: int = 400) -> None:
        shown = (self.form.names | {"version": "version"}).get((name or "").removesuffix("_precision"), RECORD)
        self.errors.setdefault(shown, []).append(message)
        self.status = max(self.status, status, key=GRAVITY.index)


def entry_of(form: Form, data: Any, number: int = 1, *, whole: bool, besides: tuple[str, ...] = ()) -> Entry:
    """Return a record as it was sent, with what of it cannot be read."""
    sent = form.read(data, whole=whole, besides=besides)
    return Entry(form.sheet, number, sent.cells, form=form, errors=sent.errors)


class Checking:
    """Entries of one model, sent by one person."""

    def __init__(self, form: Form, user: Any):
        self.form, self.user = form, user
        self.known = Known(user)
        self.order: list[Any] = []  # entries, what others name first
        self.resource: RecordResource = resource_of(form.model, self.known)
        # A file's row names its record by its key; here the address does, and the key can be changed like all else.
        keys = [self.resource.fields[name] for name in key_names(form.model)]
        self.resource.entered = [*keys, *(each for each in self.resource.entered if each not in keys)]

    def find(self, entries: Sequence[Entry]) -> None:
        """Give entries the records that they name, or new ones."""
        group = self._group([entry for entry in entries if not entry.errors])
        read_ahead(group, self.known)
        find_in(group, self.known)
        self.order = group.rows
        for entry in entries:
            if entry.draft:
                entry.draft.of_cells = False
            elif entry.key is not None and self.known.hides(self.form.model, entry.key):
                entry.status = 409  # somebody else's draft, of which no more is said

    def stands_for(self, entry: Entry, record: Any) -> None:
        """Say that an entry changes a record."""
        entry.draft = Draft(record, is_new=False, of_cells=False)
        self.order = [entry]
        read_ahead(self._group(self.order), self.known)

    def check(self, *, several: bool) -> None:
        """Put what was sent into the records, and note what is wrong with it; nothing is written."""
        ready = [entry for entry in self.order if entry.draft and not entry.errors]
        for entry in ready:
            self._take(entry)
        if not several:
            for entry in ready:
                self._compare(entry)
            return
        for entry, name, message in clashes(self._group(ready)):
            entry.refuse(message, name)

    def _group(self, entries: Sequence[Entry]) -> Group:
        return Group(self.form.sheet, self.resource, list(entries))

    def _take(self, entry: Entry) -> None:
        record = entry.record
        may = entry.is_new or self._may("change", record)
        for kind in self.form.kinds.values():
            name = kind.column.name
            sent = name in entry.values and not entry.is_new
            if sent and kind.says_the_same(record, entry.values[name], self.known):
                del entry.values[name]
        error = self.resource.take(entry.values, entry.draft, entry.number)  # type: ignore[arg-type]
        for name, messages in error.message_dict.items() if error else ():
            for message in dict.fromkeys(messages):
                entry.refuse(message, name)
        if isinstance(record, Initiative) and record.plan_id:
            record.zone_id = record.plan.zone_id
        if not (may and self._may("add" if entry.is_new else "change", record)):
            self._refuse_area(entry)

    def _may(self, verb: str, record: Any) -> bool:
        return self.user.has_perm(f"zones.{verb}_{record._meta.model_name}", record)

    def _refuse_area(self, entry: Entry) -> None:
        """Say that it is not theirs to write; other errors come first where its area is not known yet."""
        record = entry.record
        bound = isinstance(record, ZoneBound) and not isinstance(record, Zone)
        if not bound:
            entry.refuse(_("You may not add or change this record."), "slug", 403)
            return
        area = self.known.area(record.area_id())
        name = "plan" if isinstance(record, Initiative) else record.zone_lookup.partition("__")[0]
        if area:
            entry.refuse(_("You may not enter records of %(zone)s.") % {"zone": area}, name, 403)
        elif not entry.errors:
            entry.refuse(_("You may not add or change this record."), name, 403)

    def _compare(self, entry: Entry) -> None:
        """Hold one record to what no two may share, by asking the database."""
        record, draft = entry.record, entry.draft
        key = record.pk
        record.pk = None if draft.is_new else key
        try:
            for constraint in record._meta.constraints:
                if isinstance(constraint, models.UniqueConstraint):
                    _note(entry, constraint.validate, type(record), record, at=_place_of(constraint))
            if "slug" in self.form.kinds and record.slug:
                _note(entry, record.validate_unique, at="slug")
            elif "number" in self.form.kinds and record.number:
                _note(entry, record.validate_unique, at="number")
        finally:
            record.pk = key


def _place_of(constraint: models.UniqueConstraint) -> str:
    """Return the field at which an error of a constraint is shown."""
    if constraint.fields:
        return constraint.fields[-1]
    return constraint.condition.children[0][0]


def _note(entry: Entry, ask: Any, *args: Any, at: str) -> None:
    try:
        ask(*args)
    except ValidationError as error:
        for message in error.messages:
            entry.refuse(message, at)


def twin_of(entry: Entry, user: Any) -> Any:
    """Return a record that says in every field what a new one would say; None if there is none.

    That is what is left behind by a request that was sent twice without a slug.
    """
    record = entry.record
    conditions = {}
    for each in record._meta.concrete_fields:
        if each.editable and each.name != "slug" and not (each.primary_key or isinstance(each, models.FileField)):
            value = getattr(record, each.attname)
            conditions |= {f"{each.attname}__isnull": True} if value is None else {each.attname: value}
    return visible(type(record), user).filter(**conditions).first()
