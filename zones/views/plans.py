from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import GoalFilterSet, PlanFilterSet
from zones.models import Goal, Plan
from zones.views.lists import list_page


def plan_list(request):
    plans = Plan.objects.with_briefs().order_by("zone__level", "zone__slug", "-period__number", "slug")
    return list_page(
        request,
        "zones/plan_list.html",
        PlanFilterSet,
        plans,
        heading=_("Plans"),
        shown=("q", "zone", "period", "kind", "status", "cited", "ordering"),
        orders={
            "-period": _("latest period first"),
            "name_zh": _("by Chinese name"),
            "-updated_at": _("last changed first"),
        },
    )


def plan_detail(request, slug):
    """A plan: its code and tiers, declared against recorded, its goals, initiatives and targets."""
    plans = Plan.objects.with_briefs().select_related("zone__parent__parent", "continues")
    plan = get_object_or_404(plans, slug=slug)
    targets = list(plan.targets.with_briefs().order_by("initiative__position", "id"))
    return render(
        request,
        "zones/plan_detail.html",
        {
            "plan": plan,
            "crumbs": [plan.zone],
            "tiers": selectors.plan_structure(plan, targets),
            "targets": selectors.assess_targets(targets, timezone.localdate()),
            "statuses": selectors.status_counts(plan.initiatives.all()),
            "coverage": selectors.evidence_coverage(plan=plan)["all"],
            "continued_by": plan.continued_by.select_related("zone"),
            "details": plan.details.select_related("plan__zone"),
        },
    )


def goal_list(request):
    goals = Goal.objects.with_briefs().order_by("plan__zone__slug", "plan__slug", "position", "id")
    return list_page(
        request,
        "zones/goal_list.html",
        GoalFilterSet,
        goals,
        heading=_("Goals"),
        shown=("q", "zone", "period", "kind", "theme", "cited", "ordering"),
        orders={"name_zh": _("by Chinese name"), "-updated_at": _("last changed first")},
    )


def goal_detail(request, slug):
    goal = get_object_or_404(Goal.objects.with_briefs(), slug=slug)
    return render(
        request,
        "zones/goal_detail.html",
        {
            "goal": goal,
            "crumbs": [goal.plan.zone, goal.plan],
            "initiatives": goal.initiatives.with_briefs().with_latest_report(),
            "targets": selectors.assess_targets(goal.targets.with_briefs(), timezone.localdate()),
        },
    )
