"""What readers come for, as they do it: in Chinese, in English, on a telephone, without JavaScript, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_reader_learns_what_1246_is_and_what_of_it_is_not_named(page):
    page.goto("/")
    page.get_by_role("link", name="天津滨海高新区", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/zones/tianjin-binhai/$"))
    page.get_by_role("link", name="天津滨海高新区“十四五”工作部署").first.click()
    structure = page.get_by_role("figure", name="结构")
    expect(structure).to_contain_text("一个目标")
    expect(structure).to_contain_text("4项未列名")
    expect(page.get_by_text("另有4项：来源只提出数目，未列名称")).to_be_visible()
    projects = page.locator("section", has=page.get_by_role("heading", name="六大工程"))
    expect(projects.get_by_role("article")).to_have_count(6)


def test_a_reader_finds_which_zones_pursue_world_class_clusters_by_searching(page):
    page.goto("/en/")
    page.get_by_role("searchbox").fill("industrial clusters")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Industrial clusters", exact=True).click()
    expect(page).to_have_url(re.compile(r"/en/themes/industrial-clusters/$"))
    areas = page.get_by_role("navigation", name="Areas that pursue it")
    expect(areas).to_contain_text("Chongqing")
    expect(areas).to_contain_text("Zhongguancun")


def test_a_reader_sees_what_stands_behind_81000_enterprises(page):
    page.goto("/en/")
    page.get_by_text("81,000 enterprises").locator("xpath=..").get_by_role("button", name="Evidence").click()
    note = page.locator(":popover-open")
    expect(note.get_by_role("link")).to_have_attribute("href", re.compile(r"^/en/sources/briefing"))
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    page.get_by_role("link", name="High-tech enterprises", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("period not stated")
    expect(page.locator("data[title='81,000']").first).to_be_visible()


def test_a_reader_compares_two_zones(page):
    page.goto("/compare/")
    page.get_by_label("广州高新区").check()
    page.get_by_label("深圳高新区").check()
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"zone=guangzhou&zone=shenzhen"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("广州高新区")
    expect(page.get_by_role("columnheader", name="深圳高新区").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("粤港澳大湾区")


def test_a_reader_finds_the_livelihood_works_of_zhuzhou_and_how_far_they_are(page):
    page.goto("/initiatives/")
    page.get_by_label("高新区", exact=True).select_option("zhuzhou")
    expect(page).to_have_url(re.compile(r"\?zone=zhuzhou$"))
    expect(page.get_by_role("status").filter(has_text="共5条")).to_be_visible()
    page.get_by_label("状态", exact=True).select_option("in_progress")
    expect(page).to_have_url(re.compile(r"zone=zhuzhou&status=in_progress|status=in_progress&zone=zhuzhou"))
    page.get_by_role("link", name="老旧小区电梯加装工作").click()
    expect(page.get_by_role("main")).to_contain_text("88个单元")
    expect(page.get_by_role("main")).to_contain_text("130台")


def test_a_list_changes_in_place_and_the_back_button_returns(page):
    page.goto("/en/initiatives/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("searchbox", name="Search", exact=True).fill("elevat")
    page.get_by_role("searchbox", name="Search", exact=True).fill("lifts")
    expect(page).to_have_url(re.compile(r"q=lifts$"))
    expect(page.locator("article.entry")).to_have_count(1)
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"
    page.get_by_role("link", name="Remove the filter Search lifts").click()
    expect(page).to_have_url(re.compile(r"/en/initiatives/$"))
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_have_value("")
    page.go_back()
    expect(page).to_have_url(re.compile(r"q=lifts$"))
    expect(page.locator("article.entry")).to_have_count(1)


def test_a_page_of_a_list_keeps_the_filters(page):
    page.goto("/initiatives/?status=announced")
    page.get_by_role("navigation", name="分页").get_by_role("link", name="下一页").click()
    expect(page).to_have_url(re.compile(r"status=announced&page=2$"))
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("已提出")


def test_a_filter_that_means_nothing_is_explained_and_not_taken_for_everything(page):
    page.goto("/initiatives/?status=nonsense")
    expect(page.get_by_role("alert")).to_contain_text("nonsense")
    expect(page.locator("article.entry")).to_have_count(0)


def test_the_language_switch_stays_on_the_page(page):
    page.goto("/initiatives/?zone=zhuzhou")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/initiatives/\?zone=zhuzhou$"))
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile(r"[0-9]/initiatives/\?zone=zhuzhou$"))


def test_a_first_visitor_who_reads_english_is_sent_there_once(browser, base_url):
    with browser.new_context(locale="en-GB", base_url=base_url) as context:
        page = context.new_page()
        page.goto("/")
        expect(page).to_have_url(f"{base_url}/en/")
        page.get_by_role("link", name="中文").click()
        expect(page).to_have_url(f"{base_url}/")


@pytest.mark.parametrize(("language", "query"), [("", "纳米"), ("/en", "digital")])
def test_suggestions_appear_while_one_types_and_lead_to_the_record(page, language, query):
    page.goto(f"{language}/")
    page.locator("#site-search").press_sequentially(query)
    first = page.locator("#suggestions a").first
    expect(first).to_contain_text(re.compile(query, re.IGNORECASE))
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(query, re.IGNORECASE))


def test_everything_works_without_javascript(browser, base_url):
    with browser.new_context(java_script_enabled=False, base_url=base_url, locale="zh-CN") as context:
        page = context.new_page()
        page.goto("/initiatives/")
        page.get_by_label("高新区", exact=True).select_option("tianjin-binhai")
        page.get_by_role("button", name="筛选").click()
        expect(page).to_have_url(f"{base_url}/initiatives/?zone=tianjin-binhai")
        expect(page.locator("article.entry")).to_have_count(8)
        page.locator("button.mark").first.click()
        expect(page.locator(":popover-open")).to_be_visible()
        page.locator("#site-search").fill("1246")
        page.locator("#site-search").press("Enter")
        expect(page.get_by_role("main").get_by_role("link", name=re.compile("天津滨海高新区")).first).to_be_visible()


def test_a_telephone_shows_a_plan_without_scrolling_sideways(browser, base_url):
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, base_url=base_url, locale="zh-CN"
    ) as context:
        page = context.new_page()
        page.goto("/plans/tianjin-binhai-14/")
        page.locator("html[data-pictures=drawn]").wait_for()
        drawing = page.locator("#picture-structure .drawing")
        tiers = drawing.evaluate("it => echarts.getInstanceByDom(it).getOption().series[1].data")
        x, y, _wide, _high = next(tier["value"] for tier in tiers if tier["name"] == "四个大的产业片区")
        drawing.tap(position={"x": x + 20, "y": y + 20})
        expect(page.get_by_role("heading", name="四个大的产业片区")).to_be_in_viewport()
        page.locator("button.mark").nth(1).tap()
        expect(page.locator(":popover-open")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keyboard_alone_reaches_everything(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.mark')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(":popover-open")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest(':popover-open') !== null"), "the note comes next"
    page.keyboard.press("Escape")
    expect(page.locator(":popover-open")).to_have_count(0)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "where the focus is can be seen"
