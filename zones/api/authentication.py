"""Who asks: whoever sends `Authorization: Token …`; everyone else is the public, and costs no query."""

import re

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox import auth
from rest_framework.exceptions import AuthenticationFailed

_TOKEN = re.compile(rb"token +([0-9a-f]{64})", re.IGNORECASE)


class TokenAuthentication(auth.TokenAuthentication):
    """Knox's, in one query. A header that is no valid token is refused, also for reading: nothing is taken silently.

    Cookies are never looked at, so no other site can make a browser write here.
    """

    def authenticate(self, request):
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        token = _TOKEN.fullmatch(header.strip().encode("utf-8", "replace"))
        if token is None:
            raise AuthenticationFailed(_("Send “Authorization: Token” and a token of 64 characters."))
        try:
            return self.authenticate_credentials(token[1].lower())
        except AuthenticationFailed as error:
            raise AuthenticationFailed(_("This token is not valid, or no longer.")) from error

    def _cleanup_token(self, auth_token):
        """Say whether a token has expired. Knox would delete it, and look at the person's others, while one reads."""
        return auth_token.has_expired


class TokenScheme(OpenApiAuthenticationExtension):
    """Tell the API's description what is to be sent."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Token …`, with a token made at /account/tokens/. Reading needs none.",
        }
