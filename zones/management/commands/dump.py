"""`manage.py dump FILE`: write down everything of this instance, to be restored on SQLite or PostgreSQL."""

from django.core.management import BaseCommand, CommandError, call_command

# What Django makes itself when it migrates, what the database makes itself, and what ends with the instance: sign-ins,
# failed ones, and tokens.
LEFT_OUT = [
    "contenttypes",
    "auth.permission",
    "zones.searchentry",
    "zones.revision",
    "zones.apitoken",
    "sessions",
    "axes",
]


class Command(BaseCommand):
    help = "Write all records with their history, and all users, to FILE (.json, .json.gz). Stop the server first."

    def add_arguments(self, parser):
        parser.add_argument("file", help="ends in .json, or in .json.gz to be compressed")

    def handle(self, *args, file, **options):
        if not file.endswith((".json", ".json.gz")):
            raise CommandError(f"{file} must end in .json or .json.gz: restore goes by that.")
        # Keys stay what they are: history and the admin's log name records by them.
        call_command("dumpdata", use_base_manager=True, use_natural_foreign_keys=True, exclude=LEFT_OUT, output=file)
