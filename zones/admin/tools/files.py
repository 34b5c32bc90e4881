"""The copies of sources that editors keep; only people who are signed in get them, for others hold the copyright."""

from pathlib import PurePath

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zones.models import Source


class _Kept:
    """A file that is kept, as the template of the chooser shows it."""

    def __init__(self, file):
        self.name = PurePath(file.name).name
        self.url = reverse("admin:source_file", args=[file.instance.pk])

    def __str__(self):
        return self.name


class SourceFileInput(AdminFileWidget):
    """The chooser of a file, which links to the page that gives the copy out instead of a public address."""

    def is_initial(self, value):
        return bool(value) and getattr(getattr(value, "instance", None), "pk", None) is not None

    def format_value(self, value):
        return _Kept(value) if self.is_initial(value) else None


@require_safe
@never_cache
def source_file(request, key, admin_site):
    """Give out the copy of a source to be saved, never to be shown by the browser."""
    source = get_object_or_404(Source, pk=key)
    if not request.user.has_perm("zones.view_source", source):
        raise PermissionDenied
    try:
        content = source.file.open()
    except (ValueError, OSError) as error:  # there is none, or it is gone from the disk
        raise Http404 from error
    name = PurePath(source.file.name).name
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response
