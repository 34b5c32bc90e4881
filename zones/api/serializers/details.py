"""What a single record shows beyond its line in a list: counts, structure, assessments, everything under it."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import selectors
from zones.api.serializers.fields import Brief, NumberField, word, word_schema
from zones.api.serializers.records import (
    GoalSerializer,
    InitiativeSerializer,
    MilestoneSerializer,
    ObservationSerializer,
    PlanSerializer,
    TargetSerializer,
    UpdateSerializer,
    ZoneSerializer,
)
from zones.choices import InitiativeStatus, Verdict


class CoverageSerializer(serializers.Serializer):
    """How many records name their source; `percent` is null when there is none to cite."""

    cited = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


COUNTS_BY_STATUS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["status", "count"],
        "properties": {"status": word_schema(InitiativeStatus.values), "count": {"type": "integer", "minimum": 0}},
    },
}


def counts_by_status(initiatives) -> list[dict]:
    """Return the number of initiatives of every status, zeros included."""
    return [{"status": word(status), "count": count} for status, count in selectors.status_counts(initiatives).items()]


class ZoneDetailSerializer(ZoneSerializer):
    plans = Brief(source="plans.published", many=True)
    initiatives_by_status = serializers.SerializerMethodField()
    evidence_coverage = serializers.SerializerMethodField()

    class Meta(ZoneSerializer.Meta):
        fields = [*ZoneSerializer.Meta.fields, "plans", "initiatives_by_status", "evidence_coverage"]

    @extend_schema_field(COUNTS_BY_STATUS)
    def get_initiatives_by_status(self, zone):
        return counts_by_status(zone.initiatives.published())

    @extend_schema_field(serializers.DictField(child=CoverageSerializer()))
    def get_evidence_coverage(self, zone):
        found = selectors.evidence_coverage(zone=zone)
        return {name: CoverageSerializer(coverage).data for name, coverage in found.items()}


class MemberSerializer(serializers.Serializer):
    """A member of a tier, with what it is. A target has the name of its indicator."""

    type = serializers.SerializerMethodField()
    slug = serializers.CharField()
    name_zh = serializers.SerializerMethodField()
    name_en = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "enum": ["goal", "initiative", "target"]})
    def get_type(self, member):
        return member._meta.model_name

    def get_name_zh(self, member) -> str:
        return getattr(member, "indicator", member).name_zh

    def get_name_en(self, member) -> str:
        return getattr(member, "indicator", member).name_en


class TierViewSerializer(serializers.Serializer):
    """A tier: how many members the source declares, how many are recorded by name, how many are missing.

    `declared` and `missing` are null when the source announces no number. The tier without position holds what stands
    outside the numbered structure.
    """

    position = serializers.IntegerField(source="tier.position", default=None, allow_null=True)
    numeral = serializers.CharField(source="tier.numeral", default="")
    label_zh = serializers.CharField(source="tier.label_zh", default="")
    label_en = serializers.CharField(source="tier.label_en", default="")
    declared = serializers.IntegerField(source="count.declared", allow_null=True)
    recorded = serializers.IntegerField(source="count.recorded")
    missing = serializers.IntegerField(source="count.missing", allow_null=True)
    note_zh = serializers.CharField(source="tier.note_zh", default="")
    note_en = serializers.CharField(source="tier.note_en", default="")
    members = MemberSerializer(many=True)


class AssessmentSerializer(serializers.Serializer):
    """What the numbers say: verdict, the value expected by now, the latest actual one, and why there is no verdict."""

    verdict = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    goal = NumberField(source="goal_value")
    actual = NumberField()
    expected = NumberField()
    expected_on = serializers.DateField(allow_null=True)
    formula = serializers.SerializerMethodField()

    @extend_schema_field(word_schema(Verdict.values))
    def get_verdict(self, assessment):
        return word(assessment.verdict)

    @extend_schema_field({"type": ["object", "null"]})
    def get_reason(self, assessment):
        return assessment.reason and word(assessment.reason)

    @extend_schema_field({"type": ["object", "null"]})
    def get_formula(self, assessment):
        return assessment.formula and word(assessment.formula.path)


def with_assessments(targets, context) -> list[dict]:
    """Return targets as in lists, each with its assessment of today."""
    return [
        TargetSerializer(row.target, context=context).data
        | {"assessment": AssessmentSerializer(row.assessment, context=context).data}
        for row in selectors.assess_targets(targets, timezone.localdate())
    ]


class AssessedTargetSerializer(TargetSerializer):
    """A target with its assessment of today."""

    assessment = serializers.SerializerMethodField()

    class Meta(TargetSerializer.Meta):
        fields = [*TargetSerializer.Meta.fields, "assessment"]

    @extend_schema_field(AssessmentSerializer)
    def get_assessment(self, target):
        row = selectors.assess_targets([target], timezone.localdate())[0]
        return AssessmentSerializer(row.assessment, context=self.context).data


class PlanDetailSerializer(PlanSerializer):
    continues = Brief(allow_null=True)
    tiers = serializers.SerializerMethodField()
    targets = serializers.SerializerMethodField()
    initiatives_by_status = serializers.SerializerMethodField()
    evidence_coverage = serializers.SerializerMethodField()

    class Meta(PlanSerializer.Meta):
        fields = [
            *PlanSerializer.Meta.fields, "continues", "tiers", "targets", "initiatives_by_status", "evidence_coverage",
        ]  # fmt: skip

    @extend_schema_field(TierViewSerializer(many=True))
    def get_tiers(self, plan):
        return TierViewSerializer(selectors.plan_structure(plan), many=True, context=self.context).data

    @extend_schema_field(AssessedTargetSerializer(many=True))
    def get_targets(self, plan):
        return with_assessments(plan.targets.published().with_briefs().order_by("id"), self.context)

    @extend_schema_field(COUNTS_BY_STATUS)
    def get_initiatives_by_status(self, plan):
        return counts_by_status(plan.initiatives.published())

    @extend_schema_field(CoverageSerializer)
    def get_evidence_coverage(self, plan):
        return CoverageSerializer(selectors.evidence_coverage(plan=plan)["all"]).data


class GoalDetailSerializer(GoalSerializer):
    initiatives = Brief(many=True)

    class Meta(GoalSerializer.Meta):
        fields = [*GoalSerializer.Meta.fields, "initiatives"]


class InitiativeDetailSerializer(InitiativeSerializer):
    goals = Brief(many=True)
    parts = Brief(source="children", many=True)
    continues = Brief(allow_null=True)
    detailed_by = Brief(allow_null=True)
    milestones = MilestoneSerializer(many=True)
    updates = UpdateSerializer(many=True, help_text="The newest first.")
    targets = serializers.SerializerMethodField()
    observations = serializers.SerializerMethodField()

    class Meta(InitiativeSerializer.Meta):
        fields = [
            *InitiativeSerializer.Meta.fields, "goals", "parts", "continues", "detailed_by", "milestones", "updates",
            "targets", "observations",
        ]  # fmt: skip

    @extend_schema_field(AssessedTargetSerializer(many=True))
    def get_targets(self, initiative):
        return with_assessments(initiative.targets.published().with_briefs().order_by("id"), self.context)

    @extend_schema_field(ObservationSerializer(many=True))
    def get_observations(self, initiative):
        figures = initiative.observations.published().with_briefs().in_reading_order()
        return ObservationSerializer(figures, many=True, context=self.context).data
