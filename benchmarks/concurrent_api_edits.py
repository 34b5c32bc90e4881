"""Is an edit ever lost when programs write one record through the API at once? Each adds a word with If-Match.

    DATABASE_URL=… python -m benchmarks.concurrent_api_edits [--edits 10000] [--clients 8]

Every client reads the record with its entity tag, adds its word to the list of aliases and sends it with If-Match.
When it is refused (412), it reads again, until it was accepted. In the end every word that was accepted must stand
there exactly once. The tables are made in an empty database, which is the one that DATABASE_URL names.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.conf import settings  # noqa: E402 - only once Django is set up
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from zones.models import Theme  # noqa: E402
from zones.services.tokens import make_token  # noqa: E402

ADDRESS = "/api/v1/themes/contended/"
KEPT = 40  # words that stand in the record at a time: more would measure how long it is


def work(token: str, words: list[str], answers: Counter, accepted: list[str]) -> None:
    """Add each word, as often as it is refused."""
    client, headers = Client(raise_request_exception=False), {"authorization": f"Token {token}"}
    for word in words:
        status = 412
        while status == 412:
            seen = client.get(ADDRESS, headers=headers)
            body = json.dumps({"aliases_zh": [*seen.json()["aliases_zh"][-KEPT:], word]})
            sent = client.patch(
                ADDRESS, body, "application/json", headers=headers | {"if-match": seen.headers["ETag"]}
            )
            status = sent.status_code
            answers[status] += 1
        if status == 200:
            accepted.append(word)
    connections.close_all()


def run(edits: int, clients: int) -> bool:
    """Let them edit, print what came of it, and return whether nothing was lost and nothing was an error."""
    call_command("migrate", verbosity=0)
    theme = Theme.objects.create(slug="contended", name_zh="争用", group="industry")
    _token, text = make_token(user=get_user_model().objects.create_superuser("program"))
    answers: Counter = Counter()
    accepted: list[str] = []
    words = [f"词{number}" for number in range(edits)]
    shares = [words[start::clients] for start in range(clients)]
    threads = [threading.Thread(target=work, args=(text, share, answers, accepted)) for share in shares]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    theme.refresh_from_db()
    # Each version adds the last of its words to what the one before it said, or an edit was lost there.
    told, lost = [], 0
    before: list[str] = []
    for text_then in theme.history.order_by("version").values_list("aliases_zh", flat=True):
        now = text_then.split("\n") if text_then else []
        lost += now[:-1] != before[-KEPT:]
        told += now[-1:]
        before = now
    lost += len(set(accepted) - set(told)) + len(told) - len(set(told))
    errors = sum(count for status, count in answers.items() if status not in (200, 412))
    sys.stdout.write(
        f"{connection.vendor}: {edits} edits by {clients} clients in {seconds:.0f} s: {answers[200]} accepted, "
        f"{answers[412]} refused and sent again, {errors} errors, {lost} lost; version {theme.version}\n"
    )
    return not lost and not errors and len(accepted) == edits and theme.version == edits + 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    settings.LIMITS = dict.fromkeys(getattr(settings, "LIMITS", {}), 0)
    sys.exit(not run(options.edits, options.clients))
