"""Forms of the pages: what may be asked in an address, and what is said when it cannot be understood."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones import terms, validators
from zones.choices import SearchKind, ZoneLevel
from zones.filtersets.fields import DayField
from zones.models import Zone

FEWEST_COMPARED, MOST_COMPARED = 2, 4


class AreasField(forms.MultipleChoiceField):
    """Different areas by slug, as many as can be compared; a choice that is refused is named."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not known here."),
        "repeated": _("“%(value)s” is chosen more than once."),
        "too_few": _("Choose at least two different areas."),
        "too_many": _("Choose at most four areas."),
    }

    def validate(self, value):
        for slug in value:
            validators.printable(slug)
        super().validate(value)
        for slug in value:
            if value.count(slug) > 1:
                raise ValidationError(self.error_messages["repeated"], "repeated", {"value": slug})
        if len(value) < FEWEST_COMPARED:
            raise ValidationError(self.error_messages["too_few"], "too_few")
        if len(value) > MOST_COMPARED:
            raise ValidationError(self.error_messages["too_many"], "too_many")


class CompareForm(forms.Form):
    """Which areas to put side by side, in the order chosen.

    `areas` are all that an address may name; the form offers the high-tech zones and whatever else is chosen.
    """

    zone = AreasField(label=_("Areas to compare"))

    def __init__(self, *args, areas: Iterable[Zone], **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {area.slug: area for area in areas}
        chosen = self["zone"].value() or ()
        field: AreasField = self.fields["zone"]  # type: ignore[assignment]  # the stubs know the base class only
        field.choices = list(self.areas.items())
        field.widget.choices = [
            (slug, area) for slug, area in self.areas.items() if area.level == ZoneLevel.ZONE or slug in chosen
        ]

    @property
    def zones(self) -> list[Zone]:
        """The high-tech zones, without the areas above them."""
        return [area for area in self.areas.values() if area.level == ZoneLevel.ZONE]

    def clean_zone(self) -> list[Zone]:
        return [self.areas[slug] for slug in self.cleaned_data["zone"]]


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


class SinceForm(forms.Form):
    """Since when: a day that has come."""

    since = DayField(label=_("Since"))

    def clean_since(self):
        if self.cleaned_data["since"] > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return self.cleaned_data["since"]
