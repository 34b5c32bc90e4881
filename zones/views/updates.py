from django.shortcuts import render

from zones.filtersets import ProgressUpdateFilterSet
from zones.models import ProgressUpdate
from zones.views.lists import list_context


def update_list(request):
    """What was reported about initiatives, newest first."""
    updates = ProgressUpdate.objects.with_briefs().newest_first()
    context = list_context(
        request, ProgressUpdateFilterSet, updates, shown=("q", "zone", "status", "as_of_after", "cited")
    )
    return render(request, "zones/progressupdate_list.html", context, status=context["status"])
