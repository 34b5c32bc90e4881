"""What every list page does: filter by the address, say what is wrong with it, cut into pages."""

from collections.abc import Collection

from django import forms
from django.core.paginator import Paginator

PAGE_SIZE = 30


def list_context(request, filterset_class, queryset, *, shown: Collection[str]) -> dict:
    """Return the context of a list: filter form, page and HTTP status.

    `shown` are the filters that the form offers; the others work in an address and stay in it. A filter value that
    cannot be understood gives status 400, the form with its error, and no rows: a list that silently showed everything
    would be read as the answer.
    """
    filterset = filterset_class(request.GET or None, queryset=queryset, request=request)
    for name, field in filterset.form.fields.items():
        if name not in shown:
            several = filterset.filters[name].several
            field.widget = forms.MultipleHiddenInput() if several else forms.HiddenInput()
    valid = not filterset.is_bound or filterset.is_valid()
    rows = filterset.qs if valid else queryset.none()
    return {
        "form": filterset.form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_filtered": any(request.GET.get(name) for name in filterset.form.fields),
        "status": 200 if valid else 400,
    }
