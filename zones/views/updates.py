from django.utils.translation import gettext as _

from zones.filtersets import ProgressUpdateFilterSet
from zones.models import ProgressUpdate
from zones.views.lists import list_page


def update_list(request):
    """What was reported about initiatives, newest first."""
    return list_page(
        request,
        "zones/progressupdate_list.html",
        ProgressUpdateFilterSet,
        ProgressUpdate.objects.published().with_briefs().newest_first(),
        heading=_("Updates"),
        shown=("q", "zone", "status", "as_of_after", "cited", "ordering"),
        orders={"as_of": _("oldest first"), "-updated_at": _("last changed first")},
    )
