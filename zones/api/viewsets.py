"""The resources of the API. A viewset reads as configuration: queryset, filters, serializers."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.mixins import ListModelMixin
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from zones import filtersets, models, search, selectors
from zones.api import problems, serializers
from zones.filtersets.as_of import PARAMETER, asked_day, why_not
from zones.selectors.moved import moved_to

AS_OF = OpenApiParameter(
    PARAMETER,
    OpenApiTypes.DATE,
    description=_(
        "What the tracker knew at the end of this day, such as 2026-11-01. Addresses in the answer are those of now."
    ),
)


class ReadingViewSet(GenericViewSet):
    """Reading in the language of Accept-Language."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        with translation.override(problems.language_of(request)):
            response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept", "Accept-Language"))
        return response


class RecordViewSet(ReadOnlyModelViewSet, ReadingViewSet):
    """Reading lists and single records; `detail_queryset` brings what only a single record shows."""

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    detail_serializer_class = None
    detail_queryset = None
    detail_parameters = ()  # those that a single record takes

    def get_serializer_class(self):
        if self.action == "retrieve" and self.detail_serializer_class:
            return self.detail_serializer_class
        return self.serializer_class

    def get_queryset(self):
        if self.action == "retrieve" and self.detail_queryset is not None:
            return self.detail_queryset.all()
        return super().get_queryset()

    # Without a docstring: it would stand in the reference instead of the resource's own.
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            record = moved_to(self.queryset.model, kwargs["slug"]) if self.lookup_field == "slug" else None
            if record is None:
                raise
        address = reverse(request.resolver_match.view_name, kwargs={"slug": record.slug})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class OverviewViewSet(RecordViewSet):
    """Single records with all that is shown of them: now, or of a day in the past with `as_of`.

    `overview_now` takes the record and the day of today, `overview_then` its slug and the day.
    """

    detail_parameters = (PARAMETER,)
    overview_now = overview_then = None

    def get_object(self):
        day = self.asked_day()
        if day is None:
            record = super().get_object()
            self.overview = type(self).overview_now(record, timezone.localdate())
            return record
        self.filter_queryset(self.get_queryset())  # which refuses other parameters
        try:
            self.overview = type(self).overview_then(self.kwargs["slug"], day)
        except selectors.NotShownThen:
            raise
        except ObjectDoesNotExist as error:
            raise Http404 from error
        return getattr(self.overview, self.queryset.model._meta.model_name)

    def asked_day(self):
        try:
            return asked_day(self.request.query_params)
        except ValidationError as error:
            raise exceptions.ValidationError({PARAMETER: error.messages}) from error

    def get_serializer_context(self):
        return super().get_serializer_context() | {"overview": getattr(self, "overview", None)}

    @extend_schema(parameters=[AS_OF])
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except selectors.NotShownThen as missing:
            return problems.problem(request, 404, why_not(missing, self.asked_day()))


class ZoneViewSet(OverviewViewSet):
    """High-tech zones, and the provinces and the nation above them."""

    overview_now, overview_then = selectors.zone_brief, selectors.zone_as_of

    queryset = models.Zone.objects.select_related("parent", "administration", "source", "speaker").order_by("slug")
    detail_queryset = queryset.select_related("parent__parent")
    filterset_class = filtersets.ZoneFilterSet
    serializer_class = serializers.ZoneSerializer
    detail_serializer_class = serializers.ZoneDetailSerializer


class PeriodViewSet(RecordViewSet):
    """Five-year planning periods, by number."""

    lookup_field = "number"
    lookup_value_regex = "[1-9][0-9]{0,2}"
    queryset = models.Period.objects.order_by("number")
    filterset_class = filtersets.PeriodFilterSet
    serializer_class = serializers.PeriodSerializer


class PlanViewSet(OverviewViewSet):
    """Plans, policy measures and expert guidance. A single plan shows its tiers, declared against recorded."""

    overview_now, overview_then = selectors.plan_overview, selectors.plan_as_of

    queryset = models.Plan.objects.published().with_briefs().order_by("slug")
    filterset_class = filtersets.PlanFilterSet
    serializer_class = serializers.PlanSerializer
    detail_serializer_class = serializers.PlanDetailSerializer
    detail_queryset = selectors.seen_plans()


class TierViewSet(RecordViewSet):
    """The tiers of plans. A tier's key is its plan's slug, a tilde and its position."""

    lookup_field = "key"
    lookup_value_regex = "[-a-zA-Z0-9_]+~[1-9][0-9]{0,2}"
    queryset = models.PlanTier.objects.published().select_related("plan").order_by("plan__slug", "position")
    filterset_class = filtersets.PlanTierFilterSet
    serializer_class = serializers.TierSerializer

    def get_object(self):
        slug, position = self.kwargs["key"].split("~")
        return get_object_or_404(self.filter_queryset(self.queryset.all()), plan__slug=slug, position=int(position))


class GoalViewSet(RecordViewSet):
    """What shall be true at the end of a plan."""

    queryset = models.Goal.objects.published().with_briefs().order_by("slug")
    filterset_class = filtersets.GoalFilterSet
    serializer_class = serializers.GoalSerializer
    detail_serializer_class = serializers.GoalDetailSerializer
    detail_queryset = selectors.seen_goals()


class InitiativeViewSet(OverviewViewSet):
    """Strategies, projects, measures … by which plans are carried out; the last changed first."""

    overview_now, overview_then = selectors.initiative_overview, selectors.initiative_as_of

    queryset = (
        models.Initiative.objects.published().with_briefs().select_related("parent").order_by("-updated_at", "-id")
    )
    filterset_class = filtersets.InitiativeFilterSet
    serializer_class = serializers.InitiativeSerializer
    detail_serializer_class = serializers.InitiativeDetailSerializer
    detail_queryset = selectors.seen_initiatives()


class MilestoneViewSet(RecordViewSet):
    """Dated steps of initiatives; reached exactly when they have the date on which they were."""

    queryset = models.Milestone.objects.published().select_related("initiative", "source", "speaker").order_by("slug")
    filterset_class = filtersets.MilestoneFilterSet
    serializer_class = serializers.MilestoneSerializer


class UpdateViewSet(RecordViewSet):
    """What was reported about initiatives; the newest first."""

    queryset = (
        models.ProgressUpdate.objects.published().with_briefs().select_related("initiative__zone").newest_first()
    )
    filterset_class = filtersets.ProgressUpdateFilterSet
    serializer_class = serializers.UpdateSerializer


class IndicatorViewSet(RecordViewSet):
    """What is counted or measured."""

    queryset = models.Indicator.objects.select_related("part_of").prefetch_related("themes").order_by("slug")
    filterset_class = filtersets.IndicatorFilterSet
    serializer_class = serializers.IndicatorSerializer


class TargetViewSet(RecordViewSet):
    """Numbers that plans promise. A single target shows what the figures say of it."""

    queryset = models.Target.objects.published().with_briefs().order_by("slug")
    filterset_class = filtersets.TargetFilterSet
    serializer_class = serializers.TargetSerializer
    detail_serializer_class = serializers.AssessedTargetSerializer


class ObservationViewSet(RecordViewSet):
    """Figures that sources report for an area and a period, in base units."""

    queryset = models.Observation.objects.published().with_briefs().order_by("slug")
    filterset_class = filtersets.ObservationFilterSet
    serializer_class = serializers.ObservationSerializer


class ThemeViewSet(RecordViewSet):
    """What plans are about."""

    queryset = models.Theme.objects.order_by("slug")
    filterset_class = filtersets.ThemeFilterSet
    serializer_class = serializers.ThemeSerializer


class OrganisationViewSet(RecordViewSet):
    """Bodies that publish, lead or speak."""

    queryset = models.Organisation.objects.select_related("parent").order_by("slug")
    filterset_class = filtersets.OrganisationFilterSet
    serializer_class = serializers.OrganisationSerializer


class PersonViewSet(RecordViewSet):
    """People whom sources quote, with the role they held then."""

    queryset = models.Person.objects.select_related("organisation").order_by("slug")
    filterset_class = filtersets.PersonFilterSet
    serializer_class = serializers.PersonSerializer


class SourceViewSet(RecordViewSet):
    """Published texts from which facts were drawn."""

    queryset = models.Source.objects.select_related("publisher").order_by("slug")
    filterset_class = filtersets.SourceFilterSet
    serializer_class = serializers.SourceSerializer


class SearchViewSet(ListModelMixin, ReadingViewSet):
    """Records of every kind in which all words of `q` are found, in Chinese or English; the last changed first."""

    queryset = models.SearchEntry.objects.newest_first()
    filterset_class = filtersets.SearchFilterSet
    serializer_class = serializers.SearchResultSerializer

    def paginate_queryset(self, queryset):
        return search.with_records(super().paginate_queryset(queryset))
