"""The page that begins the next period's plan from the one before."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zones.models import Goal, Initiative, Period, Plan
from zones.services.cloning import clone_plan

from .page import fieldsets, render


@admin.action(description=_("Clone the selected plan into the next period"), permissions=["add"])
def clone_selected(model_admin, request, queryset):
    """Lead to the page on which a plan is cloned."""
    keys = list(queryset.values_list("pk", flat=True)[:2])
    if len(keys) != 1:
        model_admin.message_user(request, gettext("Select exactly one plan."), messages.WARNING)
        return None
    return HttpResponseRedirect(reverse("admin:clone_plan", args=keys))


class _Ticked(forms.ModelMultipleChoiceField):
    """Members of a plan to be ticked, their parts drawn in."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, member):
        drawn_in = "— " if getattr(member, "parent_id", None) else ""
        return f"{drawn_in}{member.name}"


class CloneForm(forms.Form):
    """What of a plan is carried over, and what the new one is called."""

    period = forms.ModelChoiceField(Period.objects.none(), label=_("period"))
    name_zh = forms.CharField(label=_("name (Chinese)"), max_length=200)
    name_en = forms.CharField(label=_("name (English)"), max_length=300, required=False)
    goals = _Ticked(Goal.objects.none(), label=_("goals"), required=False)
    initiatives = _Ticked(
        Initiative.objects.none(),
        label=_("initiatives"),
        required=False,
        help_text=_("Each continues the old one and begins as announced. Untick what the new plan does not carry on."),
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False, help_text=_("For the history."))

    def __init__(self, plan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        later = Period.objects.order_by("number")
        if plan.period:
            later = later.filter(number__gt=plan.period.number)
        self.fields["period"].queryset = later
        self.fields["goals"].queryset = plan.goals.order_by("position", "id")
        whole_first = F("parent").asc(nulls_first=True)
        self.fields["initiatives"].queryset = plan.initiatives.order_by(
            Coalesce("parent__position", "position"), Coalesce("parent", "id"), whole_first, "position", "id"
        )
        for name in ("goals", "initiatives"):
            self.initial.setdefault(name, list(self.fields[name].queryset))
        self.initial.setdefault("period", later.first())


def clone_page(request, key, admin_site):
    """Ask what is carried over into the next period's plan, make it, and open it."""
    plan = get_object_or_404(Plan.objects.in_zones_of(request.user).select_related("period", "zone"), pk=key)
    if not request.user.has_perm("zones.add_plan", plan):
        raise PermissionDenied
    form = CloneForm(plan, request.POST or None)
    if form.is_valid():
        try:
            clone = clone_plan(plan=plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            text = gettext("“%(plan)s” is a draft now. Give it its source, its code and what else it announces.")
            messages.success(request, text % {"plan": clone})
            return HttpResponseRedirect(reverse("admin:zones_plan_change", args=[clone.pk]))
    return render(
        request,
        admin_site,
        "clone",
        title=gettext("Clone a plan into the next period"),
        plan=plan,
        opts=Plan._meta,
        form=form,
        more_media=form.media,
        adminform=fieldsets(form, "period", ("name_zh", "name_en"), "goals", "initiatives", "reason"),
    )
