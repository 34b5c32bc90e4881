"""`manage.py seed`: load the fixtures that are not in the database yet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from zones.models import Zone
from zones.services.seeding import FixtureError, seed


class Command(BaseCommand):
    help = "Add the records of fixtures/ that are not there yet. What is there, changed or not, is left alone."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any zone")

    def handle(self, *args, if_empty, **options):
        if if_empty and Zone.objects.exists():
            return
        try:
            seeded = seed(folder=settings.BASE_DIR / "fixtures")
        except FixtureError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(added)s added, %(present)s already there") % {"added": seeded.added, "present": seeded.present}
        )
