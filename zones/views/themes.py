from django.shortcuts import get_object_or_404, render

from zones import selectors
from zones.models import Theme


def theme_list(request):
    """Every theme by group, with the zones that pursue it."""
    return render(
        request,
        "zones/theme_list.html",
        {"groups": selectors.theme_groups(), "zones": selectors.zones_with_counts()},
    )


def theme_detail(request, slug):
    """A theme and all that pursues it, zone by zone."""
    theme = get_object_or_404(Theme, slug=slug)
    return render(
        request,
        "zones/theme_detail.html",
        {
            "theme": theme,
            "goals": theme.goals.with_briefs().order_by("plan__zone__slug", "position"),
            "initiatives": theme.initiatives.with_briefs().order_by("zone__slug", "plan", "position"),
            "indicators": theme.indicators.order_by("slug"),
        },
    )
