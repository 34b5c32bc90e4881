from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from zones import selectors
from zones.filtersets import IndicatorFilterSet
from zones.models import Indicator
from zones.views.lists import list_context


def indicator_list(request):
    indicators = Indicator.objects.with_counts().order_by("slug")
    context = list_context(request, IndicatorFilterSet, indicators, shown=("q", "theme", "direction"))
    return render(request, "zones/indicator_list.html", context, status=context["status"])


def indicator_detail(request, slug):
    """An indicator: its figures by area and period, and what plans promise of it."""
    indicator = get_object_or_404(Indicator.objects.select_related("part_of"), slug=slug)
    figures = indicator.observations.with_briefs().order_by("zone__level", "zone__slug", "-period_end", "id")
    return render(
        request,
        "zones/indicator_detail.html",
        {
            "indicator": indicator,
            "parts": indicator.parts.order_by("slug"),
            "themes": indicator.themes.all(),
            "figures": figures,
            "targets": selectors.assess_targets(indicator.targets.with_briefs(), timezone.localdate()),
        },
    )
