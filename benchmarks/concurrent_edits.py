"""Many editors at one record: every edit that was accepted must still be there at the end.

    DATABASE_URL=… python -m benchmarks.concurrent_edits [--edits 2000] [--editors 8] [--naive]

The database that DATABASE_URL names is made and left to the caller, as with the other measurements. Each editor opens
the form of the same theme as a browser does, adds a word of their own to its other names, and sends it; refused, they
look again. The exit status is 1 if an accepted word is missing or any answer was an error. `--naive` saves whatever a
form holds, without looking at versions, as a plain admin does: it must fail.
"""

import argparse
import os
import re
import sys
import threading
from collections import Counter

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()

from django.conf import settings  # noqa: E402 - models can be imported only now
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, connections, models  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from zones.admin.versions import Versioned  # noqa: E402
from zones.choices import ThemeGroup  # noqa: E402
from zones.models import Theme  # noqa: E402
from zones.models.base import Timestamped  # noqa: E402

FORM = {"name_zh": "主题", "group": ThemeGroup.values[0], "slug": "theme"}
NAMES = re.compile(r'<textarea name="aliases_zh"[^>]*>([^<]*)</textarea>')
SEEN = re.compile(r'<input type="hidden" name="seen_version" value="([0-9]+)"')


def forget_versions() -> None:
    """Save as a plain ModelAdmin does: whoever comes last is right."""
    Versioned._take_in_newer_version = lambda form: False
    Timestamped._save_next_version = lambda record, *args, **kwargs: models.Model.save(record, *args, **kwargs)


def edit(client: Client, address: str, word: str) -> int:
    """Open the form, add a word, send it; return the status of the answer: 302 was accepted, 200 refused."""
    page = client.get(address)
    if page.status_code != 200:
        return page.status_code
    html = page.content.decode()
    names, seen = (re.search(pattern, html) for pattern in (NAMES, SEEN))
    if names is None or seen is None:
        raise ValueError("The form has other fields than this knows of.")
    sent = FORM | {"aliases_zh": f"{names[1].strip()}\n{word}".strip(), "seen_version": seen[1]}
    return client.post(address, sent).status_code


def work(address: str, cookie: str, words: list[str], accepted: list[str], answers: Counter) -> None:
    """Make one edit for each word; a refused one counts, and its word is given up."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    for word in words:
        status = edit(client, address, word)
        answers[status] += 1
        if status == 302:
            accepted.append(word)
    connections.close_all()


def run(edits: int, editors: int) -> bool:
    """Let them edit, print what came of it, and return whether nothing was lost and nothing was an error."""
    call_command("migrate", verbosity=0)
    theme = Theme.objects.create(**FORM)
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("editor"), backend="django.contrib.auth.backends.ModelBackend"
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = reverse("admin:zones_theme_change", args=[theme.pk])
    accepted: list[str] = []
    answers: Counter = Counter()
    words = [f"词{number}" for number in range(edits)]
    threads = [
        threading.Thread(target=work, args=(address, cookie, words[start::editors], accepted, answers))
        for start in range(editors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    theme.refresh_from_db()
    lost = set(accepted) - set(theme.aliases_zh.split("\n"))
    errors = sum(count for status, count in answers.items() if status not in (200, 302))
    rows = theme.history.count()
    sys.stdout.write(
        f"{connection.vendor}: {edits} edits by {editors} editors: {answers[302]} accepted, {answers[200]} refused, "
        f"{errors} errors, {len(lost)} lost; version {theme.version}, {rows} rows of history\n"
    )
    return not lost and not errors and bool(accepted)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=2_000)
    parser.add_argument("--editors", type=int, default=8)
    parser.add_argument("--naive", action="store_true")
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if options.naive:
        forget_versions()
    sys.exit(not run(options.edits, options.editors))
