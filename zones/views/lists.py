"""What every list does: filter by the address, say what is wrong with it, show what is active, cut into pages.

With `?format=` it is a file of all pages instead of a page.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from zones.views.downloads import download, refusal

PAGE_SIZE = 30
MOST_PARAMETERS = 200


@dataclass(frozen=True)
class ActiveFilter:
    """A filter value of the address, named for people, and the address of the list without it."""

    label: str
    value: str
    without: str


def list_page(
    request, template: str, filterset_class, queryset, *, shown: Collection[str], orders: Mapping[str, str], **context
):
    """Answer a list: filter form, active filters, one page of rows.

    `shown` are the filters that the form offers; the others work in an address and stay in it. `orders` are the words
    of `?ordering=` that the form offers, with their labels; without one the queryset's own order stays. A filter value
    that cannot be understood gives status 400, the form with its error, and no rows: a list that silently showed
    everything would be read as the answer. Empty values, which a form without JavaScript sends, are cleaned away.
    """
    if sum(len(values) for _name, values in request.GET.lists()) > MOST_PARAMETERS:
        raise BadRequest("More parameters than a list can have.")
    clean = _without_empty_values(request.GET)
    if clean is not None:
        return HttpResponseRedirect(_address(request, clean))
    filterset = filterset_class(request.GET or None, queryset=queryset, request=request, shown=[*shown, "ordering"])
    _fit_form(filterset, shown, orders)
    valid = not filterset.is_bound or _is_valid(filterset)
    rows = filterset.qs if valid else queryset.none()
    if "format" in request.GET:
        refused = refusal(request, known=filterset.filters)
        if refused or valid:
            return refused or download(request, rows)
    context |= {
        "form": filterset.form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "active": _active_filters(request, filterset),
        "unknown": filterset.unknown_parameters(request.GET, known={"page", "format"}),
    }
    return render(request, template, context, status=200 if valid else 400)


def _is_valid(filterset) -> bool:
    """Whether every filter of the address can be understood and stands there as often as it may."""
    for name in filterset.repeated_parameters(filterset.data):
        filterset.form.add_error(name, _("Give this parameter once."))
    return filterset.is_valid()


def _fit_form(filterset, shown: Collection[str], orders: Mapping[str, str]) -> None:
    """Hide what the form does not offer, and let it offer the orders."""
    fields = filterset.form.fields
    for name, field in fields.items():
        if name not in shown:
            several = filterset.filters[name].several
            field.widget = forms.MultipleHiddenInput() if several else forms.HiddenInput()
    chosen = filterset.form.data.get("ordering", "") if filterset.is_bound else ""
    further = {chosen: chosen} if chosen and chosen not in orders else {}
    fields["ordering"].widget = forms.Select(choices=[("", _("default")), *orders.items(), *further.items()])


def _active_filters(request, filterset) -> list[ActiveFilter]:
    """Return the filters that the address names, one by one; at most one query for each filter that names records."""
    found = []
    for name, field in filterset.form.fields.items():
        values = list(dict.fromkeys(value for value in request.GET.getlist(name) if value))
        if name == "ordering" or not values:
            continue
        labels = field.labels(values) if hasattr(field, "labels") else dict(getattr(field, "choices", ()))
        for value in values:
            without = request.GET.copy()
            without.setlist(name, [other for other in without.getlist(name) if other != value])
            without.pop("page", None)
            label = str(labels.get(value, value))
            found.append(ActiveFilter(str(field.label), label, _address(request, without)))
    return found


def _without_empty_values(params: QueryDict) -> QueryDict | None:
    """Return the parameters without empty values; None when there is none to clean away."""
    clean = QueryDict(mutable=True)
    for name, values in params.lists():
        full = [value for value in values if value]
        if full:
            clean.setlist(name, full)
    return clean if clean != params else None


def _address(request, params: QueryDict) -> str:
    return f"{request.path}?{params.urlencode()}" if params else request.path
