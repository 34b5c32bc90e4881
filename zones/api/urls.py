"""The map of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from zones.api import viewsets

app_name = "api"

router = DefaultRouter()
router.include_format_suffixes = False
router.register("zones", viewsets.ZoneViewSet, "zone")
router.register("periods", viewsets.PeriodViewSet, "period")
router.register("plans", viewsets.PlanViewSet, "plan")
router.register("tiers", viewsets.TierViewSet, "tier")
router.register("goals", viewsets.GoalViewSet, "goal")
router.register("initiatives", viewsets.InitiativeViewSet, "initiative")
router.register("milestones", viewsets.MilestoneViewSet, "milestone")
router.register("updates", viewsets.UpdateViewSet, "update")
router.register("indicators", viewsets.IndicatorViewSet, "indicator")
router.register("targets", viewsets.TargetViewSet, "target")
router.register("observations", viewsets.ObservationViewSet, "observation")
router.register("themes", viewsets.ThemeViewSet, "theme")
router.register("organisations", viewsets.OrganisationViewSet, "organisation")
router.register("people", viewsets.PersonViewSet, "person")
router.register("sources", viewsets.SourceViewSet, "source")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *router.urls,
]
