"""How figures over time look: one indicator in one area, and which indicators and areas there are."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import dates, models, selectors
from zones.api.serializers.fields import Brief, CitedSerializer, IndicatorBrief, word, word_schema
from zones.api.serializers.records import PUBLISHED, IndicatorSerializer
from zones.choices import FigureRefusal
from zones.selectors.comparable import own_reason

_DAY = {"type": "string", "format": "date"}
REFUSALS = {reason: word(reason) for reason in FigureRefusal}


@extend_schema_field(
    {
        "type": ["object", "null"],
        "required": ["code", "start", "end"],
        "properties": {
            "code": {"type": "string", "examples": ["2020", "2020-q1", "2020-05"]},
            "start": _DAY | {"description": "The first day."},
            "end": _DAY | {"description": "The last day."},
        },
    }
)
class PeriodOfFigure(serializers.Field):
    """The period of a figure; null when its source names none."""

    row_columns = ("period_end", "period_start")

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, figure):
        return self.from_columns(figure.period_end, figure.period_start)

    def from_columns(self, end, start):
        return end and {"code": dates.period_code(start, end), "start": start.isoformat(), "end": end.isoformat()}


@extend_schema_field(word_schema(FigureRefusal.values) | {"type": ["object", "null"]})
class NotComparable(serializers.Field):
    """Why a figure can be held against no other; null when it can be, against those of its scope and state."""

    row_columns = ("initiative_id", "value", "is_preferred")

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, figure):
        return self.from_columns(*(getattr(figure, name) for name in self.row_columns))

    def from_columns(self, initiative, value, is_preferred):
        return REFUSALS.get(own_reason(initiative, value, is_preferred))


class SeriesRowSerializer(CitedSerializer):
    """A figure of the series. Only figures of one scope and state, and that are comparable, make a series."""

    period = PeriodOfFigure()
    unit_zh = serializers.CharField(source="indicator.unit_zh")
    unit_en = serializers.CharField(source="indicator.unit_en")
    initiative = Brief(allow_null=True)
    not_comparable = NotComparable()

    class Meta:
        model = models.Observation
        fields = [
            "slug", "period", "value", "value_text_zh", "value_text_en", "unit_zh", "unit_en", "bound",
            "year_on_year_percent", "share_percent", "multiple", "reference_zh", "reference_en", "state",
            "is_preferred", "scope_zh", "scope_en", "initiative", "not_comparable", "evidence", *PUBLISHED,
        ]  # fmt: skip
        brief = ["period.code", "value", "unit_zh", "unit_en", "scope_zh", "state"]


class HeldSerializer(serializers.Serializer):
    """How many figures and targets there are, and from which day to which the figures go; null if unknown."""

    figures = serializers.IntegerField(min_value=0)
    targets = serializers.IntegerField(min_value=0)
    begins = serializers.DateField(allow_null=True)
    ends = serializers.DateField(allow_null=True)
    series = serializers.SerializerMethodField(help_text="The address of the figures over time.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_series(self, holding):
        path = reverse("api:zone-series", args=[holding.zone.slug, holding.indicator.slug])
        request = self.context.get("request")
        return request.build_absolute_uri(path) if request else path


class HeldIndicatorSerializer(HeldSerializer):
    """An indicator of which an area has figures or targets."""

    indicator = IndicatorBrief()


class HoldingAreaSerializer(HeldSerializer):
    """An area that has figures or targets of an indicator."""

    zone = Brief()


class IndicatorDetailSerializer(IndicatorSerializer):
    parts = serializers.SerializerMethodField(help_text="The indicators that are a part of this one.")
    areas = serializers.SerializerMethodField(help_text="The areas that have figures or targets of it.")

    class Meta(IndicatorSerializer.Meta):
        fields = [*IndicatorSerializer.Meta.fields, "parts", "areas"]

    @extend_schema_field(Brief(many=True))
    def get_parts(self, indicator):
        return Brief(indicator.parts.order_by("slug"), many=True, context=self.context).data

    @extend_schema_field(HoldingAreaSerializer(many=True))
    def get_areas(self, indicator):
        return HoldingAreaSerializer(selectors.areas_with(indicator), many=True, context=self.context).data
