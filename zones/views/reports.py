"""Reports as Word files, for meetings: of a plan, of an area with all its plans."""

import re
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.models import Zone
from zones.reports import write_report
from zones.selectors import reports
from zones.views.downloads import refuse

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_INITIATIVES = 1000  # about five seconds of a processor
LONGEST_NAME = 80  # characters; a Chinese one is three bytes, and a file's name may have 255
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')


def plan_report(request, slug):
    """Answer with the report on a plan."""
    plans = selectors.seen_plans().select_related("zone__administration", "zone__speaker")
    plan = get_object_or_404(plans, slug=slug)
    if is_too_long(plan.initiatives):
        return _refuse(request)
    return _answer(request, reports.plan_report(plan, timezone.localdate()))


def zone_report(request, slug):
    """Answer with the report on an area."""
    areas = Zone.objects.select_related("parent__parent", "administration", "source", "speaker")
    zone = get_object_or_404(areas, slug=slug)
    if is_too_long(zone.initiatives):
        return _refuse(request)
    return _answer(request, reports.zone_report(zone, timezone.localdate()))


def is_too_long(initiatives):
    """Whether a report on initiatives would be longer than anybody reads, and take more than anybody may ask for."""
    return initiatives.published().count() > MOST_INITIATIVES


def _refuse(request):
    message = _("A report tells of at most %(most)s initiatives. Download the list of initiatives instead.")
    return refuse(request, "report.docx", message % {"most": MOST_INITIATIVES})


def _answer(request, contents):
    subject = contents.subject
    address = reverse(subject._meta.model_name, args=[subject.slug])
    report = write_report(contents, request.build_absolute_uri(address))
    name = quote(_NOT_IN_FILE_NAMES.sub("", report.title)[:LONGEST_NAME].strip(". ") + ".docx", safe="")
    return HttpResponse(
        report.file,
        content_type=WORD,
        headers={
            "Content-Disposition": f"attachment; filename=\"{subject.slug}-report.docx\"; filename*=UTF-8''{name}",
            "X-Robots-Tag": "noindex",
        },
    )
