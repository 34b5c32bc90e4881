"""Each kind of page, in both languages, light and dark, at the width of a desk and of a telephone."""

import gzip

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/zones/",
    "/zones/zhuzhou/",
    "/zones/national/",
    "/plans/",
    "/plans/tianjin-binhai-14/",
    "/plans/tianjin-binhai-14/history/",
    "/plans/tianjin-binhai-14/changes/",
    "/zones/zhuzhou/changes/?since=2099-01-01",
    "/plans/torch-measures/",
    "/goals/",
    "/goals/tianjin-binhai-14-goal-1/",
    "/initiatives/",
    "/initiatives/zhuzhou-14-service-3/",
    "/indicators/",
    "/indicators/high-tech-enterprises/",
    "/themes/",
    "/themes/industrial-clusters/",
    "/compare/",
    "/compare/?zone=guangzhou&zone=shenzhen",
    "/sources/",
    "/sources/dialogue-2020/",
    "/organisations/torch-center/",
    "/updates/",
    "/api/",
    "/search/?q=新基建",
    "/search/?q=%20",
    "/search/?q=nothinglikethis",
    "/initiatives/?zone=tianjin-binhai&kind=project&cited=true",
    "/initiatives/?zone=nowhere",
    "/initiatives/?q=nothinglikethis",
    "/no-such-page/",
]
WIDTHS = (1280, 390)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_in_light_and_dark_and_fits_every_width(page, assert_accessible, address, language):
    page.goto(language + address)
    assert_accessible(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} is wider than {width} px"


@pytest.mark.parametrize(
    "address", ["/zones/zhuzhou/", "/plans/tianjin-binhai-14/", "/initiatives/", "/initiatives/zhuzhou-14-service-3/"]
)
def test_a_word_that_is_longer_than_the_page_is_wide_breaks(page, address):
    page.goto(address)
    for places, length in ((":is(.facts, .entry-facts, .members) a", 200), (":is(p, li) > .figure", 60)):
        page.locator(places).evaluate_all(
            "(all, n) => all.forEach((each) => { each.textContent = 'W'.repeat(n) })", length
        )
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} is wider than {width} px"


@pytest.mark.parametrize("width", WIDTHS)
def test_an_opened_evidence_note_is_accessible_and_on_screen(page, assert_accessible, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/initiatives/zhuzhou-14-service-3/")
    marks = page.locator("button.mark").all()
    for mark in marks:
        mark.click()
        note = page.locator("[popover]:popover-open")
        note.wait_for()
        box = note.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
        if mark == marks[0]:
            assert_accessible(page)
        page.keyboard.press("Escape")
        expect(note).to_have_count(0)


def test_opened_suggestions_are_accessible(page, assert_accessible):
    page.goto("/en/")
    page.get_by_role("searchbox").press_sequentially("digital")
    page.locator("#suggestions a").first.wait_for()
    assert_accessible(page)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/en/initiatives/", 200_000),
        ("/sources/", 200_000),
        ("/", 600_000),
        ("/zones/", 600_000),
        ("/zones/zhuzhou/", 600_000),
        ("/plans/tianjin-binhai-14/", 600_000),
        ("/themes/", 600_000),
    ],
)
def test_a_first_view_weighs_little_when_compressed_with_pictures_too(page, address, most):
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: transferred(response)}))
    page.goto(address, wait_until="networkidle")
    assert len(sizes) >= 4
    assert sum(sizes.values()) < most, sizes


def transferred(response):
    """Return the bytes that a response needs on the way: static files come compressed, a proxy compresses pages."""
    size = response.request.sizes()["responseBodySize"]
    return size if response.headers.get("content-encoding") else len(gzip.compress(response.body()))
