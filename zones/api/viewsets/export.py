"""Everything that is published, in one file."""

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError

from zones.api import files, problems
from zones.api.viewsets.base import ReadingViewSet
from zones.services import package


class ZipRenderer(files.FileRenderer):
    """Stands for a zip file when an answer is negotiated."""

    media_type, format = "application/zip", "zip"


class ExportViewSet(ReadingViewSet):
    """Everything published as a Frictionless Data Package: a zip of CSV tables and the description of them.

    The same data give the same bytes. `manage.py import_package` fills an empty instance with it.
    """

    renderer_classes = [ZipRenderer]
    filter_backends = []
    pagination_class = None
    sends_everything = True

    @extend_schema(operation_id="export", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def list(self, request, *args, **kwargs):
        if request.query_params:
            message = _("There is no such parameter here.")
            raise ValidationError({name[:60]: [message] for name in request.query_params})
        name, kind = f"zone-plan-tracker-{timezone.localdate()}.zip", ZipRenderer.media_type
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
        if request.method == "HEAD":
            return StreamingHttpResponse((), content_type=kind, headers=headers)
        try:
            content = package.opened(settings.VAR_DIR / "packages")
        except package.StillChanging:
            response = problems.problem(request, 503, _("The data are being changed just now. Ask again in a minute."))
            response.headers["Retry-After"] = "60"
            return response
        return FileResponse(content, as_attachment=True, filename=name, content_type=kind, headers=headers)
