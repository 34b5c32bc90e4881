"""The pages on which people get a new password by mail: Django's own, in the look of the admin."""

from axes.helpers import get_client_ip_address
from django.contrib import admin
from django.contrib.auth import views
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from zones.services import accounts


class AdminPage:
    """A page that looks like one of the admin, for people who are not signed in."""

    def get_context_data(self, **kwargs):
        nothing_beside_it = {"is_nav_sidebar_enabled": False}
        return admin.site.each_context(self.request) | nothing_beside_it | super().get_context_data(**kwargs)


class ForgottenPassword(AdminPage, views.PasswordResetView):
    """Asks for an address and sends a link to whoever has it; what it says is the same when nobody does."""

    title = _("Forgotten your login credentials?")  # as the link on the sign-in page says

    def form_valid(self, form):
        if accounts.may_ask(machine=get_client_ip_address(self.request)):
            people = accounts.with_address(form.cleaned_data["email"])
            accounts.send_password_links(people=people, origin=accounts.origin_of(self.request))
            return HttpResponseRedirect(self.get_success_url())
        form.add_error(None, _("Too many links were asked for from your network. Please try again in an hour."))
        answer = self.form_invalid(form)
        answer.status_code = 429
        return answer


class LinkSent(AdminPage, views.PasswordResetDoneView):
    title = _("Look into your mailbox")


class ChoosePassword(AdminPage, views.PasswordResetConfirmView):
    """Where the link of a mail leads: it works once, for three days, and only while the account is active."""

    title = _("Choose your password")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.validlink else context | {"title": _("This link no longer works")}

    def get_user(self, uidb64):
        person = super().get_user(uidb64)
        return person if person and person.is_active else None

    def form_valid(self, form):
        answer = super().form_valid(form)
        accounts.forgive_wrong_passwords(person=self.user)
        return answer


class PasswordChosen(AdminPage, views.PasswordResetCompleteView):
    title = _("Your password is set")
    extra_context = {"login_url": reverse_lazy("admin:login")}
