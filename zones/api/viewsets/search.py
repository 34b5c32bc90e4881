"""Full-text search as a list."""

from rest_framework.mixins import ListModelMixin

from zones import filtersets, models, search
from zones.api import serializers
from zones.api.viewsets.base import ReadingViewSet


class SearchViewSet(ListModelMixin, ReadingViewSet):
    """Records of every kind in which all words of `q` are found, in Chinese or English; the last changed first."""

    queryset = models.SearchEntry.objects.newest_first()
    filterset_class = filtersets.SearchFilterSet
    serializer_class = serializers.SearchResultSerializer

    def paginate_queryset(self, queryset):
        return search.with_records(super().paginate_queryset(queryset))
