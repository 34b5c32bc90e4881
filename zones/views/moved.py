"""Old addresses: a page that is asked for by a slug which its record had before answers where the record is now."""

from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from zones.selectors.moved import moved_to


def follow(model, view):
    """Return the view of one record (`slug` in its address) that redirects from an old slug instead of answering 404.

    The redirect stays on the same page of the record, in the same language, with the same query.
    """

    @wraps(view, updated=())
    def following(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            record = moved_to(model, kwargs["slug"]) if request.method in ("GET", "HEAD") else None
            if record is None:
                raise
        address = reverse(request.resolver_match.view_name, kwargs=kwargs | {"slug": record.slug})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    return following
