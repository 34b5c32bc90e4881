"""One serializer a model, as it stands in lists; details.py adds what a single record shows beyond."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import models
from zones.api.serializers.fields import (
    Brief,
    CitedSerializer,
    ImpreciseDateField,
    IndicatorBrief,
    PeriodBrief,
    RecordSerializer,
    TierBrief,
)

STAMPS = ["created_at", "updated_at"]
NAMES = ["slug", "name_zh", "name_en"]
SUMMARY = ["summary_zh", "summary_en"]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class LinesField(serializers.Field):
    """A text of several lines as a list."""

    def to_representation(self, value):
        return lines(value)


class ZoneSerializer(CitedSerializer):
    parent = Brief(allow_null=True)
    administration = Brief(allow_null=True)
    aliases_zh = LinesField()
    aliases_en = LinesField()
    designations_zh = LinesField()
    designations_en = LinesField()

    class Meta:
        model = models.Zone
        fields = [
            *NAMES, "level", "parent", "city_zh", "city_en", "aliases_zh", "aliases_en", "designations_zh",
            "designations_en", "administration", "latitude", "longitude", "website", *SUMMARY, "evidence", *STAMPS,
        ]  # fmt: skip


class PeriodSerializer(RecordSerializer):
    class Meta:
        model = models.Period
        fields = ["number", "name_zh", "name_en", "first_year", "last_year", *STAMPS]


class PlanSerializer(CitedSerializer):
    zone = Brief()
    period = PeriodBrief(allow_null=True)
    lead = Brief(allow_null=True)

    class Meta:
        model = models.Plan
        fields = [
            *NAMES, "zone", "period", "horizon_zh", "horizon_en", "kind", "code", "status", "vision_zh", "vision_en",
            *SUMMARY, "lead", "evidence", *STAMPS,
        ]  # fmt: skip


class TierSerializer(RecordSerializer):
    key = serializers.SerializerMethodField(help_text="Slug of the plan, a tilde, the position.")
    plan = Brief()
    declared = serializers.IntegerField(source="declared_count", allow_null=True)

    class Meta:
        model = models.PlanTier
        fields = [
            "key",
            "plan",
            "position",
            "numeral",
            "label_zh",
            "label_en",
            "declared",
            "note_zh",
            "note_en",
            *STAMPS,
        ]

    def get_key(self, tier) -> str:
        return f"{tier.plan.slug}~{tier.position}"


class GoalSerializer(CitedSerializer):
    zone = Brief(source="plan.zone")
    plan = Brief()
    tier = TierBrief(allow_null=True)
    themes = Brief(many=True)

    class Meta:
        model = models.Goal
        fields = [*NAMES, "zone", "plan", "tier", "position", "kind", *SUMMARY, "themes", "evidence", *STAMPS]


class InitiativeSerializer(CitedSerializer):
    zone = Brief()
    plan = Brief()
    tier = TierBrief(allow_null=True)
    parent = Brief(allow_null=True)
    lead = Brief(allow_null=True)
    themes = Brief(many=True)
    start_on = ImpreciseDateField("start_on")
    due_on = ImpreciseDateField("due_on")

    class Meta:
        model = models.Initiative
        fields = [
            *NAMES, "zone", "plan", "tier", "parent", "kind", "position", "status", "start_on", "due_on", *SUMMARY,
            "lead", "themes", "evidence", *STAMPS,
        ]  # fmt: skip


class MilestoneSerializer(CitedSerializer):
    initiative = Brief()
    due_on = ImpreciseDateField("due_on")
    reached_on = ImpreciseDateField("reached_on")

    class Meta:
        model = models.Milestone
        fields = [*NAMES, "initiative", "due_on", "reached_on", "evidence", *STAMPS]


class UpdateSerializer(CitedSerializer):
    initiative = Brief()
    zone = Brief(source="initiative.zone")
    as_of = ImpreciseDateField("as_of")

    class Meta:
        model = models.ProgressUpdate
        fields = ["slug", "initiative", "zone", "as_of", "status", "percent", *SUMMARY, "evidence", *STAMPS]


class IndicatorSerializer(RecordSerializer):
    part_of = Brief(allow_null=True)
    themes = Brief(many=True)

    class Meta:
        model = models.Indicator
        fields = [
            *NAMES, "unit_zh", "unit_en", "definition_zh", "definition_en", "direction", "decimals", "part_of",
            "parts_complete", "themes", *STAMPS,
        ]  # fmt: skip


class TargetSerializer(CitedSerializer):
    zone = Brief(source="plan.zone")
    plan = Brief()
    tier = TierBrief(allow_null=True)
    goal = Brief(allow_null=True)
    initiative = Brief(allow_null=True)
    indicator = IndicatorBrief()
    due_on = ImpreciseDateField("due_on")

    class Meta:
        model = models.Target
        fields = [
            "slug", "zone", "plan", "tier", "goal", "initiative", "indicator", "form", "bound", "value", "nature",
            "baseline_year", "baseline_value", "due_on", "horizon_years", "evidence", *STAMPS,
        ]  # fmt: skip


class ObservationSerializer(CitedSerializer):
    zone = Brief()
    indicator = IndicatorBrief()
    initiative = Brief(allow_null=True)

    class Meta:
        model = models.Observation
        fields = [
            "slug", "zone", "indicator", "initiative", "scope_zh", "scope_en", "period_start", "period_end", "value",
            "value_text_zh", "value_text_en", "bound", "year_on_year_percent", "share_percent", "multiple",
            "reference_zh", "reference_en", "state", "is_preferred", "evidence", *STAMPS,
        ]  # fmt: skip


class ThemeSerializer(RecordSerializer):
    aliases_zh = LinesField()

    class Meta:
        model = models.Theme
        fields = [*NAMES, "group", "aliases_zh", "note_zh", "note_en", *STAMPS]


class OrganisationSerializer(RecordSerializer):
    parent = Brief(allow_null=True)
    aliases_zh = LinesField()

    class Meta:
        model = models.Organisation
        fields = [*NAMES, "kind", "parent", "aliases_zh", "note_zh", "note_en", *STAMPS]


class PersonSerializer(RecordSerializer):
    organisation = Brief(allow_null=True)

    class Meta:
        model = models.Person
        fields = [*NAMES, "role_zh", "role_en", "organisation", "note_zh", "note_en", *STAMPS]


class SourceSerializer(RecordSerializer):
    publisher = Brief(allow_null=True)
    published_on = ImpreciseDateField("published_on")

    class Meta:
        model = models.Source
        fields = [
            *NAMES, "kind", "publisher", "author_zh", "author_en", "published_on", "url", "is_complete", *SUMMARY,
            "note_zh", "note_en", *STAMPS,
        ]  # fmt: skip
