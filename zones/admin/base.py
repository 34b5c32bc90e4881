"""What every form and list of the admin shares: evidence and address, choosers, rows in a form, roles, races."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import IntegrityError, models, transaction
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from zones.models import StaleVersion, ZoneBound
from zones.services.editing import delete_edit, save_edit

from .fields import DateField, DateInput, FigureField
from .forms import Chooser, MultipleChooser, RecordForm, RowForm, RowSet, is_key
from .history import HistoryViews
from .lists import NeedFilter
from .publication import PublicationMoves
from .tools import MineFilter


def both(*names: str) -> tuple[str, ...]:
    """Return the fields of one form row that holds the Chinese and the English of each name side by side."""
    return tuple(f"{name}_{language}" for name in names for language in ("zh", "en"))


NOTES = (_("Notes"), {"fields": [both("note")]})
EVIDENCE_ROWS = [("source", "locator"), ("quotation", "speaker"), both("note")]
EVIDENCE = (_("Evidence"), {"fields": EVIDENCE_ROWS})


class ByRole:
    """Rights are asked of zones/permissions.py, and what is offered is of the user's own areas."""

    def has_view_permission(self, request, obj=None):
        return self._may(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        return self._may(request, "add", obj)

    def has_change_permission(self, request, obj=None):
        return self._may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, "delete", obj)

    def has_publish_permission(self, request, obj=None):
        return self._may(request, "publish", obj)

    def _may(self, request, verb, obj):
        return request.user.has_perm(f"zones.{verb}_{self.model._meta.model_name}", obj)

    def get_queryset(self, request):
        records = super().get_queryset(request)
        return records.in_zones_of(request.user) if issubclass(self.model, ZoneBound) else records


class FormFields(ByRole):
    """How the fields of a form or a row are entered: short text boxes, figures and dates as typed, autocomplete."""

    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.DecimalField: {"form_class": FigureField},
        models.DateField: {"form_class": DateField, "widget": DateInput},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if issubclass(db_field.related_model, ZoneBound):
            kwargs["queryset"] = db_field.related_model._default_manager.in_zones_of(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Chooser(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if issubclass(db_field.related_model, ZoneBound):
            kwargs["queryset"] = db_field.related_model._default_manager.in_zones_of(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = MultipleChooser(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class Rows(FormFields):
    """Records entered inside another record's form; each links to a form of its own with all its fields."""

    form = RowForm
    formset = RowSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def has_delete_permission(self, request, obj=None):
        """Whoever may change the record may mark rows of it for deletion; each row is asked for by itself."""
        return self.has_change_permission(request, obj)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.may_delete = staticmethod(partial(request.user.has_perm, f"zones.delete_{self.opts.model_name}"))
        return formset


class Table(Rows, admin.TabularInline):
    """Rows of one line, for the many members of a plan."""

    def get_fields(self, request, obj=None):
        return [*self.fields, "seen_version"]


class Stack(Rows, admin.StackedInline):
    """Whole records one below the other, with their evidence; what is seldom filled in is folded away."""

    def get_fieldsets(self, request, obj=None):
        cited_in, *more = EVIDENCE_ROWS
        return [
            (None, {"fields": [*self.fields, cited_in, "seen_version"]}),
            (_("Quotation and notes"), {"fields": more, "classes": ["collapse"]}),
        ]


class RecordAdmin(PublicationMoves, HistoryViews, FormFields, admin.ModelAdmin):
    """Base of every model's admin. A subclass lists its `fieldsets`; the last one, the address, is added here."""

    form = RecordForm
    readonly_fields = ("created_at", "updated_at")
    address_fields: tuple[str, ...] = ("slug",)
    list_per_page = 50

    class Media:
        css = {"all": ["zones/admin.css"]}
        js = [Script("zones/entry.js", defer=True)]

    def get_fieldsets(self, request, obj=None):
        """Return the fieldsets in the order of entry; the timestamps only once there are any."""
        stamps = [("created_at", "updated_at"), "reason"] if obj else []
        return [*self.fieldsets, (_("Address"), {"fields": [*self.address_fields, *stamps, "seen_version"]})]

    def change_url(self, obj):
        """Return the address of a record's form."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def get_list_filter(self, request):
        filters = [*super().get_list_filter(request), MineFilter]
        return [NeedFilter, *filters] if issubclass(self.model, ZoneBound) else filters

    def get_view_on_site_url(self, obj=None):
        """Return the public page of a record; none for a record or an instance that has no such page."""
        try:
            return obj.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            return None

    def get_search_results(self, request, queryset, search_term):
        """Narrow what a `Chooser` offers to the plan that it names; PostgreSQL cannot search for NUL."""
        search_term = search_term.replace("\x00", "")
        plan = request.GET.get("plan", "")
        if request.path == reverse("admin:autocomplete") and is_key(plan):
            queryset = queryset.filter(plan=plan)
        return super().get_search_results(request, queryset, search_term)

    # --- saving, all through one door -----------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if form.changed_data or not change:
            save_edit(record=obj, by=request.user, reason=form.cleaned_data.get("reason") or "")

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            delete_edit(record=row, by=request.user)
        for row in rows:
            save_edit(record=row, by=request.user)
        formset.save_m2m()

    def get_deleted_objects(self, objs, request):
        """Name what is in the way to superusers alone: it may be a draft of another zone."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        if protected and not request.user.is_superuser:
            protected = [_("other records that refer to it")]
        return deleted, counts, needed, protected

    def delete_model(self, request, obj):
        delete_edit(record=obj, by=request.user)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for record in queryset:
            delete_edit(record=record, by=request.user)

    # --- two people at once ---------------------------------------------------------------------------

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.conflict = getattr(request, "conflict", False)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save; when another person's record got in the way, check again against it and show what is wrong."""
        view = super().changeform_view
        for _attempt in range(3):
            try:
                return view(request, object_id, form_url, extra_context)
            except (IntegrityError, StaleVersion):
                pass  # read again, and let the form tell what is there now
        try:
            return view(request, object_id, form_url, extra_context)
        except (IntegrityError, StaleVersion):
            request.conflict = True
            return view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            return self._refuse_deletion(request, error)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except IntegrityError as error:  # only the action "delete selected" writes
            return self._refuse_deletion(request, error)
        except (ValueError, OverflowError):  # a filter or a selection made up by hand, such as the year 0
            if ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def _refuse_deletion(self, request, error):
        in_the_way = sorted(str(record) for record in getattr(error, "protected_objects", ()))
        names = ", ".join(in_the_way[:5]) if request.user.is_superuser else ""
        message = _("Nothing was deleted: other records refer to it. %(records)s") % {"records": names}
        self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
