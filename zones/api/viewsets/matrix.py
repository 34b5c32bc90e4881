"""Themes by areas: which areas pursue which, and which say so with a number."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from zones import models, selectors
from zones.api.questions import MatrixQuestion, asked
from zones.api.serializers.matrix import MatrixSerializer
from zones.api.viewsets.base import ReadingViewSet
from zones.choices import ThemeGroup

DESCRIBED = [
    OpenApiParameter("zone", str, many=True, description="Only these areas, by slug. May be given several times."),
    OpenApiParameter("theme", str, many=True, description="Only these themes, by slug. May be given several times."),
    OpenApiParameter(
        "group", str, many=True, enum=ThemeGroup.values, description="Only themes of these groups. May be repeated."
    ),
]


class MatrixViewSet(ReadingViewSet):
    """The matrix of themes and areas, counted over all that is public; the same for everybody."""

    serializer_class = MatrixSerializer

    @extend_schema(parameters=DESCRIBED)
    def retrieve(self, request):
        question = asked(MatrixQuestion, request)
        themes = selectors.themes_in_order()
        zones = models.Zone.objects.order_by("-level", "slug")  # the zones come first
        if question["zone"]:
            zones = zones.filter(pk__in=question["zone"])
        if question["theme"]:
            themes = themes.filter(pk__in=question["theme"])
        if question["group"]:
            themes = themes.filter(group__in=question["group"])
        matrix = {"zones": list(zones), "themes": selectors.theme_rows(themes)}
        columns = [zone.slug for zone in matrix["zones"]]
        context = self.get_serializer_context() | {"columns": columns}
        return Response(MatrixSerializer(matrix, context=context).data)
