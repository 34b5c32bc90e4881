"""Areas side by side in pictures: a chart holds the numbers of its table, at a desk and on a telephone."""

import csv
import io

import pytest

from tests.browser.server import serving

pytestmark = pytest.mark.browser

# The seeded areas have no indicator in common.
SHARED = """
from datetime import date
from tests import factories as make
from zones.models import Zone

revenue, firms = (make.IndicatorFactory(slug=slug, name_zh=name, name_en=slug, unit_zh=unit, unit_en=unit)
                  for slug, name, unit in (("revenue-a-year", "全年营业收入", "元"), ("firms", "企业", "家")))
def measure(zone, indicator, value, year, **details):
    make.ObservationFactory(zone=Zone.objects.get(slug=zone), indicator=indicator, value=value,
        period_start=date(year, 1, 1), period_end=date(year, 12, 31), **details)

measure("guangzhou", revenue, 820000000000, 2019)
measure("tianjin-binhai", revenue, 310000000000, 2020, bound="over")
measure("guangzhou", firms, 12000, 2019)
measure("tianjin-binhai", firms, 9000, 2019)
measure("national", firms, 5, 2019, scope_zh="部分", scope_en="in part")
"""
ADDRESS = "/compare/?zone=guangzhou&zone=tianjin-binhai&zone=national"
WIDTHS = (1280, 390)


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    """Serve the seeded product with figures that areas share."""
    with serving(tmp_path_factory.mktemp("compare"), prepare=SHARED) as address:
        yield address


def opened(page, width, language=""):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(language + ADDRESS)
    page.locator("html[data-pictures=drawn]").wait_for(state="attached")


def drawn(page, key):
    """Return the numbers that the chart of a picture draws, series by series."""
    return page.evaluate(
        """(key) => echarts.getInstanceByDom(document.querySelector(`#picture-${key} .drawing`)).getOption()
            .series.map(({ data }) => data.map(({ value }) => value))""",
        key,
    )


def table(page, selector, key):
    """Return the numbers of a column of a table, None where it has none."""
    return page.evaluate(
        """([selector, key]) => {
            const table = document.querySelector(selector);
            const heads = [...table.querySelectorAll("thead [data-key]")];
            const place = heads.findIndex((head) => head.dataset.key === key);
            const rows = [...table.querySelectorAll("tbody tr")].map((row) => row.querySelectorAll("[data-value]"));
            return rows.filter((cells) => cells.length)
                .map((cells) => cells[place].dataset.value && Number(cells[place].dataset.value));
        }""",
        [selector, key],
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_dots_are_the_numbers_of_the_table_of_themes(page, width):
    opened(page, width)
    dots = [value for series in drawn(page, "themes") for value in series if value[2]]
    for place, slug in enumerate(("guangzhou", "tianjin-binhai", "national")):
        numbers = [number for number in table(page, "#themes-table", f"zone-{slug}") if number]
        assert sorted(number for x, _y, number in dots if x == place) == sorted(numbers)
        assert numbers


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bars_of_the_structure_are_recorded_and_not_named_and_a_plan_without_tiers_has_none(page, width):
    opened(page, width)
    bars = [[value or "" for value in series] for series in drawn(page, "structures")]
    columns = [table(page, "#picture-structures table", key) for key in ("recorded", "missing")]
    assert bars[:2] == [[number or "" for number in column] for column in columns]
    assert 4 in bars[1]
    assert any(number == "" for number in bars[0])


@pytest.mark.parametrize("width", WIDTHS)
def test_each_indicator_has_a_grid_of_its_own_with_the_figures_of_the_table(page, width):
    opened(page, width)
    groups = drawn(page, "figures")
    assert groups == [[12000, 9000, None], [820000000000, 310000000000, None]]
    numbers = [number or None for number in table(page, "#picture-figures table", "figure")]
    assert [number for group in groups for number in group] == numbers
    titles = page.evaluate(
        """() => echarts.getInstanceByDom(document.querySelector("#picture-figures .drawing")).getOption()
            .title.map(({ text }) => text)"""
    )
    assert "全年营业收入" in titles[1]


@pytest.mark.parametrize("key", ["themes", "structures", "statuses", "figures"])
def test_a_picture_comes_as_a_file_that_says_the_same(page, key):
    opened(page, 1280)
    address = page.locator(f"#picture-{key} .picture-doors a").get_attribute("href")
    content = page.request.get(page.url.split("?")[0] + address).body().decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(content))
    selector = "#themes-table" if key == "themes" else f"#picture-{key} table"
    first = page.locator(f"{selector} tbody tr:has([data-value]) th").all_text_contents()
    assert [row[0] for row in rows] == [text.strip() for text in first]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_with_its_pictures_is_accessible_and_fits(page, assert_accessible, language):
    for width in WIDTHS:
        opened(page, width, language)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_a_dot_leads_to_what_it_counts(page):
    opened(page, 1280)
    place = page.evaluate(
        """() => {
            const chart = echarts.getInstanceByDom(document.querySelector("#picture-themes .drawing"));
            const { series } = chart.getOption();
            const at = series.findIndex(({ data }) => data.some(({ value, href }) => value[2] && href));
            return chart.convertToPixel({ seriesIndex: at }, series[at].data[0].value.slice(0, 2));
        }"""
    )
    page.locator("#picture-themes .drawing").click(position={"x": place[0], "y": place[1]})
    page.wait_for_url("**/themes/**")
