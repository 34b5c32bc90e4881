"""Import and export in Excel and CSV: templates, downloads, an upload with its differences, and the confirmation."""

import tempfile
from functools import wraps
from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from zones.models import Plan
from zones.services import exchange
from zones.services.exchange import uploads

MODELS = {model._meta.model_name: model for model in exchange.MODELS}
FORMATS = ("xlsx", "csv")
SHOWN = 1_000  # rows of differences on a page
MOST_PLANS = 200  # listed; a longer list would be slower to read than an address to type


def exchange_urls(admin_site) -> list:
    """Return the addresses of import and export, which belong among those of an admin site."""
    pages = {
        "exchange/": (overview, "exchange"),
        "exchange/template/": (template, "exchange_plan_template"),
        "exchange/template/<slug:kind>/": (template, "exchange_template"),
        "exchange/export/<slug:kind>/": (export, "exchange_export"),
        "exchange/plan/<slug:slug>/": (export_plan, "exchange_plan"),
        "exchange/import/": (import_file, "exchange_import"),
        "exchange/import/confirm/": (confirm, "exchange_confirm"),
        "exchange/import/errors/": (errors, "exchange_errors"),
    }
    return [
        path(route, admin_site.admin_view(view), {"admin_site": admin_site}, name=name)
        for route, (view, name) in pages.items()
    ]


class UploadForm(forms.Form):
    """A file, and of what it is when that does not stand in it."""

    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))
    kind = forms.ChoiceField(
        label=_("records"),
        required=False,
        help_text=_("For a CSV file. The sheets of a workbook say by their names of what they are."),
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False, help_text=_("For the history."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(name, capfirst(model._meta.verbose_name_plural)) for name, model in MODELS.items()]
        self.fields["kind"].choices = [("", _("as its sheets are named")), *kinds]


def for_editors(view):
    """Let in who has a role in some zone."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.has_perm("zones.view_plan"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


# --- downloads ------------------------------------------------------------------------------------


@require_safe
@for_editors
def overview(request, admin_site):
    """Show what can be downloaded, and take an upload."""
    return _overview(request, admin_site, UploadForm())


@require_safe
@for_editors
def template(request, admin_site, kind=None):
    """Give an empty workbook or CSV file to fill in: of one kind of records, or of a plan with all its members."""
    model, language = _model(kind) if kind else None, _language(request)
    if model and _format(request) == "csv":
        return _csv(exchange.template_csv(model, language=language), kind)
    return _workbook(lambda target: exchange.template(target, language=language, model=model), f"{kind or 'plan'}-new")


@require_safe
@for_editors
def export(request, admin_site, kind):
    """Give all records of a kind that the user may see; drafts are those of the own zones."""
    records = exchange.visible(_model(kind), request.user)
    language = _language(request)
    if _format(request) == "csv":
        return _csv(exchange.export_csv(records, language=language), kind)
    return _workbook(lambda target: exchange.export_workbook(records, target, language=language), kind)


@require_safe
@for_editors
def export_plan(request, admin_site, slug):
    """Give a plan with all its members as one workbook."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    user, language = request.user, _language(request)
    return _workbook(lambda target: exchange.export_plan(plan, target, user=user, language=language), slug)


def _model(kind):
    if kind not in MODELS:
        raise Http404
    return MODELS[kind]


def _language(request):
    asked = request.GET.get("language", get_language())
    return asked if asked in (*exchange.LANGUAGES, exchange.BOTH) else exchange.LANGUAGES[0]


def _format(request):
    return "csv" if request.GET.get("format") == "csv" else "xlsx"


def _csv(lines, name):
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _workbook(write, name):
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it was sent
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx")


# --- upload, preview, confirmation ------------------------------------------------------------------


@for_editors
def import_file(request, admin_site):
    """Show what an upload would change."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:exchange"))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, admin_site, form, status=400)
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    if file.size > exchange.MOST_BYTES:
        form.add_error("file", _too_large())
        return _overview(request, admin_site, form, status=413)
    data = file.read()
    return _show(request, admin_site, data, file.name, kind, form.cleaned_data["reason"])


@require_POST
@for_editors
def confirm(request, admin_site):
    """Carry out what the preview showed; when it would be something else by now, show that first."""
    found = uploads.fetch(signed=request.POST.get("ticket", ""), user=request.user)
    if found is None:
        messages.error(request, _("This upload is no longer kept. Upload the file again."))
        return HttpResponseRedirect(reverse("admin:exchange"))
    ticket, data = found
    reason = request.POST.get("reason", "")[:300] or _("import of %(file)s") % {"file": ticket.file}
    model = MODELS.get(ticket.model)
    try:
        done = exchange.carry_out(upload=data, user=request.user, model=model, digest=ticket.digest, reason=reason)
    except (exchange.ChangedMeanwhile, exchange.ImportRefused):
        messages.warning(request, _("Nothing was written: somebody changed records meanwhile. Look at it again."))
        return _show(request, admin_site, data, ticket.file, ticket.model, request.POST.get("reason", ""))
    uploads.forget(ticket)
    counts = {"added": len(done.added), "changed": len(done.changed), "same": done.unchanged}
    text = _("Imported: %(added)d added, %(changed)d changed, %(same)d as they were. What is new is a draft.")
    messages.success(request, text % counts)
    return HttpResponseRedirect(reverse("admin:exchange"))


@require_POST
@for_editors
def errors(request, admin_site):
    """Give an upload back with its errors marked."""
    found = uploads.fetch(signed=request.POST.get("ticket", ""), user=request.user)
    if found is None:
        raise Http404
    ticket, data = found
    preview = exchange.plan_import(upload=data, user=request.user, model=MODELS.get(ticket.model))
    language = _language(request)
    name = f"{PurePath(ticket.file).stem}-errors"
    return _workbook(lambda target: exchange.error_workbook(preview, target, language=language), name)


def _show(request, admin_site, data, file_name, kind, reason):
    """Show the differences of an upload, or why it cannot be read."""
    try:
        preview = exchange.plan_import(upload=data, user=request.user, model=MODELS.get(kind))
    except exchange.NotReadable as error:
        form = UploadForm({"kind": kind, "reason": reason})
        form.errors["file"] = form.error_class([str(error)])
        return _overview(request, admin_site, form, status=400)
    rows = sorted((*preview.added, *preview.changed), key=lambda row: (preview.sheets.index(row.sheet), row.number))
    context = {
        **admin_site.each_context(request),
        "title": _("What %(file)s would change") % {"file": file_name},
        "preview": preview,
        "rows": rows[:SHOWN],
        "more_rows": max(0, len(rows) - SHOWN),
        "problems": preview.problems[:SHOWN],
        "more_problems": max(0, len(preview.problems) - SHOWN),
        "reason": reason,
        "ticket": uploads.keep(data=data, file_name=file_name, user=request.user, model=kind, digest=preview.digest),
    }
    return TemplateResponse(request, "admin/zones/exchange_preview.html", context)


def _too_large():
    return _("The file is larger than %(size)d MB.") % {"size": exchange.MOST_BYTES // 1024**2}


def _overview(request, admin_site, form, status=200):
    own = Plan.objects.in_zones_of(request.user).select_related("zone").order_by("zone__slug", "slug")
    context = {
        **admin_site.each_context(request),
        "title": _("Import and export"),
        "form": form,
        "kinds": [(name, model._meta.verbose_name_plural) for name, model in MODELS.items()],
        "plans": own[:MOST_PLANS],
        "languages": [("zh-hans", "中文"), ("en", "English")],
    }
    return TemplateResponse(request, "admin/zones/exchange.html", context, status=status)
