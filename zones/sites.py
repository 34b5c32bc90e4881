"""The admin site. It stands outside of `zones/admin/`, which registers with it and which it therefore cannot need."""

from collections.abc import Callable, Sequence

from django.contrib import admin


class TrackerAdminSite(admin.AdminSite):
    """The stock site, with pages beside the forms among its addresses; `zones/admin/` names what returns them."""

    pages: Sequence[Callable[[admin.AdminSite], list]] = ()

    def get_urls(self):
        beside = [address for addresses in self.pages for address in addresses(self)]
        # Left out: it leads from a key to the address of any record, also of a draft in another area.
        stock = [address for address in super().get_urls() if getattr(address, "name", "") != "view_on_site"]
        return [*beside, *stock]
