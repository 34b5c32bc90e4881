"""People who enter data: invited by mail, given roles in zones, and deactivated rather than deleted."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zones.models import Membership, StaleVersion
from zones.services import accounts

# Rights come from roles in zones alone: groups would be a second door that nobody watches.
admin.site.unregister([User, Group])


class PersonForm(forms.ModelForm):
    """An account without a password: its owner chooses that."""

    by: User  # who is looking at the form

    class Meta:
        model = User
        fields = ["username", "email", "last_name", "first_name", "is_active", "is_superuser"]
        help_texts = {
            "email": _("The invitation goes to this address, and so do links for a forgotten password."),
            "is_active": _("Without it nobody can sign in, and whoever is signed in is signed out at once."),
            "is_superuser": _("May do everything in all zones, and invite people."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody else has this address."))
        return email

    def clean(self):
        super().clean()
        if self.instance.pk == self.by.pk:
            for name in ("is_active", "is_superuser"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, _("You cannot take this away from yourself; ask another superuser."))


class RoleRows(admin.TabularInline):
    """The roles of a person."""

    model = Membership
    fields = ["zone", "role"]
    autocomplete_fields = ["zone"]
    extra = 1

    def get_formset(self, request, obj=None, **kwargs):
        """Leave out the buttons that open a zone: zones are not made while somebody is invited."""
        formset = super().get_formset(request, obj, **kwargs)
        zone = formset.form.base_fields["zone"].widget
        zone.can_add_related = zone.can_change_related = zone.can_view_related = False
        return formset


class PasswordFilter(admin.SimpleListFilter):
    """Who has accepted the invitation."""

    title = _("password")
    parameter_name = "chosen"

    def lookups(self, request, model_admin):
        return [("no", _("not chosen yet")), ("yes", _("chosen"))]

    def queryset(self, request, queryset):
        still_open = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        chosen = {"no": still_open, "yes": ~still_open}.get(self.value(), Q())
        return queryset.filter(chosen)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts, for superusers only."""

    form = add_form = PersonForm
    add_form_template = change_form_template = "account/person_form.html"
    inlines = [RoleRows]
    add_fieldsets = [(None, {"fields": ["username", "email", ("last_name", "first_name"), "is_superuser"]})]
    fieldsets = [
        (None, {"fields": ["username", "email", ("last_name", "first_name"), "password_state"]}),
        (_("Permissions"), {"fields": ["is_active", "is_superuser"]}),
        (_("Important dates"), {"fields": [("date_joined", "last_login")]}),
    ]
    readonly_fields = ["password_state", "date_joined", "last_login"]
    list_display = ["username", "full_name", "email", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", PasswordFilter, "memberships__role", "memberships__zone"]
    filter_horizontal = []
    list_per_page = 50
    actions = ["invite_again", "deactivate", "activate"]

    # --- who may --------------------------------------------------------------------------------------

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        """Only accounts that left no trace can be deleted; one's own never."""
        if not self.has_module_permission(request):
            return False
        return obj is None or (obj.pk != request.user.pk and not accounts.has_entered_something(obj))

    # --- what is shown --------------------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__zone")

    @admin.display(description=_("full name"), ordering="last_name")
    def full_name(self, person):
        return f"{person.last_name}{person.first_name}" if not _latin(person) else person.get_full_name()

    @admin.display(description=_("roles in zones"))
    def roles(self, person):
        if person.is_superuser:
            return _("superuser")
        return ", ".join(f"{role.zone.name}: {role.get_role_display()}" for role in person.memberships.all()) or "–"

    @admin.display(description=_("password"))
    def password_state(self, person):
        if not person.has_usable_password():
            return _("Not chosen yet: the invitation is open.")
        link = reverse("admin:auth_user_password_change", args=[person.pk])
        return format_html('{} <a href="{}">{}</a>', _("Chosen."), link, _("Give another password"))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "can_be_invited": obj is not None and accounts.is_invited(obj),
            "only_deactivated": obj is not None and accounts.has_entered_something(obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_actions(self, request):
        """Leave out deleting many at once: what must stay would only be told as a missing permission."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # --- saving and inviting --------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save; when another superuser was quicker, check again against what is there now."""
        view = super().changeform_view
        try:
            with transaction.atomic():
                return view(request, object_id, form_url, extra_context)
        except (IntegrityError, StaleVersion):
            return view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if change:
            obj.is_staff = True
            super().save_model(request, obj, form, change)
        else:
            accounts.add_person(person=obj)
        if not change or "_invite" in request.POST:
            transaction.on_commit(partial(self._invite, request, obj))

    def response_add(self, request, obj, post_url_continue=None):
        """Go on as in any other form: there is no password to be set next."""
        return admin.ModelAdmin.response_add(self, request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_invite" in request.POST:
            return HttpResponseRedirect(request.path)  # what came of it is told by then
        return super().response_change(request, obj)

    def _invite(self, request, person) -> None:
        """Send the invitation, and tell in words when it could not go: the account stays in any case."""
        values = {"person": person, "address": person.email}
        try:
            accounts.send_invitation(person=person, origin=accounts.origin_of(request))
        except accounts.MailError as error:
            text = gettext(
                "The account “%(person)s” is saved, but the mail to %(address)s could not be sent: %(error)s"
            )
            self.message_user(request, text % (values | {"error": error}), messages.ERROR)
            return
        text = gettext("The invitation of “%(person)s” was sent to %(address)s.")
        if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
            text = gettext(
                "No mail server is set, so the invitation of “%(person)s” was written to the server's output."
            )
        self.message_user(request, text % values)

    # --- actions --------------------------------------------------------------------------------------

    @admin.action(description=_("Send the invitation again"))
    def invite_again(self, request, queryset):
        for person in queryset:
            if accounts.is_invited(person):
                self._invite(request, person)
            else:
                text = gettext("“%(person)s” needs no invitation.")
                self.message_user(request, text % {"person": person}, messages.WARNING)

    @admin.action(description=_("Deactivate: no signing in any more"))
    def deactivate(self, request, queryset):
        if queryset.filter(pk=request.user.pk).exists():
            self.message_user(request, _("You cannot deactivate yourself."), messages.ERROR)
        self._switch(request, queryset.filter(is_active=True).exclude(pk=request.user.pk), active=False)

    @admin.action(description=_("Activate"))
    def activate(self, request, queryset):
        self._switch(request, queryset.filter(is_active=False), active=True)

    @transaction.atomic
    def _switch(self, request, people, *, active):
        people = list(people)
        for person in people:
            person.is_active = active
            person.save(update_fields=["is_active"])
            self.log_change(request, person, [{"changed": {"fields": ["Active"]}}])
        number = len(people)
        text = (
            ngettext("%(number)d person can sign in again.", "%(number)d people can sign in again.", number)
            if active
            else ngettext("%(number)d person was deactivated.", "%(number)d people were deactivated.", number)
        )
        self.message_user(request, text % {"number": number})


def _latin(person: User) -> bool:
    return f"{person.last_name}{person.first_name}".isascii()
