"""Who says things and where a fact was published; `Cited` gives a record its evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones import validators
from zones.choices import OrganisationKind, SourceKind

from .base import (
    Dated,
    Localized,
    Named,
    RecordQuerySet,
    date_field,
    has_cycle,
    line_field,
    page_address,
    precision_field,
    refuse,
    text_field,
)


class Organisation(Named):
    """A body that publishes, leads or speaks: a ministry, a zone administration, an institute, a school."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The body it belongs to, e.g. the ministry above a centre."),
    )
    aliases_zh = text_field(_("other names (Chinese)"), help_text=_("One a line, as sources write them."))
    note_zh = text_field(_("note (Chinese)"))
    note_en = text_field(_("note (English)"))
    note = Localized()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]

    def get_absolute_url(self):
        return page_address("organisation", self.slug)

    def clean(self):
        super().clean()
        refuse(parent=has_cycle(self, "parent") and _("An organisation cannot be part of itself."))


class Person(Named):
    """Somebody who said something that a source reports, with the role they held then."""

    role_zh = line_field(_("role (Chinese)"), help_text=_("As the source gives it, e.g. 管委会副主任."))
    role_en = line_field(_("role (English)"))
    role = Localized()
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    note_zh = text_field(_("note (Chinese)"))
    note_en = text_field(_("note (English)"))
    note = Localized()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["slug"]


class Source(Dated, Named):
    """A published text: an article, a plan document, a statistical release."""

    imprecise_dates = ("published_on",)

    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.ARTICLE)
    publisher = models.ForeignKey(
        Organisation,
        verbose_name=_("publisher"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published_sources",
        help_text=_("Leave empty when the source does not show it."),
    )
    author_zh = line_field(_("author (Chinese)"), help_text=_("Byline as printed."))
    author_en = line_field(_("author (English)"))
    author = Localized()
    published_on = date_field(_("published on"))
    published_on_precision = precision_field()
    url = models.URLField(_("web address"), max_length=500, blank=True)
    accessed_on = date_field(_("accessed on"), help_text=_("When somebody last read it at its web address."))
    file = models.FileField(
        _("file"),
        upload_to="sources",
        max_length=200,
        blank=True,
        validators=[validators.source_file],
        help_text=_("A copy for the editors, who check figures against it; readers never get it."),
    )
    is_complete = models.BooleanField(
        _("complete"), default=True, help_text=_("Untick when a part of the text is lost; say which in the note.")
    )
    summary_zh = text_field(_("summary (Chinese)"))
    summary_en = text_field(_("summary (English)"))
    summary = Localized()
    note_zh = text_field(_("note (Chinese)"), help_text=_("What the source leaves open, and how its locators count."))
    note_en = text_field(_("note (English)"))
    note = Localized()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]

    def get_absolute_url(self):
        return page_address("source", self.slug)


class CitedQuerySet(RecordQuerySet):
    """Queries about evidence."""

    def cited(self):
        """Records that name their source."""
        return self.filter(source__isnull=False)

    def uncited(self):
        """Records that nothing has been named for yet; shown as such, never hidden."""
        return self.filter(source__isnull=True)


class Cited(models.Model):
    """Evidence for a record: where it was published, where in it, who said it, in which words."""

    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
        help_text=_("Where this was published. Without one the record is shown as uncited."),
    )
    locator = line_field(
        _("locator"),
        max_length=120,
        help_text=_("Where in the source: §2 ¶6 (section, paragraph), p. 14, or lines 281–283."),
    )
    quotation = text_field(_("quotation"), help_text=_("A short phrase, word for word."))
    speaker = models.ForeignKey(
        Person,
        verbose_name=_("speaker"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
        help_text=_("Who said it, when the source says so."),
    )
    note_zh = text_field(_("note (Chinese)"), help_text=_("What the source leaves open, or a trap for the reader."))
    note_en = text_field(_("note (English)"))
    note = Localized()

    class Meta:
        abstract = True

    @property
    def is_cited(self) -> bool:
        return self.source_id is not None


def evidence_needs_source() -> models.CheckConstraint:
    """Return the constraint that every Cited model lists: a locator, quotation or speaker belongs to a source."""
    return models.CheckConstraint(
        name="%(class)s_evidence_needs_source",
        condition=models.Q(source__isnull=False) | models.Q(locator="", quotation="", speaker__isnull=True),
        violation_error_message=_("A locator, a quotation or a speaker needs a source."),
    )
