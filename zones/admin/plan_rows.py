"""The tables in a plan's form: tiers, and the goals, initiatives and targets that are entered under them.

All of them are saved with the plan, so a whole plan is entered in one sitting: a row names its tier also while neither
the plan nor the tier is saved (see `TierField`).
"""

from django.contrib import admin
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zones.models import Goal, Initiative, PlanTier, Target

from .base import Table
from .fields import TierField
from .forms import RowForm, RowSet

# A place where no row of a form can stand: tiers wait there while others take theirs.
PARKED = 1000


class TierRow(RowForm):
    """A tier; that no other stands at its position is asked of the whole table, where two may change places."""

    def validate_unique(self):
        """Leave positions to `TierRowSet`, the only rule across tiers."""


class TableRowSet(RowSet):
    """Rows of a table: each box says by itself which column it is of, to those who do not see the heading."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            box = getattr(field.widget, "widget", field.widget)  # inside the wrapper with the + beside it
            box.attrs["aria-label"] = capfirst(field.label)


class TierRowSet(TableRowSet):
    """The tiers of a plan. Two may change places in one save."""

    def clean(self):
        super().clean()
        taken = set()
        # those that were not touched come first: the error belongs to the row that moved
        for form in sorted(self.staying(), key=lambda form: form.has_changed()):
            position = form.instance.position
            if position and position in taken:
                form.add_error("position", _("This plan already has a tier at this position."))
            taken.add(position)

    def validate_unique(self):
        """Say nothing: `clean` names the row."""

    def staying(self) -> list:
        """Return the forms of the tiers that the plan has once it is saved, as far as they are filled in."""
        filled = [form for form in self.forms if form.instance.pk is not None or form.has_changed()]
        return [form for form in filled if not (self.is_bound and self._should_delete_form(form))]

    def save(self, commit=True):
        """Save; whoever leaves its position makes room first, so that the order of saving does not matter."""
        leaving = [
            form.instance.pk
            for form in self.initial_forms
            if "position" in form.changed_data or form in self.deleted_forms
        ]
        if leaving:
            PlanTier.objects.filter(pk__in=leaving, position__lt=PARKED).update(position=F("position") + PARKED)
        return super().save(commit)


class TierTable(Table):
    model = PlanTier
    form = TierRow
    formset = TierRowSet
    fields = ["position", "numeral", "label_zh", "label_en", "declared_count", "recorded"]
    readonly_fields = ["recorded"]
    ordering = ["position"]

    def get_queryset(self, request):
        counts = {f"{model._meta.model_name}_count": _members(model) for model in (Goal, Initiative, Target)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("recorded"))
    def recorded(self, tier):
        """How many members are recorded of those declared; plan.js counts on, and its buttons add a member."""
        count = sum(getattr(tier, f"{name}_count", 0) for name in ("goal", "initiative", "target"))
        if tier.declared_count is None:
            said = _("%(recorded)s, none declared") % {"recorded": count}
        else:
            said = _("%(recorded)s of %(declared)s") % {"recorded": count, "declared": tier.declared_count}
        return format_html(
            '<output class="recorded">{}</output> '
            '<button type="button" class="add-member" data-table="goals" hidden>{}</button> '
            '<button type="button" class="add-member" data-table="initiatives" hidden>{}</button>',
            said,
            _("+ goal"),
            _("+ initiative"),
        )


def _members(model):
    """Return the query for the number of a model's rows in a tier."""
    rows = model._default_manager.order_by().filter(tier=OuterRef("pk")).values("tier").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n")), 0)


class MemberRowSet(TableRowSet):
    """Goals, initiatives or targets of a plan; `tier_rows` is the table of tiers on the same page."""

    tier_rows = None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if isinstance(form.fields.get("tier"), TierField):
            form.fields["tier"].offer(self.tiers)

    def tiers(self) -> list[PlanTier]:
        """Return the tiers that a row can be of: saved ones that stay, and new ones."""
        forms = self.tier_rows.staying() if self.tier_rows else []
        return [form.instance for form in forms if form.instance.position]


class MemberTable(Table):
    """Rows that name their tier, their source and where it says so; a new row takes these from the row above."""

    formset = MemberRowSet

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "tier":
            return TierField(label=db_field.verbose_name, required=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class GoalTable(MemberTable):
    model = Goal
    fields = ["position", "kind", "tier", "name_zh", "name_en", "locator", "source", "speaker", "themes"]
    autocomplete_fields = ["source", "speaker", "themes"]
    ordering = [F("tier__position").asc(nulls_last=True), "position", "id"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("source", "speaker")
        return rows.prefetch_related("themes")


class InitiativeTable(GoalTable):
    model = Initiative
    fk_name = "plan"


class TargetTable(MemberTable):
    model = Target
    fields = ["indicator", "tier", "form", "bound", "value", "due_on", "locator", "source", "speaker"]
    autocomplete_fields = ["indicator", "source", "speaker"]
    ordering = ["id"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("indicator", "source", "speaker")
