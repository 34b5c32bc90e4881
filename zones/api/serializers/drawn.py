"""How a record looks among all that was drawn from a source."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones.api.serializers.fields import AddressField, Brief
from zones.api.serializers.history import KIND, kind_of, name_of


class DrawnSerializer(serializers.Serializer):
    """A record that cites a source, and where in it."""

    kind = serializers.SerializerMethodField()
    slug = serializers.CharField()
    name_zh = serializers.SerializerMethodField()
    name_en = serializers.SerializerMethodField()
    url = AddressField()
    indicator = Brief(allow_null=True, default=None, help_text="Of a figure or a target.")
    locator = serializers.CharField(help_text="The section, paragraph or page.")
    quotation = serializers.CharField(help_text="Word for word, in the language of the source.")
    speaker = Brief(allow_null=True)

    @extend_schema_field(KIND)
    def get_kind(self, record):
        return kind_of(record)

    def get_name_zh(self, record) -> str:
        return name_of(record, "zh")

    def get_name_en(self, record) -> str:
        return name_of(record, "en")
