"""The whole at a glance, for the first page and the API alike."""

from dataclasses import dataclass

from zones.choices import ZoneLevel
from zones.models import Observation, ProgressUpdate, Zone
from zones.selectors.counts import (
    Coverage,
    Declared,
    StatusTally,
    coverage_by_zone,
    declared_and_recorded,
    statuses_by_zone,
    zones_with_counts,
)

# The figures that open the national picture; each is shown only if it is recorded.
HEADLINES = ("high-tech-enterprises", "tech-smes", "listed-companies", "employees", "revenue", "exports")
LATEST = 3


@dataclass(frozen=True)
class Summary:
    """What is declared and recorded, evidenced and reported, in all and area by area, and what came last.

    `zones` are the high-tech zones with their counts; `statuses` and `coverages` are of every area, by its key.
    """

    zones: list[Zone]
    areas: list[Zone]
    declared: Declared
    statuses: dict[int, StatusTally]
    coverages: dict[int, Coverage]
    figures: list[Observation]
    updates: list[ProgressUpdate]

    @property
    def progress(self) -> StatusTally:
        return sum(self.statuses.values(), StatusTally())

    @property
    def coverage(self) -> Coverage:
        return sum(self.coverages.values(), Coverage(0, 0))


def national_summary() -> Summary:
    """Return the whole at a glance; all of it is public."""
    national = Observation.objects.published().of_whole_areas().filter(zone__level=ZoneLevel.NATION)
    figures = national.filter(indicator__slug__in=HEADLINES).with_briefs()
    updates = ProgressUpdate.objects.published().with_briefs()
    areas = list(Zone.objects.all())
    statuses = statuses_by_zone(areas)
    return Summary(
        zones=zones_with_counts(statuses),
        areas=areas,
        declared=declared_and_recorded(),
        statuses=statuses,
        coverages=coverage_by_zone(areas),
        figures=sorted(figures, key=lambda figure: HEADLINES.index(figure.indicator.slug)),
        updates=list(updates.select_related("initiative__zone").newest_first()[:LATEST]),
    )
