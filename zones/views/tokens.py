"""The page on which people make, see and revoke their tokens for the API, in the look of the admin."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zones.models import ApiToken
from zones.services import tokens


class TokenForm(forms.ModelForm):
    """What a token is for."""

    class Meta:
        model = ApiToken
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request):
    """List the person's tokens and make a new one; its text stands in this one answer and is kept nowhere."""
    if not tokens.may_have_tokens(request.user):
        raise PermissionDenied
    form, made, text = TokenForm(request.POST or None), None, ""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoked(request)
    if request.method == "POST" and form.is_valid():
        try:
            made, text = tokens.make_token(user=request.user, name=form.cleaned_data["name"])
            form = TokenForm()
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        **admin.site.each_context(request),
        "title": _("API tokens"),
        "is_nav_sidebar_enabled": False,
        "form": form,
        "made": made,
        "text": text,
        "tokens": tokens.tokens_of(request.user),
    }
    return render(request, "account/tokens.html", context, status=400 if form.errors else 200)


def _revoked(request):
    if tokens.revoke(user=request.user, token_key=request.POST["revoke"].replace("\x00", "")[:64]):
        messages.success(request, _("The token is revoked: it opens nothing any more."))
    return HttpResponseRedirect(request.path)
