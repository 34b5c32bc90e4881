"""Summaries, matrix and map as they are drawn: the numbers of their tables, on a desk and on a telephone."""

import pytest

pytestmark = pytest.mark.browser

BARS = [
    ("/", "statuses"),
    ("/en/", "evidence"),
    ("/zones/", "statuses"),
    ("/en/zones/", "evidence"),
    ("/en/zones/", "declared"),
    ("/en/zones/national/", "statuses"),
    ("/zones/zhuzhou/", "evidence"),
    ("/plans/tianjin-binhai-14/", "statuses"),
    ("/en/plans/tianjin-binhai-14/", "evidence"),
]
PAGES = ["/", "/zones/", "/themes/", "/zones/national/", "/plans/tianjin-binhai-14/"]
WIDTHS = (1280, 390)

OPTION = """key => {
  const chart = echarts.getInstanceByDom(document.querySelector(`#picture-${key} .drawing`));
  const { series, xAxis, yAxis } = chart.getOption();
  return {
    series: series.map(({ name, type, data, itemStyle }) => ({ name, type, data, border: itemStyle?.borderType })),
    names: yAxis[0].data, heads: xAxis[0].data,
    places: series.flatMap((each, index) => each.type === "scatter"
      ? each.data.map((item) => chart.convertToPixel({ seriesIndex: index }, item.value.slice(0, 2))) : []),
  };
}"""
TABLE = """id => {
  const table = document.querySelector(id);
  const keys = [...table.querySelectorAll("thead [data-key]")].map((head) => head.dataset.key);
  const lines = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("[data-value]")]);
  return lines.filter((cells) => cells.length).map((cells) => Object.fromEntries(cells.map((cell, at) => [keys[at], {
    text: cell.textContent.trim().replace(/\\s+/g, " "),
    number: cell.dataset.value === "" ? null : Number(cell.dataset.value),
    href: cell.querySelector("a")?.getAttribute("href") ?? "",
  }])));
}"""


def drawn(page, address, key, width, table=None):
    """Open a page and return what is drawn of a picture, and the rows of its table by the keys of the columns."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator("html[data-pictures=drawn]").wait_for()
    return page.evaluate(OPTION, key), page.evaluate(TABLE, table or f"#picture-{key} table")


def unbroken(text):
    """Return a text without the blanks at which a drawing breaks it."""
    return "".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("address", "key"), BARS)
def test_bars_have_the_numbers_and_links_of_their_table(page, address, key, width):
    option, rows = drawn(page, address, key, width)
    parts = [name for name in rows[0] if name not in ("name", "total")]
    assert len(option["series"]) == len(parts)
    for name, series in zip(parts, option["series"], strict=True):
        assert [item["number"] for item in series["data"]] == [row[name]["number"] for row in rows]
        assert [item["href"] for item in series["data"]] == [row[name]["href"] for row in rows]
    for shown, row in zip(option["names"], rows, strict=True):
        assert unbroken(shown).startswith(unbroken(row["name"]["text"]))
        assert sum(row[part]["number"] or 0 for part in parts) == (row["total"]["number"] or 0)
    if key == "evidence":
        for shares in zip(*([item["value"] or 0 for item in each["data"]] for each in option["series"]), strict=True):
            assert sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_unknown_is_dotted_and_everything_else_is_not(page, width):
    option, _rows = drawn(page, "/en/zones/", "statuses", width)
    borders = {series["name"]: series["border"] for series in option["series"]}
    assert borders["no progress reported"] == "dotted"
    assert borders["in progress"] != "dotted"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_matrix_has_the_cells_of_the_table_of_the_page(page, language, width):
    option, rows = drawn(page, f"{language}/themes/", "matrix", width, "#matrix")
    names = [unbroken(name) for name in option["names"]]
    by_name = {unbroken(row["theme"]["text"]): row for row in rows}
    assert sorted(names) == sorted(by_name)
    keys = [key.removeprefix("area-") for key in rows[0] if key.startswith("area-")]
    (series,) = option["series"]
    cells = {}
    for item in series["data"]:
        across, down, number, targeted = item["value"]
        cells[names[down], keys[across]] = (number, targeted, item["href"])
    assert cells == {
        (name, key): (row[f"area-{key}"]["number"], row[f"target-{key}"]["number"] or 0, row[f"area-{key}"]["href"])
        for name, row in by_name.items()
        for key in keys
        if row[f"area-{key}"]["number"] is not None
    }
    assert any(targeted for _number, targeted, _href in cells.values())


def test_a_cell_of_the_matrix_leads_to_the_zone_on_the_page_of_the_theme(page):
    option, _rows = drawn(page, "/en/themes/", "matrix", 1280, "#matrix")
    item = option["series"][0]["data"][0]
    x, y = page.evaluate(
        """place => echarts.getInstanceByDom(document.querySelector("#picture-matrix .drawing"))
             .convertToPixel({ seriesIndex: 0 }, place)""",
        item["value"][:2],
    )
    page.locator("#picture-matrix .drawing canvas").click(position={"x": x, "y": y})
    page.wait_for_url(f"**{item['href']}")
    assert page.locator(f"[id='{item['href'].partition('#')[2]}']").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_map_has_every_zone_at_the_degrees_of_its_table_and_names_that_can_be_read(page, language, width):
    option, rows = drawn(page, f"{language}/zones/", "map", width)
    reported, unreported, *_net = option["series"]
    for series, is_reported in ((reported, True), (unreported, False)):
        assert [item["value"] for item in series["data"]] == [
            [row[key]["number"] for key in ("longitude", "latitude", "initiatives", "reported")]
            for row in rows
            if bool(row["reported"]["number"]) is is_reported
        ]
    assert unreported["border"] == "dotted"
    assert len(reported["data"]) + len(unreported["data"]) == len(rows) == 7
    room = page.locator("#picture-map .drawing").bounding_box()
    for x, y in option["places"]:
        assert 0 < x < room["width"]
        assert 0 < y < room["height"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_with_summaries_is_accessible_with_its_tables_open_and_fits(page, assert_accessible, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/en{address}")
    page.locator("html[data-pictures=drawn]").wait_for()
    page.evaluate("document.querySelectorAll('.picture-table').forEach((each) => { each.open = true; })")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
