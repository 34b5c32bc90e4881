"""What every form and list of the admin shares: evidence and address, choosers, rows in a form, races, history."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from .forms import Chooser, FigureInput, MultipleChooser, RecordForm, RowForm, RowSet, is_key


def both(*names: str) -> tuple[str, ...]:
    """Return the fields of one form row that holds the Chinese and the English of each name side by side."""
    return tuple(f"{name}_{language}" for name in names for language in ("zh", "en"))


NOTES = (_("Notes"), {"fields": [both("note")]})
EVIDENCE_ROWS = [("source", "locator"), ("quotation", "speaker"), both("note")]
EVIDENCE = (_("Evidence"), {"fields": EVIDENCE_ROWS})


class FormFields:
    """How the fields of a form or a row are entered: short text boxes, figures without idle zeros, autocomplete."""

    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.DecimalField: {"widget": FigureInput},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Chooser(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
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


class Table(Rows, admin.TabularInline):
    """Rows of one line, for the many members of a plan."""

    def get_fields(self, request, obj=None):
        """Leave out the tier while the plan is new: there is none yet to choose."""
        return [name for name in self.fields if obj or name != "tier"]


class Stack(Rows, admin.StackedInline):
    """Whole records one below the other, with their evidence; what is seldom filled in is folded away."""

    def get_fieldsets(self, request, obj=None):
        cited_in, *more = EVIDENCE_ROWS
        return [
            (None, {"fields": [*self.fields, cited_in]}),
            (_("Quotation and notes"), {"fields": more, "classes": ["collapse"]}),
        ]


class RecordAdmin(FormFields, SimpleHistoryAdmin):
    """Base of every model's admin. A subclass lists its `fieldsets`; the last one, the address, is added here."""

    form = RecordForm
    readonly_fields = ("created_at", "updated_at")
    address_fields: tuple[str, ...] = ("slug",)
    list_per_page = 50
    history_list_per_page = 50
    object_history_list_template = "admin/zones/history_list.html"

    class Media:
        css = {"all": ["zones/admin.css"]}

    def get_fieldsets(self, request, obj=None):
        """Return the fieldsets in the order of entry; the timestamps only once there are any."""
        stamps = [("created_at", "updated_at")] if obj else []
        address = [*self.address_fields, *stamps]
        return [*self.fieldsets, (_("Address"), {"fields": address})] if address else self.fieldsets

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

    # --- two people at once ---------------------------------------------------------------------------

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.conflict = getattr(request, "conflict", False)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save; when another person's record got in the way, check again against it and show what is wrong."""
        view = super().changeform_view
        try:
            return view(request, object_id, form_url, extra_context)
        except IntegrityError:
            pass
        try:
            return view(request, object_id, form_url, extra_context)
        except IntegrityError:
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
        message = _("Nothing was deleted: other records refer to it. %(records)s") % {
            "records": ", ".join(in_the_way[:5])
        }
        self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    # --- history --------------------------------------------------------------------------------------

    def history_view(self, request, object_id, extra_context=None):
        _require_key(object_id)
        try:
            return super().history_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:  # a deleted record whose name needs another deleted one
            raise Http404 from error

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        _require_key(object_id, version_id)
        try:
            with transaction.atomic():
                return super().history_form_view(request, object_id, version_id, extra_context)
        except ObjectDoesNotExist:
            message = _("This version refers to a record that no longer exists, so it cannot be shown or restored.")
        except IntegrityError:
            message = _("This version cannot be restored: it contradicts what other records say now.")
        self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect("../")


def _require_key(*identifiers: str) -> None:
    if not all(is_key(identifier) for identifier in identifiers):
        raise Http404
