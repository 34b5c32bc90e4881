"""What the first page, the search box and the page of a source show."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from zones import models, search, selectors
from zones.api.merged_pages import MergedPages
from zones.api.questions import Question, asked
from zones.api.serializers.drawn import DrawnSerializer
from zones.api.serializers.suggestions import SuggestionSerializer
from zones.api.serializers.summary import SummarySerializer
from zones.api.viewsets.base import ReadingViewSet, moved
from zones.forms import SearchForm
from zones.terms import LONGEST_QUERY

QUERY = OpenApiParameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY},
    required=True,
    description="What somebody is typing.",
)


class SummaryViewSet(ReadingViewSet):
    """The whole at a glance: what is declared, recorded, evidenced and reported, headline figures, latest updates."""

    serializer_class = SummarySerializer

    @extend_schema(parameters=[])
    def retrieve(self, request):
        asked(Question, request)
        summary = selectors.national_summary()
        return Response(SummarySerializer(summary, context=self.get_serializer_context() | {"summary": summary}).data)


class OneQuery(SearchForm):
    """A query for records of all kinds."""

    kind = None


class SuggestionsViewSet(ReadingViewSet):
    """A few records with the query in their name, for a list under a box in which somebody types."""

    filter_backends = ()
    pagination_class = MergedPages
    serializer_class = SuggestionSerializer

    @extend_schema(parameters=[QUERY])
    def list(self, request):
        query = asked(OneQuery, request, further=self.paginator.parameters)["q"]
        page = self.paginator.page_of_list(
            search.suggestions(query),
            request,
            of=f"suggestions for {query}",
            place_of=lambda record: [record._meta.model_name, record.pk],
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class DrawnViewSet(ReadingViewSet):
    """All that was drawn from a source, in reading order."""

    filter_backends = ()
    pagination_class = MergedPages
    serializer_class = DrawnSerializer

    @extend_schema(parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH, description="Of the source.")])
    def list(self, request, slug):
        asked(Question, request, further=self.paginator.parameters)
        source = models.Source.objects.filter(slug=slug).first()
        if source is None:
            return moved(request, models.Source)
        page = self.paginator.page_of_list(
            selectors.drawn_from(source),
            request,
            of=f"drawn from {source.pk}",
            place_of=lambda record: [record._meta.model_name, record.pk],
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
