"""Tokens for the API as superusers see them: whose, since when, until when; they can be revoked, never read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from zones.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """All tokens. People make theirs at `/account/tokens/`, where each is shown once."""

    list_display = ["name_or_beginning", "user", "created", "expiry"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    fields = ["name", "user", "created", "expiry"]
    list_per_page = 50

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("API token"), ordering="name")
    def name_or_beginning(self, token):
        return str(token)
