"""The resources of the API. A viewset reads as configuration: queryset, filters, serializers."""

from zones import filtersets, models, selectors
from zones.api import serializers
from zones.api.viewsets.base import DetailViewSet, OverviewViewSet, RecordViewSet


class ZoneViewSet(OverviewViewSet):
    """High-tech zones, and the provinces and the nation above them."""

    overview_now, overview_then = selectors.zone_brief, selectors.zone_as_of

    queryset = models.Zone.objects.order_by("slug")
    seen = selectors.seen_zones
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

    queryset = models.Plan.objects.order_by("slug")
    filterset_class = filtersets.PlanFilterSet
    serializer_class = serializers.PlanSerializer
    detail_serializer_class = serializers.PlanDetailSerializer
    seen = selectors.seen_plans


class TierViewSet(RecordViewSet):
    """The tiers of plans. A tier's key is its plan's slug, a tilde and its position."""

    lookup_field = "key"
    lookup_value_regex = "[-a-zA-Z0-9_]+~[1-9][0-9]{0,2}"
    queryset = models.PlanTier.objects.order_by("plan__slug", "position")
    filterset_class = filtersets.PlanTierFilterSet
    serializer_class = serializers.TierSerializer

    def lookups(self):
        slug, position = self.kwargs["key"].split("~")
        return {"plan__slug": slug, "position": int(position)}


class GoalViewSet(DetailViewSet):
    """What shall be true at the end of a plan."""

    queryset = models.Goal.objects.order_by("slug")
    filterset_class = filtersets.GoalFilterSet
    serializer_class = serializers.GoalSerializer
    detail_serializer_class = serializers.GoalDetailSerializer
    seen = selectors.seen_goals


class InitiativeViewSet(OverviewViewSet):
    """Strategies, projects, measures … by which plans are carried out; the last changed first."""

    overview_now, overview_then = selectors.initiative_overview, selectors.initiative_as_of

    queryset = models.Initiative.objects.order_by("-updated_at", "-id")
    filterset_class = filtersets.InitiativeFilterSet
    serializer_class = serializers.InitiativeSerializer
    detail_serializer_class = serializers.InitiativeDetailSerializer
    seen = selectors.seen_initiatives


class MilestoneViewSet(RecordViewSet):
    """Dated steps of initiatives; reached exactly when they have the date on which they were."""

    queryset = models.Milestone.objects.order_by("slug")
    filterset_class = filtersets.MilestoneFilterSet
    serializer_class = serializers.MilestoneSerializer


class UpdateViewSet(RecordViewSet):
    """What was reported about initiatives; the newest first."""

    queryset = models.ProgressUpdate.objects.newest_first()
    filterset_class = filtersets.ProgressUpdateFilterSet
    serializer_class = serializers.UpdateSerializer


class IndicatorViewSet(DetailViewSet):
    """What is counted or measured. A single indicator shows which areas have figures or targets of it."""

    queryset = models.Indicator.objects.order_by("slug")
    filterset_class = filtersets.IndicatorFilterSet
    serializer_class = serializers.IndicatorSerializer
    detail_serializer_class = serializers.IndicatorDetailSerializer
    seen = selectors.seen_indicators


class TargetViewSet(DetailViewSet):
    """Numbers that plans promise. A single target shows what the figures say of it."""

    queryset = models.Target.objects.order_by("slug")
    filterset_class = filtersets.TargetFilterSet
    serializer_class = serializers.TargetSerializer
    detail_serializer_class = serializers.AssessedTargetSerializer
    seen = selectors.seen_targets


class ObservationViewSet(RecordViewSet):
    """Figures that sources report for an area and a period, in base units."""

    queryset = models.Observation.objects.order_by("slug")
    filterset_class = filtersets.ObservationFilterSet
    serializer_class = serializers.ObservationSerializer


class ThemeViewSet(DetailViewSet):
    """What plans are about. A single theme shows which areas pursue it."""

    queryset = models.Theme.objects.order_by("slug")
    filterset_class = filtersets.ThemeFilterSet
    serializer_class = serializers.ThemeSerializer
    detail_serializer_class = serializers.ThemeDetailSerializer
    seen = selectors.seen_themes


class OrganisationViewSet(RecordViewSet):
    """Bodies that publish, lead or speak."""

    queryset = models.Organisation.objects.order_by("slug")
    filterset_class = filtersets.OrganisationFilterSet
    serializer_class = serializers.OrganisationSerializer


class PersonViewSet(RecordViewSet):
    """People whom sources quote, with the role they held then."""

    queryset = models.Person.objects.order_by("slug")
    filterset_class = filtersets.PersonFilterSet
    serializer_class = serializers.PersonSerializer


class SourceViewSet(RecordViewSet):
    """Published texts from which facts were drawn."""

    queryset = models.Source.objects.order_by("slug")
    filterset_class = filtersets.SourceFilterSet
    serializer_class = serializers.SourceSerializer
