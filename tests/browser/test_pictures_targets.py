"""Targets against figures, drawn: the numbers of the chart are those of its table, and all of them are on the axes."""

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.browser.server import serving

pytestmark = pytest.mark.browser

# What the seeded records have too few of: several years, several sources, every form, figures that are not compared.
RICH = """
from datetime import date
from tests import factories as make
from zones.models import Plan

plan = Plan.objects.get(slug="zhuzhou-14")
lifts = plan.initiatives.get(slug="zhuzhou-14-service-3")
yearbook = make.SourceFactory(slug="yearbook", name_zh="统计年鉴", name_en="The yearbook")
bulletin = make.SourceFactory(slug="bulletin", name_zh="统计公报", name_en="The bulletin")

def promise(slug, years, initiative=None, **terms):
    terms = {"due_on": date(2025, 1, 1), "due_on_precision": "year", "baseline_year": 2020} | terms
    indicator = make.IndicatorFactory(slug=slug, name_zh=f"指标{slug}", name_en=f"Indicator {slug}")
    make.TargetFactory(slug=f"target-{slug}", plan=plan, indicator=indicator, initiative=initiative, **terms)
    for year, value in years.items():
        measure(indicator, year, value, initiative=initiative)
    return indicator

def measure(indicator, year, value, zone=plan.zone, source=yearbook, **details):
    make.ObservationFactory(zone=zone, indicator=indicator, value=value, source=source,
        period_start=date(year, 1, 1), period_end=date(year, 12, 31), **details)

firms = promise("firms", {2021: 610000, 2022: 690000}, form="annual_growth", value=8, bound="at_least",
                baseline_value=560000)
measure(firms, 2022, 702000, source=bulletin, is_preferred=False)
measure(firms, 2023, 800000, source=bulletin, state="planned")
measure(firms, 2021, 5000, scope_zh="部分园区", scope_en="some parks")
for year in (2021, 2022):
    measure(firms, year, 9000000 + year, zone=plan.zone.parent)
promise("energy", {2021: 41, 2022: 44}, form="change", value=-6, baseline_value=42)
promise("trees", {2021: 80, 2022: 95}, initiative=lifts, form="cumulative", value=500, bound="about")
promise("above", {2021: 3, 2022: 4}, value=9000, bound="over", due_on=None, due_on_precision="day")
promise("bare", {}, value=70)
make.report(initiative=lifts, as_of=date(2022, 12, 31), status="completed")
"""
DRAWN = [
    ("/plans/zhuzhou-14/", "targets"),
    ("/en/zones/zhuzhou/", "targets"),
    ("/en/initiatives/zhuzhou-14-service-3/", "target-target-trees"),
    ("/initiatives/zhuzhou-14-service-3/", "target-zhuzhou-14-service-3-lifts-added-2020"),
    ("/en/indicators/firms/", "figures-1"),
]
DRAWN_KINDS = {"baseline", "expected", "sum", "comparable", "not_preferred", "other_state"}
WIDTHS = (1280, 390)


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    """Serve the seeded product with more targets and figures."""
    with serving(tmp_path_factory.mktemp("targets"), prepare=RICH) as address:
        yield address


def drawn(page, address, key, width=1280):
    """Open a page and return the panels of a picture, and its series by panel: (name, [(day or x, number)])."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator("html[data-pictures=drawn]").wait_for()
    return page.evaluate(
        """key => {
          const figure = document.getElementById(`picture-${key}`);
          const chart = echarts.getInstanceByDom(figure.querySelector(".drawing"));
          const extent = (index) => chart.getModel().getComponent("yAxis", index).axis.scale.getExtent();
          const labels = (index) => chart.getModel().getComponent("yAxis", index).axis.getViewLabels();
          const { series } = chart.getOption();
          return JSON.parse(figure.querySelector("script").textContent).panels.map(({ key }, index) => ({
            key,
            extent: extent(index),
            labels: labels(index).map((label) => label.formattedLabel),
            series: series.filter((each) => each.xAxisIndex === index && each.type !== "custom")
              .map(({ name, data }) => [name, data.map(({ value }) => value)]),
          }));
        }""",
        key,
    )


def table_of(page, key):
    """Return the rows of a picture's table as values, by the keys of the columns."""
    return page.evaluate(
        """key => {
          const table = document.querySelector(`#picture-${key} table`);
          const keys = [...table.querySelectorAll("thead th")].map((head) => head.dataset.key);
          return [...table.querySelectorAll("tbody tr")].map((row) => Object.fromEntries(
            [...row.cells].map((cell, at) => [keys[at], cell.dataset.value])));
        }""",
        key,
    )


def day_of(moment):
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("address", "key"), DRAWN)
def test_the_drawing_has_the_numbers_of_its_table_and_no_other(page, address, key, width):
    panels = drawn(page, address, key, width)
    rows = table_of(page, key)
    assert panels
    for panel in panels:
        own = [row for row in rows if row.get("panel", panel["key"]) == panel["key"]]
        said = {(row["day"], float(row["value"])) for row in own if row["what"] in DRAWN_KINDS}
        goals = {float(row["value"]) for row in own if row["what"] == "goal"}
        points = [(day_of(x), y) for _name, data in panel["series"] for x, y in data]
        assert {point for point in points if point[1] not in goals} == {one for one in said if one[1] not in goals}
        assert goals <= {y for _x, y in points}
        low, high = panel["extent"]
        assert all(low <= number <= high for number in [*goals, *(number for _day, number in said)])


def test_a_target_far_above_its_figures_is_on_the_axis(page):
    (panel,) = [each for each in drawn(page, "/plans/zhuzhou-14/", "targets") if each["key"] == "target-above"]
    assert panel["extent"][1] >= 9000


@pytest.mark.parametrize(("language", "words"), [("", "80万"), ("/en", "800,000")])
def test_an_axis_counts_as_its_readers_do(page, language, words):
    (panel,) = [each for each in drawn(page, f"{language}/plans/zhuzhou-14/", "targets") if "firms" in each["key"]]
    assert words in panel["labels"]


def test_sources_and_states_have_their_own_series(page):
    (panel,) = [each for each in drawn(page, "/en/plans/zhuzhou-14/", "targets") if "firms" in each["key"]]
    names = [name for name, _data in panel["series"]]
    assert "The yearbook" in names
    assert sum("The bulletin" in name for name in names) == 2


@pytest.mark.parametrize(("address", "key"), DRAWN)
def test_pages_with_targets_are_accessible_and_fit_every_width(page, assert_accessible, address, key):
    drawn(page, address, key)
    for summary in page.locator(f"#picture-{key} summary, .formula summary").all():
        summary.click()
    assert_accessible(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)  # drawn anew
    assert_accessible(page)


def test_the_file_of_a_picture_has_the_rows_of_its_table(page):
    drawn(page, "/en/plans/zhuzhou-14/", "targets")
    answer = page.request.get("/en/plans/zhuzhou-14/?csv=targets")
    lines = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    rows = table_of(page, "targets")
    assert len(lines) == len(rows)
    numbers = [float(line["Value"]) for line, row in zip(lines, rows, strict=True) if row["value"]]
    assert numbers == [float(row["value"]) for row in rows if row["value"]]


def test_what_is_said_and_what_is_measured_stand_side_by_side(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/en/initiatives/zhuzhou-14-service-3/")
    verdicts = page.locator(".target-view").filter(has_text="Indicator trees").locator(".verdicts > div")
    boxes = [verdict.bounding_box() for verdict in verdicts.all()]
    assert [box["y"] for box in boxes] == [boxes[0]["y"]] * 3
    words = [verdict.inner_text() for verdict in verdicts.all()]
    assert "completed" in words[0]
    assert "31 December 2022" in words[0]
    assert "no data" in words[1]
    assert "There are no numbers to hold against" in words[2]
