from django.http import Http404
from django.utils import timezone

from zones import selectors
from zones.choices import ZoneLevel
from zones.models import Zone
from zones.pictures import (
    area_statuses,
    declared_picture,
    kind_evidence,
    targets_picture,
    timeline_picture,
    undated,
    zone_evidence,
    zone_map,
    zone_statuses,
)
from zones.views.as_of import of_a_day
from zones.views.downloads import download, refusal
from zones.views.pictures import page


def zone_list(request):
    """The high-tech zones and the areas above them; `?format=` gives all of them as a file."""
    if "format" in request.GET:
        return refusal(request) or download(request, Zone.objects.order_by("-level", "slug"))  # zones come first
    zones = selectors.zones_with_counts()
    above = Zone.objects.exclude(level=ZoneLevel.ZONE).order_by("level", "slug")
    shown = [
        zone_map(zones),
        zone_statuses(zones, {zone.pk: zone.tally for zone in zones}),
        zone_evidence(zones, selectors.coverage_by_zone(zones)),
        declared_picture(zones, selectors.declared_by_zone(zones)),
    ]
    return page(request, "zones/zone_list.html", {"zones": zones, "areas_above": above}, pictures=shown)


@of_a_day
def zone_detail(request, slug, day):
    """A high-tech zone, a province or the nation: its plans by period, its figures, its evidence."""
    if day:
        overview = selectors.zone_as_of(slug, day)
    else:
        try:
            zone = selectors.seen_zone(slug)
        except Zone.DoesNotExist as error:
            raise Http404("There is no such area.") from error
        overview = selectors.zone_overview(zone, timezone.localdate())
    shown = [
        timeline_picture(overview),
        area_statuses(overview),
        kind_evidence(overview.coverage),
        targets_picture(overview.targets, overview.on),
    ]
    context = vars(overview) | {"undated": undated(overview)}
    return page(request, "zones/zone_detail.html", context, pictures=shown)
