"""What a package holds: a table for each model and for each many-to-many link, described from the models."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.text import capfirst
from django.utils.translation import override

from zones.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Observation,
    Organisation,
    Period,
    Person,
    Plan,
    PlanTier,
    ProgressUpdate,
    Published,
    Source,
    Target,
    Theme,
    Zone,
)
from zones.services.exchange.columns import LANGUAGES

# In an order in which what others name comes first, as far as there is one.
NAMES: dict[type[models.Model], str] = {
    Organisation: "organisations",
    Person: "people",
    Source: "sources",
    Theme: "themes",
    Indicator: "indicators",
    Period: "periods",
    Zone: "zones",
    Plan: "plans",
    PlanTier: "tiers",
    Goal: "goals",
    Initiative: "initiatives",
    Milestone: "milestones",
    ProgressUpdate: "updates",
    Target: "targets",
    Observation: "observations",
}
# What stays inside: keys of the database, the state of review, who entered it, and the editors' copies of sources.
LEFT_OUT = {"id", "publication", "is_public", "accepted_version", "author", "file"}
KEYS: dict[type[models.Model], str] = {Period: "number", PlanTier: "key"}  # all others have a slug
SLUG = "[-a-zA-Z0-9_]+"
TIER_KEY = f"{SLUG}~[0-9]+"
TYPES: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "integer"),
    (models.CharField, "string"),
    (models.TextField, "string"),
)


@dataclass(frozen=True)
class Column:
    """A column of a table. `read` is what the database is asked for; `field` is None for the key of a tier."""

    name: str
    read: Any
    field: Any = None
    refers_to: type[models.Model] | None = None

    def described(self, is_key: bool = False) -> dict[str, Any]:
        """Return the column as a field of a table schema."""
        kind, constraints = self._type_and_constraints()
        if is_key:
            constraints |= {"required": True, "unique": True}
        title = {"title": _both(self.field.verbose_name)} if self.field is not None else {}
        told: dict[str, Any] = {"name": self.name, "type": kind, **title}
        if self.field is not None and self.field.choices:
            values, labels = zip(*self.field.choices, strict=True)
            constraints["enum"] = list(values)
            told["categories"] = [
                {"value": value, "label": _both(label)} for value, label in zip(values, labels, strict=True)
            ]
        return told | ({"constraints": constraints} if constraints else {})

    def _type_and_constraints(self) -> tuple[str, dict[str, Any]]:
        if self.field is None:
            return "string", {"pattern": TIER_KEY}
        required = {"required": True} if self.is_required else {}
        if self.refers_to is not None:
            if self.refers_to is Period:
                return "integer", required
            return "string", required | {"pattern": TIER_KEY if self.refers_to is PlanTier else SLUG}
        return next(kind for field, kind in TYPES if isinstance(self.field, field)), required | _limits(self.field)

    @property
    def is_required(self) -> bool:
        return not (
            self.field.null or (self.field.blank and isinstance(self.field, models.CharField | models.TextField))
        )


@dataclass(frozen=True)
class Table:
    """A table of a package: of a model, or of a many-to-many link, whose rows are those of the table between."""

    name: str
    model: Any
    columns: tuple[Column, ...]
    link: Any = None

    @property
    def path(self) -> str:
        return f"data/{self.name}.csv"

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns that name a row."""
        return tuple(column.name for column in self.columns) if self.link else (key_of(self.model),)

    def rows(self) -> models.QuerySet:
        """Return the published rows in the order in which they were entered, which decides between equal ones."""
        if self.link is None:
            records = self.model._default_manager.all()
            return (records.published() if hasattr(records, "published") else records).order_by("pk")
        ends = [column.name for column in self.columns]
        public = [Q(**{f"{end}__is_public": True}) for end in ends if _is_reviewed(self.model, end)]
        return self.model._default_manager.filter(*public).order_by(*(f"{end}_id" for end in ends))

    def described(self) -> dict[str, Any]:
        """Return the table as a resource of a data package."""
        is_single = len(self.key) == 1
        schema = {
            "fields": [column.described(is_single and column.name in self.key) for column in self.columns],
            "primaryKey": list(self.key),
            "foreignKeys": [
                {
                    "fields": [column.name],
                    "reference": {"resource": self._named(column.refers_to), "fields": [key_of(column.refers_to)]},
                }
                for column in self.columns
                if column.refers_to
            ],
            "missingValues": [""],
        }
        title = self.link.verbose_name if self.link else self.model._meta.verbose_name_plural
        return {
            "name": self.name,
            "title": _both(title),
            "path": self.path,
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {name: value for name, value in schema.items() if value},
        }

    def _named(self, model: Any) -> str:
        return "" if model is self.model else NAMES[model]  # "" is the table itself


@cache
def tables() -> tuple[Table, ...]:
    """Return all tables of a package, those of links last."""
    links = [
        Table(f"{model._meta.model_name}-{link.name}", link.remote_field.through, _ends(link), link)
        for model in NAMES
        for link in model._meta.many_to_many
    ]
    return (*(Table(name, model, _columns(model)) for model, name in NAMES.items()), *links)


def key_of(model: Any) -> str:
    return KEYS.get(model, "slug")


def _columns(model: Any) -> tuple[Column, ...]:
    fields = sorted((each for each in model._meta.concrete_fields if each.name not in LEFT_OUT), key=_rank)
    key = [Column("key", _key_expression(PlanTier, ""))] if model is PlanTier else []
    return (*key, *(_column(model, field) for field in fields))


def _rank(field: Any) -> tuple[int, ...]:
    """Return the place of a field: what names a record first, what the product notes about it last."""
    order = ["slug", "number", "zone", "plan", "initiative", "indicator", "position", "name_zh", "name_en"]
    last = ["source", "locator", "quotation", "speaker", "note_zh", "note_en", "created_at", "updated_at", "version"]
    if field.name in order:
        return 0, order.index(field.name)
    return (2, last.index(field.name)) if field.name in last else (1,)


def _column(model: Any, field: Any) -> Column:
    related = field.related_model
    if related is None:
        return Column(field.name, F(field.name), field)
    named = _key_expression(related, f"{field.name}__")
    if issubclass(related, Published):
        # A public record may name one that is not public, unless it hangs from it.
        named = Case(When(**{f"{field.name}__is_public": True}, then=named))
    return Column(field.name, named, field, related)


def _ends(link: Any) -> tuple[Column, ...]:
    through = link.remote_field.through
    return tuple(
        _column(through, through._meta.get_field(name))
        for name in (link.m2m_field_name(), link.m2m_reverse_field_name())
    )


def _key_expression(model: Any, path: str) -> Any:
    if model is not PlanTier:
        return F(f"{path}{key_of(model)}")
    key = Concat(f"{path}plan__slug", Value("~"), Cast(f"{path}position", CharField()), output_field=CharField())
    return Case(When(**{f"{path}position__isnull": False}, then=key)) if path else key


def _is_reviewed(model: Any, end: str) -> bool:
    return issubclass(model._meta.get_field(end).related_model, Published)


def _limits(field: Any) -> dict[str, Any]:
    """Return what a field allows as constraints of a table schema; never what only one database asks for."""
    found: dict[str, Any] = {}
    if isinstance(field, models.SlugField):
        found["pattern"] = SLUG
    if isinstance(field, models.CharField) and not field.choices:
        found["maxLength"] = field.max_length
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        found["minimum"] = 0
    for validator in field._validators:
        if isinstance(validator, MinValueValidator):
            found["minimum"] = validator.limit_value
        elif isinstance(validator, MaxValueValidator):
            found["maximum"] = validator.limit_value
    return found


def _both(text: Any) -> str:
    """Return a lazy text in both languages: 规划 / plan."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(capfirst(str(text)))
    return " / ".join(dict.fromkeys(found))


def all_described(resources: Iterable[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the description of a package, without what is only known once it is written."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zone-plan-tracker",
        "title": "高新区规划追踪 / Zone plan tracker",
        "description": "国家高新区五年规划：目标、举措、指标、佐证与进展。README.md 说明各表。 / "
        "Five-year plans of China's national high-tech zones: goals, initiatives, figures, evidence and progress. "
        "README.md explains the tables.",
        "keywords": ["高新区", "五年规划", "high-tech zones", "five-year plans"],
        "resources": [table.described() for table in tables()] if resources is None else list(resources),
    }
