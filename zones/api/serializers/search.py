"""How a search result looks: enough of the record to name it and to find it, and the place where the query was met."""

from rest_framework import serializers

from zones import search
from zones.api.serializers.fields import Brief, WordField, address_of
from zones.choices import SearchKind


class SearchResultSerializer(serializers.Serializer):
    """The fields of a result, for the API's reference and for `fields`; `search_result` makes them."""

    kind = WordField(choices=SearchKind.choices)
    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField(help_text="Empty when there is no English name yet.")
    url = serializers.URLField()
    zone = Brief(allow_null=True, help_text="The zone that it belongs to, if any.")
    excerpt_zh = serializers.CharField(
        help_text="The place in a Chinese text, beside the name, that was asked for; empty when there is none."
    )
    excerpt_en = serializers.CharField(help_text="The same in an English text.")
    updated_at = serializers.DateTimeField()

    class Meta:
        brief = ["kind", "slug", "name_zh", "name_en", "url"]


KINDS = WordField(choices=SearchKind.choices)


def search_result(entry, query: str, base: str) -> dict:
    """Return an entry with its record as the API shows it to whoever asked for `query`; `base` begins addresses."""
    record = entry.record
    return {
        "kind": KINDS.words[entry.kind],
        **_named(record, base),
        "zone": (zone := search.zone_of(record)) and _named(zone, base),
        "excerpt_zh": search.excerpt_of(record, query, "zh"),
        "excerpt_en": search.excerpt_of(record, query, "en"),
        "updated_at": entry.updated_at,
    }


def _named(record, base: str) -> dict:
    return {
        "slug": record.slug,
        "name_zh": record.name_zh,
        "name_en": record.name_en,
        "url": f"{base}{address_of(record)}",
    }
