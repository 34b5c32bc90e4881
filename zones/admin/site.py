"""The admin site: the stock one, with the pages that stand beside the forms among its addresses."""

from django.contrib import admin

from .review import review_urls
from .tools import tool_urls


class TrackerAdminSite(admin.AdminSite):
    def get_urls(self):
        return [*review_urls(self), *tool_urls(self), *super().get_urls()]
