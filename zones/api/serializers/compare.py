"""How areas look side by side. Cells stand in the order of the areas; what an area has not is null or empty."""

from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from zones import choices, selectors
from zones.api.serializers.details import (
    COUNTS_BY_STATUS,
    AssessedTargetSerializer,
    TierViewSerializer,
    counts_by_status,
    with_assessments,
)
from zones.api.serializers.fields import Brief, IndicatorBrief, PeriodBrief, WordField, word, word_schema
from zones.api.serializers.records import ObservationSerializer, PlanSerializer, ZoneSerializer


class QuotedCoverageSerializer(serializers.Serializer):
    """How many records name their source, and how many of these quote it; `percent` is null when there are none."""

    cited = serializers.IntegerField(min_value=0)
    quoted = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(min_value=0)
    percent = serializers.IntegerField(allow_null=True)


class TallySerializer(serializers.Serializer):
    """Initiatives, without their parts: by the status that was reported, and those of which nothing was."""

    reported = serializers.SerializerMethodField()
    unreported = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(min_value=0)

    @extend_schema_field(COUNTS_BY_STATUS)
    def get_reported(self, tally):
        return counts_by_status({status: tally.reported.get(status, 0) for status in choices.InitiativeStatus})


_VERDICTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["verdict", "count"],
        "properties": {
            "verdict": word_schema(choices.Verdict.values),
            "count": {"type": "integer", "minimum": 1},
        },
    },
}


class ColumnSerializer(serializers.Serializer):
    """An area and how much is recorded of it."""

    zone = ZoneSerializer()
    plans = serializers.SerializerMethodField()
    goals = serializers.SerializerMethodField()
    initiatives = serializers.SerializerMethodField()
    themes = serializers.SerializerMethodField()
    figures = serializers.IntegerField(source="figure_count", min_value=0)
    statuses = TallySerializer()
    verdicts = serializers.SerializerMethodField(help_text="What the numbers say of its targets.")
    evidence_coverage = QuotedCoverageSerializer(source="coverage")
    targets = serializers.SerializerMethodField()

    def get_plans(self, column) -> int:
        return len(column.plans)

    def get_goals(self, column) -> int:
        return len(column.goals)

    def get_initiatives(self, column) -> int:
        return len(column.initiatives)

    def get_themes(self, column) -> int:
        return len(column.themes)

    @extend_schema_field(_VERDICTS)
    def get_verdicts(self, column):
        return [{"verdict": word(verdict), "count": count} for verdict, count in column.verdicts.items()]

    @extend_schema_field(AssessedTargetSerializer(many=True))
    def get_targets(self, column):
        return with_assessments(column.targets, self.context)


class SentenceSerializer(serializers.Serializer):
    """A sentence in both languages."""

    text_zh = serializers.CharField()
    text_en = serializers.CharField()


class SharedFactsSerializer(serializers.Serializer):
    """What the records say of all the areas."""

    facts = SentenceSerializer(many=True)
    themes = Brief(many=True)


class OwnFactsSerializer(SharedFactsSerializer):
    """What the records say of one area and of none of the others."""

    zone = Brief()


class ComparedPlanSerializer(PlanSerializer):
    """A plan with its numbered structure: what is declared of each tier, and what is recorded."""

    tiers = serializers.SerializerMethodField()

    class Meta(PlanSerializer.Meta):
        fields = [*PlanSerializer.Meta.fields, "tiers"]

    @extend_schema_field(TierViewSerializer(many=True))
    def get_tiers(self, plan):
        return TierViewSerializer(self.context["tiers"][plan.pk], many=True, context=self.context).data


class PlanRowSerializer(serializers.Serializer):
    """Plans of one kind for one period, at most one of each area; the period is null where none is named."""

    period = PeriodBrief(allow_null=True)
    kind = WordField(choices=choices.PlanKind.choices)
    cells = serializers.ListField(child=ComparedPlanSerializer(allow_null=True))


class KindRowSerializer(serializers.Serializer):
    """Goals or initiatives of one kind, for each area a list."""

    kind = serializers.DictField(child=serializers.CharField())
    cells = serializers.ListField(child=Brief(many=True))


class ThemeRowSerializer(serializers.Serializer):
    """A theme, and for each area how many of its goals and initiatives pursue it."""

    theme = Brief()
    shared = serializers.ChoiceField(["all", "several", "one"], help_text="Whether all areas pursue it, or how many.")
    cells = serializers.ListField(child=serializers.IntegerField(min_value=0))


class SharedFigureSerializer(serializers.Serializer):
    """Figures that measure the same, for each area its newest or null. Look at their periods: they may differ."""

    indicator = IndicatorBrief()
    scope_zh = serializers.CharField()
    scope_en = serializers.CharField()
    state = WordField(choices=choices.ObservationState.choices)
    periods_differ = serializers.BooleanField()
    cells = serializers.ListField(child=ObservationSerializer(allow_null=True))


class RefusedFiguresSerializer(serializers.Serializer):
    """Figures of an indicator that are not held against each other, for each area a list."""

    indicator = IndicatorBrief()
    cells = serializers.ListField(child=ObservationSerializer(many=True))


class RefusalSerializer(serializers.Serializer):
    """Why figures are not compared, and which."""

    reason = WordField(choices=choices.FigureRefusal.choices)
    count = serializers.IntegerField(min_value=1)
    rows = RefusedFiguresSerializer(many=True)


class ComparisonSerializer(serializers.Serializer):
    """Areas side by side."""

    areas = ColumnSerializer(many=True)
    in_common = SharedFactsSerializer()
    only = OwnFactsSerializer(many=True)
    themes = ThemeRowSerializer(many=True)
    plans = PlanRowSerializer(many=True)
    goals = KindRowSerializer(many=True)
    initiatives = KindRowSerializer(many=True)
    figures_compared = SharedFigureSerializer(many=True)
    figures_refused = RefusalSerializer(many=True)


def comparison_data(comparison: selectors.Comparison, context: dict) -> dict:
    """Return a comparison as the API shows it."""
    return {
        "areas": ColumnSerializer(comparison.columns, many=True, context=context).data,
        **_contrast(comparison, context),
        "themes": [_theme(share, row, context) for share in comparison.theme_shares for row in share.rows],
        "plans": _plans(comparison, context),
        "goals": [_of_kind(row, context) for row in comparison.goals],
        "initiatives": [_of_kind(row, context) for row in comparison.initiatives],
        "figures_compared": [_shared(figure, context) for figure in comparison.figures.shared],
        "figures_refused": [_refused(refusal, context) for refusal in comparison.figures.refusals],
    }


def _contrast(comparison, context) -> dict:
    """Return the contrast in words, which are the same facts in the same order in both languages."""
    spoken = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            spoken[language] = selectors.contrast(comparison)
    chinese, english = spoken.values()
    both = zip(chinese.only, english.only, strict=True)
    return {
        "in_common": _facts(chinese, english, context),
        "only": [{"zone": _brief(zh.zone, context)} | _facts(zh, en, context) for zh, en in both],
    }


def _facts(chinese, english, context) -> dict:
    pairs = zip(chinese.facts, english.facts, strict=True)
    return {
        "facts": [{"text_zh": zh, "text_en": en} for zh, en in pairs],
        "themes": Brief(chinese.themes, many=True, context=context).data,
    }


def _theme(share, row, context) -> dict:
    shared = "all" if share.by_all else "one" if share.only else "several"
    return {"theme": _brief(row.subject, context), "shared": shared, "cells": [number for _zone, number in row.cells]}


def _plans(comparison, context) -> list[dict]:
    structures = [plan for column in comparison.columns for plan in column.plans]
    inner = context | {"tiers": {each.plan.pk: each.tiers for each in structures}}
    return [
        {
            "period": group.period and PeriodBrief(group.period).data,
            "kind": word(group.kind),
            "cells": [each and ComparedPlanSerializer(each.plan, context=inner).data for each in group.cells],
        }
        for group in comparison.plan_groups
    ]


def _of_kind(row, context) -> dict:
    cells = [Brief(records, many=True, context=context).data for _zone, records in row.cells]
    return {"kind": word(row.subject), "cells": cells}


def _shared(figure, context) -> dict:
    example = figure.example
    return {
        "indicator": IndicatorBrief(example.indicator, context=context).data,
        "scope_zh": example.scope_zh,
        "scope_en": example.scope_en,
        "state": word(choices.ObservationState(example.state)),
        "periods_differ": figure.periods_differ,
        "cells": [each and ObservationSerializer(each, context=context).data for _zone, each in figure.cells],
    }


def _refused(refusal, context) -> dict:
    rows = [
        {
            "indicator": IndicatorBrief(row.indicator, context=context).data,
            "cells": [ObservationSerializer(found, many=True, context=context).data for _zone, found in row.cells],
        }
        for row in refusal.rows
    ]
    return {"reason": word(refusal.reason), "count": refusal.count, "rows": rows}


def _brief(record, context) -> dict:
    return Brief(record, context=context).data
