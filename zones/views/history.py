"""The change log of a record for everybody: when it was changed, what and why; never by whom."""

from itertools import groupby

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from zones import selectors
from zones.selectors.history import versions
from zones.views.lists import PAGE_SIZE


def record_history(request, model, slug):
    """Show what was changed in a public record, the newest first; both languages of a field beside each other."""
    record = get_object_or_404(selectors.seen(model), slug=slug)
    page = Paginator(versions(record, public=True), PAGE_SIZE).get_page(request.GET.get("page"))
    entries = [(version, _by_field(version.changes)) for version in page.object_list]
    context = {"record": record, "crumbs": [record], "page": page, "entries": entries}
    return render(request, "zones/history.html", context)


def _by_field(changes):
    """Return the changes field by field; a bilingual field has one in each language, next to each other."""
    return [list(pair) for _field, pair in groupby(changes, _field_of)]


def _field_of(change):
    return change.name.removesuffix("_zh").removesuffix("_en")
