from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import SourceFilterSet
from zones.models import Organisation, Source
from zones.views.lists import list_page


def source_list(request):
    sources = Source.objects.select_related("publisher").order_by("slug")
    return list_page(
        request,
        "zones/source_list.html",
        SourceFilterSet,
        sources,
        heading=_("Sources"),
        shown=("q", "kind", "published_after", "complete", "ordering"),
        orders={
            "-published_on": _("newest first"),
            "name_zh": _("by Chinese name"),
            "-updated_at": _("last changed first"),
        },
    )


def source_detail(request, slug):
    """A source and everything drawn from it, in reading order."""
    source = get_object_or_404(Source.objects.select_related("publisher"), slug=slug)
    return render(request, "zones/source_detail.html", {"source": source, "records": selectors.drawn_from(source)})


def organisation_detail(request, slug):
    organisation = get_object_or_404(Organisation.objects.select_related("parent"), slug=slug)
    return render(
        request,
        "zones/organisation_detail.html",
        {
            "organisation": organisation,
            "parts": organisation.parts.order_by("slug"),
            "people": organisation.people.order_by("slug"),
            "zones": organisation.administered_zones.order_by("slug"),
            "plans": organisation.led_plans.published().with_briefs(),
            "initiatives": organisation.led_initiatives.published().with_briefs().with_latest_report(),
            "sources": organisation.published_sources.order_by("slug"),
        },
    )
