"""django-import-export's resources: how a row becomes a record and a record a row, one resource for each model.

Importing a row here writes nothing. It sets on the record what differs, notes old and new for the preview, and holds
the record to its model's rules; services/exchange/carrying.py saves what was found good.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory

from zones.choices import DatePrecision
from zones.models import Initiative, refuse_goals_of_another_plan
from zones.services.exchange.cells import LONGEST_CELL, Refused
from zones.services.exchange.columns import MODELS, Column, columns_of, key_names
from zones.services.exchange.conditions import surely_holds
from zones.services.exchange.known import Known
from zones.services.exchange.widgets import widget_of


@dataclass(frozen=True)
class Change:
    """What one cell changes, as the preview shows it."""

    column: Column
    old: str
    new: str


@dataclass
class Draft:
    """A record as a row wants it: nothing is saved yet. Texts `of_cells` may have been cut off by a spreadsheet."""

    record: Any
    is_new: bool
    changes: list[Change] = field(default_factory=list)
    links: dict[str, list[models.Model]] = field(default_factory=dict)
    of_cells: bool = True


class RecordField(Field):
    """A column of a resource. It leaves alone what the cell says again."""

    def __init__(self, column: Column):
        super().__init__(
            attribute=column.field.name,
            column_name=column.name,
            widget=widget_of(column),
            readonly=column.is_read_only,
        )
        self.column = column

    def __deepcopy__(self, memo):
        return self  # the base class copies all columns for each resource; these never change

    def get_value(self, instance):
        value = getattr(instance, self.attribute, None)
        if self.column.is_imprecise:
            return (value, getattr(instance, f"{self.attribute}_precision")) if value else None
        if self.column.field.many_to_many:
            return getattr(instance, self.attribute).all() if instance.pk and instance.pk > 0 else []
        return value

    def clean(self, row, **kwargs):
        value = row[self.column_name]
        if isinstance(value, Refused):
            raise ValidationError(value.reason)
        return self.widget.clean(value, row=row, **kwargs)

    def save(self, instance, row, is_m2m=False, *, draft, known, **kwargs):
        """Set on the record what the cell says, if that is new. Raises ValidationError."""
        value = self.clean(row, record=instance, known=known)
        old, new = self.widget.shown(self.get_value(instance)), self.widget.shown(value)
        cut_off = draft.of_cells and len(new) > LONGEST_CELL - 100 and old.startswith(new)
        left_out = draft.is_new and not new and self.column.field.has_default()
        if (old == new and not draft.is_new) or cut_off or left_out:
            return
        if new or not draft.is_new:
            draft.changes.append(Change(self.column, "" if draft.is_new else old, new))
        self._set(instance, value, draft)

    def _set(self, instance, value, draft):
        if self.column.is_imprecise:
            day, precision = value or (None, DatePrecision.DAY)
            setattr(instance, self.attribute, day)
            setattr(instance, f"{self.attribute}_precision", precision)
        elif self.column.field.many_to_many:
            draft.links[self.attribute] = value
        elif value is None and isinstance(self.column.field, models.CharField):
            setattr(instance, self.attribute, "")
        else:
            setattr(instance, self.attribute, value)


class PublicField(RecordField):
    """A column of what everybody gets: it names no record that is not public."""

    def get_value(self, instance):
        value = super().get_value(instance)
        if self.column.field.many_to_many:
            return [member for member in value if _is_public(member)]
        return value if _is_public(value) else None


def _is_public(value: Any) -> bool:
    return getattr(value, "is_public", True)


class RecordResource(ModelResource):
    """Rows of one model. A row is a mapping of field names to what its cells hold; missing fields stay as they are."""

    def __init__(self, known: Known | None = None, **kwargs):
        super().__init__(**kwargs)
        self.known = known

    @cached_property
    def entered(self) -> list[RecordField]:
        """The columns that people enter, without those that name the record and its version."""
        known_by = {*key_names(self._meta.model), "version"}
        return [each for each in self.fields.values() if not each.readonly and each.column_name not in known_by]

    def take(self, values: dict[str, Any], draft: Draft, number: int) -> ValidationError | None:
        """Put a row's values into its draft; return what is wrong with them, if anything is."""
        result = self.import_row(
            values, instance_loader=draft, row_number=number, dry_run=True, using_transactions=False, draft=draft
        )
        if result.errors:  # not the file's fault
            raise result.errors[0].error
        return result.validation_error

    def get_or_init_instance(self, instance_loader, row):
        return instance_loader.record, instance_loader.is_new

    def import_instance(self, instance, row, *, draft, **kwargs):
        self.draft, self.given, errors = draft, row, {}
        for each in self.entered:
            try:
                if each.column_name in row:
                    each.save(instance, row, draft=draft, known=self.known)
            except ValidationError as error:
                errors[each.column_name] = error
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self.draft.is_new or self.draft.changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Hold a record to its model's rules, without asking the database for links that were just read from it.

        The key was looked up before, and rows are compared with each other in services/exchange/uniqueness.py.
        """
        errors: dict[str, Any] = dict(import_validation_errors or {})
        automatic = {each.name for each in instance._meta.concrete_fields if not each.editable}
        linked = {
            each.name
            for each in instance._meta.concrete_fields
            if each.is_relation and getattr(instance, each.attname) is not None
        }
        for check in (
            lambda: instance.clean_fields(exclude=automatic | linked | set(errors)),
            lambda: self._clean(instance),
            lambda: self._check_links(instance),
        ):
            try:
                check()
            except ValidationError as error:
                _add(errors, error)
        for constraint in instance._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and not surely_holds(constraint.condition, instance):
                try:
                    constraint.validate(type(instance), instance, exclude=set(errors))
                except ValidationError as error:
                    _add(errors, ValidationError({self._place_of(constraint): error}))
        if errors:
            raise ValidationError(errors)

    def _clean(self, instance):
        """Ask the model, sparing it the search for what a record would leave behind if it moved, unless it moves."""
        links = [change.column.field for change in self.draft.changes if change.column.field.many_to_one]
        moves = not self.draft.is_new and any(
            link.name in ("plan", "zone") or link.related_model is type(instance) for link in links
        )
        key = instance.pk
        instance.pk = key if moves else None
        try:
            instance.clean()
        finally:
            instance.pk = key

    def _place_of(self, constraint):
        """Return the field whose cell shows the error of a constraint: the first that the row has."""
        names = list(_names(constraint.condition))
        return next((name for name in names if name in self.given), names[0])

    def _check_links(self, instance):
        if isinstance(instance, Initiative):
            kept = instance.goals.all() if not self.draft.is_new else []
            refuse_goals_of_another_plan(self.draft.links.get("goals", kept), instance.plan_id)


def _add(errors: dict[str, Any], error: ValidationError) -> None:
    """Note the errors of fields that have none yet."""
    for name, found in error.update_error_dict({}).items():
        errors.setdefault(name, found)


def _names(condition: models.Q) -> Iterator[str]:
    """Yield the fields that a condition speaks of."""
    child: Any
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _names(child)
        else:
            yield child[0].partition("__")[0]


_RESOURCES = {
    model: modelresource_factory(
        model,
        resource_class=RecordResource,
        meta_options={
            "fields": [column.name for column in columns_of(model)],
            "use_transactions": False,
            "skip_diff": True,  # it copies records with all that hangs on them; a Draft notes what a row changes
            "import_id_fields": key_names(model),
        },
        custom_fields={column.name: RecordField(column) for column in columns_of(model)},
    )
    for model in MODELS
}


def resource_of(model: type[models.Model], known: Known | None = None) -> RecordResource:
    """Return the resource that reads and writes a model's rows."""
    return _RESOURCES[model](known)
