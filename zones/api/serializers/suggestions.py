"""How a record looks that is suggested while somebody types."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import search
from zones.api.serializers.fields import Brief, word, word_schema
from zones.choices import SearchKind


class SuggestionSerializer(Brief):
    """A record with what it is."""

    kind = serializers.SerializerMethodField()

    @extend_schema_field(word_schema(SearchKind.values))
    def get_kind(self, record):
        return word(search.kind_of(record))
