"""The state of the data as a whole. Triggers in the database write it; see services/revision_triggers.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One row, with a new token after every write to anything that is shown.

    Tokens are drawn at random, never counted: were they counted, a write that is rolled back and the next one would
    give two states of the data the same number. Nobody can guess them, so what is made from them proves that whoever
    shows it was given it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(_("token"), max_length=32)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("state of the data")
        verbose_name_plural = _("states of the data")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="revision_one_row")]

    def __str__(self):
        return self.token
