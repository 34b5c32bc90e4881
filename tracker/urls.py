"""The root of the addresses: what machines ask stands once, what people read stands in both languages."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from zones.views import account, discovery, health, tokens

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", discovery.sitemap_section, name="sitemap-section"),
    path("api/v1/", include("zones.api.urls")),
    *i18n_patterns(
        path("admin/password/", account.ForgottenPassword.as_view(), name="admin_password_reset"),
        path("admin/password/sent/", account.LinkSent.as_view(), name="password_reset_done"),
        path("admin/password/<uidb64>/<token>/", account.ChoosePassword.as_view(), name="password_reset_confirm"),
        path("admin/password/chosen/", account.PasswordChosen.as_view(), name="password_reset_complete"),
        path("account/tokens/", tokens.token_list, name="tokens"),
        path("admin/", admin.site.urls),
        path("", include("zones.urls")),
        prefix_default_language=False,
    ),
]

if settings.DEBUG:
    urlpatterns.insert(0, path("__debug__/", include("debug_toolbar.urls")))

# The same handlers answer pages with a page and the API with problem details.
handler400 = "zones.api.problems.bad_request"
handler403 = "zones.api.problems.permission_denied"
handler404 = "zones.api.problems.page_not_found"
handler500 = "zones.api.problems.server_error"
