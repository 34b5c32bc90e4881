"""`manage.py restore FILE`: read what `dump` wrote into an empty database of either kind."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

from zones.models import Zone


class Command(BaseCommand):
    help = "Load FILE, written by dump, into a database that is migrated and empty."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        if Zone.objects.exists() or get_user_model().objects.exists():
            raise CommandError("The database is not empty: restore into a new one, after migrate and before serve.")
        # The file brings the history along; loading must not write another one.
        settings.SIMPLE_HISTORY_ENABLED = False
        try:
            call_command("loaddata", file, stdout=self.stdout)
        finally:
            settings.SIMPLE_HISTORY_ENABLED = True
