"""Preview on site: `?preview=1` shows a page with its drafts to the people of its area, and to nobody else."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils.cache import patch_cache_control

from zones.views.pictures import page


def find(request, seen, slug):
    """Return the record of a page, and its viewer: None, the public, unless it is a preview for somebody of its area.

    `seen` returns what a viewer sees: `selectors.seen_plan`. What somebody may not see is as if it were not there.
    """
    try:
        if request.GET.get("preview") == "1" and request.user.is_authenticated:
            record = seen(slug, request.user)
            if request.user.has_perm(f"zones.view_{record._meta.model_name}", record):
                return record, request.user
        return seen(slug), None
    except ObjectDoesNotExist as error:
        raise Http404("There is no such record.") from error


def answer(request, template, context, *, record, viewer, pictures=()):
    """Show the page of a record with its pictures; a preview under a banner, kept by no cache and no search engine."""
    if viewer is None:
        return page(request, template, context, pictures)
    edit = reverse(f"admin:zones_{record._meta.model_name}_change", args=[record.pk])
    response = page(request, template, context | {"preview": record, "edit": edit}, pictures)
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
