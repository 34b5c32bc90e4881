from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import InitiativeFilterSet
from zones.models import Initiative
from zones.views.lists import list_page
from zones.views.preview import answer, find


def initiative_list(request):
    initiatives = Initiative.objects.published().with_briefs().with_latest_report()
    return list_page(
        request,
        "zones/initiative_list.html",
        InitiativeFilterSet,
        initiatives.order_by("zone__slug", "plan__slug", "position", "id"),
        heading=_("Initiatives"),
        shown=("q", "zone", "period", "kind", "status", "theme", "due_before", "cited", "ordering"),
        orders={
            "due_on": _("due soonest first"),
            "-updated_at": _("last changed first"),
            "name_zh": _("by Chinese name"),
        },
    )


def initiative_detail(request, slug):
    """An initiative: what was said of it and when, its steps, its numbers, its evidence."""
    initiative, viewer = find(request, selectors.seen_initiatives, slug)
    targets = initiative.targets.visible_to(viewer).with_briefs()
    return answer(
        request,
        "zones/initiative_detail.html",
        {
            "initiative": initiative,
            "crumbs": [initiative.zone, initiative.plan, initiative.parent],
            "goals": initiative.goals.all(),
            "parts": initiative.children.all(),
            "updates": initiative.updates.all(),
            "milestones": initiative.milestones.all(),
            "targets": selectors.assess_targets(targets, timezone.localdate(), viewer),
            "figures": initiative.observations.visible_to(viewer).with_briefs().in_reading_order(),
            "continued_by": initiative.continued_by.visible_to(viewer).select_related("plan"),
        },
        record=initiative,
        viewer=viewer,
    )
