"""Pages as of a day: `?as_of=2026-11-01` shows what the tracker knew of a record at the end of that day."""

from functools import wraps

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import render

from zones.filtersets.as_of import PARAMETER, asked_day, why_not
from zones.selectors import NotShownThen
from zones.views.downloads import refuse


def of_a_day(view):
    """Return the view of one record that gets the `day` asked for, None for now, and raises what selectors raise.

    A day that cannot be understood is refused by name; a record that was not there or cannot be had is a page with
    status 404 that says so. A preview is of now: with a day only what was public is shown, to whomever.
    """

    @wraps(view)
    def of_day(request, slug):
        try:
            day = asked_day(request.GET)
        except ValidationError as error:
            return refuse(request, PARAMETER, " ".join(error.messages))
        if day is None:
            return view(request, slug, None)
        try:
            response = view(request, slug, day)
        except NotShownThen as missing:
            context = {"record": missing.record, "message": why_not(missing, day)}
            response = render(request, "zones/not_shown_then.html", context, status=404)
        except ObjectDoesNotExist as error:
            raise Http404("There was no such record.") from error
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return of_day
