"""History of a record in the admin: who changed what, when and why, old beside new, and back to any version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from zones.models import StaleVersion
from zones.selectors.history import between, versions
from zones.services.publication import put_back

from .forms import is_key

PAGE_SIZE = 50


class HistoryViews:
    """Two pages of each record: all its versions, and one of them beside what is stored now. Rows cannot be edited."""

    def get_urls(self):
        version = self.admin_site.admin_view(self.version_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_version"
        return [path("<path:object_id>/history/<str:version_id>/", version, name=name), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        record = self._record(request, object_id)
        page = Paginator(versions(record), PAGE_SIZE).get_page(request.GET.get("page"))
        context = self._context(request, record, _("Change history: %(record)s") % {"record": record})
        return TemplateResponse(request, "admin/zones/history.html", context | {"page": page})

    def version_view(self, request, object_id, version_id):
        """Show what differs between a version and the record as it is; POST makes that version the newest again."""
        record = self._record(request, object_id)
        if not is_key(version_id):
            raise Http404
        version = get_object_or_404(record.history.select_related("history_user"), history_id=version_id)
        if request.method == "POST":
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            return self._restore(request, record, version)
        context = self._context(request, record, _("A version of %(record)s") % {"record": record})
        context |= {
            "version": version,
            "changes": between(record.history.order_by("-history_id").first(), version),
            "may_restore": self.has_change_permission(request, record),
        }
        return TemplateResponse(request, "admin/zones/version.html", context)

    def _restore(self, request, record, version):
        reason = request.POST.get("reason", "")[:300]
        back = HttpResponseRedirect(reverse(f"admin:zones_{self.opts.model_name}_history", args=[record.pk]))
        try:
            put_back(record=record, version=version, by=request.user, reason=reason)
        except ValidationError as error:
            message = _("This version cannot be restored: it contradicts what other records say now. %(why)s")
            self.message_user(request, message % {"why": " ".join(error.messages)}, messages.ERROR)
        except StaleVersion:
            self.message_user(request, _("Somebody else saved a newer version meanwhile."), messages.ERROR)
        else:
            self.message_user(request, _("The version was restored, as the newest."), messages.SUCCESS)
        return back

    def _record(self, request, object_id):
        """Return a record that its user may see; 404 for every other, as if there were none."""
        if not is_key(object_id):
            raise Http404
        record = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return record

    def _context(self, request, record, title):
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "object": record}
