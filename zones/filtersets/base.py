"""What every FilterSet shares, and the filters that most of them have."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import Filter, FilterSet

from zones.choices import SearchKind, ZoneLevel
from zones.filtersets.columns import column_filters
from zones.filtersets.fields import LONGEST_TEXT, RecordsField, TextField
from zones.filtersets.filters import (
    Contains,
    ImpreciseDayBound,
    Moment,
    NumberBound,
    Question,
    Related,
    ThroughTable,
    Words,
    YesNo,
)
from zones.models import Goal, Indicator, Initiative, Organisation, Period, Person, Plan, PlanTier, Source, Theme, Zone
from zones.search import found_among

_SHARED = ("cited", "source", "speaker", "updated_since", "ordering")


class RecordFilterSet(FilterSet):
    """A list of records, filtered by the address; the same for pages and API.

    Beside the filters that it declares it has those of the model's own columns (`columns.py`) and, for each, its
    lookups: `status__in`, `due_on__gte`, `lead__isnull`. Columns that its rows name otherwise are `renamed`; those in
    `Meta.exclude` are not asked for.
    """

    updated_since = Moment(
        "updated_at",
        label=_("Changed since"),
        help_text=_("Records changed on or after a day or moment, 2021-03-17 or 2021-03-17T08:00:00Z."),
    )
    renamed: dict[str, str] = {}

    def __init__(self, data=None, queryset=None, *, shown: Iterable[str] | None = None, **kwargs):
        """Make only the filters that the data name or that the form offers (`shown`; all when it does not say)."""
        if shown is not None:
            wanted = {*shown, *(data or ())}
            self.base_filters = {name: type(self).base_filters[name] for name in self.base_filters if name in wanted}
        super().__init__(data, queryset, **kwargs)

    @classmethod
    def get_filters(cls):
        """Return the filters in the order of the form, each followed by its lookups; what most lists share is last."""
        declared = super().get_filters()
        model = cls._meta.model
        if model is None:
            return declared
        questions: dict[str, dict[str, Filter]] = {name: {} for name in declared}
        for column, filters in column_filters(model).items():
            if column not in (cls._meta.exclude or ()):
                questions.setdefault(cls.renamed.get(column, column), {}).update(filters)
        for name, filter_ in declared.items():
            questions[name] |= {"": filter_} | (filter_.lookups(model) if hasattr(filter_, "lookups") else {})
        return {
            f"{name}__{lookup}" if lookup else name: questions[name][lookup]
            for name in sorted(questions, key=_SHARED.__contains__)
            for lookup in sorted(questions[name], key=bool)
        }

    @classmethod
    def answered(cls, queryset: QuerySet, params: QueryDict, *, viewer: Any = None) -> QuerySet:
        """Return the rows that an address asks for, as the form would; ValidationError has messages by parameter.

        Only the filters that it names are looked at and nothing is made for it anew, so that others cost nothing.
        """
        asked, errors = [], {}
        for name, filter_ in cls.asked_filters(params).items():
            try:
                asked.append((filter_, _cleaned(filter_, name, params, viewer)))
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        # All conditions at once: each step on its own would copy the whole query.
        queryset = queryset.filter(*(each.condition(value) for each, value in asked if isinstance(each, Question)))
        for filter_, value in asked:
            if not isinstance(filter_, Question):
                queryset = filter_.filter(queryset, value)
        return queryset

    @classmethod
    def asked_filters(cls, params: Iterable[str]) -> dict[str, Filter]:
        """Return the filters that an address names, and those that it must name."""
        names = [name for name in (*params, *cls._required()) if name in cls.base_filters]
        # The order first: how a text is looked for depends on it.
        return {name: cls.base_filters[name] for name in sorted(names, key="ordering".__ne__)}

    @classmethod
    @cache
    def _required(cls) -> list[str]:
        return [name for name, filter_ in cls.base_filters.items() if filter_.extra["required"]]

    @classmethod
    def unknown_parameters(cls, params: Iterable[str], known: Iterable[str] = ()) -> list[str]:
        """Return the parameters of an address that are no filters here, nor among the `known`."""
        return [name for name in params if name not in cls.base_filters and name not in known]

    @classmethod
    def repeated_parameters(cls, params: QueryDict) -> list[str]:
        """Return the parameters given more than once although the filter takes one value."""
        asked = cls.asked_filters(params).items()
        return [name for name, filter_ in asked if not filter_.several and len(params.getlist(name)) > 1]


def _cleaned(filter_: Filter, name: str, params: QueryDict, viewer: Any) -> Any:
    """Return what the parameter of a filter says; ValidationError when it cannot be understood."""
    field = _field_of(filter_)
    value = field.widget.value_from_datadict(params, {}, name)
    return field.clean(value, viewer) if isinstance(field, RecordsField) else field.clean(value)


@cache
def _field_of(filter_: Filter) -> forms.Field:
    """Return what understands the values of a filter that no form shows; it is asked by many requests at once."""
    return filter_.field_class(label=filter_.label, **filter_.extra)


class CitedFilterSet(RecordFilterSet):
    """A list of records with evidence."""

    cited = YesNo(
        Q(source__isnull=False),
        label=_("Cited"),
        help_text=_("true: records that name their source; false: records for which nothing has been named yet."),
    )
    source = Related(Source.objects.all(), label=_("Source"), widget=forms.MultipleHiddenInput)
    speaker = Related(Person.objects.all(), label=_("Speaker"), widget=forms.MultipleHiddenInput)


def search(*columns: str) -> Contains:
    return Contains(
        *columns,
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Records whose name, in Chinese or English, or slug contains this text."),
    )


def search_names() -> Contains:
    return search("name_zh", "name_en", "slug")


class FullTextOf(Filter):
    """Rows that the full-text search finds: the public records of a kind whose texts hold all words."""

    several = False
    field_class = TextField

    def __init__(self, kind: SearchKind, **kwargs):
        super().__init__(**kwargs)
        self.kind = kind

    def filter(self, qs, value):
        return found_among(qs, value, self.kind) if value else qs

    def schema(self) -> dict:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


def full_text(kind: SearchKind) -> FullTextOf:
    return FullTextOf(
        kind,
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_(
            "Words that must all be in the record, as in the search over everything: in its names or its other texts,"
            " in Chinese or English; a word of Latin letters is found by its beginning. Only what is public is found."
        ),
    )


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
    return Related(Plan.objects.all(), path, label=_("Plan"), help_text=_("Slug of the plan, e.g. tianjin-binhai-14."))


def by_tier() -> Related:
    keyed = PlanTier.objects.annotate(
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
    return Related(Goal.objects.all(), path, label=_("Goal"), widget=forms.MultipleHiddenInput)


def by_initiative(path: str = "initiative") -> Related:
    return Related(Initiative.objects.all(), path, label=_("Initiative"), widget=forms.MultipleHiddenInput)


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
