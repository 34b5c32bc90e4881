from django.utils import timezone
from django.utils.translation import gettext as _

from zones import selectors
from zones.filtersets import InitiativeFilterSet
from zones.models import Initiative
from zones.views.lists import list_page
from zones.views.preview import answer, find


def initiative_list(request):
    initiatives = Initiative.objects.published().with_briefs().with_latest_report()
    return list_page(
        request,
        "zones/initiative_list.html",
        InitiativeFilterSet,
        initiatives.order_by("zone__slug", "plan__slug", "position", "id"),
        heading=_("Initiatives"),
        shown=("q", "zone", "period", "kind", "status", "theme", "due_before", "cited", "ordering"),
        orders={
            "due_on": _("due soonest first"),
            "-updated_at": _("last changed first"),
            "name_zh": _("by Chinese name"),
        },
    )


def initiative_detail(request, slug):
    """An initiative: what was said of it and when, its steps, its numbers, its evidence."""
    initiative, viewer = find(request, selectors.seen_initiatives, slug)
    overview = selectors.initiative_overview(initiative, timezone.localdate(), viewer)
    crumbs = [initiative.zone, initiative.plan, initiative.parent]
    context = vars(overview) | {"overview": overview, "crumbs": crumbs}
    return answer(request, "zones/initiative_detail.html", context, record=initiative, viewer=viewer)
