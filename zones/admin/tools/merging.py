"""Merging two shared records: choose them, see what will move, confirm."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zones.admin.forms import Chooser
from zones.services import merging

from .page import fieldsets, render

KINDS = {model._meta.model_name: model for model in merging.MERGEABLE}


@admin.action(description=_("Merge the two selected"), permissions=["delete"])
def merge_selected(model_admin, request, queryset):
    """Lead to the page on which two selected records become one."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
    if len(keys) != 2:
        model_admin.message_user(request, gettext("Select exactly two records."), messages.WARNING)
        return None
    return HttpResponseRedirect(_address(queryset.model._meta.model_name, *keys))


class PairForm(forms.Form):
    """The record that stays and the one that goes."""

    def __init__(self, model, admin_site, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"kept": _("record to keep"), "duplicate": _("duplicate")}
        some_reference = model._meta.related_objects[0].field  # any field that refers to the model finds its records
        for name, label in labels.items():
            widget = Chooser(some_reference, admin_site)
            self.fields[name] = forms.ModelChoiceField(model.objects.all(), label=label, widget=widget)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kept") and cleaned.get("kept") == cleaned.get("duplicate"):
            raise ValidationError(_("Choose two different records of the same kind."))
        return cleaned


def merge_page(request, kind, admin_site):
    """Show both records and what will move; merge them when that is confirmed."""
    model = KINDS.get(kind)
    if model is None:
        raise Http404
    for verb in ("change", "delete"):
        if not request.user.has_perm(f"zones.{verb}_{kind}"):
            raise PermissionDenied
    form = PairForm(model, admin_site, request.GET or None)
    context = {"opts": model._meta, "title": gettext("Merge two records")}
    if not form.is_valid():
        context |= {"adminform": fieldsets(form, ("kept", "duplicate")), "more_media": form.media}
        return render(request, admin_site, "merge_choose", form=form, **context)
    kept, duplicate = form.cleaned_data["kept"], form.cleaned_data["duplicate"]
    errors = []
    if request.method == "POST":
        try:
            merging.merge(kept=kept, duplicate=duplicate, by=request.user, reason=request.POST.get("reason", ""))
        except ValidationError as error:
            errors = error.messages
        else:
            text = gettext("“%(duplicate)s” is merged into “%(kept)s”; its address leads there.")
            messages.success(request, text % {"duplicate": duplicate, "kept": kept})
            return HttpResponseRedirect(_page(kept))
    context |= {
        "kept": kept,
        "duplicate": duplicate,
        "pages": {"kept": _page(kept), "duplicate": _page(duplicate)},
        "rows": _side_by_side(kept, duplicate),
        "references": [_told(one, duplicate) for one in merging.references(duplicate)],
        "exchanged": _address(kind, duplicate.pk, kept.pk),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, admin_site, "merge_confirm", **context)


def _address(kind: str, kept: int, duplicate: int) -> str:
    return reverse("admin:merge", args=[kind], query={"kept": kept, "duplicate": duplicate})


def _page(record) -> str:
    return reverse(f"admin:zones_{record._meta.model_name}_change", args=[record.pk])


def _side_by_side(kept, duplicate) -> list[dict]:
    """Return what the two records say, field by field; fields that neither fills in are left out."""
    rows = []
    for field in (*kept._meta.fields, *kept._meta.many_to_many):
        values = [_value(record, field) for record in (kept, duplicate)]
        if field.editable and not field.primary_key and any(values):
            rows.append({"label": capfirst(field.verbose_name), "values": values, "same": values[0] == values[1]})
    return rows


def _value(record, field):
    if field.many_to_many:
        return ", ".join(str(member) for member in getattr(record, field.name).all())
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    return getattr(record, field.name)


def _told(one, duplicate) -> dict:
    """Return how many records refer by a field, and the list of them in the admin."""
    opts = one.model._meta
    query = {f"{one.field.name}__id__exact": duplicate.pk}
    return {
        "label": f"{capfirst(opts.verbose_name_plural)}: {one.field.verbose_name}",
        "count": one.records.count(),
        "address": reverse(f"admin:zones_{opts.model_name}_changelist", query=query),
    }
