from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import InitiativeFilterSet
from zones.models import Initiative, Observation, Target
from zones.pictures import initiative_timeline, target_pictures
from zones.views.as_of import of_a_day
from zones.views.lists import list_page
from zones.views.preview import answer, find


def initiative_list(request):
    promised = Prefetch("targets", Target.objects.published().with_briefs(), to_attr="promised")
    figures = Prefetch("observations", Observation.objects.published().with_briefs().in_reading_order(), "figures")
    initiatives = Initiative.objects.published().with_briefs().with_latest_report().prefetch_related(promised, figures)
    return list_page(
        request,
        "zones/initiative_list.html",
        InitiativeFilterSet,
        initiatives.order_by("plan__zone__slug", "plan__slug", "position", "id"),  # as the indexes are
        heading=_("Initiatives"),
        shown=("q", "zone", "period", "kind", "status", "theme", "due_before", "cited", "ordering"),
        orders={
            "due_on": _("due soonest first"),
            "-updated_at": _("last changed first"),
            "name_zh": _("by Chinese name"),
        },
    )


@of_a_day
def initiative_detail(request, slug, day):
    """An initiative: what was said of it and when, its steps, its numbers, its evidence."""
    if day:
        overview, viewer = selectors.initiative_as_of(slug, day), None
    else:
        found, viewer = find(request, selectors.seen_initiative, slug)
        overview = selectors.initiative_overview(found, timezone.localdate(), viewer)
    initiative = overview.initiative
    crumbs = [initiative.zone, initiative.plan, initiative.parent]
    context = vars(overview) | {"crumbs": crumbs}
    shown = [initiative_timeline(overview), *target_pictures(overview.targets, overview.on)]
    return answer(request, "zones/initiative_detail.html", context, record=initiative, viewer=viewer, pictures=shown)
