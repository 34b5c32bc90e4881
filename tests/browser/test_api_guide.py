"""The page about the API in a real browser: one choice of language for all code; copying."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/api/", "/en/api/"])
def test_the_page_is_accessible_in_light_and_dark_and_fits_every_width(page, assert_accessible, address):
    page.goto(address)
    for choice in ("curl", "Python", "R", "Excel"):
        page.get_by_role("radio", name=choice, exact=True).check()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


@pytest.mark.parametrize("script", [True, False])
def test_code_is_shown_in_the_language_that_is_chosen_without_script_too(browser, base_url, script):
    context = browser.new_context(base_url=base_url, java_script_enabled=script)
    page = context.new_page()
    page.goto("/api/")
    for choice, language in (("curl", "curl"), ("Python", "python"), ("R", "r"), ("Excel", "power-query")):
        page.get_by_role("radio", name=choice, exact=True).check()
        expect(page.locator(f'#six-projects .snippet[data-language="{language}"]')).to_be_visible()
        expect(page.locator("#six-projects .snippet:visible")).to_have_count(1)
    context.close()


def test_code_is_copied_as_it_is_shown(page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/api/")
    snippet = page.locator('#six-projects .snippet[data-language="curl"]')
    snippet.get_by_role("button", name="Copy").click()
    expect(snippet.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == snippet.locator("code").text_content()


def test_the_footer_of_every_page_leads_here(page):
    page.goto("/en/")
    page.locator(".colophon").get_by_role("link", name="API", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All of this for programs and spreadsheets")
