"""docs/api-writing.md: every request in it is sent, and answered as it says."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories as make
from tests.test_api_writing import boss  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR, "docs", "api-writing.md")
REQUEST = re.compile(r"```http\n(\w+) (\S+)\n(?:If-Match: ([^\n]*)\n)?\n(.*?)```", re.DOTALL)


def test_every_request_of_the_guide_is_answered_as_it_says(boss):  # noqa: F811
    make.InitiativeFactory(slug="tianjin-binhai-14-project-1")
    answers = []
    for method, address, condition, body in REQUEST.findall(PAGE.read_text()):
        headers = {"if_match": condition} if condition else {}
        answers.append(boss(method, address, json.loads(body), **headers))
    made, submitted, mistake, changed, many = answers
    assert (made.status_code, made.headers["ETag"][:3]) == (201, '"1-')
    assert made.headers["Location"].endswith("/api/v1/updates/first-update/")
    assert made.json()["publication"]["value"] == "draft"
    assert (submitted.status_code, submitted.json()["publication"]["value"]) == (200, "in_review")
    assert (mistake.status_code, set(mistake.json()["errors"])) == (400, {"as_of", "status", "colour"})
    assert (changed.status_code, changed.json()["percent"]) == (200, 45)
    assert [row["result"] for row in many.json()["rows"]] == ["created", "created"]
