"""The list as Django REST framework's tutorial builds it: ModelViewSet, ModelSerializer, prefetch.

Once with the fields that the least answer has, and once with the very rows of the product.
"""

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import ModelSerializer, SerializerMethodField
from rest_framework.viewsets import ModelViewSet

from zones import models
from zones.api import serializers
from zones.api.serializers.fields import UpdateBrief

FIELDS = [
    "id", "slug", "kind", "position", "status", "name_zh", "name_en", "summary_zh", "summary_en", "start_on",
    "start_on_precision", "due_on", "due_on_precision", "locator", "quotation", "note_zh", "note_en", "created_at",
    "updated_at",
]  # fmt: skip


def initiatives():
    """Return the queryset with all that the rows show: three queries, whatever the number of rows."""
    updates = models.ProgressUpdate.objects.order_by("-as_of", "-id")
    related = models.Initiative.objects.select_related("zone", "plan", "tier", "source")
    return related.prefetch_related("themes", Prefetch("updates", updates, to_attr="newest_updates"))


class ZoneSerializer(ModelSerializer):
    class Meta:
        model = models.Zone
        fields = ["slug", "name_zh", "name_en"]


class PlanSerializer(ModelSerializer):
    class Meta:
        model = models.Plan
        fields = ["slug", "code", "name_zh", "name_en"]


class TierSerializer(ModelSerializer):
    class Meta:
        model = models.PlanTier
        fields = ["position", "label_zh", "label_en"]


class SourceSerializer(ModelSerializer):
    class Meta:
        model = models.Source
        fields = ["slug", "name_zh", "name_en"]


class ThemeSerializer(ModelSerializer):
    class Meta:
        model = models.Theme
        fields = ["slug", "name_zh", "name_en"]


class UpdateSerializer(ModelSerializer):
    class Meta:
        model = models.ProgressUpdate
        fields = ["as_of", "status", "percent", "summary_zh"]


class InitiativeSerializer(ModelSerializer):
    zone = ZoneSerializer()
    plan = PlanSerializer()
    tier = TierSerializer()
    source = SourceSerializer()
    themes = ThemeSerializer(many=True)
    latest_update = SerializerMethodField()

    class Meta:
        model = models.Initiative
        fields = [*FIELDS, "zone", "plan", "tier", "source", "themes", "latest_update"]

    def get_latest_update(self, initiative):
        newest = initiative.newest_updates[:1]
        return UpdateSerializer(newest[0]).data if newest else None


class InitiativeFilterSet(filters.FilterSet):
    zone = filters.ModelChoiceFilter(queryset=models.Zone.objects.all(), to_field_name="slug")
    theme = filters.ModelMultipleChoiceFilter(
        "themes__slug", queryset=models.Theme.objects.all(), to_field_name="slug"
    )

    class Meta:
        model = models.Initiative
        fields = ["zone", "status", "theme"]


class Pages(PageNumberPagination):
    page_size_query_param = "page_size"


class InitiativeViewSet(ModelViewSet):
    # The framework's defaults, in the place of the product's own.
    renderer_classes = [JSONRenderer]
    permission_classes = [AllowAny]
    throttle_classes = []
    filter_backends = [filters.DjangoFilterBackend, OrderingFilter]
    pagination_class = Pages

    queryset = initiatives()
    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilterSet
    ordering_fields = ["updated_at"]


class SameRowsSerializer(serializers.InitiativeSerializer):
    """The product's own serializer, which the framework fills from model objects; the newest update is prefetched."""

    latest_update = SerializerMethodField()

    def get_latest_update(self, initiative):
        newest = initiative.newest_updates[:1]
        return UpdateBrief(newest[0]).data if newest else None


class SameRowsViewSet(InitiativeViewSet):
    queryset = initiatives().select_related("parent", "lead", "speaker")
    serializer_class = SameRowsSerializer
