"""How changes look: of one record, of all that belongs to an area or a plan, and of everything."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones.api.serializers.fields import AddressField, Brief, WordField, labels, word, word_schema
from zones.choices import Change
from zones.selectors.changed import KINDS

_KINDS = {kind.model: kind for kind in KINDS}
KIND = word_schema([kind.word for kind in KINDS])
KIND_WORDS = {kind.word: {"value": kind.word, **labels(kind.model._meta.verbose_name)} for kind in KINDS}


def kind_of(record) -> dict[str, str]:
    """Return what a record is, with labels in both languages."""
    return KIND_WORDS[_KINDS[type(record)].word]


def name_of(record, language: str) -> str:
    """Return the name of a record in a language; of a figure, a target or an update that of what it is of."""
    value = record
    for step in f"{_KINDS[type(record)].name}_{language}".split("__"):
        value = getattr(value, step)
    return value


class FieldChangeSerializer(serializers.Serializer):
    """A field before and after, in words; `old` and `new` are in the language of the answer, and may be empty."""

    field = serializers.CharField()
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class VersionSerializer(serializers.Serializer):
    """A record as it was saved in public: when, why, and what that changed; never by whom."""

    version = serializers.IntegerField(source="row.version")
    at = serializers.DateTimeField()
    change = serializers.SerializerMethodField()
    reason = serializers.CharField(help_text="Empty when none was given.")
    changes = serializers.SerializerMethodField()

    @extend_schema_field(word_schema(Change.values))
    def get_change(self, version):
        return word(Change.ADDED if version.is_first else Change.CHANGED)

    @extend_schema_field(FieldChangeSerializer(many=True))
    def get_changes(self, version):
        fields = {field.name: field for field in self._model(version)._meta.get_fields()}
        return [
            {"field": each.name, **labels(fields[each.name].verbose_name), "old": each.old, "new": each.new}
            for each in version.changes
        ]

    @staticmethod
    def _model(version):
        return version.row.instance_type


class RecordChangeSerializer(serializers.Serializer):
    """What became of one record on one day."""

    day = serializers.DateField()
    kind = serializers.SerializerMethodField()
    slug = serializers.CharField(source="record.slug")
    name_zh = serializers.SerializerMethodField()
    name_en = serializers.SerializerMethodField()
    url = AddressField(source="record")
    change = serializers.SerializerMethodField()
    belongs_to = Brief(source="whole", allow_null=True, help_text="The plan or initiative that it belongs to.")
    indicator = Brief(source="record.indicator", allow_null=True, default=None, help_text="Of a figure or a target.")
    source = Brief(source="record.source", allow_null=True, help_text="Null when it is uncited.")
    versions = VersionSerializer(many=True, help_text="The newest first.")

    @extend_schema_field(KIND)
    def get_kind(self, entry):
        return kind_of(entry.record)

    def get_name_zh(self, entry) -> str:
        return name_of(entry.record, "zh")

    def get_name_en(self, entry) -> str:
        return name_of(entry.record, "en")

    @extend_schema_field(word_schema(Change.values))
    def get_change(self, entry):
        return word(Change.ADDED if entry.added else Change.CHANGED)


class ChangedSerializer(serializers.Serializer):
    """A record that was added, changed, or is no longer public; of the latter only what it was called by is told."""

    kind = serializers.SerializerMethodField()
    slug = serializers.CharField(source="key", help_text="Of a tier its key, of a period its number.")
    name_zh = serializers.CharField(allow_null=True, help_text="Null when the record is no more.")
    name_en = serializers.CharField(allow_null=True, help_text="Null when the record is no more.")
    url = serializers.SerializerMethodField(help_text="Null when the record is no more.")
    change = WordField(choices=Change.choices)
    at = serializers.DateTimeField()

    @extend_schema_field(KIND)
    def get_kind(self, each):
        return KIND_WORDS[each.kind.word]

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_url(self, each):
        if each.change == Change.REMOVED:
            return None
        path = reverse(f"api:{each.kind.word}-detail", args=[each.key])
        request = self.context.get("request")
        return request.build_absolute_uri(path) if request else path
