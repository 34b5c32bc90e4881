"""Forms of the pages: what may be asked in an address, and what is said when it cannot be understood."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zones import terms, validators
from zones.choices import SearchKind


class SearchForm(forms.Form):
    """What is looked for on the whole site, and of which kind; of every kind when it does not say."""

    q = forms.CharField(
        label=_("Search"),
        max_length=terms.LONGEST_QUERY,
        validators=[validators.printable],
        error_messages={"required": _("Type what you are looking for.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("any")), *SearchKind.choices],
        required=False,
        error_messages={"invalid_choice": _("This kind of record is not known here.")},
    )

    def clean_kind(self) -> SearchKind | None:
        return SearchKind(self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None
