"""The map of the API."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from zones.api import page_urls, schema, viewsets

app_name = "api"

router = DefaultRouter()
router.APIRootView = viewsets.RootView
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
router.register("search", viewsets.SearchViewSet, "search")

# Swagger styles its own elements in place; nothing else is loosened, and on no other page.
docs = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))

urlpatterns = [
    path("schema/", schema.served, name="schema"),
    path("docs/", docs, name="docs"),
    path("export/", viewsets.ExportViewSet.as_view({"get": "list"}), name="export"),
    *page_urls.urlpatterns,
    *router.urls,
]
