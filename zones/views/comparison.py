from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zones import selectors
from zones.forms import CompareForm
from zones.models import Zone
from zones.pictures import compare as drawn
from zones.pictures import zone_statuses
from zones.views.pictures import page


def compare(request):
    """Two to four areas side by side; without any, the form that asks for them, with those named by `with` ticked."""
    areas = Zone.objects.select_related("parent__parent", "source", "speaker").order_by("slug")
    chosen = [slug for slug in request.GET.getlist("zone") if slug]
    ticked = {"zone": request.GET.getlist("with")}
    form = CompareForm({"zone": chosen} if chosen else None, areas=list(areas), initial=ticked)
    context: dict = {"form": form}
    pictures: list = []
    if form.is_valid():
        zones = form.cleaned_data["zone"]
        comparison = selectors.compare(zones, timezone.localdate())
        context |= {
            "heading": heading(zones),
            "comparison": comparison,
            "contrast": selectors.contrast(comparison),
            "sheet": "across",  # of paper: see print.css
            "page_query": urlencode({"zone": [zone.slug for zone in zones]}, doseq=True),
        }
        tallies = {column.zone.pk: column.statuses for column in comparison.columns}
        pictures = [
            drawn.theme_shares(comparison),
            drawn.structures(comparison),
            zone_statuses(zones, tallies),
            drawn.shared_figures(comparison),
        ]
    elif len(form.zones) > 1:
        example = form.zones[:2]
        context |= {"example": example, "example_heading": heading(example)}
    return page(request, "zones/compare.html", context, pictures, status=400 if form.errors else 200)


def heading(zones) -> str:
    """Name a comparison by its areas: Guangzhou and Shenzhen compared."""
    *others, last = _without_shared_ending([zone.name for zone in zones])
    names = _("%(others)s and %(last)s") % {"others": pgettext("list", ", ").join(others), "last": last}
    return _("%(names)s compared") % {"names": names}


def _without_shared_ending(names: list[str]) -> list[str]:
    """Leave out the words in which all names end, as in Guangzhou High-tech Zone and Shenzhen High-tech Zone."""
    words = [name.split() for name in names]
    while all(len(each) > 1 for each in words) and len({each[-1] for each in words}) == 1:
        words = [each[:-1] for each in words]
    return [" ".join(each) for each in words]
