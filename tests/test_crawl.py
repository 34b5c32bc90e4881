"""Every page of the real data, found as a reader finds it: by following links."""

import re
from collections import deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings

from zones.services.seeding import seed

pytestmark = pytest.mark.django_db

# Codes of vocabularies and what Python prints for nothing: never text on a page.
RAW = re.compile(r"\b(None|True|False|in_progress|at_least|annual_growth|no_data|livelihood_service|zh-hans)\b")


class Page(HTMLParser):
    """Links, ids and visible text of a page."""

    def __init__(self, body):
        super().__init__()
        self.links, self.ids, self.text, self.hidden = [], [], [], 0
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in {"script", "style"}:
            self.hidden += 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag in {"a", "link"} and attributes.get("href"):
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def inside(link):
    """Return the address within the site that a link leads to, without its fragment; None for one that leaves it."""
    path = link.partition("#")[0].removeprefix("http://testserver")
    left_out = ("/static/", "/admin/", "/en/admin/", "/api/")
    return path if path.startswith("/") and not path.startswith(left_out) else None


def test_every_link_leads_to_a_page_and_no_page_shows_raw_values(client):
    seed(folder=Path(settings.BASE_DIR) / "fixtures")
    waiting, seen, fragments, ids = deque(["/", "/en/"]), {"/", "/en/"}, set(), {}
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = Page(response.content.decode())
        ids[address] = set(page.ids)
        assert len(page.ids) == len(ids[address]), f"{address} has an id twice"
        assert not RAW.search(" ".join(page.text)), f"{address}: {RAW.search(' '.join(page.text))}"
        for link in page.links:
            target = inside(urljoin(address, link))
            if target is None:
                continue
            if "#" in link:
                fragments.add((target, link.partition("#")[2]))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 400
    lost = [place for place, name in fragments if place in ids and name not in ids[place]]
    assert lost == [], "a link leads to a place within a page that is not there"
