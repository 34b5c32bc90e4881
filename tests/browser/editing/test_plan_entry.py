"""An editor of Tianjin enters a plan "1246" from nothing, in one page of the Chinese admin."""

import itertools
import os
import re

import pytest
from playwright.sync_api import expect

SCREENSHOTS = os.environ.get("SCREENSHOTS")
TIERS = [
    ("一个目标", "One goal"),
    ("两大战略", "Two strategies"),
    ("四个大的产业片区", "Four large industrial areas"),
    ("六大工程", "Six projects"),
]
GOALS = [
    ("国家自主创新示范区的升级版", "An upgraded edition of the demonstration zone", "§2 ¶6 (281–285)"),
    ("发展质量和效率大幅度改善", "A large improvement in quality and efficiency", "§2 ¶6 (296–298)"),
]
STRATEGIES = [
    ("创新驱动战略", "Innovation-driven strategy", "§2 ¶6 (285)"),
    ("产业主导战略", "Industry-led strategy", "§2 ¶6 (285–287)"),
]
PROJECTS = [
    ("新动能引育工程", "Project to attract and nurture new growth drivers", "§2 ¶6 (290–292)"),
    ("产业能力提升工程", "Project to raise industrial capability", "§2 ¶6 (290–292)"),
    ("空间格局优化工程", "Project to improve the spatial pattern", "§2 ¶6 (292)"),
    ("深化改革空间工程", "Project to deepen reform (“space”)", "§2 ¶6 (292–294)"),
    ("城市品质提升工程", "Project to raise urban quality", "§2 ¶6 (294)"),
    ("党建强化工程", "Project to strengthen Party building", "§2 ¶6 (296)"),
]


class Editor:
    """Somebody at a keyboard, whose work is counted: fields filled in, keys pressed to move, pages loaded."""

    def __init__(self, page):
        self.page, self.fields, self.moves, self.loads = page, 0, 0, 0
        page.on("load", lambda _page: setattr(self, "loads", self.loads + 1))

    def type(self, text):
        self.fields += 1
        self.page.keyboard.insert_text(text)

    def press(self, key, times=1):
        for _time in range(times):
            self.moves += 1
            self.page.keyboard.press(key)

    def choose(self, typed, hit):
        """Type a part of a name into the chooser that has the focus, which opens it, and take the hit."""
        self.fields += 1
        self.page.keyboard.type(typed)
        found = self.page.locator(".select2-results__option--highlighted", has_text=hit)
        found.wait_for()
        self.press("Enter")
        found.wait_for(state="detached")

    def go_to(self, selector):
        """Move on with the tab key to a field that comes later on the page."""
        for _time in range(40):
            self.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"The tab key does not lead to {selector}")

    def look(self, name):
        if SCREENSHOTS:
            self.page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)


@pytest.fixture
def editor(page, sign_in):
    sign_in("tianjin-editor")
    page.wait_for_url(lambda url: "login" not in url)
    return Editor(page)


def rows(page, prefix):
    return page.locator(f"#{prefix}-group tr.form-row:not(.empty-form)")


def open_new_plan(editor):
    editor.page.goto("/admin/zones/plan/add/")
    expect(editor.page.locator("fieldset .select2-selection").first).to_be_focused()


def enter_members(editor, members):
    for number, (chinese, english, locator) in enumerate(members):
        if number:
            editor.press("Enter")
        editor.type(chinese)
        editor.press("Tab")
        editor.type(english)
        editor.press("Tab")
        editor.press("Control+a")
        editor.type(locator)


@pytest.mark.browser
def test_the_plan_1246_is_entered_in_one_page_from_the_keyboard(editor):
    page = editor.page
    open_new_plan(editor)
    editor.loads = 1
    expect(page.locator("#id_zone")).to_contain_text("天津滨海高新区")  # the only one of this editor
    editor.go_to(".fieldBox.field-period .select2-selection")
    editor.choose("15", "十五五")
    editor.go_to("#id_code")
    editor.type("1246")
    editor.press("Tab")
    editor.type("天津滨海高新区“十五五”工作部署")
    editor.press("Tab")
    editor.type("Tianjin Binhai's work plan for the 15th Five-Year Plan period")
    editor.press("Tab")
    editor.type("打造国家自主创新示范区的升级版。")
    editor.press("Tab")
    editor.type("Build an upgraded edition of the national innovation demonstration zone.")
    editor.go_to(".field-source .select2-selection")
    editor.choose("Gathering", "聚力“十四五”发展")
    editor.go_to("#id_locator")
    editor.type("§2 ¶6 (277–298)")
    editor.press("Tab")
    editor.type("天津滨海高新区提出“1246”工作部署")
    editor.press("Tab")
    editor.choose("Wang Hong", "王洪")

    assert rows(page, "tiers").count() == 4
    editor.go_to("#id_tiers-0-label_zh")
    for number, (chinese, english) in enumerate(TIERS):
        editor.type(chinese)
        editor.press("Tab")
        editor.type(english)
        if number < 3:
            editor.press("Shift+Tab")
            editor.press("Enter")
    editor.look("plan-1246-tiers")

    # three clicks: a tier's own button adds a member to it
    page.locator("#tiers-0 button[data-table='goals']").click()
    enter_members(editor, GOALS[:1])
    editor.press("Enter")
    editor.press("Shift+Tab")  # back to the tier, which the second goal has none of
    editor.fields += 1
    editor.press("Home")
    editor.press("Tab")
    enter_members(editor, GOALS[1:])
    page.locator("#tiers-1 button[data-table='initiatives']").click()
    enter_members(editor, STRATEGIES)
    page.locator("#tiers-3 button[data-table='initiatives']").click()
    enter_members(editor, PROJECTS)

    assert recorded(page) == [["1", "1"], ["2", "2"], ["0", "4"], ["6", "6"]]
    editor.look("plan-1246-entered")
    with page.expect_navigation():
        editor.press("Control+Enter")
    assert page.locator(".errornote").count() == 0
    editor.look("plan-1246-saved")
    assert_whole(page)
    assert (editor.loads, editor.fields) == (2, 49)
    assert editor.moves <= 77, editor.moves


def recorded(page):
    """Return what each tier says it has recorded and declared."""
    return [re.findall(r"[0-9]+", text) for text in rows(page, "tiers").locator(".recorded").all_inner_texts()]


def values(page, prefix, name):
    boxes = rows(page, prefix).locator(f"td.field-{name} [name]")
    return [boxes.nth(number).input_value() for number in range(boxes.count())]


def assert_whole(page):
    """The saved plan has its tiers, each with its members, and each member its evidence."""
    assert recorded(page) == [["1", "1"], ["2", "2"], ["0", "4"], ["6", "6"]]
    assert values(page, "tiers", "numeral") == ["1", "2", "4", "6"]
    assert values(page, "initiatives", "kind") == ["strategy"] * 2 + ["project"] * 6
    assert values(page, "initiatives", "position") == ["1", "2", "1", "2", "3", "4", "5", "6"]
    assert values(page, "initiatives", "name_zh") == [name for name, _english, _locator in [*STRATEGIES, *PROJECTS]]
    assert values(page, "goals", "name_zh") == [name for name, _english, _locator in GOALS]
    assert values(page, "goals", "tier")[1] == ""
    for prefix, name in itertools.product(("goals", "initiatives"), ("source", "speaker")):
        assert len(set(values(page, prefix, name))) == 1
        assert all(values(page, prefix, name))


@pytest.mark.browser
def test_a_code_is_followed_as_it_is_typed_and_never_overwrites_what_the_editor_wrote(editor):
    page = editor.page
    open_new_plan(editor)
    page.locator("#id_code").press_sequentially("12468")
    expect(rows(page, "tiers")).to_have_count(5)
    page.locator("#id_tiers-0-numeral").fill("一")
    page.locator("#id_code").fill("3+N")
    expect(rows(page, "tiers")).to_have_count(2)
    assert values(page, "tiers", "numeral") == ["一", "N"]
    assert values(page, "tiers", "declared_count") == ["3", ""]
    page.locator("#id_code").fill("一核多园")
    expect(page.locator("#id_tiers-1-label_zh")).to_have_value("多园")
    page.locator("#id_code").fill("双千计划")
    expect(rows(page, "tiers")).to_have_count(1)  # the row in which something was written stays


@pytest.mark.browser
def test_cells_copied_from_a_spreadsheet_fill_rows(editor):
    page = editor.page
    open_new_plan(editor)
    page.locator("#initiatives-group .add-row a").click()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.querySelector("#id_initiatives-0-name_zh").dispatchEvent(pasted);
        }""",
        "创新驱动\tInnovation\t§1\r\n产业主导\tIndustry\t§2\r\n",
    )
    assert values(page, "initiatives", "name_zh") == ["创新驱动", "产业主导"]
    assert values(page, "initiatives", "name_en") == ["Innovation", "Industry"]
    assert values(page, "initiatives", "locator") == ["§1", "§2"]
    assert values(page, "initiatives", "position") == ["1", "2"]


@pytest.mark.browser
def test_a_row_keeps_its_new_tier_when_the_tier_moves_and_loses_it_when_the_tier_goes(editor):
    page = editor.page
    open_new_plan(editor)
    page.fill("#id_code", "1+2")
    expect(rows(page, "tiers")).to_have_count(2)
    page.locator("#tiers-1 button[data-table='initiatives']").click()
    page.fill("#id_initiatives-0-name_zh", "工程")
    assert values(page, "initiatives", "tier") == ["position:2"]
    page.fill("#id_tiers-1-position", "7")
    assert values(page, "initiatives", "tier") == ["position:7"]
    assert recorded(page) == [["0", "1"], ["1", "2"]]
    page.locator("#tiers-1 .inline-deletelink").click()
    assert values(page, "initiatives", "tier") == [""]


@pytest.mark.browser
def test_figures_and_dates_are_echoed_as_they_are_typed(editor):
    page = editor.page
    open_new_plan(editor)
    page.locator("#targets-group .add-row a").click()
    echoes = page.locator("#targets-0 .echo")
    figures = {
        "8.1万": "= 81,000",
        "3.27万亿": "= 3,270,000,000,000",
        "１，２３４．５": "= 1,234.5",
        "81000": "",
        "万": "",
    }
    for typed, echo in figures.items():
        page.fill("#id_targets-0-value", typed)
        assert echoes.nth(0).text_content() == echo
    for typed, echo in {"2021年3月": "= 2021-03", "2021/3/17": "= 2021-03-17", "2021": "", "2021年13月": ""}.items():
        page.fill("#id_targets-0-due_on", typed)
        assert echoes.nth(1).text_content() == echo
    editor.look("plan-echo")


@pytest.mark.browser
def test_leaving_with_unsaved_changes_asks_first(editor):
    page, asked = editor.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_new_plan(editor)
    page.goto("/admin/zones/source/add/")
    assert asked == []
    page.locator("#id_name_zh").press_sequentially("一篇文章")
    page.goto("/admin/zones/source/")
    assert asked == ["beforeunload"]
    page.goto("/admin/zones/source/add/")
    page.locator("#id_name_zh").press_sequentially("一篇文章")
    page.locator("[name='_save']").click()
    page.wait_for_selector("#changelist")
    assert asked == ["beforeunload"]


@pytest.mark.browser
def test_a_source_is_made_from_the_row_that_needs_it(editor):
    page = editor.page
    open_new_plan(editor)
    page.locator("#goals-group .add-row a").click()
    with page.expect_popup() as opened:
        page.locator("#goals-0 td.field-source .add-related").click()
    popup = opened.value
    popup.fill("#id_name_zh", "一篇新文章")
    with popup.expect_event("close"):
        popup.locator("[name='_save']").click()
    expect(page.locator("#goals-0 td.field-source .select2-selection__rendered")).to_contain_text("一篇新文章")
