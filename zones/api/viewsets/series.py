"""Figures over time, in the manner of the World Bank's API: an indicator in an area, or which there are."""

from functools import cached_property

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError

from zones import models, selectors
from zones.api import files
from zones.api.merged_pages import MergedPages
from zones.api.pagination import CursorPages
from zones.api.questions import Question, asked
from zones.api.serializers import choosing, series
from zones.api.serializers.details import with_assessments
from zones.api.serializers.fields import Brief
from zones.api.serializers.records import IndicatorSerializer
from zones.api.viewsets.base import ReadingViewSet, RecordViewSet, moved
from zones.filtersets.fields import WholeNumberField
from zones.filtersets.series import SeriesFilterSet

MOST_PERIODS = 1_000
ZONE = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The slug of the area.")
INDICATOR = OpenApiParameter("indicator", str, OpenApiParameter.PATH, description="The slug of the indicator.")
LATEST = {
    "mrv": "Most recent values: only the figures of this many latest periods, those printed in words among them.",
    "mrnev": "Most recent values that are not empty: the same, but only figures with a number.",
}
_COUNT = {"type": "integer", "minimum": 1, "maximum": MOST_PERIODS}
DESCRIBED = [OpenApiParameter(name, _COUNT, description=text) for name, text in LATEST.items()]


class SeriesPages(CursorPages):
    """Pages of figures, each with the area, the indicator and what was promised."""

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        promised = {"type": "array", "items": {"$ref": "#/components/schemas/AssessedTarget"}}
        described["properties"] |= {
            "zone": {"$ref": "#/components/schemas/Brief"},
            "indicator": {"$ref": "#/components/schemas/Indicator"},
            "targets": promised | {"description": "The targets of the area on it, with what the numbers say of them."},
        }
        described["required"] = [*described["required"], "zone", "indicator", "targets"]
        return described


class SeriesViewSet(RecordViewSet):
    """The figures of an indicator in an area, the latest period first, with the targets of the area on it.

    A figure stands here once for each source that reports it, for each scope and each initiative that it is of;
    `not_comparable` says which cannot be held against others. It is the same for everybody: what is public.
    """

    queryset = models.Observation.objects.published()
    filterset_class = SeriesFilterSet
    serializer_class = series.SeriesRowSerializer
    pagination_class = SeriesPages
    list_parameters = (*RecordViewSet.list_parameters, *LATEST)

    @cached_property
    def subject(self) -> tuple[models.Zone, models.Indicator]:
        zone = get_object_or_404(models.Zone, slug=self.kwargs["slug"])
        return zone, get_object_or_404(selectors.seen_indicators(), slug=self.kwargs["indicator"])

    def get_queryset(self):
        return selectors.series(*self.subject)

    def filter_queryset(self, queryset):
        figures = super().filter_queryset(queryset)
        latest = self._latest()
        if "mrnev" in latest:
            figures = figures.filter(value__isnull=False)
        return selectors.of_latest_periods(figures, *latest.values()) if latest else figures

    def _latest(self) -> dict[str, int]:
        """Return how many of the latest periods are asked for, by the parameter that asks."""
        given = [name for name in LATEST if name in self.request.query_params]
        if len(given) > 1:
            raise ValidationError({"mrnev": [_("Ask for mrv or for mrnev, not for both.")]})
        field = WholeNumberField(min_value=1, max_value=MOST_PERIODS)
        try:
            return {name: field.clean(self.request.query_params[name]) for name in given}
        except forms.ValidationError as error:
            raise ValidationError({given[0]: error.messages}) from None

    @extend_schema(
        operation_id="zones_indicators_figures_list",
        parameters=[ZONE, INDICATOR, *DESCRIBED, *choosing.DESCRIBED, *files.DESCRIBED],
    )
    def list(self, request, *args, **kwargs):
        if not models.Zone.objects.filter(slug=kwargs["slug"]).exists():
            return moved(request, models.Zone)
        if self.is_file(request):
            return self.list_as_file(request)
        reader = self.reader()
        figures, columns = self.values(reader)
        page = self.paginator.page_of_values(self.filter_queryset(figures), request, columns)
        response = self.get_paginated_response(reader.rows(page))
        response.data = self._about() | response.data
        return response

    def _about(self) -> dict:
        zone, indicator = self.subject
        context = self.get_serializer_context()
        targets = indicator.targets.published().filter(plan__zone=zone).with_briefs()
        return {
            "zone": Brief(zone, context=context).data,
            "indicator": IndicatorSerializer(indicator, context=context).data,
            "targets": with_assessments(selectors.assess_targets(targets, timezone.localdate()), context),
        }


class ZoneIndicatorsViewSet(ReadingViewSet):
    """Which indicators an area has figures or targets of."""

    filter_backends = ()
    pagination_class = MergedPages
    serializer_class = series.HeldIndicatorSerializer

    @extend_schema(parameters=[ZONE])
    def list(self, request, slug):
        asked(Question, request, further=self.paginator.parameters)
        zone = models.Zone.objects.filter(slug=slug).first()
        if zone is None:
            return moved(request, models.Zone)
        page = self.paginator.page_of_list(
            selectors.indicators_in(zone),
            request,
            of=f"indicators in {zone.pk}",
            place_of=lambda holding: [holding.indicator.slug],
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
