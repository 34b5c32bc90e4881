from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from zones import search
from zones.forms import SearchForm
from zones.views.downloads import download, refusal, refuse
from zones.views.lists import PAGE_SIZE


class FoundPages(Paginator):
    """Pages of what was found of a kind: as many as were counted."""

    def __init__(self, entries, kind, counts):
        super().__init__(entries, PAGE_SIZE)
        self.count, self.are_more = next(
            ((each.found, each.are_more) for each in counts if each.kind == kind), (0, False)
        )


def search_page(request):
    """What was found of every kind, or page by page of one, or of one as a file; without a query, how to ask."""
    form = SearchForm(request.GET if {"q", "kind", "format"} & request.GET.keys() else None)
    context = {"form": form, "query": request.GET.get("q", "")}
    if not form.is_valid():
        return render(request, "zones/search.html", context, status=400 if form.is_bound else 200)
    query, kind = form.cleaned_data["q"], form.cleaned_data["kind"]
    context |= {"query": query, "kind": kind}
    if "format" in request.GET:
        return _file(request, query, kind)
    if kind:
        counts = search.counts(query)
        page = FoundPages(search.matching(query, kind), kind, counts).get_page(request.GET.get("page"))
        entries = search.with_records(page.object_list)
        context |= {"page": page, "records": [entry.record for entry in entries], "counts": counts}
    else:
        groups = search.search(query)
        context |= {"groups": groups, "counts": groups}
    return render(request, "zones/search.html", context)


def _file(request, query, kind):
    """Answer what was found of one kind as a file; records of several kinds have no columns in common."""
    refused = refusal(request, known=("q", "kind"))
    if refused is None and kind is None:
        refused = refuse(request, "kind", _("Choose one kind of records to download them."))
    return refused or download(request, search.found(query, kind), name=f"search-{kind}")


def search_suggestions(request):
    """Links to records with the query in their name, for a list under the box while one types."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    refused = bool(request.GET.get("q")) and not form.is_valid()
    context = {"query": query, "records": search.suggestions(query)}
    return render(request, "zones/_search_suggestions.html", context, status=400 if refused else 200)
