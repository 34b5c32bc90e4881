"""A plan as a tree and its initiatives on a time axis: what is drawn is what the table says, and leads somewhere."""

import csv
import io
import itertools
import re

import pytest

pytestmark = pytest.mark.browser

PLANS = [
    "/plans/tianjin-binhai-14/",
    "/en/plans/tianjin-binhai-14/",
    "/en/plans/torch-measures/",
    "/plans/guangzhou-14/",
    "/en/plans/chongqing-14/",
    "/plans/overall-positioning/",
    "/en/plans/front-runner-strategy/",
]
TIMELINES = ["/plans/zhuzhou-14/", "/zones/zhuzhou/", "/initiatives/zhuzhou-14-service-2/", "/zones/national/"]
WIDTHS = (1280, 390)


def drawn(page, address, key, width=1280):
    """Open a page and return the series of a picture's own option by their names."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator("html[data-pictures=drawn]").wait_for()
    return series_of(page, key)


def series_of(page, key):
    page.wait_for_function(
        """key => {
          const drawing = document.querySelector(`#picture-${key} .drawing`);
          return echarts.getInstanceByDom(drawing).getWidth() === drawing.clientWidth;
        }""",
        arg=key,
    )
    option = page.evaluate(
        "key => echarts.getInstanceByDom(document.querySelector(`#picture-${key} .drawing`)).getOption()", key
    )
    return {series["name"]: series["data"] for series in option["series"]}


def table_of(page, key):
    """Return the rows of a picture's table as texts, and their values, by the keys of the columns."""
    return page.evaluate(
        """key => {
          const table = document.querySelector(`#picture-${key} table`);
          const keys = [...table.querySelectorAll("thead th")].map((head) => head.dataset.key);
          return [...table.querySelectorAll("tbody tr")].map((row) => Object.fromEntries([...row.cells].map(
            (cell, at) => [keys[at], { text: cell.textContent.trim(), value: cell.dataset.value,
                                       href: cell.querySelector("a")?.getAttribute("href") }])));
        }""",
        key,
    )


@pytest.mark.parametrize("address", PLANS)
def test_the_tree_shows_each_row_of_its_table_once_and_no_box_covers_another(page, address):
    drawn(page, address, "structure")
    rows = table_of(page, "structure")
    tiers = {row["branch"]["value"]: row for row in rows}.values()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        series = series_of(page, "structure")
        assert [(box["name"], box.get("href") or None) for box in series["member"]] == [
            (row["member"]["text"], row["member"]["href"]) for row in rows
        ]
        assert [(box["name"], box.get("note") or "") for box in series["branch"]] == [
            (row["branch"]["text"], row["declared"]["text"] if "declared" in row else "") for row in tiers
        ]
        assert [box["name"] for box in series["root"]] == [
            page.locator("h1").evaluate("h => h.firstChild.textContent")
        ]
        boxes = [box["value"] for boxes in series.values() for box in boxes]
        room = page.locator("#picture-structure .drawing").bounding_box()
        assert all(is_inside(box, room) for box in boxes)
        assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]


def is_inside(box, room):
    x, y, wide, high = box
    return x >= 0 and y >= 0 and x + wide <= room["width"] + 0.5 and y + high <= room["height"] + 0.5


def overlap(one, other):
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2] for axis in (0, 1)
    )


def test_what_is_declared_and_not_named_stays_an_open_slot(page):
    members = drawn(page, "/en/plans/tianjin-binhai-14/", "structure")["member"]
    assert [box["name"] for box in members].count("declared, not named") == 4
    assert all(not box.get("href") for box in members if box["name"] == "declared, not named")


@pytest.mark.parametrize("address", TIMELINES)
def test_the_time_axis_shows_each_row_of_its_table_where_it_is_dated(page, address):
    drawn(page, address, "timeline")
    rows = table_of(page, "timeline")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        series = series_of(page, "timeline")
        assert [line["name"] for line in series["line"]] == [row["name"]["text"] for row in rows]
        for line, row in zip(series["line"], rows, strict=True):
            dated = {key for key in ("start", "due", "reached", "reported") if row.get(key, {}).get("value")}
            assert line["spans"].keys() == dated
            for key in dated:
                first, last = line["spans"][key]
                assert int(first) == int(row[key]["value"][:4])
                assert (last - first == 1) == bool(re.fullmatch(r"\d{4}", row[key]["value"])), "a year spans a year"
        assert len(series["day"]) == 1


def test_the_period_of_the_plan_frames_the_axis(page):
    assert [item["value"] for item in drawn(page, "/plans/zhuzhou-14/", "timeline")["period"]] == [[2021, 2026]]
    assert drawn(page, "/plans/employment-campaign/", "timeline")["period"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_leads_to_its_page(page, width):
    members = drawn(page, "/en/plans/tianjin-binhai-14/", "structure", width)["member"]
    box = next(box for box in members if "urban" in box["name"])
    x, y, _wide, _high = box["value"]
    page.locator("#picture-structure .drawing").click(position={"x": x + 12, "y": y + 12})
    page.wait_for_url("**/en/initiatives/tianjin-binhai-14-project-5/")


def test_a_tier_leads_to_its_section(page):
    tiers = drawn(page, "/plans/tianjin-binhai-14/", "structure")["branch"]
    x, y, _wide, _high = tiers[2]["value"]
    page.locator("#picture-structure .drawing").click(position={"x": x + 12, "y": y + 12})
    page.wait_for_url("**/plans/tianjin-binhai-14/#tier-3")


@pytest.mark.parametrize(
    ("address", "key"), [("/plans/tianjin-binhai-14/", "structure"), ("/plans/zhuzhou-14/", "timeline")]
)
def test_a_picture_is_taken_along_as_png_and_as_csv(page, address, key):
    drawn(page, address, key)
    figure = page.locator(f"#picture-{key}")
    with page.expect_download() as download:
        figure.get_by_role("button", name="PNG").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    answer = page.request.get(address + figure.get_by_role("link", name="CSV").get_attribute("href"))
    head, *lines = csv.reader(io.StringIO(answer.body().decode("utf-8-sig")))
    assert head == figure.locator("thead th").all_text_contents()
    rows = table_of(page, key)
    assert lines == [
        [cell["value"] if cell_key == "declared" else cell["text"] for cell_key, cell in row.items()] for row in rows
    ]


@pytest.mark.parametrize("address", ["/plans/tianjin-binhai-14/", "/en/plans/zhuzhou-14/", TIMELINES[2]])
def test_pages_with_these_pictures_are_accessible_with_their_tables_open(page, assert_accessible, address):
    page.goto(address)
    page.locator("html[data-pictures=drawn]").wait_for()
    for summary in page.locator(".picture-table summary").all():
        summary.click()
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_tier_with_very_many_members_gets_the_whole_breadth_and_nothing_is_covered(page):
    drawn(page, "/plans/tianjin-binhai-14/", "structure")
    height, boxes = page.evaluate(
        """() => {
          const frame = frameOf(document.querySelector("#picture-structure"), 1100);
          const cell = (text) => ({ text, value: text, number: null, href: "", tone: "" });
          const shared = { numeral: cell("N"), declared: cell(""), kind: cell("project"), status: cell("") };
          const row = (tier, name) => ({ ...shared, branch: cell(tier), member: cell(name) });
          const names = Array.from({ length: 70 }, (_none, at) => `项目${at + 1}：综合性国家科学中心先行启动区建设`);
          const rows = [row("一个目标", "目标"), ...names.map((name) => row("若干项目", name))];
          const { height, option } = pictures.kinds.structure({ rows, columns: [] }, frame);
          return [height, option.series.flatMap((series) => series.data.map((item) => item.value))];
        }"""
    )
    assert len(boxes) == 1 + 2 + 71
    assert height < 1500, "five columns of fourteen"
    assert all(is_inside(box, {"width": 1100, "height": height}) for box in boxes)
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]
