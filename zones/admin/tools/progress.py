"""Progress of many initiatives: the same for all selected ones, or a row each on one screen."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zones.admin.fields import DateField, TypedValues
from zones.admin.forms import is_key
from zones.models import Initiative, Plan, ProgressUpdate, Zone
from zones.services import bulk

from .page import chooser, fieldsets, render

MOST_SELECTED = 200
ROWS = 100  # a screen of rows; a form may send 5,000 fields
SOURCE = ProgressUpdate._meta.get_field("source")


class UpdateForm(TypedValues, forms.ModelForm):
    """A progress update whose initiative is known."""

    as_of = DateField(label=_("as of"), help_text=_("The day, month or year it speaks of."))

    class Meta:
        model = ProgressUpdate
        fields = ["as_of", "status", "percent", "summary_zh", "summary_en", "source", "locator"]
        widgets = {name: AdminTextareaWidget(attrs={"rows": 2}) for name in ("summary_zh", "summary_en")}

    def __init__(self, admin_site, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].widget = chooser(SOURCE, admin_site)
        self.fields["source"].widget.choices = self.fields["source"].choices

    def validate_unique(self):
        """Check also the constraints that name a field which is not shown; a form leaves those out."""
        super().validate_unique()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error.messages)


class ReportForm(UpdateForm):
    """What is reported of all selected initiatives."""

    reason = forms.CharField(label=_("reason"), max_length=300, required=False, help_text=_("For the history."))

    def report(self) -> dict:
        """Return the fields of each update to be made."""
        return {name: getattr(self.instance, name) for name in (*self._meta.fields, "as_of_precision")}


@admin.action(description=_("Report progress for the selected"), permissions=["add"])
def report_selected(model_admin, request, queryset):
    """Lead to the page on which the same is reported of all selected initiatives."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_SELECTED + 1])
    if len(keys) > MOST_SELECTED:
        text = gettext("Select at most %(number)d initiatives.") % {"number": MOST_SELECTED}
        model_admin.message_user(request, text, messages.WARNING)
        return None
    return HttpResponseRedirect(reverse("admin:report_selected", query={"of": ",".join(map(str, keys))}))


def report_page(request, admin_site):
    """Report the same of several initiatives: one update each, all of them or none."""
    keys = {key for key in request.GET.get("of", "").split(",") if is_key(key)}
    own = Initiative.objects.in_zones_of(request.user).select_related("plan", "zone")
    initiatives = list(own.filter(pk__in=keys).order_by("plan__slug", "position", "id"))
    if not initiatives or len(initiatives) < len(keys) or len(keys) > MOST_SELECTED:
        raise PermissionDenied
    form = ReportForm(admin_site, request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            made = bulk.report_all(initiatives=initiatives, by=request.user, reason=reason, **form.report())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            _tell(request, len(made))
            return HttpResponseRedirect(reverse("admin:zones_initiative_changelist"))
    rows = [("as_of", "status", "percent"), ("summary_zh", "summary_en"), ("source", "locator"), "reason"]
    return render(
        request,
        admin_site,
        "report",
        title=gettext("Report progress"),
        opts=ProgressUpdate._meta,
        initiatives=initiatives,
        form=form,
        more_media=form.media,
        adminform=fieldsets(form, *rows),
    )


def progress_page(request, admin_site):
    """Show the initiatives of a plan or a zone, a row each, and save the rows that were filled in: all or none."""
    if not request.user.has_perm("zones.add_progressupdate"):
        raise PermissionDenied
    plans = Plan.objects.in_zones_of(request.user).select_related("zone").order_by("zone__slug", "slug")
    areas = Zone.objects.in_zones_of(request.user).filter(initiatives__isnull=False).distinct().order_by("slug")
    title = gettext("Progress on one screen")
    context = {"title": title, "plans": plans, "areas": areas, "opts": ProgressUpdate._meta}
    initiatives = _of_address(request)
    if initiatives is None:
        return render(request, admin_site, "progress_choose", **context)
    page = Paginator(initiatives, ROWS).get_page(request.GET.get("p"))
    rows = [_row(request, admin_site, initiative) for initiative in page]
    errors = []
    if request.method == "POST":
        errors = _save(request, rows)
        if not errors:
            return HttpResponseRedirect(request.get_full_path())
    context["is_nav_sidebar_enabled"] = False  # the table needs the room
    context |= {"rows": rows, "page": page, "errors": errors, "form": rows[0]["form"] if rows else None}
    context["more_media"] = context["form"].media if rows else forms.Media()
    return render(request, admin_site, "progress", **context)


def _of_address(request):
    """Return the initiatives that `?plan=` or `?zone=` asks for, of the user's own zones; None if it asks for none."""
    asked = {"plan__slug": request.GET.get("plan"), "zone__slug": request.GET.get("zone")}
    chosen = {name: slug.replace("\x00", "") for name, slug in asked.items() if slug}
    if not chosen:
        return None
    own = Initiative.objects.in_zones_of(request.user).filter(**chosen).with_latest_report()
    return own.select_related("plan", "tier").order_by("plan__slug", "position", "id")


def _row(request, admin_site, initiative) -> dict:
    form = UpdateForm(
        admin_site,
        request.POST if request.method == "POST" else None,
        prefix=f"i{initiative.pk}",
        instance=ProgressUpdate(initiative=initiative),
        empty_permitted=True,
        use_required_attribute=False,
    )
    for field in form.fields.values():  # the heads of the columns are too far from the boxes to be their labels
        field.widget.attrs["aria-label"] = f"{field.label} · {initiative.name}"
        field.help_text = ""
    form.fields["source"].widget.widget.attrs["aria-label"] = form.fields["source"].widget.attrs["aria-label"]
    return {"initiative": initiative, "form": form}


def _save(request, rows) -> list[str]:
    """Save the rows that were filled in; return what is wrong with any of them, and then nothing is saved."""
    filled = [row["form"] for row in rows if row["form"].has_changed()]
    if not filled:
        return [gettext("No row is filled in.")]
    if sum(not form.is_valid() for form in filled):  # asked of each, so that each shows its errors
        return [gettext("Nothing was saved yet. Correct the rows marked below.")]
    try:
        made = bulk.save_updates(updates=[form.instance for form in filled], by=request.user)
    except ValidationError as error:
        return error.messages
    _tell(request, len(made))
    return []


def _tell(request, number: int) -> None:
    text = ngettext(
        "%(number)d update is saved as a draft. Submit it for review when it is complete.",
        "%(number)d updates are saved as drafts. Submit them for review when they are complete.",
        number,
    )
    messages.success(request, text % {"number": number})
