"""Lists as files: everything that a list page shows, on all of its pages, as CSV or as an Excel workbook."""

from collections.abc import Collection

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zones.services import exchange

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_IN_A_WORKBOOK = 100_000  # rows; more are slow to open


def refusal(request, known: Collection[str] = ()):
    """Return the answer to a request for a file that cannot be given as it was asked for; None where it can.

    `known` are the parameters that the list understands. One that it does not is told on a page and left out there; a
    file could not tell, and would be taken for what was asked.
    """
    asked = request.GET.getlist("format")
    unknown = [name for name in request.GET if name not in {*known, "format", "page"}]
    if len(asked) > 1:
        return refuse(request, "format", _("Give this parameter once."))
    if asked[0] not in FORMATS:
        message = _("“%(value)s” is none of: %(words)s.") % {"value": asked[0][:60], "words": ", ".join(FORMATS)}
        return refuse(request, "format", message)
    if unknown:
        return refuse(request, unknown[0][:60], _("There is no such filter here."))
    return None


def refuse(request, parameter: str, message: str):
    """Say which parameter of the address cannot be understood, and why."""
    return render(request, "400.html", {"parameter": parameter, "message": message}, status=400)


def download(request, records, name: str = ""):
    """Answer the public records of a list as the file that `?format=` asks for, in their order.

    Headings stand in both languages, labels and names in that of the page. `name` is what the file is called, before
    the day of today; as the address of the list if it is not said. A list that is too long for a workbook is refused.
    """
    if request.GET["format"] == "xlsx" and records.count() > MOST_IN_A_WORKBOOK:
        message = _("A workbook holds at most %(rows)s rows. Choose csv, or filter the list.")
        return refuse(request, "format", message % {"rows": f"{MOST_IN_A_WORKBOOK:,}"})
    manner = {"language": exchange.BOTH, "words": get_language()}
    suffix = request.GET["format"]
    if suffix == "csv":
        content = exchange.export_csv(records, public=True, **manner)
    else:
        content = exchange.public_workbook(records, **manner)
    response = StreamingHttpResponse(content, content_type=FORMATS[suffix])
    file_name = f"{name or request.resolver_match.url_name}-{timezone.localdate()}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
