"""A day in the past, as a reader asks for it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_is_asked_for_beside_the_plan_and_kept_from_page_to_page(page, assert_accessible, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/en/plans/tianjin-binhai-14/")
    asked = page.get_by_label("As the tracker knew it on")
    asked.fill(asked.get_attribute("max"))
    page.get_by_role("button", name="Show", exact=True).click()
    banner = page.locator(".as-of")
    expect(banner).to_contain_text("As the tracker knew it on")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Tianjin Binhai").click()
    expect(page).to_have_url(re.compile(r"/en/zones/tianjin-binhai/\?as_of="))
    expect(banner).to_be_visible()
    banner.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tianjin Binhai")
    expect(banner).to_have_count(0)


def test_a_day_before_the_record_was_public_is_told_with_the_day_since_which_it_is(page, assert_accessible):
    page.goto("/en/plans/tianjin-binhai-14/?as_of=2020-01-01")
    expect(page.locator("main")).to_contain_text("It has done so since")
    assert_accessible(page)
