"""`manage.py clean_up`: take away what is older than it need be, and say how much that was."""

from django.core.management import BaseCommand, CommandError

from zones.services import retention


class Command(BaseCommand):
    help = (
        "Delete old versions of records (never the last or the accepted one), expired sessions, old sign-ins and "
        "uploads that were left behind. It may run while people work."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days",
            type=int,
            default=retention.USUAL_DAYS,
            help=f"how many days of history to keep, at least {retention.FEWEST_DAYS} (default: %(default)s)",
        )

    def handle(self, *args, days, **options):
        try:
            removed = retention.clean_up(days=days)
        except retention.TooFewDays as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Deleted: {removed.versions} versions older than {days} days, {removed.sessions} expired sessions, "
            f"{removed.sign_ins} old sign-ins, {removed.uploads} uploads."
        )
