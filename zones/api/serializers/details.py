"""What a single record shows beyond its line in a list: counts, structure, assessments, everything under it."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

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
from zones.choices import Agreement, InitiativeStatus, Verdict


class CoverageSerializer(serializers.Serializer):
    """How many records name their source; `percent` is null when there is none to cite."""

    cited = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


AS_OF = ["as_of", "left_out", "named_later"]
COUNTS_BY_STATUS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["status", "count"],
        "properties": {"status": word_schema(InitiativeStatus.values), "count": {"type": "integer", "minimum": 0}},
    },
}


def counts_by_status(statuses) -> list[dict]:
    """Return the number of initiatives of every status, zeros included."""
    return [{"status": word(status), "count": count} for status, count in statuses.items()]


class OnlyAsOf:
    """A field of which there is only something to say when a record is shown as of a day."""

    def get_attribute(self, record):
        as_of = self.context["overview"].as_of
        if as_of is None:
            raise SkipField
        return getattr(as_of, self.source)


class AsOfField(OnlyAsOf, serializers.DateField):
    """The day as of which all of the answer is."""


class NamedLaterField(OnlyAsOf, serializers.BooleanField):
    """Whether something that the records name, such as a source, may be shown as it was later."""


@extend_schema_field({"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}})
class LeftOutField(OnlyAsOf, serializers.Field):
    """How many records are left out because their versions of that day are no longer kept, by what they are."""

    def to_representation(self, value):
        return value


class OverviewSerializer(serializers.Serializer):
    """What is said of the day when a record is shown as of one. The overview of a record stands in the context."""

    as_of = AsOfField(source="day", required=False, help_text="Only with `as_of`: the day.")
    left_out = LeftOutField(
        required=False, help_text="Only with `as_of`: records whose versions of that day are no longer kept."
    )
    named_later = NamedLaterField(
        required=False, help_text="Only with `as_of`: whether sources, themes … may be shown as they were later."
    )


class ZoneDetailSerializer(OverviewSerializer, ZoneSerializer):
    plans = serializers.SerializerMethodField()
    initiatives_by_status = serializers.SerializerMethodField()
    evidence_coverage = serializers.SerializerMethodField()

    class Meta(ZoneSerializer.Meta):
        fields = [*ZoneSerializer.Meta.fields, *AS_OF, "plans", "initiatives_by_status", "evidence_coverage"]

    @extend_schema_field(Brief(many=True))
    def get_plans(self, zone):
        plans = sorted(self.context["overview"].own_plans, key=lambda plan: plan.slug)
        return Brief(plans, many=True, context=self.context).data

    @extend_schema_field(COUNTS_BY_STATUS)
    def get_initiatives_by_status(self, zone):
        return counts_by_status(self.context["overview"].statuses)

    @extend_schema_field(serializers.DictField(child=CoverageSerializer()))
    def get_evidence_coverage(self, zone):
        found = self.context["overview"].coverage
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
    """What the numbers say of a target: verdict, the value expected by now, the latest actual one, and why there is no
    verdict. `stated` is what was last said of its initiative's progress, `agreement` whether the two fit together.
    """

    verdict = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    goal = NumberField(source="assessment.goal_value")
    actual = NumberField(source="assessment.actual")
    expected = NumberField(source="assessment.expected")
    expected_on = serializers.DateField(source="assessment.expected_on", allow_null=True)
    formula = serializers.SerializerMethodField()
    stated = serializers.SerializerMethodField()
    agreement = serializers.SerializerMethodField()

    @extend_schema_field(word_schema(Verdict.values))
    def get_verdict(self, row):
        return word(row.assessment.verdict)

    @extend_schema_field({"type": ["object", "null"]})
    def get_reason(self, row):
        return row.assessment.reason and word(row.assessment.reason)

    @extend_schema_field({"type": ["object", "null"]})
    def get_formula(self, row):
        return row.assessment.formula and word(row.assessment.formula.path)

    @extend_schema_field({"type": ["object", "null"]})
    def get_stated(self, row):
        said = row.statement
        if said is None:
            return None
        return {"update": said.slug, "status": word(said.status_choice), "as_of": said.as_of, "percent": said.percent}

    @extend_schema_field(word_schema(Agreement.values))
    def get_agreement(self, row):
        return word(row.agreement)


def with_assessments(rows, context) -> list[dict]:
    """Return assessed targets as in lists, each with its assessment, in the order in which they were entered."""
    return [
        TargetSerializer(row.target, context=context).data
        | {"assessment": AssessmentSerializer(row, context=context).data}
        for row in sorted(rows, key=lambda row: row.target.pk)
    ]


class AssessedTargetSerializer(TargetSerializer):
    """A target with its assessment of today."""

    assessment = serializers.SerializerMethodField()

    class Meta(TargetSerializer.Meta):
        fields = [*TargetSerializer.Meta.fields, "assessment"]

    @extend_schema_field(AssessmentSerializer)
    def get_assessment(self, target):
        row = selectors.assess_targets([target], timezone.localdate())[0]
        return AssessmentSerializer(row, context=self.context).data


class PlanDetailSerializer(OverviewSerializer, PlanSerializer):
    continues = Brief(allow_null=True)
    tiers = serializers.SerializerMethodField()
    targets = serializers.SerializerMethodField()
    initiatives_by_status = serializers.SerializerMethodField()
    evidence_coverage = serializers.SerializerMethodField()

    class Meta(PlanSerializer.Meta):
        fields = [
            *PlanSerializer.Meta.fields, *AS_OF, "continues", "tiers", "targets", "initiatives_by_status",
            "evidence_coverage",
        ]  # fmt: skip

    @extend_schema_field(TierViewSerializer(many=True))
    def get_tiers(self, plan):
        return TierViewSerializer(self.context["overview"].tiers, many=True, context=self.context).data

    @extend_schema_field(AssessedTargetSerializer(many=True))
    def get_targets(self, plan):
        return with_assessments(self.context["overview"].targets, self.context)

    @extend_schema_field(COUNTS_BY_STATUS)
    def get_initiatives_by_status(self, plan):
        return counts_by_status(self.context["overview"].statuses)

    @extend_schema_field(CoverageSerializer)
    def get_evidence_coverage(self, plan):
        return CoverageSerializer(self.context["overview"].coverage["all"]).data


class GoalDetailSerializer(GoalSerializer):
    initiatives = Brief(many=True)

    class Meta(GoalSerializer.Meta):
        fields = [*GoalSerializer.Meta.fields, "initiatives"]


class InitiativeDetailSerializer(OverviewSerializer, InitiativeSerializer):
    goals = Brief(many=True)
    parts = serializers.SerializerMethodField()
    continues = Brief(allow_null=True)
    detailed_by = Brief(allow_null=True)
    milestones = serializers.SerializerMethodField()
    updates = serializers.SerializerMethodField(help_text="The newest first.")
    targets = serializers.SerializerMethodField()
    observations = serializers.SerializerMethodField()

    class Meta(InitiativeSerializer.Meta):
        fields = [
            *InitiativeSerializer.Meta.fields, *AS_OF, "goals", "parts", "continues", "detailed_by", "milestones",
            "updates", "targets", "observations",
        ]  # fmt: skip

    @extend_schema_field(Brief(many=True))
    def get_parts(self, initiative):
        return Brief(self.context["overview"].parts, many=True, context=self.context).data

    @extend_schema_field(MilestoneSerializer(many=True))
    def get_milestones(self, initiative):
        return MilestoneSerializer(self.context["overview"].milestones, many=True, context=self.context).data

    @extend_schema_field(UpdateSerializer(many=True))
    def get_updates(self, initiative):
        return UpdateSerializer(self.context["overview"].updates, many=True, context=self.context).data

    @extend_schema_field(AssessedTargetSerializer(many=True))
    def get_targets(self, initiative):
        return with_assessments(self.context["overview"].targets, self.context)

    @extend_schema_field(ObservationSerializer(many=True))
    def get_observations(self, initiative):
        return ObservationSerializer(self.context["overview"].figures, many=True, context=self.context).data
