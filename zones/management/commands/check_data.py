"""`manage.py check_data`: say what the data leave open; fail on what cannot be true."""

from itertools import groupby
from operator import attrgetter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.choices import FindingLevel
from zones.services.checks import check_data


class Command(BaseCommand):
    help = "Print what is open in the data, grouped, one line a record. Exits with 1 on contradictions only."

    def handle(self, *args, **options):
        findings = check_data(on=timezone.localdate())
        for code, group in groupby(findings, key=attrgetter("code")):
            lines = [f"  {finding.record}: {finding.message}" for finding in group]
            self.stdout.write(f"{code.label} ({len(lines)})")
            self.stdout.writelines(f"{line}\n" for line in lines)
        levels = [finding.level for finding in findings]
        counts = {
            "warnings": levels.count(FindingLevel.WARNING),
            "contradictions": levels.count(FindingLevel.CONTRADICTION),
        }
        summary = _("%(warnings)s warnings, %(contradictions)s contradictions") % counts
        if counts["contradictions"]:
            raise CommandError(summary)
        self.stdout.write(summary)
