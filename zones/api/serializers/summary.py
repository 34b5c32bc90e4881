"""How the whole at a glance looks."""

from rest_framework import serializers

from zones.api.serializers.compare import QuotedCoverageSerializer, TallySerializer
from zones.api.serializers.fields import Brief, PeriodBrief, WordField
from zones.api.serializers.records import ObservationSerializer, UpdateSerializer
from zones.choices import ZoneLevel


class UnnamedTierSerializer(serializers.Serializer):
    """A tier of which the source declares more members than it names."""

    plan = Brief(source="tier.plan")
    zone = Brief(source="tier.plan.zone")
    position = serializers.IntegerField(source="tier.position")
    label_zh = serializers.CharField(source="tier.label_zh")
    label_en = serializers.CharField(source="tier.label_en")
    missing = serializers.IntegerField(source="count.missing")


class DeclaredSerializer(serializers.Serializer):
    """How much all plans declare by number, how much of it is recorded by name, and where names are missing."""

    declared = serializers.IntegerField(min_value=0)
    recorded = serializers.IntegerField(min_value=0)
    unnamed = UnnamedTierSerializer(many=True)


class PlanInSummary(Brief):
    """A plan with its code and period."""

    code = serializers.CharField()
    period = PeriodBrief(allow_null=True)


class ZoneInSummary(Brief):
    """A high-tech zone: its plans, its initiatives without their parts, and those with any progress reported."""

    plans = PlanInSummary(source="plans.all", many=True)
    initiatives = serializers.IntegerField(source="initiative_count", min_value=0)
    reported = serializers.IntegerField(source="reported_count", min_value=0)


class AreaInSummary(Brief):
    """An area: what was reported of its initiatives, and how many of its records name their source."""

    level = WordField(choices=ZoneLevel.choices)
    statuses = serializers.SerializerMethodField()
    evidence_coverage = serializers.SerializerMethodField()

    def get_statuses(self, zone) -> TallySerializer:
        return TallySerializer(self.context["summary"].statuses[zone.pk]).data

    def get_evidence_coverage(self, zone) -> QuotedCoverageSerializer:
        return QuotedCoverageSerializer(self.context["summary"].coverages[zone.pk]).data


class SummarySerializer(serializers.Serializer):
    """The whole at a glance."""

    declared = DeclaredSerializer()
    evidence_coverage = QuotedCoverageSerializer(source="coverage")
    statuses = TallySerializer(source="progress")
    zones = ZoneInSummary(many=True)
    areas = AreaInSummary(many=True)
    headline_figures = ObservationSerializer(source="figures", many=True, help_text="Of all high-tech zones together.")
    latest_updates = UpdateSerializer(source="updates", many=True)
