"""High-tech zones and the areas above them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones.choices import ZoneLevel

from .base import Localized, Named, line_field, refuse, text_field
from .publication import ZoneBound, ZoneBoundQuerySet
from .source import Cited, CitedQuerySet, Organisation, evidence_needs_source


class ZoneQuerySet(ZoneBoundQuerySet, CitedQuerySet):
    def zones(self):
        """The high-tech zones themselves, without the provinces and the nation above them."""
        return self.filter(level=ZoneLevel.ZONE)


class Zone(Named, Cited, ZoneBound):
    """A high-tech zone, or the province or nation above it, so that figures of every level have one home."""

    zone_lookup = "pk"

    level = models.CharField(_("level"), max_length=10, choices=ZoneLevel.choices, default=ZoneLevel.ZONE)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("area above"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("The province of a zone; the nation of a province."),
    )
    aliases_zh = text_field(_("other names (Chinese)"), help_text=_("One a line, as sources write them."))
    aliases_en = text_field(_("other names (English)"))
    city_zh = line_field(_("city (Chinese)"), max_length=100)
    city_en = line_field(_("city (English)"), max_length=100)
    city = Localized()
    administration = models.ForeignKey(
        Organisation,
        verbose_name=_("administration"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="administered_zones",
        help_text=_("The administrative committee that runs the zone."),
    )
    designations_zh = text_field(
        _("designations (Chinese)"), help_text=_("One a line, e.g. 第一个国家自主创新示范区.")
    )
    designations_en = text_field(_("designations (English)"))
    designations = Localized()
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    summary_zh = text_field(_("summary (Chinese)"))
    summary_en = text_field(_("summary (English)"))
    summary = Localized()

    objects = ZoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["slug"]
        constraints = [
            evidence_needs_source(),
            models.CheckConstraint(
                name="zone_parent_by_level",
                condition=models.Q(level=ZoneLevel.NATION, parent__isnull=True)
                | models.Q(~models.Q(level=ZoneLevel.NATION), parent__isnull=False),
                violation_error_message=_("A nation has no area above it; a province and a zone must have one."),
            ),
            models.CheckConstraint(
                name="zone_has_whole_coordinates",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give latitude and longitude together, or neither."),
            ),
        ]

    def get_absolute_url(self):
        return self.page_of_day("zone")

    def clean(self):
        super().clean()
        if self.parent is None or self.level not in ZoneLevel.values:
            return
        expected = ZoneLevel(self.level).above
        refuse(
            parent=expected
            and self.parent.level != expected
            and _("The area above must be a %(level)s.") % {"level": expected.label}
        )

    def areas_above(self) -> list["Zone"]:
        """The province and the nation above this area, nearest first."""
        found, area = [], self.parent
        while area is not None:
            found.append(area)
            area = area.parent
        return found
