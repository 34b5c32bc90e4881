"""The question before something is entered a second time."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zones.admin.forms import RecordForm
from zones.services.merging import twins_of

MOST_TWINS = 5


class TwinForm(RecordForm):
    """A form of a shared record that asks once when its name resembles others; saved again, it is saved.

    The answer to the question is in the form that comes back: which others were shown. What was typed stays, and a
    name that is changed to resemble yet another one is asked about anew.
    """

    seen = "twins"

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not {"name_zh", "name_en"}.intersection(self.changed_data):
            return
        twins = twins_of(self.instance)
        told = self.data.get(self.seen, "").split(",")
        if any(str(twin.pk) not in told for twin in twins):
            self.add_error(None, ValidationError(self._question(twins), code="twins"))

    def _question(self, twins) -> str:
        links = format_html_join(
            pgettext("list", ", "),
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            ((_change(twin), twin) for twin in twins[:MOST_TWINS]),
        )
        keys = ",".join(str(twin.pk) for twin in twins)
        text = _("There is something very like it: %(records)s. If you mean another one, save again.")
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">',
            format_html(text.replace("%(records)s", "{}"), links),
            self.seen,
            keys,
        )


def _change(record) -> str:
    return reverse(f"admin:zones_{record._meta.model_name}_change", args=[record.pk])
