"""What is being done, and how far it is."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones import dates, validators
from zones.choices import InitiativeKind, InitiativeStatus

from .base import (
    Dated,
    Localized,
    Named,
    Record,
    date_field,
    has_cycle,
    newest_first,
    precision_field,
    refuse,
    text_field,
)
from .plan import Goal, Plan, PlanTier, belongs_to_plan, leaves_behind
from .publication import Published, PublishedQuerySet
from .source import Cited, CitedQuerySet, Organisation, evidence_needs_source
from .theme import Theme
from .zone import Zone

DEEPEST = 10  # levels of initiatives, parts of parts


class InitiativeQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Initiatives with what every list shows beside them: three queries, whatever the number of rows."""
        return self.select_related("zone", "plan", "tier", "lead", "source", "speaker").prefetch_related("themes")

    def with_latest_report(self):
        """Initiatives with the day of their latest update as `reported_on`, so that a status tells how old it is."""
        latest = ProgressUpdate.objects.published().filter(initiative=models.OuterRef("pk")).newest_first()
        return self.annotate(
            reported_on=models.Subquery(latest.values("as_of")[:1]),
            reported_on_precision=models.Subquery(latest.values("as_of_precision")[:1]),
        )


class Initiative(Published, Dated, Named, Cited):
    """A strategy, project, measure, service … by which a plan is carried out."""

    zone_lookup = "zone"
    hangs_from = ("plan", "parent")
    imprecise_dates = ("start_on", "due_on")

    plan = models.ForeignKey(
        Plan,
        verbose_name=_("plan"),
        on_delete=models.CASCADE,
        related_name="initiatives",
        db_index=False,  # an index below begins with it
    )
    zone = models.ForeignKey(
        Zone,
        verbose_name=_("zone"),
        on_delete=models.PROTECT,
        related_name="initiatives",
        editable=False,
        db_index=False,  # the indexes below begin with it
    )
    tier = models.ForeignKey(
        PlanTier, verbose_name=_("tier"), on_delete=models.SET_NULL, null=True, blank=True, related_name="initiatives"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("The initiative of the same plan that this one is a part or an instrument of."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=InitiativeKind.choices, default=InitiativeKind.PROJECT)
    position = models.PositiveSmallIntegerField(_("position"), default=1, validators=validators.COUNT)
    summary_zh = text_field(_("summary (Chinese)"))
    summary_en = text_field(_("summary (English)"))
    summary = Localized()
    goals = models.ManyToManyField(
        Goal,
        verbose_name=_("goals"),
        blank=True,
        related_name="initiatives",
        help_text=_("The goals of the same plan that it serves, when the source says so."),
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="initiatives")
    lead = models.ForeignKey(
        Organisation,
        verbose_name=_("lead organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_initiatives",
    )
    # Said by people through a ProgressUpdate; services/progress.py is the only writer.
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=InitiativeStatus.choices,
        default=InitiativeStatus.ANNOUNCED,
        editable=False,
    )
    start_on = date_field(_("starts on"))
    start_on_precision = precision_field()
    due_on = date_field(_("due on"))
    due_on_precision = precision_field()
    continues = models.ForeignKey(
        "self",
        verbose_name=_("continues"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text=_("The initiative of an earlier plan that it carries on."),
    )
    detailed_by = models.ForeignKey(
        Plan,
        verbose_name=_("worked out in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="details",
        help_text=_("A plan of its own, when the initiative is itself worked out or number-coded."),
    )

    objects = InitiativeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[goals, themes])

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["plan", "position", "id"]
        constraints = [
            evidence_needs_source(),
            models.CheckConstraint(
                name="initiative_due_after_start",
                condition=models.Q(start_on__isnull=True)
                | models.Q(due_on__isnull=True)
                | models.Q(due_on__gte=models.F("start_on"))
                # 2020-03-15 to "2020" is a good span although the year is stored as its first day
                | ~models.Q(due_on_precision="day"),
                violation_error_message=_("The due date cannot be before the start."),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position", "id"], name="initiative_in_order"),
            newest_first("initiative"),
            newest_first("initiative_zone", "zone"),
            newest_first("initiative_status", "status"),
            # Initiatives are counted by area and status without their parts: the index alone tells.
            models.Index(
                fields=["zone", "status", "-updated_at", "-id", "is_public", "parent"],
                name="initiative_zone_status_newest",
            ),
        ]

    def get_absolute_url(self):
        return self.page_of_day("initiative")

    def slug_source(self):
        place = self.parent.slug if self.parent else f"{self.plan.slug}-{self.kind}"
        return f"{place}-{self.position}"

    @property
    def kind_choice(self) -> InitiativeKind:
        return InitiativeKind(self.kind)

    @property
    def status_choice(self) -> InitiativeStatus:
        return InitiativeStatus(self.status)

    def clean(self):
        super().clean()
        before = self.continues
        refuse(
            plan=self.plan_id
            and self._leaves_something_behind()
            and _("This initiative has parts, targets or figures, so it cannot move to another plan."),
            tier=not belongs_to_plan(self.tier, self.plan_id) and _("The tier must belong to the same plan."),
            parent=(not belongs_to_plan(self.parent, self.plan_id) and _("It must belong to the same plan."))
            or (has_cycle(self, "parent") and _("An initiative cannot be part of itself."))
            or (self._is_nested_too_deep() and _("Parts of parts go ten levels deep at most.")),
            continues=before
            and (
                (has_cycle(self, "continues") and _("An initiative cannot continue itself."))
                or (before.plan_id == self.plan_id and _("It must belong to an earlier plan."))
            ),
            detailed_by=self.detailed_by_id is not None
            and self.detailed_by_id == self.plan_id
            and _("An initiative cannot be worked out in its own plan."),
            due_on=self.start_on
            and self.due_on
            and dates.last_day(self.due_on, self.due_on_precision) < self.start_on
            and _("The due date cannot be before the start."),
        )

    def _is_nested_too_deep(self) -> bool:
        """Whether it has more wholes above it than any plan has; drawings and reports follow them level by level."""
        whole, levels = self.parent, 0
        while whole is not None:
            whole, levels = whole.parent, levels + 1
        return levels >= DEEPEST

    def _leaves_something_behind(self) -> bool:
        figures = self.pk and self.observations.exclude(zone__plans=self.plan_id).exists()
        return figures or leaves_behind(self, "children", "targets")

    def area_id(self):
        return self.plan.zone_id if self.plan_id else None

    def save(self, *args, **kwargs):
        if self.plan_id and not kwargs.get("update_fields"):
            self.zone_id = self.plan.zone_id
        super().save(*args, **kwargs)


def refuse_goals_of_another_plan(goals, plan_id) -> None:
    """Raise ValidationError on `goals` unless all belong to the plan.

    `clean()` cannot see many-to-many choices, so every form and serializer of an initiative calls this.
    """
    if not all(belongs_to_plan(goal, plan_id) for goal in goals):
        raise ValidationError({"goals": _("The goals must belong to the same plan.")})


def in_the_future(day) -> bool:
    """Whether a date has not come yet where the instance is."""
    return day is not None and day > timezone.localdate()


class MilestoneQuerySet(PublishedQuerySet, CitedQuerySet):
    """Milestones by evidence and publication."""


class Milestone(Published, Dated, Named, Cited):
    """A dated step of an initiative; reached exactly when it has the date on which it was."""

    zone_lookup = "initiative__zone"
    hangs_from = ("initiative",)
    imprecise_dates = ("due_on", "reached_on")

    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), on_delete=models.CASCADE, related_name="milestones"
    )
    due_on = date_field(_("due on"))
    due_on_precision = precision_field()
    reached_on = date_field(_("reached on"), help_text=_("Empty until it has been reached."))
    reached_on_precision = precision_field()

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["initiative", "due_on", "id"]
        constraints = [evidence_needs_source()]
        indexes = [newest_first("milestone")]

    def slug_source(self):
        return self.name_en or f"{self.initiative.slug}-milestone"

    def get_absolute_url(self):
        return f"{self.initiative.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        refuse(reached_on=in_the_future(self.reached_on) and _("A milestone cannot have been reached in the future."))


class ProgressUpdateQuerySet(PublishedQuerySet, CitedQuerySet):
    def with_briefs(self):
        """Updates with what every list shows beside them."""
        return self.select_related("initiative__plan__zone", "source", "speaker")

    def newest_first(self):
        """The order in which an update overrides another: by the date it speaks of, then by entry."""
        return self.order_by("-as_of", "-id")

    def latest_of(self, initiatives):
        """The latest public update of each of some initiatives (their keys): what is said of it now."""
        latest = self.published().filter(initiative=models.OuterRef("initiative")).newest_first().values("pk")[:1]
        return self.published().filter(initiative__in=initiatives, pk=models.Subquery(latest))


class ProgressUpdate(Published, Dated, Record, Cited):
    """What somebody said about an initiative as of a date. Enter it through services/progress.py."""

    zone_lookup = "initiative__zone"
    hangs_from = ("initiative",)
    imprecise_dates = ("as_of",)

    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("initiative"),
        on_delete=models.CASCADE,
        related_name="updates",
        db_index=False,  # an index below begins with it
    )
    as_of = models.DateField(
        _("as of"), validators=[validators.plausible_date], help_text=_("The day, month or year it speaks of.")
    )
    as_of_precision = precision_field()
    status = models.CharField(_("status"), max_length=12, choices=InitiativeStatus.choices)
    percent = models.PositiveSmallIntegerField(
        _("percent done"),
        null=True,
        blank=True,
        validators=validators.PERCENT,
        help_text=_("Only when the source gives it; empty means unknown, not 0."),
    )
    summary_zh = text_field(_("what was reported (Chinese)"))
    summary_en = text_field(_("what was reported (English)"))
    summary = Localized()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="progress_updates",
    )

    objects = ProgressUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-as_of", "-id"]
        constraints = [
            evidence_needs_source(),
            models.CheckConstraint(
                name="progressupdate_percent_0_to_100",
                condition=models.Q(percent__isnull=True) | models.Q(percent__range=(0, 100)),
                violation_error_message=_("Percent done lies between 0 and 100."),
            ),
        ]
        indexes = [
            newest_first("update"),
            models.Index(fields=["-as_of", "-id", "is_public"], name="update_latest"),
            models.Index(fields=["initiative", "-as_of", "-id", "is_public"], name="update_latest_of_initiative"),
        ]

    def __str__(self):
        return f"{self.initiative} · {self.as_of} · {self.get_status_display()}"

    def slug_source(self):
        return f"{self.initiative.slug}-update-{self.as_of}"

    def get_absolute_url(self):
        return f"{self.initiative.get_absolute_url()}#{self.slug}"

    @property
    def status_choice(self) -> InitiativeStatus:
        return InitiativeStatus(self.status)

    def clean(self):
        super().clean()
        refuse(as_of=in_the_future(self.as_of) and _("An update cannot speak of the future."))
