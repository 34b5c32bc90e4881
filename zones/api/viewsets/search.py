"""Full-text search as a list."""

from drf_spectacular.utils import extend_schema

from zones import filtersets, models, search
from zones.api import files, serializers
from zones.api.serializers import choosing
from zones.api.serializers.search import search_result
from zones.api.viewsets.base import ReadingViewSet


class SearchViewSet(files.ListsAsFiles, ReadingViewSet):
    """Records of every kind in which all words of `q` are found, in Chinese or English; the last changed first."""

    queryset = models.SearchEntry.objects.newest_first()
    filterset_class = filtersets.SearchFilterSet
    serializer_class = serializers.SearchResultSerializer

    list_parameters = (*choosing.PARAMETERS, *files.PARAMETERS)

    @extend_schema(parameters=[*choosing.DESCRIBED, *files.DESCRIBED])
    def list(self, request, *args, **kwargs):
        if self.is_file(request):
            return self.list_as_file(request)
        page = self.paginator.paginate_queryset(self.filter_queryset(self.get_queryset()), request)
        return self.paginator.get_paginated_response(self._rows(search.with_records(page)))

    def chosen(self):
        return choosing.chosen_fields(self.request.query_params, self.serializer_class)

    def rows_by_key(self, keys):
        entries = search.with_records(self.queryset.filter(pk__in=keys))
        return {entry.pk: row for entry, row in zip(entries, self._rows(entries), strict=True)}

    def _rows(self, entries):
        chosen, query = self.chosen(), self.request.query_params["q"]
        base = self.request.build_absolute_uri("/").rstrip("/")
        return [chosen.pruned(search_result(entry, query, base)) for entry in entries]
