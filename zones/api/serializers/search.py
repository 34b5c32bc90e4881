"""How a search result looks: enough of the record to name it and to find it, and the place where the query was met."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import search
from zones.api.serializers.fields import AddressField, Brief, WordField
from zones.choices import SearchKind


class SearchResultSerializer(serializers.Serializer):
    kind = WordField(choices=SearchKind.choices)
    slug = serializers.CharField(source="record.slug")
    name_zh = serializers.CharField(source="record.name_zh")
    name_en = serializers.CharField(source="record.name_en", help_text="Empty when there is no English name yet.")
    url = AddressField(source="record")
    zone = serializers.SerializerMethodField(help_text="The zone that it belongs to, if any.")
    excerpt_zh = serializers.SerializerMethodField(
        help_text="The place in a Chinese text, beside the name, that was asked for; empty when there is none."
    )
    excerpt_en = serializers.SerializerMethodField(help_text="The same in an English text.")
    updated_at = serializers.DateTimeField()

    @extend_schema_field(Brief(allow_null=True))
    def get_zone(self, entry):
        zone = search.zone_of(entry.record)
        return zone and Brief(zone, context=self.context).data

    def get_excerpt_zh(self, entry) -> str:
        return search.excerpt_of(entry.record, self._query, "zh")

    def get_excerpt_en(self, entry) -> str:
        return search.excerpt_of(entry.record, self._query, "en")

    @property
    def _query(self) -> str:
        return self.context["request"].query_params["q"]
