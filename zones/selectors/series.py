"""Indicators in areas over time: which indicators an area has, which areas have an indicator, the latest periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from zones.models import Indicator, Observation, Target, Zone


@dataclass(frozen=True)
class Holding:
    """How much there is of an indicator in an area, all of it public.

    `begins` and `ends` are the first and the last day of the periods of its figures; None where none has a period.
    """

    zone: Zone
    indicator: Indicator
    figures: int = 0
    targets: int = 0
    begins: date | None = None
    ends: date | None = None


def indicators_in(zone: Zone) -> list[Holding]:
    """Return what an area has figures or targets of, by the slug of the indicator, in three queries."""
    figures = Observation.objects.published().filter(zone=zone)
    targets = Target.objects.published().filter(plan__zone=zone)
    found = _counted(figures, "indicator", targets, "indicator")
    indicators = Indicator.objects.filter(pk__in=found).order_by("slug")
    return [Holding(zone, indicator, **found[indicator.pk]) for indicator in indicators]


def areas_with(indicator: Indicator) -> list[Holding]:
    """Return the areas that have figures or targets of an indicator: the nation, the provinces, the zones."""
    figures = indicator.observations.published()
    found = _counted(figures, "zone", indicator.targets.published(), "plan__zone")
    zones = Zone.objects.filter(pk__in=found).order_by("level", "slug")
    return [Holding(zone, indicator, **found[zone.pk]) for zone in zones]


def _counted(figures: QuerySet, by: str, targets: QuerySet, targets_by: str) -> dict[int, dict[str, Any]]:
    """Return the fields of a Holding by the key of what figures and targets are counted by."""
    found: dict[int, dict[str, Any]] = {}
    rows = figures.order_by().values_list(by).annotate(Count("pk"), Min("period_start"), Max("period_end"))
    for key, number, begins, ends in rows:
        found[key] = {"figures": number, "begins": begins, "ends": ends}
    for key, number in targets.order_by().values_list(targets_by).annotate(Count("pk")):
        found.setdefault(key, {})["targets"] = number
    return found


def series(zone: Zone, indicator: Indicator) -> QuerySet[Observation]:
    """Return the public figures of an indicator in an area, the latest period first, those without a period last."""
    latest_first = (F(name).desc(nulls_last=True) for name in ("period_end", "period_start"))
    return Observation.objects.published().filter(zone=zone, indicator=indicator).order_by(*latest_first, "-pk")


def of_latest_periods(figures: QuerySet[Observation], most: int) -> QuerySet[Observation]:
    """Return those figures that are of one of the `most` latest periods that any of them has; one query now."""
    ends_first = ("-period_end", "-period_start")
    periods = figures.filter(period_end__isnull=False).order_by(*ends_first).values_list("period_end", "period_start")
    earliest = _last(periods.distinct()[:most])
    if earliest is None:
        return figures.none()
    end, start = earliest
    return figures.filter(Q(period_end__gt=end) | Q(period_end=end, period_start__gte=start))


def _last(rows: Iterable[Any]) -> Any:
    return next(iter(reversed(list(rows))), None)
