"""One serializer a model, as it stands in lists; details.py adds what a single record shows beyond."""

import orjson
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject
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
    UpdateBrief,
    word,
)
from zones.choices import InitiativeStatus
from zones.subqueries import WrittenOnce

STAMPS = ["created_at", "updated_at", "version"]
PUBLISHED = ["publication", *STAMPS]
STATUS_WORDS = {status.value: word(status) for status in InitiativeStatus}
NAMES = ["slug", "name_zh", "name_en"]
SUMMARY = ["summary_zh", "summary_en"]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class LinesField(serializers.Field):
    """A text of several lines as a list."""

    def to_representation(self, value):
        return lines(value)

    from_columns = to_representation


class TierKeyField(serializers.CharField):
    """By what a tier is named: the slug of its plan, a tilde, its position."""

    row_columns = ("plan__slug", "position")

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, tier):
        return self.from_columns(tier.plan.slug, tier.position)

    def from_columns(self, plan, position):
        return f"{plan}~{position}"


@extend_schema_field(UpdateBrief(allow_null=True))
class LatestUpdateField(serializers.Field):
    """What was reported last of an initiative; null where nothing was. It comes with the row, as JSON."""

    _told = ("slug", "as_of", "as_of_precision", "status", "percent", "summary_zh", "summary_en")
    row_columns = (
        WrittenOnce(
            models.ProgressUpdate.objects.published()
            .filter(initiative=OuterRef("pk"))
            .newest_first()
            # As text, which the database's driver does not look into.
            .values(told=Cast(JSONObject(**{name: name for name in _told}), TextField()))[:1],
            output_field=TextField(),
        ),
    )

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, initiative):
        overview = self.context.get("overview")
        latest = overview.updates[:1] if overview else initiative.updates.published().newest_first()[:1]
        return next((self._shown({name: getattr(update, name) for name in self._told}) for update in latest), None)

    def from_columns(self, text):
        return text and self._shown(orjson.loads(text))

    def _shown(self, told):
        return {
            "slug": told["slug"],
            "as_of": {"date": str(told["as_of"]), "precision": told["as_of_precision"]},
            "status": STATUS_WORDS[told["status"]],
            "percent": told["percent"],
            "summary_zh": told["summary_zh"],
            "summary_en": told["summary_en"],
        }


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
        brief = NAMES


class PeriodSerializer(RecordSerializer):
    class Meta:
        model = models.Period
        fields = ["number", "name_zh", "name_en", "first_year", "last_year", *STAMPS]
        brief = ["number", "name_zh", "name_en"]


class PlanSerializer(CitedSerializer):
    zone = Brief()
    period = PeriodBrief(allow_null=True)
    lead = Brief(allow_null=True)

    class Meta:
        model = models.Plan
        fields = [
            *NAMES, "zone", "period", "horizon_zh", "horizon_en", "kind", "code", "status", "vision_zh", "vision_en",
            *SUMMARY, "lead", "evidence", *PUBLISHED,
        ]  # fmt: skip
        brief = NAMES


class TierSerializer(RecordSerializer):
    key = TierKeyField(help_text="Slug of the plan, a tilde, the position.")
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
        brief = ["key", "label_zh", "label_en", "declared"]


class GoalSerializer(CitedSerializer):
    zone = Brief(source="plan.zone")
    plan = Brief()
    tier = TierBrief(allow_null=True)
    themes = Brief(many=True)

    class Meta:
        model = models.Goal
        fields = [*NAMES, "zone", "plan", "tier", "position", "kind", *SUMMARY, "themes", "evidence", *PUBLISHED]
        brief = NAMES


class InitiativeSerializer(CitedSerializer):
    zone = Brief()
    plan = Brief()
    tier = TierBrief(allow_null=True)
    parent = Brief(allow_null=True)
    lead = Brief(allow_null=True)
    themes = Brief(many=True)
    start_on = ImpreciseDateField("start_on")
    due_on = ImpreciseDateField("due_on")
    latest_update = LatestUpdateField()

    class Meta:
        model = models.Initiative
        fields = [
            *NAMES, "zone", "plan", "tier", "parent", "kind", "position", "status", "start_on", "due_on", *SUMMARY,
            "lead", "themes", "latest_update", "evidence", *PUBLISHED,
        ]  # fmt: skip
        brief = NAMES


class MilestoneSerializer(CitedSerializer):
    initiative = Brief()
    due_on = ImpreciseDateField("due_on")
    reached_on = ImpreciseDateField("reached_on")

    class Meta:
        model = models.Milestone
        fields = [*NAMES, "initiative", "due_on", "reached_on", "evidence", *PUBLISHED]
        brief = NAMES


class UpdateSerializer(CitedSerializer):
    initiative = Brief()
    zone = Brief(source="initiative.zone")
    as_of = ImpreciseDateField("as_of")

    class Meta:
        model = models.ProgressUpdate
        fields = ["slug", "initiative", "zone", "as_of", "status", "percent", *SUMMARY, "evidence", *PUBLISHED]
        brief = ["slug", "initiative.slug", "as_of", "status"]


class IndicatorSerializer(RecordSerializer):
    part_of = Brief(allow_null=True)
    themes = Brief(many=True)

    class Meta:
        model = models.Indicator
        fields = [
            *NAMES, "unit_zh", "unit_en", "definition_zh", "definition_en", "direction", "decimals", "part_of",
            "parts_complete", "themes", *STAMPS,
        ]  # fmt: skip
        brief = NAMES


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
            "baseline_year", "baseline_value", "due_on", "horizon_years", "evidence", *PUBLISHED,
        ]  # fmt: skip
        brief = ["slug", "plan.slug", "indicator.slug", "value", "due_on"]


class ObservationSerializer(CitedSerializer):
    zone = Brief()
    indicator = IndicatorBrief()
    initiative = Brief(allow_null=True)

    class Meta:
        model = models.Observation
        fields = [
            "slug", "zone", "indicator", "initiative", "scope_zh", "scope_en", "period_start", "period_end", "value",
            "value_text_zh", "value_text_en", "bound", "year_on_year_percent", "share_percent", "multiple",
            "reference_zh", "reference_en", "state", "is_preferred", "evidence", *PUBLISHED,
        ]  # fmt: skip
        brief = ["slug", "zone.slug", "indicator.slug", "period_start", "period_end", "value"]


class ThemeSerializer(RecordSerializer):
    aliases_zh = LinesField()

    class Meta:
        model = models.Theme
        fields = [*NAMES, "group", "aliases_zh", "note_zh", "note_en", *STAMPS]
        brief = NAMES


class OrganisationSerializer(RecordSerializer):
    parent = Brief(allow_null=True)
    aliases_zh = LinesField()

    class Meta:
        model = models.Organisation
        fields = [*NAMES, "kind", "parent", "aliases_zh", "note_zh", "note_en", *STAMPS]
        brief = NAMES


class PersonSerializer(RecordSerializer):
    organisation = Brief(allow_null=True)

    class Meta:
        model = models.Person
        fields = [*NAMES, "role_zh", "role_en", "organisation", "note_zh", "note_en", *STAMPS]
        brief = NAMES


class SourceSerializer(RecordSerializer):
    publisher = Brief(allow_null=True)
    published_on = ImpreciseDateField("published_on")

    class Meta:
        model = models.Source
        fields = [
            *NAMES, "kind", "publisher", "author_zh", "author_en", "published_on", "url", "is_complete", *SUMMARY,
            "note_zh", "note_en", *STAMPS,
        ]  # fmt: skip
        brief = NAMES
