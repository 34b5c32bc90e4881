from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import IndicatorFilterSet
from zones.models import Indicator
from zones.pictures import indicator_pictures
from zones.views.lists import list_page
from zones.views.pictures import page


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
    """An indicator: what was promised and what was reported of it, over time and in one table."""
    indicator = get_object_or_404(Indicator.objects.select_related("part_of"), slug=slug)
    today = timezone.localdate()
    table = selectors.indicator_table(indicator, today)
    return page(
        request,
        "zones/indicator_detail.html",
        {
            "indicator": indicator,
            "parts": indicator.parts.order_by("slug"),
            "themes": indicator.themes.all(),
            "table": table,
        },
        pictures=indicator_pictures(table, today),
    )
