"""`manage.py import_package FILE`: fill an empty instance with what another one has published."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from zones.services import package


class Command(BaseCommand):
    help = (
        "Import a data package, as /api/v1/export/ gives it, into an instance without records: all of it or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a zip file, or the folder that it was unpacked into")

    def handle(self, *args, file, **options):
        try:
            counts = package.import_package(file, reason=_("import of %(file)s") % {"file": file.name})
        except package.NotEmpty as error:
            message = _(
                "There are records already. Import a package into a new database, after migrate and before serve."
            )
            raise CommandError(message) from error
        except package.PackageError as error:
            raise CommandError("\n".join([str(error), _("Nothing was written.")])) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(_("The database is not ready: run migrate first.")) from error
        for name, count in counts.items():
            self.stdout.write(f"{count:>9,} {name}")
