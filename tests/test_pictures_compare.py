"""The pictures of areas side by side: their tables say what the selectors found, and what is unknown stays open."""

from datetime import date

import pytest
from django.utils.translation import override

from tests import factories
from zones import selectors
from zones.pictures import compare

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 1)


@pytest.fixture
def zones():
    return [
        factories.ZoneFactory(slug=slug, name_zh=f"{chinese}高新区", name_en=f"{slug.title()} High-tech Zone")
        for slug, chinese in (("guangzhou", "广州"), ("shenzhen", "深圳"))
    ]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def texts(picture):
    return [[cell.text for cell in row] for row in picture.rows]


def values(picture):
    return [[cell.value for cell in row] for row in picture.rows]


def test_nothing_recorded_draws_nothing(zones):
    comparison = selectors.compare(zones, ON)
    assert compare.theme_shares(comparison) is None
    assert compare.structures(comparison) is None
    assert compare.shared_figures(comparison) is None


def test_shared_themes_come_first_and_what_is_not_recorded_is_unknown(zones):
    shared, own = factories.ThemeFactory(slug="a", name_en="Shared"), factories.ThemeFactory(slug="b", name_en="Own")
    for zone in zones:
        factories.GoalFactory(plan=factories.PlanFactory(zone=zone)).themes.add(shared)
    factories.InitiativeFactory(plan=zones[1].plans.get()).themes.add(own, shared)
    picture = compare.theme_shares(selectors.compare(zones, ON))
    assert values(picture) == [["a", 1, 2], ["b", None, 1]]
    assert texts(picture) == [["Shared", "1", "2"], ["Own", "none recorded", "1"]]
    assert picture.settings["areas"] == ["Guangzhou", "Shenzhen"]
    assert "1 of 2 themes" in picture.description


def test_every_tier_tells_what_is_declared_recorded_and_not_named(zones):
    plan = factories.PlanFactory(zone=zones[0], name_en="Plan of four")
    tier = factories.PlanTierFactory(plan=plan, position=1, label_en="four areas", declared_count=4)
    factories.PlanTierFactory(plan=plan, position=2, label_en="measures", declared_count=None)
    factories.InitiativeFactory(plan=plan, tier=tier)
    factories.PlanFactory(zone=zones[1], name_en="Plan without numbers")
    picture = compare.structures(selectors.compare(zones, ON))
    assert [row[2:] for row in values(picture)] == [[4, 1, 3], [None, 0, None], [None, None, None]]
    assert texts(picture) == [
        ["Guangzhou · four areas", "Plan of four", "4", "1", "3"],
        ["Guangzhou · measures", "Plan of four", "not declared", "0", "not declared"],
        ["Shenzhen · no numbered structure recorded", "Plan without numbers", "", "", ""],
    ]


def test_figures_come_with_bound_period_and_evidence_and_a_gap_in_words(zones):
    zones.append(factories.ZoneFactory(name_en="Zhuzhou High-tech Zone"))
    indicator = factories.IndicatorFactory(slug="firms", name_en="Firms", unit_en="enterprises")
    source = factories.SourceFactory(name_en="Yearbook")
    factories.ObservationFactory(
        zone=zones[0], indicator=indicator, value=12000, bound="over", source=source, locator="§2"
    )
    factories.ObservationFactory(zone=zones[1], indicator=indicator, value=9, period_start=None, period_end=None)
    picture = compare.shared_figures(selectors.compare(zones, ON))
    firms = "Firms (enterprises) · for different periods"
    assert texts(picture) == [
        [firms, "Guangzhou", "over 12,000 enterprises", "over", "2020", "Yearbook §2"],
        [firms, "Shenzhen", "9 enterprises", "exact", "period not stated", "uncited"],
        [firms, "Zhuzhou", "none recorded", "", "", ""],
    ]
    assert [row[2].value for row in picture.rows] == [12000, 9, None]
    assert len({row[0].value for row in picture.rows}) == 1


def test_scopes_and_states_of_one_indicator_are_drawn_apart(zones):
    indicator = factories.IndicatorFactory(name_en="Exports", unit_en="CNY")
    for zone in zones:
        factories.ObservationFactory(zone=zone, indicator=indicator)
        factories.ObservationFactory(zone=zone, indicator=indicator, scope_zh="自主品牌", scope_en="own brands")
        factories.ObservationFactory(
            zone=zone,
            indicator=indicator,
            state="planned",
            period_start=date(2021, 1, 1),
            period_end=date(2021, 12, 31),
        )
    picture = compare.shared_figures(selectors.compare(zones, ON))
    names = {row[0].text: row[0].value for row in picture.rows}
    assert set(names) == {"Exports (CNY)", "Exports (CNY) · own brands", "Exports (CNY) · planned"}
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("key", ["themes", "structures", "statuses", "figures"])
def test_each_picture_comes_as_a_file_of_its_table(client, zones, key):
    theme, indicator = factories.ThemeFactory(), factories.IndicatorFactory()
    for zone in zones:
        plan = factories.PlanFactory(zone=zone)
        factories.PlanTierFactory(plan=plan, declared_count=2)
        factories.InitiativeFactory(plan=plan).themes.add(theme)
        factories.ObservationFactory(zone=zone, indicator=indicator)
    address = "/en/compare/?zone=guangzhou&zone=shenzhen"
    assert f'id="picture-{key}"' in client.get(address).content.decode()
    response = client.get(f"{address}&csv={key}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert len(response.content.decode().splitlines()) > 1


def test_the_table_of_the_page_and_the_picture_of_the_themes_say_the_same(client, zones):
    theme = factories.ThemeFactory(slug="green")
    factories.GoalFactory(plan=factories.PlanFactory(zone=zones[0])).themes.add(theme)
    body = client.get("/en/compare/?zone=guangzhou&zone=shenzhen").content.decode()
    table = body.partition('id="themes-table"')[2].partition("</table>")[0]
    picture = compare.theme_shares(selectors.compare(zones, ON))
    assert [f'data-key="{column.key}"' in table for column in picture.columns] == [True, True, True]
    assert [f'data-value="{cell.data}"' in table for row in picture.rows for cell in row] == [True, True, True]
