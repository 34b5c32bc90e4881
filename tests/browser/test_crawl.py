"""Every page of the real data, found as a reader finds it: by following links."""

import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest

pytestmark = pytest.mark.browser

# Codes of vocabularies and what Python prints for nothing: never text on a page.
RAW = re.compile(r"\b(None(?!-Match)|True|False|in_progress|at_least|annual_growth|no_data|zh-hans)\b")
NOT_PAGES = ("/static/", "/admin/", "/en/admin/", "/api/")


NO_WORDS = {"script", "style", "code"}  # in what is shown as code, codes are meant


class Page(HTMLParser):
    """Links, ids and visible words of a page."""

    def __init__(self, body):
        super().__init__()
        self.links, self.ids, self.text, self.hidden = [], [], [], 0
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in NO_WORDS:
            self.hidden += 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag in {"a", "link"} and attributes.get("href"):
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        if tag in NO_WORDS:
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def read(address):
    """Return the final address, the status and the page of an address; no page where the answer is none."""
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            html = answer.headers["Content-Type"].startswith("text/html")
            return answer.url, answer.status, Page(answer.read().decode()) if html else None
    except urllib.error.HTTPError as error:
        return address, error.code, None


def test_every_link_leads_to_a_page_and_no_page_shows_raw_values(base_url):
    waiting, seen, places, ids = [f"{base_url}/", f"{base_url}/en/"], set(), set(), {}
    with ThreadPoolExecutor(4) as readers:
        while waiting:
            seen.update(waiting)
            found = set()
            for address, (final, status, page) in zip(waiting, readers.map(read, waiting), strict=True):
                assert status == 200, address
                if page is None:
                    continue
                ids[address] = set(page.ids)
                assert len(page.ids) == len(ids[address]), f"{address} has an id twice"
                assert not RAW.search(" ".join(page.text)), f"{address}: {RAW.search(' '.join(page.text))}"
                links = {urldefrag(urljoin(final, link)) for link in page.links}
                inside = {link for link in links if is_page(link.url, base_url)}
                places |= {(link.url, link.fragment) for link in inside if link.fragment}
                found |= {link.url for link in inside}
            waiting = sorted(found - seen)
    assert len(seen) > 400
    lost = [place for place, name in places if place in ids and name not in ids[place]]
    assert lost == [], "a link leads to a place within a page that is not there"


def is_page(address, base_url):
    path = address.removeprefix(base_url)
    return address.startswith(f"{base_url}/") and not path.startswith(NOT_PAGES)
