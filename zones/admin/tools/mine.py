"""The filter "mine" of every list."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _


class MineFilter(admin.SimpleListFilter):
    """Records that I entered, or whose latest version is mine; the history knows both."""

    title = _("mine")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("entered or last changed by me")),
            ("entered", _("entered by me")),
            ("changed", _("last changed by me")),
        ]

    def queryset(self, request, queryset):
        model, me = queryset.model, request.user.pk
        rows = model.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
        entered = Exists(rows.filter(history_type="+", history_user=me))
        latest = model._base_manager.annotate(last_by=Subquery(rows.values("history_user")[:1]))
        changed = Q(pk__in=latest.filter(last_by=me).values("pk"))
        match self.value():
            case "yes":
                return queryset.filter(Q(entered) | changed)
            case "entered":
                return queryset.filter(entered)
            case "changed":
                return queryset.filter(changed)
        return queryset
