"""Areas side by side."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from zones import selectors
from zones.api.questions import asked
from zones.api.serializers.compare import ComparisonSerializer, comparison_data
from zones.api.viewsets.base import ReadingViewSet
from zones.forms import FEWEST_COMPARED, MOST_COMPARED, CompareForm

SLUGS = {
    "type": "array",
    "items": {"type": "string"},
    "minItems": FEWEST_COMPARED,
    "maxItems": MOST_COMPARED,
    "uniqueItems": True,
}
ZONE = OpenApiParameter(
    "zone", SLUGS, required=True, description="Two to four areas by slug, in the order in which they shall stand."
)


class CompareViewSet(ReadingViewSet):
    """Two to four areas side by side: counts, themes, plans, figures that measure the same, and why others do not.

    It tells what is public, and the same to everybody. Targets are assessed as of today.
    """

    serializer_class = ComparisonSerializer

    @extend_schema(parameters=[ZONE])
    def retrieve(self, request):
        zones = asked(CompareForm, request, areas=list(selectors.seen_zones()))["zone"]
        comparison = selectors.compare(zones, timezone.localdate())
        return Response(comparison_data(comparison, self.get_serializer_context()))
