"""The change log of a record for everybody: when it was changed, what and why; never by whom."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from zones import selectors
from zones.selectors.history import versions
from zones.views.lists import PAGE_SIZE


def record_history(request, model, slug):
    """Show what was changed in a public record, the newest first; both languages of a field beside each other."""
    record = get_object_or_404(selectors.seen(model), slug=slug)
    page = Paginator(versions(record, public=True), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "zones/history.html", {"record": record, "crumbs": [record], "page": page})
