"""Seeding: the fixtures' records that the database does not have yet, entered as people would enter them.

`loaddata` writes rows past `save()`, without history, without the models' rules, and over what people have changed.
Here a record whose natural key exists is left alone, and every other one is validated and saved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from zones.choices import Publication
from zones.models import Initiative, ProgressUpdate, Published, refuse_goals_of_another_plan
from zones.services.progress import refresh_status

# What the others name comes first; the order of the rest does not matter.
FIRST_FILES = ("reference", "national", "guangdong")
_SEEDED = {
    model._meta.label_lower: model
    for model in apps.get_app_config("zones").get_models()
    if hasattr(model, "natural_key")
}


class FixtureError(Exception):
    """A fixture cannot be loaded; the message is one line with file, record, field and reason."""


@dataclass(frozen=True)
class Seeded:
    """How many records were added and how many were there before."""

    added: int
    present: int


@dataclass(frozen=True)
class _Record:
    """One record as it stands in a file: `{model: zones.zone, fields: {…}}`, other records named by natural key."""

    file: str
    number: int
    model: type[models.Model]
    fields: dict[str, Any]

    def error(self, field: str, message: str) -> FixtureError:
        key = self.fields.get("slug") or f"#{self.number}"
        place = ": ".join(filter(None, [self.file, f"{self.model._meta.model_name} {key}", field]))
        return FixtureError(f"{place}: {' '.join(message.split())}")


class _NotThereYetError(Exception):
    """A record names another one that is not in the database yet."""

    def __init__(self, field: str, key: object):
        super().__init__(field, key)
        self.field, self.key = field, key


@transaction.atomic
def seed(*, folder: Path) -> Seeded:
    """Add every record of the folder's YAML files that is not there yet, in one transaction, with history.

    Raises FixtureError at the first record that is invalid or names what nobody has; then nothing is saved.
    """
    waiting = [record for file in fixture_files(folder) for record in _read(file)]
    added = present = 0
    reported = set()
    while waiting:
        later = []
        for record in waiting:
            try:
                instance = _add(record)
            except _NotThereYetError:
                later.append(record)
                continue
            added, present = added + (instance is not None), present + (instance is None)
            if isinstance(instance, ProgressUpdate):
                reported.add(instance.initiative_id)
        if len(later) == len(waiting):
            _refuse_unknown_name(later[0])
        waiting = later
    for initiative_id in sorted(reported):
        refresh_status(initiative_id)
    return Seeded(added, present)


def fixture_files(folder: Path) -> list[Path]:
    """Return the folder's YAML files in the order in which they are loaded; raise FixtureError when there is none."""
    files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise FixtureError(_("There are no fixtures in %(folder)s.") % {"folder": folder})
    first = [files.pop(name) for name in FIRST_FILES if name in files]
    return [*first, *files.values()]


def _read(path: Path) -> Iterator[_Record]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FixtureError(f"{path.name}: {' '.join(str(error).split())}") from error
    if not isinstance(rows, list | None):
        raise FixtureError(": ".join((path.name, _("A fixture is a list of records."))))
    for number, row in enumerate(rows or [], start=1):
        if not (isinstance(row, dict) and isinstance(row.get("fields"), dict)):
            raise FixtureError(": ".join((path.name, f"#{number}", _("A record has a model and fields."))))
        if (model := _SEEDED.get(str(row.get("model")))) is None:
            message = _("There is no model %(model)s.") % {"model": row.get("model")}
            raise FixtureError(f"{path.name}: #{number}: {message}")
        yield _Record(path.name, number, model, row["fields"])


def _add(record: _Record) -> models.Model | None:
    """Save a record unless its natural key exists; return the new instance, or None."""
    instance, links = _build(record)
    try:
        key = instance.natural_key()
    except ObjectDoesNotExist:  # a tier without its plan
        key = (None,)
    if "" in key or None in key:
        raise record.error("", _("A fixture's record needs its natural key, so that loading twice adds nothing."))
    if _find(record.model, key):
        return None
    # What the code sets by itself (timestamps, an initiative's zone and status) is not entered by people.
    automatic = {field.name for field in record.model._meta.fields if not field.editable}
    try:
        instance.full_clean(exclude=automatic)
        if isinstance(instance, Initiative):
            refuse_goals_of_another_plan(links.get("goals", []), instance.plan_id)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise record.error("" if field == "__all__" else field, " ".join(messages)) from error
    if isinstance(instance, Published):
        instance.publication, instance.accepted_version = Publication.PUBLISHED, instance.version
    instance.save()
    for name, others in links.items():
        getattr(instance, name).set(others)
    return instance


def _build(record: _Record) -> tuple[Any, dict[str, list[models.Model]]]:
    """Return an unsaved instance and its many-to-many members; raise _NotThereYetError or FixtureError."""
    values, links = {}, {}
    for name, value in record.fields.items():
        try:
            field = record.model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise record.error(name, _("There is no such field.")) from error
        if not isinstance(field, models.Field):
            raise record.error(name, _("There is no such field."))
        if field.many_to_many:
            links[name] = [_named(record, field, key) for key in _as_list(record, name, value)]
        elif field.is_relation:
            values[name] = None if value is None else _named(record, field, value)
        else:
            values[name] = _converted(record, field, value)
    return record.model(**values), links


def _as_list(record: _Record, name: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise record.error(name, _("Natural keys are written as lists."))
    return value


def _converted(record: _Record, field: models.Field, value: object) -> Any:
    try:
        return field.to_python(value)
    except ValidationError as error:
        raise record.error(field.name, " ".join(error.messages)) from error
    except (TypeError, ValueError, ArithmeticError) as error:
        raise record.error(field.name, str(error)) from error


def _named(record: _Record, field: models.Field, key: object) -> models.Model:
    """Return the record that a natural key names, e.g. [tianjin-binhai-14, 2] a tier."""
    parts = _as_list(record, field.name, key)
    if not all(isinstance(part, str | int) for part in parts):
        raise record.error(field.name, _("Natural keys are written as lists."))
    found = _find(field.related_model, parts)
    if found is None:
        raise _NotThereYetError(field.name, key)
    return found


def _find(model: Any, key: Any) -> models.Model | None:
    try:
        return model._default_manager.get_by_natural_key(*key)
    except (ObjectDoesNotExist, TypeError, ValueError, OverflowError):
        return None


def _refuse_unknown_name(record: _Record) -> None:
    try:
        _build(record)
    except _NotThereYetError as error:
        message = _("There is no record %(key)s.") % {"key": error.key}
        raise record.error(error.field, message) from error
