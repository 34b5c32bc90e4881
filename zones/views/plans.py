from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import GoalFilterSet, PlanFilterSet
from zones.models import Goal, Plan
from zones.pictures import structure_picture
from zones.views.lists import list_page
from zones.views.preview import answer, find


def plan_list(request):
    plans = Plan.objects.published().with_briefs().order_by("zone__level", "zone__slug", "-period__number", "slug")
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
    plan, viewer = find(request, selectors.seen_plans, slug)
    overview = selectors.plan_overview(plan, timezone.localdate(), viewer)
    context = vars(overview) | {"overview": overview, "crumbs": [plan.zone]}
    pictures = [structure_picture(overview)]
    return answer(request, "zones/plan_detail.html", context, record=plan, viewer=viewer, pictures=pictures)


def goal_list(request):
    goals = Goal.objects.published().with_briefs().order_by("plan__zone__slug", "plan__slug", "position", "id")
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
    """A goal, the initiatives that serve it, its targets."""
    goal, viewer = find(request, selectors.seen_goals, slug)
    targets = goal.targets.visible_to(viewer).with_briefs()
    return answer(
        request,
        "zones/goal_detail.html",
        {
            "goal": goal,
            "crumbs": [goal.plan.zone, goal.plan],
            "initiatives": goal.initiatives.all(),
            "targets": selectors.assess_targets(targets, timezone.localdate(), viewer),
        },
        record=goal,
        viewer=viewer,
    )
