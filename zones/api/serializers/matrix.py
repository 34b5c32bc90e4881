"""Which areas pursue which themes: as a matrix, and for one theme alone."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import models, selectors
from zones.api.serializers.fields import Brief, WordField
from zones.api.serializers.records import ThemeSerializer
from zones.choices import ThemeGroup, ZoneLevel


class AreaInMatrix(Brief):
    """An area with its level."""

    level = WordField(choices=ZoneLevel.choices)


class ThemeInMatrix(Brief):
    """A theme with its group."""

    group = WordField(choices=ThemeGroup.choices)


class PursuitSerializer(serializers.Serializer):
    """How many goals and initiatives of an area pursue a theme.

    `targeted` are those of them that carry a target of their own: that say so with a number.
    """

    zone = serializers.CharField(help_text="The slug of the area.")
    goals = serializers.IntegerField(min_value=0)
    initiatives = serializers.IntegerField(min_value=0)
    targeted = serializers.IntegerField(min_value=0)


class MatrixRowSerializer(serializers.Serializer):
    """A theme with the areas that pursue it. Of an area that is not named, nothing is recorded that does."""

    theme = ThemeInMatrix()
    areas = serializers.SerializerMethodField()

    @extend_schema_field(PursuitSerializer(many=True))
    def get_areas(self, row):
        return pursuits_of(row, self.context["columns"])


class MatrixSerializer(serializers.Serializer):
    """Which areas pursue which themes; the high-tech zones first, the themes by group."""

    zones = AreaInMatrix(many=True, help_text="The columns: the areas that were asked for.")
    themes = MatrixRowSerializer(many=True, help_text="The rows: the themes that were asked for.")


def pursuits_of(row: selectors.ThemeRow, slugs) -> list[dict]:
    """Return what areas do about the theme of a row, in the order of their slugs; without those that do nothing."""
    return [
        {
            "zone": slug,
            "goals": row.goals[slug],
            "initiatives": row.initiatives[slug],
            "targeted": row.targeted[slug],
        }
        for slug in slugs
        if row.pursuing[slug]
    ]


class ThemeDetailSerializer(ThemeSerializer):
    areas = serializers.SerializerMethodField(help_text="The areas that pursue it, and by how much.")

    class Meta(ThemeSerializer.Meta):
        fields = [*ThemeSerializer.Meta.fields, "areas"]

    @extend_schema_field(PursuitSerializer(many=True))
    def get_areas(self, theme):
        (row,) = selectors.theme_rows([theme])
        return pursuits_of(row, models.Zone.objects.order_by("-level", "slug").values_list("slug", flat=True))
