from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ZonesConfig(AppConfig):
    name = "zones"
    verbose_name = _("zone plans")


class AdminConfig(admin_apps.AdminConfig):
    """The stock admin with a site of our own: `zones/sites.py`."""

    default = False
    default_site = "zones.sites.TrackerAdminSite"
