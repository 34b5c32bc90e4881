"""Keys to the API: who writes through it shows a token, of which only the hash is kept."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from zones import validators

SHOWN = 8  # characters of a token by which its owner knows it again; it has 64


class ApiToken(AbstractAuthToken):
    """A token of a person, with a name that says what uses it. `zones/services/tokens.py` makes it."""

    name = models.CharField(
        _("what it is for"),
        max_length=100,
        blank=True,
        validators=[validators.printable],
        help_text=_("So that you know it again, e.g. “statistics office, nightly”."),
    )

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created", "digest"]

    def __str__(self):
        return " · ".join(filter(None, [self.name, f"{self.beginning}…"]))

    @property
    def beginning(self) -> str:
        """Return the first characters of the token; all the others are kept nowhere."""
        return self.token_key[:SHOWN]

    @property
    def has_expired(self) -> bool:
        return self.expiry is not None and self.expiry < timezone.now()
