from zones import selectors
from zones.choices import ZoneLevel
from zones.models import Observation, ProgressUpdate, Zone
from zones.pictures import level_evidence, level_statuses
from zones.views.pictures import page
from zones.views.welcome import english_welcome

# The figures that open the national picture; each is shown only if it is recorded.
HEADLINES = ("high-tech-enterprises", "tech-smes", "listed-companies", "employees", "revenue", "exports")


@english_welcome
def home(request):
    """What this is, the zones, what is known and unknown, and what came last: one screen."""
    national = Observation.objects.published().of_whole_areas().filter(zone__level=ZoneLevel.NATION)
    figures = national.filter(indicator__slug__in=HEADLINES).with_briefs()
    areas = list(Zone.objects.all())
    statuses, coverages = selectors.statuses_by_zone(areas), selectors.coverage_by_zone(areas)
    return page(
        request,
        "zones/home.html",
        {
            "zones": selectors.zones_with_counts(),
            "declared": selectors.declared_and_recorded(),
            "coverage": sum(coverages.values(), selectors.Coverage(0, 0)),
            "progress": sum(statuses.values(), selectors.StatusTally()),
            "figures": sorted(figures, key=lambda figure: HEADLINES.index(figure.indicator.slug)),
            "updates": ProgressUpdate.objects.published().with_briefs().newest_first()[:3],
        },
        pictures=[level_statuses(areas, statuses), level_evidence(areas, coverages)],
    )
