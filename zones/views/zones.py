from django.shortcuts import get_object_or_404, render

from zones import selectors
from zones.models import Zone


def zone_list(request):
    return render(request, "zones/zone_list.html", {"zones": selectors.zones_with_counts()})


def zone_detail(request, slug):
    """A high-tech zone, a province or the nation: its plans by period, its figures, its evidence."""
    areas = Zone.objects.select_related("parent__parent", "administration", "source", "speaker")
    zone = get_object_or_404(areas, slug=slug)
    plans = list(zone.plans.with_briefs().order_by("-period__number", "kind", "slug"))
    structures = selectors.plan_structures(plans)
    return render(
        request,
        "zones/zone_detail.html",
        {
            "zone": zone,
            "areas_above": zone.areas_above(),
            "areas_below": zone.children.order_by("slug"),
            "plans": [(plan, structures[plan.pk]) for plan in plans],
            "statuses": selectors.status_counts(zone.initiatives.all()),
            "coverage": selectors.evidence_coverage(zone=zone)["all"],
            "figures": zone.observations.with_briefs().own_first(),
        },
    )
