"""`manage.py generate`: fill an empty database with generated records, to measure with."""

from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from zones.services.generation import NotEmptyError, generate


def positive(text: str) -> int:
    """Return a number above 0, or refuse it in the words of argparse."""
    if not text.isascii() or not text.isdigit() or len(text) > 8 or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 99999999")
    return int(text)


class Command(BaseCommand):
    help = "Fill an empty database with generated records: no facts, no history, the same ones for the same seed."

    def add_arguments(self, parser):
        parser.add_argument("--initiatives", type=positive, default=100_000, help="how many (default: 100000)")
        parser.add_argument("--seed", type=int, default=1, help="any number (default: 1)")

    def handle(self, *args, initiatives, seed, **options):
        try:
            counts = generate(initiatives=initiatives, seed=seed)
        except NotEmptyError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
