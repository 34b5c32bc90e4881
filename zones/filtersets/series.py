"""What may be asked of the figures of one indicator in one area, in the manner of the World Bank's API."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones import dates
from zones.filtersets.filters import SingleFilter
from zones.filtersets.records import ObservationFilterSet
from zones.models import Observation


class SpanField(forms.Field):
    """A calendar period, or two with a colon between them; cleans to the first and the last day of the whole."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no span of time. Write 2020, 2020-q1, 2020-05, or two such as 2019:2025."),
        "backwards": _("“%(value)s” ends before it begins."),
    }

    def to_python(self, value):
        if not value:
            return None
        spans = [dates.period_of_code(code) for code in value.strip().split(":")]
        if len(spans) > 2 or None in spans:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value[:60]})
        start, end = spans[0][0], spans[-1][1]
        if end < start:
            raise ValidationError(self.error_messages["backwards"], "backwards", {"value": value[:60]})
        return start, end


class Span(SingleFilter):
    """Figures whose whole period lies in a span of time; those without a period lie in none."""

    field_class = SpanField

    def condition(self, value):
        return Q() if value is None else Q(period_start__gte=value[0], period_end__lte=value[1])

    def schema(self) -> dict:
        return {"type": "string", "examples": ["2019:2025", "2020-q1", "2020-05:2020-12"]}


class SeriesFilterSet(ObservationFilterSet):
    """The questions of the list of figures but those that name the area or the indicator, and the span of time."""

    q = zone = province = level = indicator = theme = None
    date = Span(
        label=_("Span of time"),
        help_text=_(
            "Figures whose period lies in a span of time: 2020, 2020-q1, 2020-05, or from one to another, 2019:2025."
        ),
    )

    class Meta:
        model = Observation
        fields: list[str] = []
        exclude = ["zone", "indicator"]
