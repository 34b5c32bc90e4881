"""The table of an indicator: promised and reported figures, comparable ones together."""

import re
from datetime import date

import pytest

from tests import factories
from zones import selectors

pytestmark = pytest.mark.django_db

MOST_QUERIES = 11  # three of them for what figures name, which is held until something is written
ON = date(2026, 1, 1)


def year(number):
    return {"period_start": date(number, 1, 1), "period_end": date(number, 12, 31)}


def unknown():
    return {"period_start": None, "period_end": None}


@pytest.fixture
def indicator():
    return factories.IndicatorFactory(slug="indicator", name_en="Enterprises")


@pytest.fixture
def zone():
    return factories.ZoneFactory(slug="guangzhou", name_en="Guangzhou")


def table(indicator):
    return selectors.indicator_table(indicator, ON)


def records(group):
    return [row.observation or row.assessed.target for row in group.rows]


def body_of(client, language="/en"):
    return client.get(f"{language}/indicators/indicator/").content.decode()


def test_whole_areas_parts_and_initiatives_stand_apart_in_this_order(indicator, zone):
    initiative = factories.InitiativeFactory(plan=factories.PlanFactory(zone=zone))
    details = [
        {"initiative": initiative, "scope_zh": "仅启动现场"},
        {"initiative": initiative},
        {"scope_zh": "部分园区"},
        {},
    ]
    made = [factories.ObservationFactory(indicator=indicator, zone=zone, **each) for each in details]
    groups = table(indicator).groups
    assert [records(group) for group in groups] == [[figure] for figure in reversed(made)]
    assert [group.initiative for group in groups] == [None, None, initiative, initiative]
    assert [group.example and group.example.scope_zh for group in groups] == [None, "部分园区", None, "仅启动现场"]


def test_areas_come_from_the_nation_down_and_periods_from_the_latest_unknown_last(indicator, zone):
    province = zone.parent
    expected = [
        (province.parent, year(2019)),
        (province, unknown()),
        (zone, year(2021)),
        (zone, year(2020)),
        (zone, unknown()),
    ]
    made = [factories.ObservationFactory(indicator=indicator, zone=area, **when) for area, when in reversed(expected)]
    (group,) = table(indicator).groups
    assert records(group) == made[::-1]


def test_what_was_promised_stands_beside_what_was_reported_by_its_due_date(indicator, zone):
    plan = factories.PlanFactory(zone=zone)
    later = factories.ObservationFactory(indicator=indicator, zone=zone, **year(2026))
    same = factories.ObservationFactory(indicator=indicator, zone=zone, **year(2025))
    due = factories.TargetFactory(indicator=indicator, plan=plan, due_on=date(2025, 1, 1), due_on_precision="year")
    horizon = factories.TargetFactory(indicator=indicator, plan=plan, due_on=None, horizon_years=3)
    (group,) = table(indicator).groups
    assert records(group) == [later, due, same, horizon]
    assert [row.area for row in group.rows] == [zone] * 4


def test_a_target_of_an_initiative_stands_with_the_figures_of_that_initiative(indicator, zone):
    initiative = factories.InitiativeFactory(plan=factories.PlanFactory(zone=zone))
    target = factories.TargetFactory(indicator=indicator, plan=initiative.plan, initiative=initiative)
    figure = factories.ObservationFactory(indicator=indicator, zone=zone, initiative=initiative)
    whole = factories.ObservationFactory(indicator=indicator, zone=zone)
    assert [records(group) for group in table(indicator).groups] == [[whole], [target, figure]]


def test_a_figure_that_is_not_preferred_follows_the_preferred_one_and_is_marked(client, indicator, zone):
    other = factories.ObservationFactory(indicator=indicator, zone=zone, value=90, is_preferred=False)
    preferred = factories.ObservationFactory(indicator=indicator, zone=zone, value=100)
    (group,) = table(indicator).groups
    assert records(group) == [preferred, other]
    body = body_of(client)
    assert body.count("not the preferred figure") == 1
    assert body.index("not the preferred figure") > body.index(f'id="{other.slug}"') > body.index(preferred.slug)


def test_every_row_can_be_linked_to_and_ends_with_its_evidence(client, indicator, zone):
    source = factories.SourceFactory(name_en="A briefing")
    target = factories.TargetFactory(indicator=indicator, plan=factories.PlanFactory(zone=zone), source=source)
    figure = factories.ObservationFactory(indicator=indicator, zone=zone, source=source)
    body = body_of(client)
    for record in (target, figure):
        row = body.partition(f'<tr id="{record.slug}"')[2].partition("</tr>")[0]
        assert "A briefing" in row.rpartition("<td>")[2]
    assert figure.get_absolute_url().endswith(f"#{figure.slug}")


def test_a_promise_tells_its_form_nature_baseline_due_date_and_verdict(client, indicator, zone):
    factories.TargetFactory(
        indicator=indicator,
        plan=factories.PlanFactory(zone=zone, name_en="The plan"),
        form="annual_growth",
        bound="over",
        value=10,
        nature="binding",
        baseline_year=2020,
        baseline_value=500,
        due_on=date(2025, 1, 1),
        due_on_precision="year",
    )
    body = body_of(client)
    for words in ("promised", "average growth a year, %", "over 10%", "binding", "500", "2020", "2025", "no data"):
        assert words in body
    assert "The plan" in body
    assert "No figure is recorded." in body


def test_a_report_tells_its_state_change_and_share_or_its_words(client, indicator, zone):
    factories.ObservationFactory(
        indicator=indicator,
        zone=zone,
        state="planned",
        year_on_year_percent=-2,
        share_percent=36,
        reference_zh="全国",
        reference_en="the national total",
    )
    factories.ObservationFactory(
        indicator=indicator, zone=zone, value=None, value_text_zh="多条", value_text_en="several", **unknown()
    )
    body = body_of(client)
    for words in ("planned", "−2% on the year before", "36% of the national total", "several", "period not stated"):
        assert words in body
    assert "No target published." in body


def test_headings_say_what_each_group_measures(client, indicator, zone):
    initiative = factories.InitiativeFactory(plan=factories.PlanFactory(zone=zone), name_en="The fair")
    factories.ObservationFactory(indicator=indicator, zone=zone)
    assert "Only figures in one group can be compared" not in body_of(client)
    factories.ObservationFactory(indicator=indicator, zone=zone, scope_zh="部分园区", scope_en="some parks")
    factories.ObservationFactory(
        indicator=indicator, zone=zone, initiative=initiative, scope_zh="仅启动现场", scope_en="launch site"
    )
    body = body_of(client)
    assert "Only figures in one group can be compared" in body
    headings = re.findall(r'<span class="group-name">(.*?)</span></th>', body, re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]*>", "", heading).split()) for heading in headings]
    assert plain == [
        "Of the whole area",
        "Of a part of the area: some parks",
        "Of one initiative: The fair; only: launch site",
    ]


def test_an_indicator_of_which_nothing_is_recorded_says_so(client, indicator):
    assert "Neither a target nor a figure is recorded." in body_of(client)


def test_parts_and_whole_are_linked_and_not_added_up(client, indicator):
    whole = factories.IndicatorFactory(slug="whole", name_en="All enterprises")
    indicator.part_of = whole
    indicator.save()
    assert "All enterprises" in body_of(client)
    body = client.get("/en/indicators/whole/").content.decode()
    assert "Enterprises" in body
    assert "they are not added up" in body


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_table_asks_the_database_as_often_for_thirty_rows_as_for_one(
    client, indicator, zone, language, django_assert_max_num_queries
):
    def grow(count):
        plan = factories.PlanFactory(zone=zone, period=None, kind="action")
        source = factories.SourceFactory(publisher=factories.OrganisationFactory())
        for number in range(count):
            initiative = factories.InitiativeFactory(plan=plan)
            goal = factories.GoalFactory(plan=plan)
            factories.TargetFactory(indicator=indicator, plan=plan, initiative=initiative, goal=goal, source=source)
            factories.ObservationFactory(
                indicator=indicator, zone=zone, scope_zh=f"{count}-{number}", source=source, initiative=initiative
            )

    grow(1)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        body_of(client, language)
    grow(30)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        body = body_of(client, language)
    assert len(many) <= len(few)
    assert body.count("<tr id=") == 62
