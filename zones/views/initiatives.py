from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import InitiativeFilterSet
from zones.models import Initiative
from zones.views.lists import list_page


def initiative_list(request):
    initiatives = Initiative.objects.with_briefs().with_latest_report()
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
    initiatives = Initiative.objects.with_briefs().select_related(
        "plan__period", "plan__zone", "parent", "continues__plan", "detailed_by"
    )
    initiative = get_object_or_404(initiatives, slug=slug)
    return render(
        request,
        "zones/initiative_detail.html",
        {
            "initiative": initiative,
            "crumbs": [initiative.zone, initiative.plan, initiative.parent],
            "goals": initiative.goals.all(),
            "parts": initiative.children.with_briefs().with_latest_report(),
            "updates": initiative.updates.select_related("source", "speaker").newest_first(),
            "milestones": initiative.milestones.select_related("source", "speaker"),
            "targets": selectors.assess_targets(initiative.targets.with_briefs(), timezone.localdate()),
            "figures": initiative.observations.with_briefs().in_reading_order(),
            "continued_by": initiative.continued_by.select_related("plan"),
        },
    )
