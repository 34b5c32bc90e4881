"""What editors and reviewers come for, as they do it, in Chinese: drafts reach the public, neighbours stay shut."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NAME, VISION = "福州高新区“十五五”数字经济专项规划", "建设产城融合的一流高科技园区"
SEEDED = "福州高新区“十四五”发展方向"
REASON = "请补充代号的出处"


@pytest.fixture
def open_form(page):
    """Return a function that opens the form of a plan from the list, and returns its address."""

    def find(name):
        page.goto("/admin/zones/plan/")
        page.locator("#result_list").get_by_role("link", name=name).click()
        expect(page.locator("#id_name_zh")).to_have_value(name)
        return page.url

    return find


def waiting(page, name):
    """Open the reviewer's queue and return what waits of a name."""
    page.goto("/admin/review/")
    return page.locator("section.waiting", has_text=name)


def save(page):
    page.get_by_role("button", name="保存并继续编辑").first.click()


def test_a_plan_is_drafted_submitted_returned_corrected_published_and_read(page, sign_in, open_form):
    sign_in("fuzhou-editor")
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    page.goto("/admin/zones/plan/add/")
    expect(page.get_by_text("此处保存的是草稿")).to_be_visible()
    page.locator("#id_name_zh").fill(NAME)
    page.locator("#id_vision_zh").fill(VISION)
    page.locator("#id_code").fill("1+2")
    page.locator("#id_code").press("Tab")
    expect(page.locator("#id_tiers-1-numeral")).to_have_value("2")
    page.locator("#id_tiers-0-label_zh").fill("一个目标")
    page.locator("#id_tiers-1-label_zh").fill("两大工程")
    page.locator("summary", has_text="类型").first.click()
    page.locator("#id_kind").select_option("special")
    save(page)
    expect(page.locator(".publication-state")).to_contain_text("草稿")
    preview = page.get_by_role("link", name="在网站上预览").get_attribute("href")
    page.locator("input[name=_submit]").first.click()
    expect(page.locator(".publication-state")).to_contain_text("审核中")
    page.goto(preview)
    expect(page.get_by_role("main")).to_contain_text(VISION)

    # neither a reader nor a neighbour learns of it
    page.context.clear_cookies()
    assert page.goto(preview).status == 404
    page.goto("/search/?q=产城融合的一流高科技园区")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    sign_in("tianjin-editor")
    assert page.goto(preview).status == 404

    sign_in("fuzhou-reviewer")
    expect(waiting(page, NAME)).to_contain_text(VISION)
    waiting(page, NAME).get_by_role("button", name="退回并说明原因").click()
    expect(page.locator("li.error")).to_contain_text("请说明需要修改之处")
    waiting(page, NAME).get_by_label("原因").fill(REASON)
    page.locator("section.waiting", has_text=NAME).get_by_role("button", name="退回并说明原因").click()
    expect(page.locator("li.success")).to_contain_text("已退回")

    sign_in("fuzhou-editor")
    expect(page.locator(".worklist")).to_contain_text(REASON)
    open_form(NAME)
    expect(page.locator(".publication-reason")).to_contain_text(REASON)
    page.locator("#id_note_zh").fill("代号见于新闻发布会")
    page.locator("input[name=_submit]").first.click()
    expect(page.locator(".publication-state")).to_contain_text("审核中")

    sign_in("fuzhou-reviewer")
    waiting(page, NAME).get_by_role("button", name="发布").click()
    expect(page.locator("li.success")).to_contain_text("已发布")
    page.context.clear_cookies()
    page.goto("/plans/?zone=fuzhou")
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    expect(page.get_by_role("main")).to_contain_text(VISION)
    page.get_by_role("link", name="修改历史").click()
    expect(page).to_have_url(re.compile(r"/history/$"))
    expect(page.get_by_role("main")).not_to_contain_text(REASON)


def test_a_correction_is_public_at_once_and_one_click_undoes_it(page, sign_in, open_form):
    sign_in("fuzhou-editor")
    address = open_form(SEEDED)
    page.locator("#id_code").fill("1+3")
    page.locator("#id_reason").fill("补录代号")
    save(page)
    expect(page.locator(".publication-state")).to_contain_text("审核通过后又有修改")
    sign_in("fuzhou-reviewer")
    correction = waiting(page, SEEDED)
    expect(correction.locator("td")).to_have_text(["–", "1+3"])
    correction.get_by_role("button", name="恢复原内容").click()
    expect(page.locator("section.waiting", has_text=SEEDED)).to_have_count(0)
    page.goto(address)
    expect(page.locator("#id_code")).to_have_value("")


def test_two_editors_at_one_form_see_both_values_and_lose_nothing(page, sign_in, open_form):
    sign_in("fuzhou-editor")
    address = open_form(SEEDED)
    second = page.context.new_page()
    second.goto(address)
    second.locator("#id_vision_en").fill("Saved first")
    second.locator("#id_name_en").fill("Renamed meanwhile")
    save(second)
    expect(second.locator("li.success")).to_be_visible()
    page.locator("#id_vision_en").fill("Saved second")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("#id_vision_en")).to_have_value("Saved second")
    expect(page.locator("#id_name_en")).to_have_value("Renamed meanwhile")
    expect(page.locator("#content-main")).to_contain_text("他人在此期间保存的内容：Saved first")
    save(page)
    expect(page.locator("li.success")).to_be_visible()
    expect(page.locator("#id_vision_en")).to_have_value("Saved second")


def test_a_neighbours_records_can_neither_be_listed_nor_opened_nor_chosen(page, sign_in, open_form):
    sign_in("tianjin-editor")
    expect(page.locator("#content")).not_to_contain_text("福州")
    theirs = open_form("天津滨海高新区“十四五”工作部署")
    sign_in("fuzhou-editor")
    for model in ("plan", "initiative", "goal"):
        page.goto(f"/admin/zones/{model}/")
        expect(page.locator("#result_list")).to_contain_text("福州")
        expect(page.locator("#result_list")).not_to_contain_text("天津")
    page.goto(theirs)
    expect(page).to_have_url(re.compile(r"/admin/$"))
    page.goto("/admin/zones/goal/add/")
    page.locator(".field-plan .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("天津")
    expect(page.locator(".select2-results__message")).to_have_text("未找到结果")


def test_a_plan_is_exported_corrected_in_a_workbook_and_imported_after_a_look_at_the_differences(
    page, sign_in, open_form, tmp_path
):
    sign_in("fuzhou-editor")
    slug = open_form(SEEDED) and page.locator("#id_slug").input_value()
    page.goto("/admin/exchange/")
    with page.expect_download() as download:
        page.locator(f"a[href*='exchange/plan/{slug}/']").first.click()
    file = tmp_path / "plan.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value in ("代号", "code"))
    sheet.cell(row=2, column=column).value = "2+5"
    book.save(file)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="查看差异").click()
    expect(page.get_by_role("main")).to_contain_text("2+5")
    page.get_by_role("button", name="全部导入").click()
    open_form(SEEDED)
    expect(page.locator("#id_code")).to_have_value("2+5")
