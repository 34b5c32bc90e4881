"""`manage.py rebuild_search`: make the index of the search anew, whatever state it is in."""

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zones.choices import SearchKind
from zones.models import SearchEntry
from zones.services import triggers


class Command(BaseCommand):
    help = (
        "Make the full-text index anew from the records. It follows every write by itself: this is for a damaged one."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        triggers.renew(connection)
        for kind in SearchKind:
            count = SearchEntry.objects.filter(kind=kind).count()
            self.stdout.write(_("%(kind)s: %(count)s") % {"kind": kind.label, "count": count})
