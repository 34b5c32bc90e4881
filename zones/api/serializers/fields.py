"""How values look in the API: words with their labels, dates with their precision, records as briefs."""

from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils import translation
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import models
from zones.choices import DatePrecision, InitiativeStatus

# The collection in which each model stands.
COLLECTIONS = {
    models.Zone: "zone",
    models.Plan: "plan",
    models.Goal: "goal",
    models.Initiative: "initiative",
    models.Milestone: "milestone",
    models.ProgressUpdate: "update",
    models.Indicator: "indicator",
    models.Target: "target",
    models.Observation: "observation",
    models.Theme: "theme",
    models.Organisation: "organisation",
    models.Person: "person",
    models.Source: "source",
}


@lru_cache
def collection_path(model) -> str:
    """Return the path of the collection in which the records of a model stand."""
    return reverse(f"api:{COLLECTIONS[model]}-list")


def address_of(record) -> str:
    """Return the path of a record in the API."""
    return f"{collection_path(type(record))}{record.slug}/"


def labels(choice_label) -> dict[str, str]:
    """Return a lazy label in both languages."""
    found = {}
    for key, language in (("label_zh", "zh-hans"), ("label_en", "en")):
        with translation.override(language):
            found[key] = str(choice_label)
    return found


def word(choice) -> dict[str, str]:
    """Return a member of a vocabulary as the API shows it: value and both labels."""
    return {"value": choice.value, **labels(choice.label)}


class WordField(serializers.ChoiceField):
    """A word of a closed vocabulary: {"value": "project", "label_zh": "工程", "label_en": "project"}."""

    @cached_property
    def words(self):
        return {value: {"value": value, **labels(label)} for value, label in self.choices.items()}

    @property
    def shape(self):
        return word_schema(self.choices)

    def to_representation(self, value):
        return self.words.get(value)


def word_schema(values) -> dict:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["value", "label_zh", "label_en"],
        "properties": {"value": text | {"enum": list(values)}, "label_zh": text, "label_en": text},
    }


class WordFieldSchema(OpenApiSerializerFieldExtension):
    """Tell the API's description what a WordField is."""

    target_class = WordField

    def map_serializer_field(self, auto_schema, direction):
        return word_schema(self.target.choices)


@extend_schema_field(
    {
        "type": ["object", "null"],
        "required": ["date", "precision"],
        "properties": {
            "date": {"type": "string", "format": "date", "description": "The first day of what is known."},
            "precision": {"type": "string", "enum": DatePrecision.values},
        },
    }
)
class ImpreciseDateField(serializers.Field):
    """A date with its precision, or null: {"date": "2020-10-01", "precision": "month"}."""

    def __init__(self, name: str):
        super().__init__(source="*", read_only=True)
        self.row_columns = (name, f"{name}_precision")

    def to_representation(self, record):
        return self.from_columns(*(getattr(record, name) for name in self.row_columns))

    def from_columns(self, day, precision):
        return day and {"date": day, "precision": precision}


@extend_schema_field({"type": ["number", "null"]})
class NumberField(serializers.Field):
    """An exact number in base units, or null when it is unknown."""

    def to_representation(self, value):
        return value  # the renderer writes decimals exactly


@extend_schema_field({"type": "string", "format": "uri"})
class AddressField(serializers.Field):
    """The address of a record in the API."""

    row_columns = ("slug",)

    def __init__(self, source="*", **kwargs):
        super().__init__(source=source, read_only=True, **kwargs)

    def to_representation(self, record) -> str:
        path = address_of(record)
        request = self.context.get("request")
        return request.build_absolute_uri(path) if request else path


class Brief(serializers.Serializer):
    """Enough of a related record to name it and to find it."""

    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField(help_text="Empty when there is no English name yet.")
    url = AddressField()


class PeriodBrief(serializers.Serializer):
    """A five-year period."""

    number = serializers.IntegerField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    first_year = serializers.IntegerField()
    last_year = serializers.IntegerField()


class TierBrief(serializers.Serializer):
    """The tier of its plan that a record is a member of."""

    position = serializers.IntegerField()
    numeral = serializers.CharField()
    label_zh = serializers.CharField()
    label_en = serializers.CharField()


class IndicatorBrief(Brief):
    """An indicator with its unit."""

    unit_zh = serializers.CharField()
    unit_en = serializers.CharField()


class Evidence(serializers.Serializer):
    """Where a record was published, where in it, who said it and in which words; `source` is null when uncited."""

    source = Brief(allow_null=True)
    locator = serializers.CharField()
    quotation = serializers.CharField(help_text="Word for word, in the language of the source.")
    speaker = Brief(allow_null=True)
    note_zh = serializers.CharField(help_text="What the source leaves open, or a trap.")
    note_en = serializers.CharField()


class UpdateBrief(serializers.Serializer):
    """What was reported last of an initiative."""

    slug = serializers.CharField()
    as_of = ImpreciseDateField("as_of")
    status = WordField(choices=InitiativeStatus.choices)
    percent = serializers.IntegerField(allow_null=True)
    summary_zh = serializers.CharField()
    summary_en = serializers.CharField()


class RecordSerializer(serializers.ModelSerializer):
    """What every record shares: vocabularies with their labels, exact numbers."""

    serializer_choice_field = WordField

    def build_standard_field(self, field_name, model_field):
        if model_field.get_internal_type() == "DecimalField":
            return NumberField, {"read_only": True}
        return super().build_standard_field(field_name, model_field)


class CitedSerializer(RecordSerializer):
    evidence = Evidence(source="*", read_only=True)
