"""An indicator in an area over time, through HTTP."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from tests.test_api import get
from zones import models

pytestmark = pytest.mark.django_db

HERE = "zones/zone/indicators/revenue/"


def span(start, end):
    return {"period_start": date.fromisoformat(start), "period_end": date.fromisoformat(end)}


YEARS = {year: span(f"{year}-01-01", f"{year}-12-31") for year in range(2018, 2022)}


@pytest.fixture
def zone():
    return factories.ZoneFactory(slug="zone")


@pytest.fixture
def revenue(zone):
    """Four years, of which one is printed in words, a quarter, a month, and one figure without a period."""
    indicator = factories.IndicatorFactory(slug="revenue", unit_zh="元", unit_en="yuan")
    for year, period in YEARS.items():
        figure = {"value": None, "value_text_zh": "多"} if year == 2021 else {"value": Decimal(year) / 10}
        factories.ObservationFactory(slug=f"y{year}", zone=zone, indicator=indicator, **period | figure)
    quarter, month = span("2020-01-01", "2020-03-31"), span("2020-05-01", "2020-05-31")
    factories.ObservationFactory(slug="q1", zone=zone, indicator=indicator, **quarter)
    factories.ObservationFactory(
        slug="may", zone=zone, indicator=indicator, value=Decimal("3270000000000"), bound="about",
        year_on_year_percent=Decimal("10.7"), **month,
    )  # fmt: skip
    factories.ObservationFactory(slug="some-day", zone=zone, indicator=indicator, period_start=None, period_end=None)
    return indicator


def slugs(client, query=""):
    response = get(client, f"{HERE}{query}")
    assert response.status_code == 200, response.content
    return [row["slug"] for row in response.json()["results"]]


def test_figures_come_latest_first_and_those_without_a_period_last(client, revenue):
    assert slugs(client) == ["y2021", "y2020", "may", "q1", "y2019", "y2018", "some-day"]


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("2020", ["y2020", "may", "q1"]),
        ("2018:2019", ["y2019", "y2018"]),
        ("2020-q1", ["q1"]),
        ("2020-q1:2020-q2", ["may", "q1"]),
        ("2020-05", ["may"]),
        ("2020-02:2020-05", ["may"]),
        ("2019:2020-05", ["may", "q1", "y2019"]),
        ("1990", []),
    ],
)
def test_a_span_of_time_holds_the_figures_whose_period_lies_in_it(client, revenue, dates, found):
    assert slugs(client, f"?date={dates}") == found


def test_most_recent_values_are_those_of_the_latest_periods(client, revenue, zone):
    factories.ObservationFactory(slug="other", zone=zone, indicator=revenue, is_preferred=False, **YEARS[2020])
    assert slugs(client, "?mrv=1") == ["y2021"]
    assert slugs(client, "?mrv=2") == ["y2021", "other", "y2020"]
    assert slugs(client, "?mrnev=1") == ["other", "y2020"]
    assert slugs(client, "?date=2018:2019&mrv=1") == ["y2019"]
    assert slugs(client, "?mrv=1&preferred=false") == ["other"]
    assert slugs(client, "?date=1990&mrv=5") == []
    assert "some-day" not in slugs(client, "?mrv=100")


def test_a_row_says_what_is_known_exactly_and_the_rest_is_null(client, revenue):
    row = get(client, f"{HERE}?date=2020-05").json()["results"][0]
    assert row["period"] == {"code": "2020-05", "start": "2020-05-01", "end": "2020-05-31"}
    assert (row["value"], row["unit_zh"], row["unit_en"]) == (3270000000000, "元", "yuan")
    assert (row["bound"]["value"], row["year_on_year_percent"]) == ("about", 10.7)
    assert row["not_comparable"] is None
    words, _others = get(client, HERE).json()["results"][0], None
    assert (words["value"], words["value_text_zh"], words["year_on_year_percent"]) == (None, "多", None)
    assert words["not_comparable"]["value"] == "no_number"
    assert get(client, HERE).json()["results"][-1]["period"] is None
    assert b'"value":201.9,' in get(client, HERE).content


def test_the_targets_of_the_area_come_with_what_the_numbers_say(client, revenue, zone):
    plan = factories.PlanFactory(zone=zone)
    target = factories.TargetFactory(plan=plan, indicator=revenue, value=300)
    factories.TargetFactory(indicator=revenue)  # of another area
    answer = get(client, HERE).json()
    assert [row["slug"] for row in answer["targets"]] == [target.slug]
    assert answer["targets"][0]["assessment"]["verdict"]["value"]
    assert (answer["zone"]["slug"], answer["indicator"]["slug"]) == ("zone", "revenue")
    assert answer["indicator"]["unit_en"] == "yuan"


def test_fields_pages_and_files_are_had_as_of_every_list(client, revenue):
    answer = get(client, f"{HERE}?fields=period.code,value&page_size=2&count=true").json()
    assert answer["results"][1] == {"period": {"code": "2020"}, "value": 202}
    assert answer["count"] == 7
    following = client.get(answer["next"]).json()["results"]
    assert [row["period"]["code"] for row in following] == ["2020-05", "2020-q1"]
    lines = b"".join(get(client, f"{HERE}?format=csv&date=2018:2020&mrv=1").streaming_content).decode().splitlines()
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("date=", "date"),
        ("date=2020:", "date"),
        ("date=2020:2019", "date"),
        ("date=2019:2020:2021", "date"),
        ("date=0000", "date"),
        ("date=99999", "date"),
        ("date=2020-q5", "date"),
        ("date=２０２０", "date"),
        ("date=2020&date=2021", "date"),
        ("mrv=0", "mrv"),
        ("mrv=-1", "mrv"),
        ("mrv=", "mrv"),
        ("mrv=1.5", "mrv"),
        ("mrv=100000000000000000000", "mrv"),
        ("mrv=1&mrv=2", "mrv"),
        ("mrv=1&mrnev=1", "mrnev"),
        ("zone=zone", "zone"),
        ("indicator=revenue", "indicator"),
        ("MRV=1", "MRV"),
        ("per_page=5", "per_page"),
    ],
)
def test_what_is_not_understood_is_refused_by_the_name_of_the_parameter(client, revenue, query, name):
    response = get(client, f"{HERE}?{query}")
    assert response.status_code == 400
    assert name in response.json()["errors"]


def test_an_area_or_an_indicator_that_is_not_there_is_not_found(client, revenue):
    assert get(client, "zones/nowhere/indicators/revenue/").status_code == 404
    assert get(client, "zones/zone/indicators/happiness/").status_code == 404


def test_an_area_without_a_figure_of_an_indicator_has_an_empty_series(client, revenue):
    factories.ZoneFactory(slug="elsewhere")
    answer = get(client, "zones/elsewhere/indicators/revenue/").json()
    assert (answer["results"], answer["targets"]) == ([], [])


def test_an_area_says_which_indicators_it_has_and_an_indicator_which_areas(client, revenue, zone):
    plan = factories.PlanFactory(zone=zone)
    only_promised = factories.IndicatorFactory(slug="area-built")
    factories.TargetFactory(plan=plan, indicator=only_promised)
    factories.ObservationFactory(
        zone=zone, indicator=revenue, is_preferred=False, publication="draft", accepted_version=None
    )
    promised, measured = get(client, "zones/zone/indicators/").json()["results"]
    assert (promised["indicator"]["slug"], promised["figures"], promised["targets"]) == ("area-built", 0, 1)
    assert (promised["begins"], promised["ends"]) == (None, None)
    assert (measured["figures"], measured["targets"]) == (7, 0)
    assert (measured["begins"], measured["ends"]) == ("2018-01-01", "2021-12-31")
    assert client.get(measured["series"]).status_code == 200
    (area,) = get(client, "indicators/revenue/").json()["areas"]
    assert (area["zone"]["slug"], area["figures"], area["series"]) == ("zone", 7, measured["series"])
    assert [row["areas"] for row in [get(client, "indicators/revenue/?fields=slug,areas.figures").json()]] == [
        [{"figures": 7}]
    ]


def test_a_draft_is_in_no_series(client, revenue, zone):
    before = get(client, HERE).json()
    factories.ObservationFactory(
        zone=zone, indicator=revenue, is_preferred=False, publication="in_review", accepted_version=None
    )
    factories.TargetFactory(
        plan=factories.PlanFactory(zone=zone), indicator=revenue, publication="draft", accepted_version=None
    )
    assert get(client, HERE).json() == before
    assert models.Observation.objects.count() == 8
