from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import GoalFilterSet, PlanFilterSet
from zones.models import Goal, Plan
from zones.pictures import (
    kind_evidence,
    plan_statuses,
    structure_picture,
    target_pictures,
    targets_picture,
    timeline_picture,
    undated,
)
from zones.views.as_of import of_a_day
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


@of_a_day
def plan_detail(request, slug, day):
    """A plan: its code and tiers, declared against recorded, its goals, initiatives and targets."""
    if day:
        overview, viewer = selectors.plan_as_of(slug, day), None
    else:
        found, viewer = find(request, selectors.seen_plan, slug)
        overview = selectors.plan_overview(found, timezone.localdate(), viewer)
    plan = overview.plan
    context = vars(overview) | {"crumbs": [plan.zone], "undated": undated(overview)}
    pictures = [
        structure_picture(overview),
        timeline_picture(overview),
        plan_statuses(overview),
        kind_evidence(overview.coverage),
        targets_picture(overview.targets, overview.on),
    ]
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
    goal, viewer = find(request, selectors.seen_goal, slug)
    today = timezone.localdate()
    targets = selectors.assess_targets(goal.targets.visible_to(viewer).with_briefs(), today, viewer)
    return answer(
        request,
        "zones/goal_detail.html",
        {
            "goal": goal,
            "crumbs": [goal.plan.zone, goal.plan],
            "initiatives": goal.initiatives.all(),
            "targets": targets,
        },
        record=goal,
        viewer=viewer,
        pictures=target_pictures(targets, today),
    )
