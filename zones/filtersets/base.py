"""What every FilterSet shares, and the filters that most of them have."""

from collections.abc import Iterable

from django import forms
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import FilterSet

from zones.choices import ZoneLevel
from zones.filtersets.filters import (
    ImpreciseDayBound,
    Moment,
    NumberBound,
    Related,
    Search,
    ThroughTable,
    Words,
    YesNo,
)
from zones.models import Goal, Indicator, Initiative, Organisation, Period, Person, Plan, PlanTier, Source, Theme, Zone

_SHARED = ("cited", "source", "speaker", "updated_since", "ordering")


class RecordFilterSet(FilterSet):
    """A list of records, filtered by the address; the same for pages and API."""

    updated_since = Moment(
        "updated_at",
        label=_("Changed since"),
        help_text=_("Records changed on or after a day or moment, 2021-03-17 or 2021-03-17T08:00:00Z."),
    )

    @classmethod
    def get_filters(cls):
        """Return the filters in the order of the form: what most lists share comes last."""
        filters = super().get_filters()
        return {name: filters[name] for name in sorted(filters, key=_SHARED.__contains__)}

    def unknown_parameters(self, known: Iterable[str] = ()) -> list[str]:
        """Return the parameters of the address that are no filters here, nor among the `known`."""
        return [name for name in self.data if name not in self.filters and name not in known]

    def repeated_parameters(self) -> list[str]:
        """Return the parameters given more than once although the filter takes one value."""
        return [name for name in self.filters if not self.filters[name].several and len(self.data.getlist(name)) > 1]


class CitedFilterSet(RecordFilterSet):
    """A list of records with evidence."""

    cited = YesNo(
        Q(source__isnull=False),
        label=_("Cited"),
        help_text=_("true: records that name their source; false: records for which nothing has been named yet."),
    )
    source = Related(Source.objects.all(), label=_("Source"), widget=forms.MultipleHiddenInput)
    speaker = Related(Person.objects.all(), label=_("Speaker"), widget=forms.MultipleHiddenInput)


def search(*columns: str) -> Search:
    return Search(
        *columns,
        label=_("Search"),
        help_text=_("Records whose name, in Chinese or English, or slug contains this text."),
    )


def search_names() -> Search:
    return search("name_zh", "name_en", "slug")


def by_zone(path: str = "zone") -> Related:
    return Related(Zone.objects.all(), path, label=_("Zone"), help_text=_("Slug of the area, e.g. tianjin-binhai."))


def by_province(path: str = "zone") -> Related:
    return Related(
        Zone.objects.filter(level=ZoneLevel.PROVINCE),
        f"{path}__parent",
        label=_("Province"),
        help_text=_(
            "Slug of the province that the zone lies in, e.g. guangdong. The province's own are found by zone."
        ),
    )


def by_level(path: str = "zone") -> Words:
    return Words(f"{path}__level", choices=ZoneLevel.choices, label=_("Level of the area"))


def by_period(path: str = "plan__period") -> Related:
    return Related(
        Period.objects.all(),
        path,
        key="number",
        label=pgettext_lazy("of a plan", "Period"),
        help_text=_("Number of the five-year period that the plan is for, e.g. 14."),
    )


def by_plan(path: str = "plan") -> Related:
    return Related(
        Plan.objects.published(), path, label=_("Plan"), help_text=_("Slug of the plan, e.g. tianjin-binhai-14.")
    )


def by_tier() -> Related:
    keyed = PlanTier.objects.published().annotate(
        key=Concat(F("plan__slug"), Value("~"), Cast("position", CharField()), output_field=CharField())
    )
    return Related(
        keyed,
        "tier",
        key="key",
        label=_("Tier"),
        widget=forms.MultipleHiddenInput,
        help_text=_("Key of the tier: slug of its plan, a tilde, its position, e.g. tianjin-binhai-14~4."),
    )


def by_goal(path: str = "goal") -> Related:
    return Related(Goal.objects.published(), path, label=_("Goal"), widget=forms.MultipleHiddenInput)


def by_initiative(path: str = "initiative") -> Related:
    return Related(Initiative.objects.published(), path, label=_("Initiative"), widget=forms.MultipleHiddenInput)


def by_indicator(path: str = "indicator") -> Related:
    return Related(
        Indicator.objects.all(), path, label=_("Indicator"), help_text=_("Slug of the indicator, e.g. revenue.")
    )


def by_organisation(path: str, label) -> Related:
    return Related(Organisation.objects.all(), path, label=label, help_text=_("Slug of the organisation."))


def by_theme(links, *, via: str = "pk") -> ThroughTable:
    return ThroughTable(
        Theme.objects.all(),
        links,
        via=via,
        label=_("Theme"),
        help_text=_("Slug of the theme, e.g. new-infrastructure; with several, records of any of them."),
    )


def from_day(field: str, label) -> ImpreciseDayBound:
    return ImpreciseDayBound(field, "gte", label=label, help_text=_PRECISION)


def until_day(field: str, label) -> ImpreciseDayBound:
    return ImpreciseDayBound(field, "lte", label=label, help_text=_PRECISION)


_PRECISION = _("This day included. A date known only to the month or year counts as the last day of it.")


def value_min() -> NumberBound:
    return NumberBound("value", "gte", label=_("Value from"), help_text=_("In the indicator's base unit."))


def value_max() -> NumberBound:
    return NumberBound("value", "lte", label=_("Value up to"), help_text=_("In the indicator's base unit."))
