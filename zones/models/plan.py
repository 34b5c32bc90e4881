"""What a zone promised, and how the plan is built."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones import validators
from zones.choices import GoalKind, PlanKind, PlanStatus

from .base import (
    Localized,
    Named,
    Timestamped,
    has_cycle,
    line_field,
    newest_first,
    page_address,
    refuse,
    text_field,
)
from .publication import Published, PublishedQuerySet, ZoneBound, ZoneBoundQuerySet
from .source import Cited, CitedQuerySet, Organisation, evidence_needs_source
from .theme import Theme
from .zone import Zone


class PeriodQuerySet(models.QuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)


class Period(Timestamped):
    """A five-year planning period, known by its number: the 14th is 2021–2025."""

    number = models.PositiveSmallIntegerField(
        _("number"),
        unique=True,
        validators=validators.COUNT,
        error_messages={"unique": _("This period already exists.")},
        help_text=_("14 for the 14th Five-Year period."),
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=100, help_text=_("e.g. “十四五”"))
    name_en = line_field(_("name (English)"), max_length=100)
    name = Localized()
    first_year = models.PositiveSmallIntegerField(_("first year"), validators=validators.YEAR)
    last_year = models.PositiveSmallIntegerField(_("last year"), validators=validators.YEAR)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="period_ends_after_it_starts",
                condition=models.Q(last_year__gte=models.F("first_year")),
                violation_error_message=_("The last year cannot be before the first."),
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.number,)


class PlanQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Plans with what every list shows beside them, in one query."""
        return self.select_related("zone", "period", "lead", "source", "speaker")


class Plan(Published, Named, Cited):
    """What a zone, a province or the nation promised for a period; also policy measures and expert guidance."""

    zone_lookup = "zone"

    zone = models.ForeignKey(
        Zone,
        verbose_name=_("zone"),
        on_delete=models.PROTECT,
        related_name="plans",
        db_index=False,  # an index below begins with it
    )
    period = models.ForeignKey(
        Period,
        verbose_name=_("period"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        help_text=_("Leave empty when the source names none, and say under horizon what it does say."),
    )
    horizon_zh = line_field(_("horizon (Chinese)"), max_length=200, help_text=_("e.g. 未来5-10年"))
    horizon_en = line_field(_("horizon (English)"), max_length=200)
    horizon = Localized()
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind.choices, default=PlanKind.OVERALL)
    code = line_field(
        _("code"), max_length=40, help_text=_("The number code as announced: 1246, 1+4+N, 一核多园. Often empty.")
    )
    vision_zh = text_field(_("vision (Chinese)"), help_text=_("The one sentence that says what the plan is for."))
    vision_en = text_field(_("vision (English)"))
    vision = Localized()
    summary_zh = text_field(_("summary (Chinese)"))
    summary_en = text_field(_("summary (English)"))
    summary = Localized()
    lead = models.ForeignKey(
        Organisation,
        verbose_name=_("lead organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_plans",
    )
    status = models.CharField(_("status"), max_length=10, choices=PlanStatus.choices, default=PlanStatus.PROPOSED)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("continues"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text=_("The plan of the period before."),
    )

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["slug"]
        constraints = [
            evidence_needs_source(),
            models.UniqueConstraint(
                fields=["zone", "period"],
                condition=models.Q(kind=PlanKind.OVERALL),
                name="plan_one_overall_per_zone_and_period",
                violation_error_message=_("This zone already has an overall plan for this period."),
            ),
        ]
        indexes = [newest_first("plan"), models.Index(fields=["zone", "slug"], name="plan_in_zone")]

    def get_absolute_url(self):
        return self.page_of_day("plan")

    def slug_source(self):
        if self.period and self.kind == PlanKind.OVERALL:
            return f"{self.zone.slug}-{self.period.number}"
        return self.name_en or f"{self.zone.slug}-plan"

    def clean(self):
        super().clean()
        before = self.continues
        moved = self.pk and self.zone_id and self.initiatives.exclude(zone=self.zone_id).exists()
        refuse(
            zone=moved and _("This plan has initiatives, so it cannot move to another zone."),
            continues=before
            and (
                (has_cycle(self, "continues") and _("A plan cannot continue itself."))
                or (before.zone_id != self.zone_id and _("The plan before must belong to the same zone."))
            ),
        )


class PlanTierQuerySet(ZoneBoundQuerySet):
    def get_by_natural_key(self, plan_slug, position):
        return self.get(plan__slug=plan_slug, position=position)

    def published(self):
        """What the public sees: the tiers of public plans."""
        return self.filter(plan__is_public=True)

    def visible_to(self, user):
        """The tiers of the plans that a user sees; None is the public."""
        if user is None:
            return self.published()
        return self.filter(plan__in=Plan.objects.visible_to(user))


class PlanTier(ZoneBound, Timestamped):
    """One numeral of a plan's code and what it counts: the 6 of "1246" is 六大工程. It is public with its plan."""

    zone_lookup = "plan__zone"

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="tiers")
    position = models.PositiveSmallIntegerField(_("position"), validators=validators.COUNT)
    numeral = line_field(_("numeral"), max_length=10, help_text=_("As announced: 6, N, 一. Empty when there is none."))
    label_zh = models.CharField(
        _("label (Chinese)"), max_length=200, validators=[validators.printable], help_text=_("e.g. 六大工程")
    )
    label_en = line_field(_("label (English)"))
    label = Localized()
    declared_count = models.PositiveSmallIntegerField(
        _("declared"),
        null=True,
        blank=True,
        validators=validators.COUNT,
        help_text=_("How many members the source announces. Empty for N or when it announces no number."),
    )
    note_zh = text_field(_("note (Chinese)"))
    note_en = text_field(_("note (English)"))
    note = Localized()

    objects = PlanTierQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="plantier_one_per_position",
                violation_error_message=_("This plan already has a tier at this position."),
            )
        ]

    def __str__(self):
        return f"{self.label} · {self.plan}"

    def natural_key(self):
        return (self.plan.slug, self.position)

    natural_key.dependencies = ["zones.plan"]

    def clean(self):
        super().clean()
        moved = self.plan_id and leaves_behind(self, "goals", "initiatives", "targets")
        refuse(plan=moved and _("This tier has members, so it cannot move to another plan."))


def belongs_to_plan(member, plan_id) -> bool:
    """Whether a tier, goal or initiative chosen for a record is of the record's own plan, or none is chosen."""
    return member is None or member.plan_id == plan_id


def leaves_behind(record, *members) -> bool:
    """Whether a saved record that now names another plan has members (by related name) in the plan it had before."""
    return bool(record.pk) and any(getattr(record, name).exclude(plan=record.plan_id).exists() for name in members)


class GoalQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Goals with what every list shows beside them: two queries."""
        return self.select_related("plan__zone", "tier", "source", "speaker").prefetch_related("themes")


class Goal(Published, Named, Cited):
    """What shall be true at the end of a plan."""

    zone_lookup = "plan__zone"
    hangs_from = ("plan",)

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="goals")
    tier = models.ForeignKey(
        PlanTier, verbose_name=_("tier"), on_delete=models.SET_NULL, null=True, blank=True, related_name="goals"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1, validators=validators.COUNT)
    kind = models.CharField(_("kind"), max_length=12, choices=GoalKind.choices, default=GoalKind.GOAL)
    summary_zh = text_field(_("summary (Chinese)"))
    summary_en = text_field(_("summary (English)"))
    summary = Localized()
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="goals")

    objects = GoalQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["plan", "position", "id"]
        constraints = [evidence_needs_source()]
        indexes = [newest_first("goal")]

    def get_absolute_url(self):
        return page_address("goal", self.slug)

    def slug_source(self):
        return f"{self.plan.slug}-{self.kind}-{self.position}"

    @property
    def kind_choice(self) -> GoalKind:
        return GoalKind(self.kind)

    def clean(self):
        super().clean()
        moved = self.plan_id and leaves_behind(self, "initiatives", "targets")
        refuse(
            plan=moved and _("Initiatives or targets serve this goal, so it cannot move to another plan."),
            tier=not belongs_to_plan(self.tier, self.plan_id) and _("The tier must belong to the same plan."),
        )
