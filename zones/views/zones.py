from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zones import selectors
from zones.choices import ZoneLevel
from zones.models import Zone
from zones.views.downloads import download, refusal
from zones.views.pictures import page


def zone_list(request):
    """The high-tech zones and the areas above them; `?format=` gives all of them as a file."""
    if "format" in request.GET:
        return refusal(request) or download(request, Zone.objects.order_by("-level", "slug"))  # zones come first
    above = Zone.objects.exclude(level=ZoneLevel.ZONE).order_by("level", "slug")
    return render(request, "zones/zone_list.html", {"zones": selectors.zones_with_counts(), "areas_above": above})


def zone_detail(request, slug):
    """A high-tech zone, a province or the nation: its plans by period, its figures, its evidence."""
    areas = Zone.objects.select_related("parent__parent", "administration", "source", "speaker")
    zone = get_object_or_404(areas, slug=slug)
    overview = selectors.zone_overview(zone, timezone.localdate())
    return page(request, "zones/zone_detail.html", vars(overview) | {"overview": overview}, pictures=[])
