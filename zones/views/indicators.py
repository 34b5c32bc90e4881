from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import IndicatorFilterSet
from zones.models import Indicator
from zones.views.lists import list_page


def indicator_list(request):
    indicators = Indicator.objects.with_counts().order_by("slug")
    return list_page(
        request,
        "zones/indicator_list.html",
        IndicatorFilterSet,
        indicators,
        heading=_("Indicators"),
        shown=("q", "theme", "direction", "ordering"),
        orders={"name_zh": _("by Chinese name"), "-updated_at": _("last changed first")},
    )


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
