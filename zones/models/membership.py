"""Who may enter and review what: roles by area."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones.choices import Role

from .base import Timestamped
from .zone import Zone


class Membership(Timestamped):
    """The role of a person in an area. A superuser needs none: they stand above all roles."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    zone = models.ForeignKey(Zone, verbose_name=_("zone"), on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.EDITOR)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role in a zone")
        verbose_name_plural = _("roles in zones")
        ordering = ["user", "zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "zone"],
                name="membership_one_per_person_and_zone",
                violation_error_message=_("This person already has a role in this zone."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.zone} · {self.get_role_display()}"
