"""What was changed in an area or a plan since a day, for everybody; never by whom."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones import selectors
from zones.forms import SinceForm
from zones.views.lists import PAGE_SIZE

USUAL = timedelta(days=30)
SPANS = {_("the last week"): timedelta(days=7), _("the last month"): USUAL, _("the last year"): timedelta(days=365)}


def record_changes(request, model, slug):
    """Show what was changed in an area or a plan and all that belongs to it, day by day, the newest first."""
    record = get_object_or_404(selectors.seen(model), slug=slug)
    today = timezone.localdate()
    asked = [day for day in request.GET.getlist("since") if day] or [(today - USUAL).isoformat()]
    form = SinceForm({"since": asked[0]})
    if len(asked) > 1:
        form.add_error("since", _("Give this parameter once."))
    context = {
        "record": record,
        "crumbs": [getattr(record, "zone", None), record],
        "form": form,
        "spans": [(label, today - span) for label, span in SPANS.items()],
    }
    if form.is_valid():
        changes = selectors.changes_since(record, form.cleaned_data["since"])
        page = Paginator(changes.entries, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"since": form.cleaned_data["since"], "changes": changes, "page": page}
    return render(request, "zones/changes.html", context, status=200 if form.is_valid() else 400)
