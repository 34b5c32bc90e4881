from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zones import selectors
from zones.choices import ZoneLevel
from zones.models import Plan, Target, Zone


def zone_list(request):
    above = Zone.objects.exclude(level=ZoneLevel.ZONE).order_by("level", "slug")
    return render(request, "zones/zone_list.html", {"zones": selectors.zones_with_counts(), "areas_above": above})


def zone_detail(request, slug):
    """A high-tech zone, a province or the nation: its plans by period, its figures, its evidence."""
    areas = Zone.objects.select_related("parent__parent", "administration", "source", "speaker")
    zone = get_object_or_404(areas, slug=slug)
    plans = list(zone.plans.published().with_briefs().order_by("-period__number", "kind", "slug"))
    areas_above = zone.areas_above()
    targets = Target.objects.published().filter(plan__zone=zone).with_briefs()
    structures = selectors.plan_structures(plans)
    return render(
        request,
        "zones/zone_detail.html",
        {
            "zone": zone,
            "areas_above": areas_above,
            "plans_above": Plan.objects.published()
            .filter(zone__in=areas_above)
            .select_related("zone")
            .order_by("-zone__level", "zone__slug", "slug"),
            "areas_below": zone.children.order_by("slug"),
            "plans": [(plan, structures[plan.pk]) for plan in plans],
            "statuses": selectors.status_counts(zone.initiatives.published()),
            "coverage": selectors.evidence_coverage(zone=zone)["all"],
            "targets": selectors.assess_targets(
                targets.order_by("plan__slug", "initiative__position", "id"), timezone.localdate()
            ),
            "figures": zone.observations.published().with_briefs().own_first(),
        },
    )
