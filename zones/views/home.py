from zones import selectors
from zones.pictures import level_evidence, level_statuses
from zones.views.pictures import page
from zones.views.welcome import english_welcome


@english_welcome
def home(request):
    """What this is, the zones, what is known and unknown, and what came last: one screen."""
    summary = selectors.national_summary()
    context = {
        name: getattr(summary, name) for name in ("zones", "declared", "coverage", "progress", "figures", "updates")
    }
    pictures = [level_statuses(summary.areas, summary.statuses), level_evidence(summary.areas, summary.coverages)]
    return page(request, "zones/home.html", context, pictures=pictures)
