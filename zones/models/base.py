"""What every model shares: two languages, a stable address, timestamps, dates with their precision."""

from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce, NullIf
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zones import dates, validators
from zones.choices import DatePrecision


def speaks_english() -> bool:
    """Whether the reader being served asked for English; everyone else reads the authoritative Chinese."""
    return (get_language() or "").startswith("en")


def page_address(name: str, slug: str) -> str:
    """Return the address of a record's page, `name` in the URLs, in the language of the reader."""
    before, after = _around_slug(name, get_language(), get_script_prefix())
    return f"{before}{slug}{after}"


@lru_cache(maxsize=64)
def _around_slug(name: str, _language: str | None, _prefix: str) -> tuple[str, str]:
    """Return what stands before and after a slug in an address; a page has hundreds, so it is worked out once."""
    before, _slug, after = reverse(name, args=["-"]).rpartition("-")
    return before, after


class Localized:
    """`name = Localized()` reads `name_en` for English readers where there is one, otherwise `name_zh`."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        english = getattr(instance, f"{self.name}_en") if speaks_english() else ""
        return english or getattr(instance, f"{self.name}_zh")


def localized(path: str) -> models.F | Coalesce:
    """Return the query expression for what `Localized` reads, e.g. `localized("zone__name")`, to order or annotate."""
    if not speaks_english():
        return models.F(f"{path}_zh")
    return Coalesce(NullIf(models.F(f"{path}_en"), models.Value("")), models.F(f"{path}_zh"))


class RecordQuerySet(models.QuerySet):
    """Queries that every model with a slug answers."""

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class StaleVersion(Exception):  # noqa: N818 - the name says what was found; nothing is broken
    """Somebody saved a newer version of `record`, or deleted it, since it was read; nothing was written."""

    def __init__(self, record: models.Model):
        super().__init__(f"{record._meta.label} {record.pk}")
        self.record = record


class Timestamped(models.Model):
    """When a row was made and last changed, and its version: saving over a newer one is refused."""

    # Defaults rather than auto_now: `loaddata` saves raw rows, for which auto_now would leave them empty.
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save; raise StaleVersion if the row is no longer the version that this instance was read as.

        With `update_fields` only what the product works out by itself is saved; that makes no new version.
        """
        self.updated_at = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
            super().save(*args, **kwargs)
        elif self._state.adding:
            super().save(*args, **kwargs)
        else:
            self._save_next_version(*args, **kwargs)

    def _save_next_version(self, *args, **kwargs):
        seen = self.version
        try:
            with transaction.atomic():
                # Of all who read this version one gets the row; the lock on it lasts to the end of the transaction.
                mine = type(self)._base_manager.filter(pk=self.pk, version=seen)
                if not mine.update(version=seen + 1):
                    raise StaleVersion(self)
                self.version = seen + 1
                super().save(*args, **kwargs)
        except BaseException:
            self.version = seen
            raise


class Record(Timestamped):
    """A row with a stable address: a unique ASCII slug, the key in fixtures, imports, pages and API."""

    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        error_messages={"unique": _("This slug is already in use.")},
        help_text=_(
            "The record's permanent address, e.g. tianjin-binhai-14-project-1. Left empty, it is made for you."
        ),
    )

    objects = RecordQuerySet.as_manager()

    read_as_of: date | None = None  # the day as of which the history was asked for the record; None for the record now

    class Meta:
        abstract = True

    def page_of_day(self, name: str) -> str:
        """Return the address of the record's page, `name` in the URLs: that of the day as of which it was read."""
        path = page_address(name, self.slug)
        return f"{path}?as_of={self.read_as_of}" if self.read_as_of else path

    def natural_key(self):
        return (self.slug,)

    def slug_source(self) -> str:
        """What an empty slug is made from: the English name or the record's place. Overridden by each model."""
        raise NotImplementedError

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        stem = slugify(self.slug_source())[:110].strip("-") or self._meta.model_name
        taken = set(type(self)._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
        number, slug = 1, stem
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        return slug


class Named(Record):
    """A record that people call by a name, Chinese first, English where we have it."""

    name_zh = models.CharField(_("name (Chinese)"), max_length=200, validators=[validators.printable])
    name_en = models.CharField(_("name (English)"), max_length=300, blank=True, validators=[validators.printable])
    name = Localized()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def slug_source(self):
        return self.name_en


def text_field(label, **kwargs) -> models.TextField:
    """Return an optional text column; bilingual texts are declared as a pair of these, `…_zh` and `…_en`."""
    return models.TextField(label, blank=True, validators=[validators.printable], **kwargs)


def line_field(label, max_length=300, **kwargs) -> models.CharField:
    """Return an optional one-line text column."""
    return models.CharField(label, max_length=max_length, blank=True, validators=[validators.printable], **kwargs)


def date_field(label, **kwargs) -> models.DateField:
    """Return an optional date column; it stands beside a `…_precision` made by `precision_field`."""
    return models.DateField(label, null=True, blank=True, validators=[validators.plausible_date], **kwargs)


def precision_field() -> models.CharField:
    return models.CharField(_("known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY)


def newest_first(name: str, *within: str) -> models.Index:
    """Return the index by which what was changed last is found at once, among the rows alike in the columns `within`.

    Whether a row is public stands in it, so that one that is not asked for need not be read to be passed over.
    """
    return models.Index(fields=[*within, "-updated_at", "-id", "is_public"], name=f"{name}_newest")


class Dated(models.Model):
    """Dates known to the day, month or year. A model names its dates in `imprecise_dates`."""

    imprecise_dates: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        self.round_dates()

    def save(self, *args, **kwargs):
        self.round_dates()
        super().save(*args, **kwargs)

    def round_dates(self):
        """Store the first day of what is known, so that 2021-03-17 known to the month and 2021-03-01 are one date."""
        for name in self.imprecise_dates:
            day = getattr(self, name)
            if hasattr(day, "year"):  # full_clean() also calls clean() when the field itself was refused
                setattr(self, name, dates.first_day(day, getattr(self, f"{name}_precision")))


def refuse(**messages) -> None:
    """Raise one ValidationError for all `field=message` given; do nothing when every message is empty."""
    found = {field: message for field, message in messages.items() if message}
    if found:
        raise ValidationError(found)


def has_cycle(instance, link: str) -> bool:
    """Whether following the foreign key `link` from an unsaved or saved instance leads back to it."""
    seen = {instance.pk} if instance.pk else set()
    step = getattr(instance, link)
    while step is not None:
        if step.pk in seen:
            return True
        seen.add(step.pk)
        step = getattr(step, link)
    return False
