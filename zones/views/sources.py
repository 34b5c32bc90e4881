from django.shortcuts import get_object_or_404, render

from zones import selectors
from zones.filtersets import SourceFilterSet
from zones.models import Organisation, Source
from zones.views.lists import list_context


def source_list(request):
    sources = Source.objects.select_related("publisher").order_by("slug")
    context = list_context(request, SourceFilterSet, sources, shown=("q", "kind", "published_after", "complete"))
    return render(request, "zones/source_list.html", context, status=context["status"])


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
            "plans": organisation.led_plans.with_briefs(),
            "initiatives": organisation.led_initiatives.with_briefs(),
            "sources": organisation.published_sources.order_by("slug"),
        },
    )
