"""Lists as files: all rows at once, as JSON, CSV or an Excel workbook, under the filters and in the order of the list.

JSON is the list as one page; serializers/cells.py says which columns the other two have.
"""

from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from zones import ordering
from zones.api.renderers import JSONRenderer, as_json
from zones.api.serializers.cells import Column, columns_of, lines_of
from zones.api.serializers.choosing import EVERYTHING, Chosen
from zones.services import exchange

CHUNK = 500  # rows read at once
PARAMETERS = ("format", "bom")
DESCRIBED = [
    OpenApiParameter(
        "format",
        {"type": "string", "enum": ["json", "csv", "xlsx"]},
        description="All rows as a file, without pages: JSON with the same rows, CSV, or an Excel workbook.",
    ),
    OpenApiParameter(
        "bom",
        bool,
        default=False,
        description="A CSV file for spreadsheets: with a byte order mark, and an apostrophe before what looks like a "
        "formula. Without it every text is exactly as it is kept.",
    ),
]


class FileRenderer(BaseRenderer):
    """Stands for a kind of file, written elsewhere; what else is asked of its address, by OPTIONS, is empty."""

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b""


class CSVRenderer(FileRenderer):
    """Stands for CSV when an answer is negotiated; `answer` writes it."""

    media_type, format = "text/csv", "csv"


class WorkbookRenderer(FileRenderer):
    """Stands for an Excel workbook when an answer is negotiated."""

    media_type, format = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"


RENDERERS = [JSONRenderer, CSVRenderer, WorkbookRenderer]


class FileNegotiation(DefaultContentNegotiation):
    """Goes by `format` in the address of a list before it goes by what is accepted."""

    def select_renderer(self, request, renderers, format_suffix=None):
        asked = request.query_params.getlist("format") if len(renderers) > 1 else []
        if not asked:
            return super().select_renderer(request, renderers, format_suffix)
        known = {renderer.format: renderer for renderer in renderers}
        if len(asked) > 1:
            raise ValidationError({"format": [_("Give this parameter once.")]})
        if asked[0] not in known:
            message = _("“%(value)s” is none of: %(words)s.")
            raise ValidationError({"format": [message % {"value": asked[0][:60], "words": ", ".join(known)}]})
        return known[asked[0]], known[asked[0]].media_type


class ListsAsFiles:
    """Lists that can be had as files. A view says `rows_by_key(keys)`, the rows that it shows of these records."""

    content_negotiation_class = FileNegotiation

    def get_renderers(self):
        return [renderer() for renderer in (RENDERERS if self.action == "list" else RENDERERS[:1])]

    def chosen(self) -> Chosen:
        """Return which fields of the rows are shown."""
        return EVERYTHING

    def is_file(self, request) -> bool:
        """Whether the list is asked for as a file."""
        return any(name in request.query_params for name in PARAMETERS) or request.accepted_renderer.format != "json"

    def list_as_file(self, request) -> StreamingHttpResponse:
        return answer(self, request)


def answer(view, request) -> StreamingHttpResponse:
    """Answer the list of a view as a file."""
    records, manner = view.filter_queryset(view.get_queryset()), request.accepted_renderer.format
    _refuse(request, records, manner, view.paginator.parameters)
    records = ordering.ordered(records, ordering.sort_keys_of(records))
    chunks = exchange.in_chunks(records, view.rows_by_key, size=CHUNK)
    columns = columns_of(view.serializer_class(), view.chosen())
    name = request.path.strip("/").rpartition("/")[2]
    if manner == "csv":
        for_spreadsheets = request.query_params.get("bom") == "true"
        content = exchange.write_csv(lines_of(columns, chunks), for_spreadsheets=for_spreadsheets)
    elif manner == "xlsx":
        content = _workbook(request, name, columns, chunks)
    else:
        content = _json(chunks)
    file = f"{name}-{timezone.localdate()}.{manner}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "X-Robots-Tag": "noindex"}
    kind = "text/csv; charset=utf-8" if manner == "csv" else request.accepted_renderer.media_type
    return StreamingHttpResponse(content if request.method == "GET" else (), content_type=kind, headers=headers)


def _refuse(request, records, manner: str, of_pages: Iterable[str]) -> None:
    """Raise ValidationError where a file cannot be what was asked for."""
    bom = request.query_params.get("bom")
    errors = {name: [_("A file has no pages.")] for name in of_pages if name in request.query_params}
    if bom not in (None, "true", "false"):
        errors["bom"] = [_("“%(value)s” is neither true nor false.") % {"value": bom[:60]}]
    elif bom and manner != "csv":
        errors["bom"] = [_("Only a CSV file can have it.")]
    if manner == "xlsx" and records.count() > exchange.MOST_ROWS:
        message = _("A workbook holds at most %(rows)s rows. Choose csv, or filter the list.")
        errors["format"] = [message % {"rows": f"{exchange.MOST_ROWS:,}"}]
    if errors:
        raise ValidationError(errors)


def describe(result, **_kwargs):
    """Say in the API's description what the files are; for it an answer has one shape in all its formats."""
    shapes = {CSVRenderer.media_type: {}, WorkbookRenderer.media_type: {"format": "binary"}}
    for operations in result["paths"].values():
        for told in operations.get("get", {}).get("responses", {}).values():
            for kind, more in shapes.items():
                if kind in told.get("content", {}):
                    told["content"][kind] = {"schema": {"type": "string", **more}}
    return result


# --- JSON -------------------------------------------------------------------------------------------


def _json(chunks: Iterable[list[dict]]) -> Iterator[bytes]:
    yield b'{"next":null,"previous":null,"results":['
    comma = b""
    for rows in chunks:
        if rows:
            yield comma + as_json(rows)[1:-1]
            comma = b","
    yield b"]}"


# --- CSV and workbooks -------------------------------------------------------------------------------


def _workbook(request, name: str, columns: dict[str, Column], chunks: Iterable[list[dict]]) -> Iterator[bytes]:
    """Return the pieces of a workbook whose second sheet says what is in it and from where."""
    notes = {
        _("What"): _("%(name)s, all rows of the list at the address below") % {"name": name},
        _("Address"): request.build_absolute_uri(),
        _("When"): timezone.localdate().isoformat(),
        _("Columns"): _("Each name is the path to a value in the answer of the API; see /api/v1/docs/."),
        _("Moments"): _("In UTC, to the second."),
    }
    lines = lines_of(columns, chunks)
    return exchange.stream_workbook(name, next(lines), lines, notes=notes)
