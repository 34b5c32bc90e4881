"""The reviewer's queue: what waits, with the difference against what is public, and a decision for each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from zones.models import StaleVersion
from zones.selectors.review import REVIEWED, waiting, waiting_keys
from zones.services import publication

from .forms import is_key
from .publication import told

PAGE_SIZE = 20
MODELS = {model._meta.model_name: model for model in REVIEWED}


def review_urls(admin_site) -> list:
    """Return the addresses of the queue, which belong among those of an admin site."""
    return [
        path("review/", admin_site.admin_view(queue), {"admin_site": admin_site}, name="review"),
        path("review/<slug:kind>/<str:key>/", admin_site.admin_view(decide), name="review_decide"),
    ]


@require_safe
def queue(request, admin_site):
    """Show what waits in the areas that the user reviews, the plans first, twenty on a page."""
    if not request.user.has_perm("zones.publish_plan"):
        raise PermissionDenied
    page = Paginator(waiting_keys(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **admin_site.each_context(request),
        "title": _("Waiting for review"),
        "page": page,
        "waiting": [_shown(each) for each in waiting(list(page.object_list))],
    }
    return TemplateResponse(request, "admin/zones/review.html", context)


def _shown(each):
    """Return what the page says of a waiting record."""
    opts = each.record._meta
    return {
        "waiting": each,
        "record": each.record,
        "kind": opts.model_name,
        "label": opts.verbose_name,
        "new_label": _("What was entered") if each.is_new else "",
        "form": reverse(f"admin:zones_{opts.model_name}_change", args=[each.record.pk]),
        "history": reverse(f"admin:zones_{opts.model_name}_history", args=[each.record.pk]),
    }


@require_POST
def decide(request, kind, key):
    """Publish, return, accept or restore one record; refuse if it is not the version that the reviewer looked at."""
    if kind not in MODELS or not is_key(key):
        raise Http404
    record = get_object_or_404(MODELS[kind]._default_manager.in_zones_of(request.user), pk=key)
    try:
        message = _carry_out(request, record)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except StaleVersion:
        text = _("Somebody saved a newer version of “%(record)s”; look at it first.")
        messages.error(request, text % {"record": record})
    else:
        messages.success(request, message)
    return HttpResponseRedirect(reverse("admin:review"))


def _carry_out(request, record):
    if request.POST.get("version") != str(record.version):
        raise StaleVersion(record)
    said = {"by": request.user, "reason": request.POST.get("reason", "").strip()[:300]}
    match request.POST.get("decision"):
        case "publish":
            return told(publication.publish(records=[record], **said))
        case "return":
            return told(publication.return_for_changes(records=[record], **said))
        case "accept":
            publication.accept(record=record, **said)
            return _("Accepted: %(record)s") % {"record": record}
        case "restore":
            publication.restore(record=record, **said)
            return _("Restored as it was: %(record)s") % {"record": record}
    raise ValidationError(_("Choose what to do with it."))
