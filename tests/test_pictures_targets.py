"""Targets against figures and indicators over time: what the pictures' tables say, for every form and every gap."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from tests import factories
from tests.world import MOST_QUERIES
from zones import formats, selectors
from zones.choices import ExpectedPath
from zones.course import Formula
from zones.models import Observation, Target
from zones.pictures import indicator_pictures, target_pictures, targets_picture
from zones.pictures.targets import MOST_LARGE, MOST_PANELS

pytestmark = pytest.mark.django_db

ON = date(2023, 3, 1)
DUE = {"due_on": date(2025, 1, 1), "due_on_precision": "year"}
BASE = {"baseline_year": 2020, "baseline_value": 100}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="plan", zone=factories.ZoneFactory(slug="zone", name_en="The zone"))


def promise(plan, direction="higher_better", **terms):
    indicator = terms.pop("indicator", None) or factories.IndicatorFactory(direction=direction)
    return factories.TargetFactory(plan=plan, indicator=indicator, **{**DUE, **terms})


def measure(target, year, value, **details):
    known = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "initiative": target.initiative}
    return factories.ObservationFactory(
        zone=target.plan.zone, indicator=target.indicator, value=value, **known | details
    )


def assessed(on=ON):
    return selectors.assess_targets(Target.objects.with_briefs().order_by("id"), on)


def large(on=ON):
    (picture,) = target_pictures(assessed(on), on)
    return picture


def rows_of(picture, *kinds):
    """Return (day, number) of the rows of these kinds."""
    place = {column.key: number for number, column in enumerate(picture.columns)}
    return [
        (row[place["day"]].value, row[place["value"]].value)
        for row in picture.rows
        if row[place["what"]].value in kinds
    ]


def ends(*years):
    return [date(year, 12, 31) for year in years]


@pytest.mark.parametrize(
    ("form", "value", "direction", "expected"),
    [
        ("level", 200, "higher_better", [100, 120, 140, 160, 180, 200]),
        ("level", 50, "lower_better", [100, 90, 80, 70, 60, 50]),
        ("level", 90, "maintain", [90, 90, 90, 90, 90, 90]),
        ("change", -50, "lower_better", [100, 90, 80, 70, 60, 50]),
        ("annual_growth", 10, "higher_better", [100, 110, 121, 133.1, 146.41, 161.051]),
        ("multiple", 32, "higher_better", [100, 200, 400, 800, 1600, 3200]),
    ],
)
def test_the_path_is_told_at_the_end_of_every_year_from_the_baseline_to_the_due_date(
    plan, form, value, direction, expected
):
    promise(plan, direction, form=form, value=value, **BASE)
    path = dict(rows_of(large(), "expected"))
    today = path.pop(ON)
    assert list(path) == ends(2020, 2021, 2022, 2023, 2024, 2025)
    assert [float(number) for number in path.values()] == pytest.approx([float(each) for each in expected])
    assert min(expected[2:4]) <= today <= max(expected[2:4])


def test_a_sum_is_drawn_as_it_grows_from_nothing_and_its_figures_are_only_listed(plan):
    target = promise(plan, form="cumulative", value=500)
    for year, value in ((2022, 90), (2021, 80)):
        measure(target, year, value)
    picture = large()
    assert rows_of(picture, "expected")[0] == (date(2020, 12, 31), 0)
    assert rows_of(picture, "expected")[-1] == (date(2025, 12, 31), 500)
    assert rows_of(picture, "sum") == [(date(2021, 12, 31), 80), (date(2022, 12, 31), 170)]
    assert rows_of(picture, "summand") == [(date(2021, 12, 31), 80), (date(2022, 12, 31), 90)]
    assert rows_of(picture, "comparable", "baseline") == []


@pytest.mark.parametrize("bound", ["exact", "about", "over", "at_least"])
def test_the_goal_is_told_with_its_bound(plan, bound):
    promise(plan, value=200, bound=bound, **BASE)
    (goal,) = [row for row in large().rows if row[0].value == "goal"]
    assert (goal[1].value, goal[1].text, goal[2].value, goal[3].value) == (date(2025, 12, 31), "2025", 200, bound)


def test_a_bound_against_the_direction_leaves_no_path_but_its_line_is_drawn(plan):
    measure(promise(plan, value=200, bound="at_most", **BASE), 2022, 120)
    picture = large()
    assert rows_of(picture, "expected") == []
    assert rows_of(picture, "goal") == [(date(2025, 12, 31), 200)]
    assert "Its bound points against the direction" in picture.description


def test_the_goal_of_a_growth_is_the_level_that_it_leads_to(plan):
    promise(plan, form="annual_growth", value=10, **BASE)
    assert rows_of(large(), "goal") == [(date(2025, 12, 31), Decimal("161.051"))]


def test_without_a_baseline_no_path_is_drawn_and_that_is_said(plan):
    measure(promise(plan, value=200), 2022, 120)
    picture = large()
    assert rows_of(picture, "expected", "baseline") == []
    assert "No baseline is given. No expected path is drawn. The baseline is not known." in picture.description


def test_a_baseline_without_a_year_is_told_so(plan):
    promise(plan, value=200, baseline_value=100)
    picture = large()
    assert rows_of(picture, "baseline") == [(None, 100)]
    assert "its year is not stated" in picture.description


def test_without_a_due_date_the_goal_holds_throughout_and_that_is_said(plan):
    measure(promise(plan, value=200, due_on=None, due_on_precision="day", **BASE), 2022, 120)
    picture = large()
    assert rows_of(picture, "goal") == [(None, 200)]
    assert rows_of(picture, "expected") == []
    assert "no due date is stated" in picture.description


def test_without_a_figure_that_is_said(plan):
    promise(plan, value=200, **BASE)
    assert "Figures: none reported." in large().description


def test_a_target_that_has_neither_path_nor_figure_is_not_drawn(plan):
    promise(plan, value=200)
    assert target_pictures(assessed(), ON) == []
    assert targets_picture(assessed(), ON) is None


def test_the_formula_is_told_with_the_numbers_entered(plan):
    measure(promise(plan, value=200, **BASE), 2022, 120)
    assert "on 31 December 2022: 100 + (200 − 100) × 2 ÷ 5 = 140." in large().description


def test_every_figure_is_told_and_says_why_it_is_not_compared(plan):
    target = promise(plan, value=200, **BASE)
    source = factories.SourceFactory(slug="yearbook", name_en="The yearbook")
    made = [
        ({"source": source}, "comparable", "figure"),
        ({"is_preferred": False}, "not_preferred", "not the preferred figure"),
        ({"is_preferred": False, "state": "planned"}, "other_state", "figure, planned"),
        ({"scope_zh": "部分", "scope_en": "a part"}, "of_a_part", "figure of a part only, not comparable: a part"),
        ({"period_start": date(2022, 12, 1)}, "part_of_year", "figure for a part of a year, not comparable"),
        ({"period_start": None, "period_end": None}, "no_period", "figure without a period"),
        (
            {"value": None, "value_text_zh": "多家", "value_text_en": "several", "is_preferred": False},
            "no_number",
            "figure in words only",
        ),
    ]
    for details, _what, _words in made:
        measure(target, 2022, **{"value": 120} | details)
    picture = large()
    found = {row[0].value: row for row in picture.rows}
    assert {what: found[what][0].text for _details, what, _words in made} == {what: words for _d, what, words in made}
    assert [found["comparable"][4].text, found["comparable"][4].href] == ["The yearbook", "/en/sources/yearbook/"]
    assert found["not_preferred"][4].text == "uncited"
    assert (found["no_number"][2].text, found["no_number"][2].value) == ("several", None)
    assert "7 figures are reported. 6 of them cannot be held against the target" in picture.description


def test_a_number_beyond_all_figures_is_told_and_not_drawn(plan):
    promise(plan, form="annual_growth", value=10**9, **BASE)
    picture = large()
    assert rows_of(picture, "goal") == [(date(2025, 12, 31), None)]
    assert rows_of(picture, "expected")[0] == (date(2020, 12, 31), 100)


def test_the_verdict_stands_above_the_drawing_and_what_is_said_if_they_disagree(plan):
    initiative = factories.InitiativeFactory(plan=plan)
    target = promise(plan, value=200, initiative=initiative, **BASE)
    measure(target, 2022, 120)
    (panel,) = large().settings["panels"]
    assert (panel["verdict"], panel["tone"]) == ("□ behind the expected path", "warn")
    factories.report(initiative=initiative, as_of=date(2022, 6, 1), status="completed")
    (panel,) = large().settings["panels"]
    assert panel["verdict"] == "□ behind the expected path; said: completed"


def test_small_drawings_show_those_with_figures_first_and_count_the_rest(plan):
    promise(plan, value=1)
    promise(plan, value=200, **BASE)
    measure(promise(plan, value=300), 2022, 120)
    picture = targets_picture(assessed(), ON)
    slugs = list(Target.objects.order_by("id").values_list("slug", flat=True))
    assert [panel["key"] for panel in picture.settings["panels"]] == [slugs[2], slugs[1]]
    assert {row[0].value for row in picture.rows} == set(slugs[1:])
    assert "1 target has neither a path nor a figure to draw" in picture.description


def test_many_targets_make_one_picture_of_bearable_length(plan):
    for _number in range(MOST_PANELS + 2):
        promise(plan, value=200, **BASE)
    (picture,) = target_pictures(assessed(), ON)
    assert (picture.key, len(picture.settings["panels"])) == ("targets", MOST_PANELS)
    assert "2 further targets are not drawn" in picture.description


def test_a_few_targets_are_drawn_large_each_under_its_own_name(plan):
    made = [promise(plan, value=200, **BASE) for _number in range(MOST_LARGE)]
    pictures = target_pictures(assessed(), ON)
    assert [picture.key for picture in pictures] == [f"target-{target.slug}" for target in made]
    assert [picture.title for picture in pictures] == [target.indicator.name_en for target in made]


def test_a_path_of_many_years_is_told_at_few_of_them(plan):
    promise(plan, value=200, due_on=date(2100, 1, 1), **BASE)
    assert 3 < len(rows_of(large(), "expected")) < 20


def course(indicator):
    return indicator_pictures(selectors.indicator_table(indicator, ON), ON)


def test_an_indicator_is_drawn_by_area_beside_what_was_promised_there(plan):
    target = promise(plan, value=200, **BASE)
    measure(target, 2022, 120)
    other = factories.ZoneFactory(slug="other", name_en="Another zone")
    for year in (2021, 2022):
        factories.ObservationFactory(
            zone=other, indicator=target.indicator, period_start=date(year, 1, 1), period_end=date(year, 12, 31)
        )
    (picture,) = course(target.indicator)
    assert [(panel["name"], panel["note"]) for panel in picture.settings["panels"]] == [
        ("The zone", plan.name_en),
        ("Another zone", ""),
    ]
    assert picture.settings["together"]


def test_a_single_figure_is_no_course_and_that_is_said(plan):
    target = promise(plan, value=200, **BASE)
    factories.ObservationFactory(zone=factories.ZoneFactory(), indicator=target.indicator)
    (picture,) = course(target.indicator)
    assert "1 area has no two figures for periods of one length" in picture.description
    Target.objects.all().delete()
    assert course(target.indicator) == []


def test_a_month_and_a_year_are_no_course_together(plan):
    indicator = factories.IndicatorFactory(slug="indicator")
    for start, end in ((date(2021, 1, 1), date(2021, 12, 31)), (date(2022, 5, 1), date(2022, 5, 31))):
        factories.ObservationFactory(zone=plan.zone, indicator=indicator, period_start=start, period_end=end)
    assert course(indicator) == []


def test_figures_of_a_part_make_a_course_of_their_own(plan):
    indicator = factories.IndicatorFactory()
    for year in (2021, 2022):
        factories.ObservationFactory(
            zone=plan.zone, indicator=indicator, scope_zh="部分", scope_en="A part",
            period_start=date(year, 1, 1), period_end=date(year, 12, 31),
        )  # fmt: skip
    (picture,) = course(indicator)
    assert picture.title == "A part"
    assert len(rows_of(picture, "comparable")) == 2


def test_an_indicator_page_says_that_there_is_no_course_to_draw(client, plan):
    factories.ObservationFactory(zone=plan.zone, indicator=factories.IndicatorFactory(slug="indicator"))
    assert "there is no course to draw" in client.get("/en/indicators/indicator/").content.decode()


@pytest.mark.parametrize("address", ["/en/plans/plan/", "/en/zones/zone/", "/en/indicators/indicator/"])
def test_pictures_of_targets_do_not_add_queries_with_their_number(
    client, plan, django_assert_max_num_queries, address
):
    indicator = factories.IndicatorFactory(slug="indicator")
    for number in range(10):
        initiative = factories.InitiativeFactory(plan=plan)
        factories.report(initiative=initiative, as_of=date(2022, 6, 1), status="completed")
        target = promise(plan, value=200, initiative=initiative, indicator=indicator, **BASE)
        measure(target, 2022, 100 + number, source=factories.SourceFactory())
    with django_assert_max_num_queries(MOST_QUERIES + 5):
        assert 'data-kind="target"' in client.get(address).content.decode()


def test_the_table_of_a_picture_can_be_downloaded(client, plan):
    target = promise(plan, value=200, **BASE)
    measure(target, 2022, 120)
    lines = client.get("/en/plans/plan/?csv=targets").content.decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[:4] == ["Target", "What it is", "Day or period", "Value"]
    assert f"{target.indicator.name_en},figure,2022,120,exact,uncited" in lines
    assert f"{target.indicator.name_en},goal,2025,200,exact,uncited" in lines


def test_a_page_shows_what_is_said_what_is_measured_and_that_they_disagree(client, plan):
    initiative = factories.InitiativeFactory(plan=plan, slug="initiative")
    target = promise(plan, value=200, initiative=initiative, due_on=date(2022, 1, 1), **BASE)
    measure(target, 2022, 120)
    factories.report(initiative=initiative, as_of=date(2023, 1, 1), status="completed", percent=100)
    body = client.get("/en/initiatives/initiative/").content.decode()
    for words in (
        "The source says",
        "100%",
        "1 January 2023",
        "The numbers say",
        "missed",
        "They disagree: completed",
    ):
        assert words in body
    answer = client.get(f"/api/v1/targets/{target.slug}/").json()["assessment"]
    assert (answer["stated"]["status"]["value"], answer["stated"]["percent"]) == ("completed", 100)
    assert answer["agreement"]["value"] == "claimed_not_reached"


def test_a_figure_that_is_not_public_is_in_no_picture(client, plan):
    target = promise(plan, value=200, **BASE)
    measure(target, 2022, 117, publication="draft", accepted_version=None)
    assert Observation.objects.count() == 1
    assert "117" not in client.get("/en/plans/plan/?csv=targets").content.decode()


@pytest.mark.parametrize(
    ("path", "numbers", "expected", "words"),
    [
        (ExpectedPath.LINEAR, (100, 200, None, None), 140, "100 + (200 − 100) × 2 ÷ 5 = 140"),
        (ExpectedPath.LINEAR, (-5, 10, None, None), 1, "(−5) + (10 − (−5)) × 2 ÷ 5 = 1"),
        (ExpectedPath.GROWTH, (100, 161, 10, None), 121, "100 × (1 + 10%)^2 = 121"),
        (ExpectedPath.GROWTH, (100, 59, -10, None), 81, "100 × (1 − 10%)^2 = 81"),
        (ExpectedPath.MULTIPLE, (100, 3200, None, 32), 400, "100 × 32^(2 ÷ 5) = 400"),
        (ExpectedPath.PROPORTIONAL, (0, 500, None, None), 200, "500 × 2 ÷ 5 = 200"),
        (ExpectedPath.CONSTANT, (None, 90, None, None), 90, "90"),
        (ExpectedPath.LINEAR, (0, 1, None, None), "0.123456", "0 + (1 − 0) × 2 ÷ 5 ≈ 0.1235"),
    ],
)
def test_a_formula_is_written_with_its_numbers(path, numbers, expected, words):
    baseline, goal, growth, multiple = (None if each is None else Decimal(each) for each in numbers)
    formula = Formula(path, baseline, goal, growth, multiple, Decimal(2), Decimal(5))
    assert formats.worked(formula, Decimal(expected), "en") == words
