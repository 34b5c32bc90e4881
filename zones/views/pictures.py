"""Pages with pictures: the page itself, or with `?csv=` the table of one picture as a file."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zones.pictures import Picture, file_name
from zones.services.exchange import write_csv
from zones.views.downloads import refuse


def page(
    request, template: str, context: dict, pictures: Iterable[Picture | None], *, status: int = 200
) -> HttpResponse:
    """Show a page with pictures, which its template finds under `pictures` by their keys (`pictures.structure`).

    A picture is None where there is nothing to draw. `?csv=<key>` answers with the table of that picture instead; a
    key that the page does not have is not found, and two are refused.
    """
    found = {each.key: each for each in pictures if each}
    asked = request.GET.getlist("csv") if status == 200 else []
    if len(asked) > 1:
        return refuse(request, "csv", _("Give this parameter once."))
    if asked:
        return table_file(request, found.get(asked[0]))
    return render(request, template, context | {"pictures": found}, status=status)


def table_file(request, picture: Picture | None) -> HttpResponse:
    """Return a picture's table as CSV; raises Http404 when there is no such picture."""
    if picture is None:
        raise Http404("There is no picture of this name.")
    return HttpResponse(
        "".join(write_csv(picture.lines())),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(picture, request.resolver_match)}.csv"',
            "X-Robots-Tag": "noindex",
        },
    )
