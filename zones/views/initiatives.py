from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zones import selectors
from zones.filtersets import InitiativeFilterSet
from zones.models import Initiative
from zones.views.lists import list_context


def initiative_list(request):
    initiatives = Initiative.objects.with_briefs().order_by("-updated_at", "-id")
    context = list_context(
        request,
        InitiativeFilterSet,
        initiatives,
        shown=("q", "zone", "period", "kind", "status", "theme", "due_before", "cited"),
    )
    return render(request, "zones/initiative_list.html", context, status=context["status"])


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
            "parts": initiative.children.with_briefs(),
            "updates": initiative.updates.select_related("source", "speaker").newest_first(),
            "milestones": initiative.milestones.select_related("source", "speaker"),
            "targets": selectors.assess_targets(initiative.targets.with_briefs(), timezone.localdate()),
            "figures": initiative.observations.with_briefs().in_reading_order(),
            "continued_by": initiative.continued_by.select_related("plan"),
        },
    )
