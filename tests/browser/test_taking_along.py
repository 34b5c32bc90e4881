"""What a reader takes along: a list as a file, as it is shown; and what is new since they last looked."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.workbooks import opened

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)


def rows_of(download):
    """Return the rows of a downloaded file without its headings, each as a list of texts."""
    path = Path(download.path())
    if download.suggested_filename.endswith(".csv"):
        return list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:]
    return list(opened(path.read_bytes()).active.iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["CSV", "Excel"])
def test_a_list_that_was_filtered_in_place_is_downloaded_as_it_is_shown(page, width, name):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/initiatives/")
    if width < 640:
        page.locator(".filters summary").click()
    page.get_by_label("高新区", exact=True).select_option("zhuzhou")
    expect(page).to_have_url(re.compile(r"zone=zhuzhou"))
    expect(page.locator(".active-filters")).to_contain_text("株洲")
    shown = page.locator("#results .entry h2 > a").evaluate_all(
        "links => links.map(link => link.pathname.split('/')[2])"
    )
    with page.expect_download() as taken:
        page.get_by_role("link", name=name, exact=True).click()
    assert taken.value.suggested_filename.startswith("initiatives-")
    assert [row[0] for row in rows_of(taken.value)] == shown
    assert len(shown) == 5


def test_a_reader_finds_what_changed_in_a_zone_since_last_year(page):
    page.goto("/en/zones/zhuzhou/")
    page.get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zhuzhou")
    page.get_by_role("link", name="The last year").click()
    expect(page).to_have_url(re.compile(r"\?since=\d{4}-\d\d-\d\d$"))
    expect(page.get_by_role("status").filter(has_text="records were added or changed")).to_be_visible()
    expect(page.locator(".versions").first).to_contain_text("new")
    page.get_by_label("Since", exact=True).fill("2001-02-03")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"\?since=2001-02-03$"))
