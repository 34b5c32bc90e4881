from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zones import selectors
from zones.models import Target, Theme, Zone
from zones.pictures import matrix_picture
from zones.views.downloads import download, refusal
from zones.views.pictures import page


def theme_list(request):
    """Every theme by group, with the zones that pursue it; `?format=` gives the themes as a file."""
    if "format" in request.GET:
        return refusal(request) or download(request, selectors.themes_in_order())
    groups, zones = selectors.theme_groups(), list(Zone.objects.zones())
    drawn = [row for _group, rows in groups for row in rows if row.shows_more_than_one(zones)]
    context = {"groups": groups, "zones": zones, "drawn": {row.theme.pk for row in drawn}}
    return page(request, "zones/theme_list.html", context, pictures=[matrix_picture(drawn, zones)])


def theme_detail(request, slug):
    """A theme and all that pursues it, zone by zone."""
    theme = get_object_or_404(Theme, slug=slug)
    targets = Target.objects.published().with_briefs().filter(initiative__themes=theme)
    return render(
        request,
        "zones/theme_detail.html",
        {
            "theme": theme,
            "areas": selectors.pursuits(theme),
            "targets": selectors.assess_targets(targets.order_by("plan__zone__slug", "id"), timezone.localdate()),
            "indicators": theme.indicators.order_by("slug"),
        },
    )
