from django.shortcuts import render

from zones import selectors
from zones.choices import ZoneLevel
from zones.models import Observation, ProgressUpdate
from zones.views.welcome import english_welcome

# The figures that open the national picture; each is shown only if it is recorded.
HEADLINES = ("high-tech-enterprises", "tech-smes", "listed-companies", "employees", "revenue", "exports")


@english_welcome
def home(request):
    """What this is, the zones, what is known and unknown, and what came last: one screen."""
    national = Observation.objects.published().of_whole_areas().filter(zone__level=ZoneLevel.NATION)
    figures = national.filter(indicator__slug__in=HEADLINES).with_briefs()
    return render(
        request,
        "zones/home.html",
        {
            "zones": selectors.zones_with_counts(),
            "declared": selectors.declared_and_recorded(),
            "coverage": selectors.evidence_coverage()["all"],
            "progress": selectors.progress_counts(),
            "figures": sorted(figures, key=lambda figure: HEADLINES.index(figure.indicator.slug)),
            "updates": ProgressUpdate.objects.published().with_briefs().newest_first()[:3],
        },
    )
