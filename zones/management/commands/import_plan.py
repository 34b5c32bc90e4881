"""`manage.py import_plan`: the import of the admin, for a file on this machine."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from zones.services import exchange

MODELS = {model._meta.model_name: model for model in exchange.MODELS}


class Command(BaseCommand):
    help = "Import a workbook, such as a plan with all its members, or a CSV file: all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="an .xlsx workbook or a CSV file")
        parser.add_argument("--user", help="in whose name, and with whose rights (default: the first superuser)")
        parser.add_argument("--model", choices=sorted(MODELS), help="of what a CSV file, or a single sheet, is")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")

    def handle(self, *args, file, user, model, dry_run, **options):
        person = _person(user)
        try:
            upload = file.read_bytes()
            preview = exchange.plan_import(upload=upload, user=person, model=MODELS.get(model))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except exchange.NotReadable as error:
            raise CommandError(f"{file.name}: {error}") from error
        if preview.problems:
            raise CommandError("\n".join(map(str, preview.problems)))
        self._tell(preview)
        if dry_run:
            return
        reason = _("import of %(file)s") % {"file": file.name}
        try:
            exchange.carry_out(
                upload=upload, user=person, model=MODELS.get(model), digest=preview.digest, reason=reason
            )
        except (exchange.ChangedMeanwhile, exchange.ImportRefused) as error:
            message = _("Nothing was written: somebody changed records meanwhile. Look at it again.")
            raise CommandError(message) from error

    def _tell(self, preview):
        for row in (*preview.added, *preview.changed):
            verb = _("add") if row.is_new else _("change")
            self.stdout.write(f"{row.sheet.title} {row.number}: {verb} {'' if row.key is None else row.key}".rstrip())
            for change in row.draft.changes:
                self.stdout.write(f"    {change.column.label}: {change.old} → {change.new}")
        counts = {"added": len(preview.added), "changed": len(preview.changed), "same": preview.unchanged}
        self.stdout.write(_("%(added)d to add, %(changed)d to change, %(same)d as they are") % counts)


def _person(name):
    users = get_user_model().objects.filter(is_active=True)
    person = users.filter(username=name).first() if name else users.filter(is_superuser=True).order_by("pk").first()
    if person is None:
        raise CommandError(_("There is no such user.") if name else _("There is no superuser; name one with --user."))
    return person
