"""The numbers: what was promised and what was measured."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones import dates, validators
from zones.choices import Bound, Direction, ObservationState, TargetForm, TargetNature, label_of

from .base import (
    Dated,
    Localized,
    Named,
    Record,
    RecordQuerySet,
    date_field,
    has_cycle,
    line_field,
    newest_first,
    page_address,
    precision_field,
    refuse,
    text_field,
)
from .initiative import Initiative
from .plan import Goal, Plan, PlanTier, belongs_to_plan
from .publication import Published, PublishedQuerySet
from .source import Cited, CitedQuerySet, evidence_needs_source
from .theme import Theme
from .zone import Zone


def value_field(label, **kwargs) -> models.DecimalField:
    """Return a figure in base units: 81000, never 8.1 with 万 beside it."""
    return models.DecimalField(label, max_digits=20, decimal_places=4, **kwargs)


def percent_field(label, **kwargs) -> models.DecimalField:
    """Return an optional percentage, 35.9 for 35.9 %."""
    return models.DecimalField(label, max_digits=8, decimal_places=3, null=True, blank=True, **kwargs)


class IndicatorQuerySet(RecordQuerySet):
    def with_counts(self):
        """Indicators with the number of their public figures and targets."""
        return self.annotate(observation_count=_number_of(Observation), target_count=_number_of(Target))


def _number_of(model: Any) -> Coalesce:
    """Return the expression for the number of an indicator's records; joins would multiply them with each other."""
    own = model.objects.published().filter(indicator=models.OuterRef("pk")).order_by().values("indicator")
    return Coalesce(models.Subquery(own.annotate(number=models.Count("pk")).values("number")), 0)


class Indicator(Named):
    """What is counted or measured, in which unit, and which way it should move."""

    unit_zh = line_field(_("unit (Chinese)"), max_length=40, help_text=_("The base unit: 家, 元, 人, %. Never 万家."))
    unit_en = line_field(_("unit (English)"), max_length=60)
    unit = Localized()
    definition_zh = text_field(_("definition (Chinese)"))
    definition_en = text_field(_("definition (English)"))
    definition = Localized()
    direction = models.CharField(_("direction"), max_length=13, choices=Direction.choices, default=Direction.HIGHER)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0, validators=[MaxValueValidator(4)])
    part_of = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The indicator that this one is a part of, e.g. listed companies for those on one board."),
    )
    parts_complete = models.BooleanField(
        _("parts are complete"),
        default=False,
        help_text=_("Tick only when its parts add up to it; otherwise they are never summed."),
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="indicators")

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["slug"]

    def get_absolute_url(self):
        return page_address("indicator", self.slug)

    def clean(self):
        super().clean()
        refuse(part_of=has_cycle(self, "part_of") and _("An indicator cannot be part of itself."))


class TargetQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Targets with what every list shows beside them."""
        return self.select_related(
            "plan__zone", "plan__period", "tier", "indicator", "initiative", "goal", "source", "speaker"
        )


class Target(Published, Dated, Record, Cited):
    """A number that a plan promises, in the form the plan gives it."""

    zone_lookup = "plan__zone"
    hangs_from = ("plan", "goal", "initiative")
    imprecise_dates = ("due_on",)

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="targets")
    tier = models.ForeignKey(
        PlanTier, verbose_name=_("tier"), on_delete=models.SET_NULL, null=True, blank=True, related_name="targets"
    )
    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.SET_NULL, null=True, blank=True, related_name="targets"
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("initiative"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="targets",
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="targets"
    )
    form = models.CharField(_("form"), max_length=13, choices=TargetForm.choices, default=TargetForm.LEVEL)
    bound = models.CharField(_("bound"), max_length=8, choices=Bound.choices, default=Bound.EXACT)
    value = value_field(
        _("value"), help_text=_("In base units; % for growth; 2 when a baseline is to double (翻一番).")
    )
    nature = models.CharField(_("nature"), max_length=12, choices=TargetNature.choices, default=TargetNature.UNSTATED)
    baseline_year = models.PositiveSmallIntegerField(
        _("baseline year"), null=True, blank=True, validators=validators.YEAR
    )
    baseline_value = value_field(_("baseline value"), null=True, blank=True)
    due_on = date_field(_("due on"))
    due_on_precision = precision_field()
    horizon_years = models.PositiveSmallIntegerField(
        _("horizon in years"),
        null=True,
        blank=True,
        validators=validators.COUNT,
        help_text=_("When the source says “within three years” and no date."),
    )

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "id"]
        constraints = [
            evidence_needs_source(),
            models.CheckConstraint(
                name="target_due_date_or_horizon",
                condition=models.Q(due_on__isnull=True) | models.Q(horizon_years__isnull=True),
                violation_error_message=_("Give a due date or a horizon in years, not both."),
            ),
            models.CheckConstraint(
                name="target_multiple_is_positive",
                condition=~models.Q(form=TargetForm.MULTIPLE) | models.Q(value__gt=0),
                violation_error_message=_("A multiple of the baseline must be greater than 0."),
            ),
        ]
        indexes = [newest_first("target")]

    def __str__(self):
        return f"{self.indicator} · {label_of(TargetForm(self.form))}"

    def slug_source(self):
        place = self.initiative.slug if self.initiative else self.plan.slug
        year = f"-{self.due_on.year}" if self.due_on else ""
        return f"{place}-{self.indicator.slug}{year}"

    def get_absolute_url(self):
        return f"{self.plan.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        same_plan = _("It must belong to the same plan.")
        refuse(
            tier=not belongs_to_plan(self.tier, self.plan_id) and same_plan,
            goal=not belongs_to_plan(self.goal, self.plan_id) and same_plan,
            initiative=not belongs_to_plan(self.initiative, self.plan_id) and same_plan,
            baseline_year=self.baseline_year
            and self.due_on
            and self.baseline_year > self.due_on.year
            and _("The baseline cannot be later than the due date."),
            value=validators.kept_exactly(self.value),
            baseline_value=validators.kept_exactly(self.baseline_value),
        )


class ObservationQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Observations with what every list shows beside them."""
        return self.select_related("indicator", "zone", "initiative", "source", "speaker")

    def of_whole_areas(self):
        """The preferred figures of whole areas, without those of a single initiative."""
        return self.filter(initiative=None, is_preferred=True)

    def own_first(self):
        """An area's figures: those of the whole area, then those of its initiatives, each in reading order."""
        whole_first = models.F("initiative").asc(nulls_first=True)
        return self.order_by(whole_first, "indicator__slug", models.F("period_end").desc(nulls_last=True), "id")

    def in_reading_order(self):
        """By indicator, the newest period first, those without a period last."""
        return self.order_by("indicator__slug", models.F("period_end").desc(nulls_last=True), "id")


class Observation(Published, Record, Cited):
    """A figure that a source reports for an area and a period, exactly as far as it is known."""

    zone_lookup = "zone"
    hangs_from = ("initiative",)

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="observations"
    )
    zone = models.ForeignKey(
        Zone,
        verbose_name=_("zone"),
        on_delete=models.PROTECT,
        related_name="observations",
        db_index=False,  # an index below begins with it
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("initiative"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="observations",
        help_text=_("The initiative of this zone that the figure measures, if it is not a figure of the whole zone."),
    )
    scope_zh = line_field(
        _("scope (Chinese)"), max_length=200, help_text=_("What it covers, when less than all: 仅启动现场.")
    )
    scope_en = line_field(_("scope (English)"), max_length=200)
    scope = Localized()
    period_start = date_field(_("period from"), help_text=_("Both ends empty when the source gives no period."))
    period_end = date_field(_("period to"))
    value = value_field(_("value"), null=True, blank=True, help_text=_("In base units: 81000, not 8.1 (万)."))
    value_text_zh = line_field(
        _("as printed"), max_length=100, help_text=_("The figure as the source prints it: 8.1万家, 多条.")
    )
    value_text_en = line_field(_("as printed (English)"), max_length=100)
    value_text = Localized()
    bound = models.CharField(_("bound"), max_length=8, choices=Bound.choices, default=Bound.EXACT)
    year_on_year_percent = percent_field(_("change on the year before, %"))
    share_percent = percent_field(_("share, %"), validators=validators.PERCENT)
    multiple = percent_field(_("times the reference"))
    reference_zh = line_field(
        _("reference (Chinese)"), max_length=200, help_text=_("What share or multiple refer to: 全国高新技术企业.")
    )
    reference_en = line_field(_("reference (English)"), max_length=200)
    reference = Localized()
    state = models.CharField(
        _("state"), max_length=12, choices=ObservationState.choices, default=ObservationState.ACTUAL
    )
    is_preferred = models.BooleanField(
        _("preferred"),
        default=True,
        help_text=_("When sources differ, the one figure that assessments use. Untick it on the others."),
    )

    objects = ObservationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["zone", "indicator", "-period_end", "id"]
        constraints = [
            evidence_needs_source(),
            models.CheckConstraint(
                name="observation_value_or_text",
                condition=models.Q(value__isnull=False) | ~models.Q(value_text_zh=""),
                violation_error_message=_("Give the value, or the text as printed when there is no number."),
            ),
            models.CheckConstraint(
                name="observation_period_is_whole",
                condition=models.Q(period_start__isnull=True, period_end__isnull=True)
                | models.Q(
                    period_start__isnull=False,
                    period_end__isnull=False,
                    period_end__gte=models.F("period_start"),
                ),
                violation_error_message=_("Give both ends of the period in order, or neither."),
            ),
            models.CheckConstraint(
                name="observation_reference_is_named",
                condition=models.Q(share_percent__isnull=True, multiple__isnull=True) | ~models.Q(reference_zh=""),
                violation_error_message=_("Say what the share or the multiple refers to."),
            ),
            # NULLs are distinct in unique constraints, so an unknown initiative or period is compared as a value.
            models.UniqueConstraint(
                "indicator",
                "zone",
                Coalesce("initiative", models.Value(0, output_field=models.BigIntegerField())),
                "scope_zh",
                Coalesce("period_start", models.Value(date(1, 1, 1))),
                Coalesce("period_end", models.Value(date(1, 1, 1))),
                condition=models.Q(is_preferred=True),
                name="observation_one_preferred",
                violation_error_message=_("Another figure for the same subject and period is already preferred."),
            ),
        ]
        indexes = [
            newest_first("observation"),
            models.Index(fields=["zone", "indicator", "-period_end"], name="observation_zone_indicator"),
        ]

    def __str__(self):
        period = dates.period_code(self.period_start, self.period_end)
        return " · ".join(filter(None, [str(self.zone), str(self.indicator), period]))

    def slug_source(self):
        place = self.initiative.slug if self.initiative else self.zone.slug
        return f"{place}-{self.indicator.slug}-{dates.period_code(self.period_start, self.period_end)}"

    def get_absolute_url(self):
        return f"{self.indicator.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        refuse(
            initiative=self.initiative
            and self.initiative.zone_id != self.zone_id
            and _("The initiative must belong to the same zone."),
            value=validators.kept_exactly(self.value),
        )
