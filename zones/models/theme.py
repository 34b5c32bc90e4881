"""What a plan is about: an industry track, a livelihood field, a national strategy."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones.choices import ThemeGroup

from .base import Localized, Named, page_address, text_field


class Theme(Named):
    """One subject under which records of different zones can be found together."""

    group = models.CharField(_("group"), max_length=20, choices=ThemeGroup.choices)
    aliases_zh = text_field(_("other wordings (Chinese)"), help_text=_("One a line, as sources write them."))
    note_zh = text_field(_("note (Chinese)"))
    note_en = text_field(_("note (English)"))
    note = Localized()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["group", "slug"]

    def get_absolute_url(self):
        return page_address("theme", self.slug)
