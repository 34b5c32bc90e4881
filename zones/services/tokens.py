"""Tokens for the API: a person has a few at a time, each is shown once, ends by itself and can be taken back."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext
from knox.settings import knox_settings

from zones.models import ApiToken
from zones.permissions import roles_of


def may_have_tokens(user: Any) -> bool:
    """Whether a token would be of any use to a person: to read more than the public does, or to write."""
    return user.is_active and (user.is_superuser or bool(roles_of(user)))


def tokens_of(user: Any) -> QuerySet[ApiToken]:
    """Return the tokens of a person, the newest first."""
    return ApiToken.objects.filter(user=user)


@transaction.atomic
def make_token(*, user: Any, name: str = "") -> tuple[ApiToken, str]:
    """Return a new token and its text, which is kept nowhere and cannot be shown again.

    Raises PermissionDenied for a person without a role, and ValidationError when they have as many as they may.
    """
    if not may_have_tokens(user):
        raise PermissionDenied
    get_user_model().objects.select_for_update().get(pk=user.pk)  # of two that come at once one waits, and is counted
    ApiToken.objects.filter(expiry__lt=timezone.now()).delete()
    most = knox_settings.TOKEN_LIMIT_PER_USER
    if tokens_of(user).count() >= most:
        message = ngettext(
            "You have %(most)d token, and no more are allowed. Revoke one first.",
            "You have %(most)d tokens, and no more are allowed. Revoke one first.",
            most,
        )
        raise ValidationError(message % {"most": most})
    return ApiToken.objects.create(user, name=name)


def revoke(*, user: Any, token_key: str) -> bool:
    """Take back a token of a person, named by how it begins; return whether they had it."""
    return bool(tokens_of(user).filter(token_key=token_key).delete()[0])
