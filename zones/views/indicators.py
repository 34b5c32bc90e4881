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
    """An indicator: what was promised and what was reported of it, in one table."""
    indicator = get_object_or_404(Indicator.objects.select_related("part_of"), slug=slug)
    return render(
        request,
        "zones/indicator_detail.html",
        {
            "indicator": indicator,
            "parts": indicator.parts.order_by("slug"),
            "themes": indicator.themes.all(),
            "table": selectors.indicator_table(indicator, timezone.localdate()),
        },
    )
