"""Which columns a sheet of each model has, what they are called in both languages, and what a note on them says."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
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
    Source,
    Target,
    Theme,
    Zone,
)

LANGUAGES = ("zh-hans", "en")
BOTH = "both"  # headings in both languages, for readers of lists

# In the order in which they are read and written: what others name comes first.
MODELS: tuple[type[models.Model], ...] = (
    *(Organisation, Person, Source, Theme, Indicator, Period, Zone),
    *(Plan, PlanTier, Goal, Initiative, Milestone, Target, Observation, ProgressUpdate),
)
PLAN_SHEETS: tuple[type[models.Model], ...] = (
    *(Plan, PlanTier, Goal, Initiative, Target, Observation, ProgressUpdate),
)
# By what a row names its record. All other models have a slug.
KEYS: dict[type[models.Model], tuple[str, ...]] = {PlanTier: ("plan", "position"), Period: ("number",)}

_FIRST = ("slug", "zone", "plan", "initiative", "indicator", "position", "number", "name_zh", "name_en")
_LAST = ("source", "locator", "quotation", "speaker", "note_zh", "note_en", "publication", "version")
_WORKED_OUT = {"publication", "zone", "status"}  # shown although nobody enters them
_FOR_EDITORS = {"publication", "version"}  # what everybody gets is published, and nobody uploads it again


@dataclass(frozen=True)
class Column:
    """One column of a model's sheet; an imprecise date and its precision are one.

    A link has two: its records' addresses, and with `says_names` what they are called, for those who only read.
    """

    model: type[models.Model]
    field: Any
    says_names: bool = False

    @property
    def name(self) -> str:
        return f"{self.field.name}_name" if self.says_names else self.field.name

    @property
    def is_read_only(self) -> bool:
        """Whether it is only shown: what the product works out by itself is passed over when a file comes back."""
        return self.says_names or (not self.field.editable and self.name != "version")

    @property
    def is_required(self) -> bool:
        return not (self.field.blank or self.field.has_default() or self.is_read_only or self.name == "version")

    @property
    def is_imprecise(self) -> bool:
        return self.name in imprecise_dates(self.model)

    def heading(self, language: str) -> str:
        """Return what stands above the column in one language, or in `BOTH`."""
        if language == BOTH:
            return " / ".join(dict.fromkeys(self.heading(each) for each in LANGUAGES))
        with override(language):
            return self.label

    @property
    def label(self) -> str:
        """Return the heading in the language in force."""
        words = capfirst(str(self.field.verbose_name))
        return _("%(field)s (name)") % {"field": words} if self.says_names else words

    def note(self, language: str) -> str:
        """Return what an editor needs to know to fill the column in."""
        with override(language):
            said = [str(self.field.help_text), *self._manner()]
            return "\n".join(filter(None, said))

    def _manner(self) -> Iterable[str]:
        if self.name == "version":
            yield _("Leave it as it is: it tells whether somebody has changed the record since.")
        elif self.is_read_only:
            yield _("Only shown: what stands here is not read.")
        else:
            if self.is_required:
                yield _("Required.")
            yield self._kind_of_value()

    def _kind_of_value(self) -> str:
        if self.name == "slug":
            return _("A row with the address of an existing record changes that record.")
        if self.field.many_to_many:
            return _("The addresses of records, separated by commas.")
        if self.field.is_relation:
            return {
                PlanTier: _("The position of a tier of the same plan."),
                Period: _("The number of a period, such as 14."),
            }.get(self.field.related_model, _("The address of a record, as its page’s web address ends."))
        if isinstance(self.field, models.DateField):
            return _("As far as it is known: 2021, 2021-03 or 2021-03-17.")
        if isinstance(self.field, models.DecimalField):
            return _("81000, 8.1万 and 3.27万亿 are understood.")
        return ""


def imprecise_dates(model: type[models.Model]) -> tuple[str, ...]:
    return getattr(model, "imprecise_dates", ())


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """Return a model's columns in the order of entry: address and belonging, what it is, its evidence, its state."""
    precisions = {f"{name}_precision" for name in imprecise_dates(model)}
    fields: list[Any] = [*model._meta.concrete_fields, *model._meta.many_to_many]
    shown = [
        field
        for field in fields
        if (field.editable or field.name in _WORKED_OUT or field.name == "version")
        and field.name not in precisions
        and not field.primary_key
        and not isinstance(field, models.FileField)
    ]

    def rank(field: Any) -> tuple[int, int]:
        if field.name in _FIRST:
            return 0, _FIRST.index(field.name)
        return (2, _LAST.index(field.name)) if field.name in _LAST else (1, 0)

    return tuple(Column(model, field) for field in sorted(shown, key=rank))


@cache
def public_columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """Return the columns that everybody gets: without what is for editors, and names beside the addresses of links."""
    found = []
    for column in columns_of(model):
        if column.name not in _FOR_EDITORS:
            found.append(column)
            if column.field.is_relation:
                found.append(Column(model, column.field, says_names=True))
    return tuple(found)


def key_names(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns by which a row names its record."""
    return KEYS.get(model, ("slug",))


def title(model: type[models.Model], language: str) -> str:
    """Return what a model's sheet is called."""
    with override(language):
        return capfirst(str(model._meta.verbose_name_plural))


def normal(text: str) -> str:
    """Return a heading or a label as it is compared: whatever the width, the case and the spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def headings_of(model: type[models.Model]) -> dict[str, Column]:
    """Return a model's columns by all that they may be called: both languages, both together, the field's name."""
    found = {}
    for column in columns_of(model):
        for name in (column.name, *(column.heading(language) for language in (*LANGUAGES, BOTH))):
            found[normal(name)] = column
    return found


@cache
def models_by_title() -> dict[str, type[models.Model]]:
    """Return the models by all that their sheets may be called."""
    found: dict[str, type[models.Model]] = {}
    for model in MODELS:
        names = [title(model, language) for language in LANGUAGES]
        for language in LANGUAGES:
            with override(language):
                names.append(str(model._meta.verbose_name))
        for name in (*names, str(model._meta.model_name)):
            found[normal(name)] = model
    return found
