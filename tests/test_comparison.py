"""Areas side by side: what may be asked, what is common, what is of one alone, and what cannot be compared."""

import re
from datetime import date
from html import unescape

import pytest

from tests import factories
from zones import selectors
from zones.models import Zone

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14
ON = date(2026, 1, 1)


@pytest.fixture
def zones():
    return [
        factories.ZoneFactory(slug=slug, name_zh=f"{chinese}高新区", name_en=f"{slug.title()} High-tech Zone")
        for slug, chinese in (("guangzhou", "广州"), ("shenzhen", "深圳"), ("zhuzhou", "株洲"))
    ]


def year(number):
    return {"period_start": date(number, 1, 1), "period_end": date(number, 12, 31)}


def page(client, *slugs, language="/en", status=200):
    response = client.get(f"{language}/compare/", {"zone": slugs})
    assert response.status_code == status
    return unescape(response.content.decode())


def pursue(zone, *themes):
    """Give a zone a goal and an initiative with each of the themes."""
    plan = factories.PlanFactory(zone=zone, period=None, kind="action")
    factories.GoalFactory(plan=plan).themes.set(themes)
    factories.InitiativeFactory(plan=plan).themes.set(themes)


def compared(zones):
    return selectors.compare(zones, ON)


def test_without_a_choice_the_page_offers_the_zones_and_an_example(client, zones):
    body = page(client)
    assert body.count('type="checkbox"') == 3
    assert "checked" not in body
    assert 'href="/en/compare/?zone=guangzhou&zone=shenzhen">Guangzhou and Shenzhen compared' in body
    assert "<table" not in body


def test_without_any_zone_the_page_says_so(client):
    assert "No zone is recorded yet" in page(client)


def test_a_link_can_tick_a_zone_before_anything_is_compared(client, zones):
    body = client.get("/en/compare/?with=shenzhen&with=nowhere").content.decode()
    assert re.findall(r'<input[^>]* value="([a-z]+)"[^>]* checked', body) == ["shenzhen"]
    assert 'role="alert"' not in body


@pytest.mark.parametrize(
    ("slugs", "message"),
    [
        (["guangzhou", "nowhere"], "“nowhere” is not known here."),
        (["guangzhou"], "Choose at least two different areas."),
        (["guangzhou", "guangzhou"], "“guangzhou” is chosen more than once."),
        (["guangzhou", "shenzhen", "guangzhou"], "“guangzhou” is chosen more than once."),
        (["guangzhou", "shenzhen", "zhuzhou", "national", "province"], "Choose at most four areas."),
        (["guangzhou", "shen\0zhen"], "The text contains a character that cannot be stored."),
        (["guangzhou", "深圳"], "“深圳” is not known here."),
        (["guangzhou", "<script>alert(1)</script>"], "is not known here."),
        (["guangzhou", "1" * 2000], "is not known here."),
    ],
)
def test_a_choice_that_cannot_be_understood_is_refused_with_its_reason_and_stays_ticked(client, zones, slugs, message):
    factories.ProvinceFactory(slug="province")
    body = page(client, *slugs, status=400)
    assert re.search(rf"<strong>Areas to compare</strong>: .*{re.escape(message)}</li>", body)
    assert re.search(r'value="guangzhou"[^>]* checked', body)
    assert "<table" not in body


def test_a_hostile_choice_is_shown_escaped(client, zones):
    response = client.get("/en/compare/", {"zone": ["guangzhou", "<script>alert(1)</script>"]})
    assert "<script>alert" not in response.content.decode()


def test_the_title_names_what_is_compared_in_the_order_chosen(client, zones):
    assert "<title>深圳高新区与广州高新区对比" in page(client, "shenzhen", "guangzhou", language="")
    assert "<title>Shenzhen and Guangzhou compared" in page(client, "shenzhen", "guangzhou")
    assert "<title>Guangzhou, Shenzhen and Zhuzhou compared" in page(client, "guangzhou", "shenzhen", "zhuzhou")


def test_names_that_do_not_end_alike_are_written_in_full(client, zones):
    factories.ZoneFactory(slug="zhongguancun", name_en="Zhongguancun")
    body = page(client, "guangzhou", "zhongguancun")
    assert "<title>Guangzhou High-tech Zone and Zhongguancun compared" in body


def test_a_comparison_has_an_address_of_its_own_in_each_language(client, zones):
    body = page(client, "guangzhou", "shenzhen", language="")
    assert re.search(r'<link rel="canonical" href="[^"]*/compare/\?zone=guangzhou&zone=shenzhen">', body)
    assert "/en/compare/?zone=guangzhou&zone=shenzhen" in body


def test_an_area_above_the_zones_can_be_compared_too_and_stays_in_the_form(client, zones):
    province = zones[0].parent
    body = page(client, "guangzhou", province.slug)
    assert re.search(rf'value="{province.slug}"[^>]* checked', body)


def test_plans_of_one_kind_and_period_stand_beside_each_other(zones):
    shared = [factories.PlanFactory(zone=zone) for zone in zones[:2]]
    actions = factories.PlanFactory.create_batch(2, zone=zones[0], period=None, kind="action")
    overall, *others = compared(zones[:2]).plan_groups
    assert overall.period.number == 14
    assert [cell.plan for cell in overall.cells] == shared
    assert [(group.period, group.kind) for group in others] == [(None, "action")] * 2
    assert [[cell and cell.plan for cell in group.cells] for group in others] == [[plan, None] for plan in actions]


def test_a_plan_shows_what_is_declared_recorded_and_missing(client, zones):
    plan = factories.PlanFactory(zone=zones[0], code="1246", vision_zh="升级版", vision_en="An upgraded edition")
    tier = factories.PlanTierFactory(plan=plan, position=3, numeral="4", label_en="four areas", declared_count=4)
    factories.InitiativeFactory(plan=plan, tier=tier)
    body = page(client, "guangzhou", "shenzhen")
    assert f'<a href="/en/plans/{plan.slug}/#tier-3">Guangzhou · four areas</a>' in body
    numbers = {"Declared": 4, "Recorded by name": 1, "Declared, not named": 3}
    for label, number in numbers.items():
        assert f'<td data-label="{label}" data-value="{number}" class="number">{number}</td>' in body
    for words in ("1246", "An upgraded edition", "no such plan recorded"):
        assert words in body


def test_every_initiative_is_counted_once_its_parts_too(zones):
    plan = factories.PlanFactory(zone=zones[0])
    tier = factories.PlanTierFactory(plan=plan)
    whole = factories.InitiativeFactory(plan=plan)
    part = factories.InitiativeFactory(plan=plan, parent=whole, tier=tier)
    grandchild = factories.InitiativeFactory(plan=plan, parent=part)
    column = compared(zones[:2]).columns[0]
    assert sorted(each.pk for each in column.initiatives) == [whole.pk, part.pk, grandchild.pk]


def test_initiatives_without_any_report_are_unknown_and_never_nought_per_cent(client, zones):
    plan = factories.PlanFactory(zone=zones[0])
    reported, _silent = factories.InitiativeFactory.create_batch(2, plan=plan)
    factories.report(initiative=reported, as_of=date(2022, 5, 1), status="in_progress")
    section = page(client, "guangzhou", "shenzhen").partition('id="initiatives"')[2].partition("</section>")[0]
    assert "1 of 2 initiatives are without any reported progress." in section
    assert "%" not in section
    first, second = (column.statuses for column in compared(zones[:2]).columns)
    assert (first.reported, first.unreported, first.total) == ({"in_progress": 1}, 1, 2)
    assert second.total == 0


def test_goals_and_initiatives_are_named_under_their_kind_with_their_evidence(client, zones):
    plan = factories.PlanFactory(zone=zones[0])
    source = factories.SourceFactory(name_en="A dialogue")
    factories.GoalFactory(plan=plan, kind="positioning", name_en="A world-class park", source=source, locator="§7 ¶2")
    factories.InitiativeFactory(plan=plan, kind="strategy", name_en="Innovation first")
    body = page(client, "guangzhou", "shenzhen")
    for words in ("positioning", "A world-class park", "A dialogue", "§7 ¶2", "strategy", "Innovation first"):
        assert words in body


def test_of_many_initiatives_the_first_are_named_and_the_rest_linked(client, zones):
    plan = factories.PlanFactory(zone=zones[0])
    factories.InitiativeFactory.create_batch(25, plan=plan, kind="measure")
    body = page(client, "guangzhou", "shenzhen")
    assert '/en/initiatives/?zone=guangzhou&kind=measure">5 more' in body


def test_themes_of_all_come_first_then_of_several_then_of_one_alone(zones):
    every, several, only_last, of_nobody = factories.ThemeFactory.create_batch(4)
    pursue(zones[0], every, several)
    pursue(zones[1], every, several)
    pursue(zones[2], every, only_last)
    shares = compared(zones).theme_shares
    assert [(share.by_all, share.only) for share in shares] == [(True, None), (False, None), (False, zones[2])]
    assert [[row.subject for row in share.rows] for share in shares] == [[every], [several], [only_last]]
    assert [count for _zone, count in shares[1].rows[0].cells] == [2, 2, 0]
    assert of_nobody not in [row.subject for share in shares for row in share.rows]


def test_an_empty_cell_of_the_themes_says_to_screen_readers_that_none_is_recorded(client, zones):
    pursue(zones[0], factories.ThemeFactory(slug="green"))
    body = page(client, "guangzhou", "shenzhen").partition('id="themes"')[2]
    assert '/en/themes/green/#guangzhou">2</a>' in body
    assert '<td data-value=""><span class="visually-hidden">none recorded</span></td>' in body


def test_in_common_is_what_the_records_say_of_all_and_only_what_they_say_of_one(zones):
    theme, other = factories.ThemeFactory.create_batch(2)
    pursue(zones[0], theme, other)
    pursue(zones[1], theme)
    plan = factories.PlanFactory(zone=zones[0], code="1246")
    found = selectors.contrast(compared(zones[:2]))
    assert found.themes == [theme]
    first, second = found.only
    assert (first.zone, first.themes) == (zones[0], [other])
    assert (second.zone, second.themes) == (zones[1], [])
    assert any(plan.code in fact for fact in first.facts)
    assert any(plan.period.name in fact for fact in first.facts)
    assert not any("1246" in fact for fact in found.facts)


def test_what_two_of_three_have_is_neither_common_nor_of_one_alone(client, zones):
    for zone in zones[:2]:
        factories.PlanFactory(zone=zone)
    body = page(client, "guangzhou", "shenzhen", "zhuzhou")
    brief = body[body.index('class="contrast"') : body.index('class="chooser"')]
    assert "A plan is recorded for the 14th Five-Year period." not in brief
    assert brief.index("Only Zhuzhou") < brief.index("No plan is recorded.")
    assert "Only Guangzhou" not in brief


def test_areas_of_which_nothing_is_recorded_have_only_that_in_common(client, zones):
    body = page(client, "guangzhou", "shenzhen")
    assert "No initiative is recorded." in body
    assert "No plan is recorded for any of them." in body
    assert "No figure can be compared" in body
    assert "no target published" in body


def test_progress_is_told_as_far_as_it_is_reported(zones):
    plan = factories.PlanFactory(zone=zones[0])
    first, second = factories.InitiativeFactory.create_batch(2, plan=plan)
    said = set()
    for initiative in (None, first, second):
        if initiative:
            factories.report(initiative=initiative, as_of=date(2022, 5, 1), status="in_progress")
        said.add(selectors.contrast(compared(zones[:2])).only[0].facts[-1])
    assert len(said) == 3


def test_the_newest_figure_of_each_area_is_compared_and_the_older_one_is_said_to_be_older(client, zones):
    indicator = factories.IndicatorFactory()
    for zone in zones[:2]:
        factories.ObservationFactory(zone=zone, indicator=indicator, value=1, **year(2019))
        factories.ObservationFactory(zone=zone, indicator=indicator, value=2, **year(2021))
        factories.ObservationFactory(zone=zone, indicator=indicator, value=3, is_preferred=False, **year(2022))
        factories.ObservationFactory(zone=zone, indicator=indicator, value=4, period_start=None, period_end=None)
    figures = compared(zones[:2]).figures
    (shared,) = figures.shared
    assert [figure.value for _zone, figure in shared.cells] == [2, 2]
    assert [(refusal.reason, refusal.count) for refusal in figures.refusals] == [("not_preferred", 2), ("older", 4)]
    body = page(client, "guangzhou", "shenzhen").partition('id="figures"')[2]
    compared_figures, refused = body.split('id="refused"')
    assert compared_figures.count(">2021<") == 2
    assert "The area has a newer one, which is compared." in refused
    assert "2019" in refused


def test_a_figure_that_is_not_compared_stands_under_its_reason_with_its_evidence(client, zones):
    source = factories.SourceFactory(name_en="Yearbook")
    indicator = factories.IndicatorFactory(name_en="Exports")
    factories.ObservationFactory(zone=zones[0], indicator=indicator, value=7, source=source, locator="§9")
    factories.ObservationFactory(zone=zones[1], indicator=indicator, scope_zh="自主品牌", scope_en="own brands")
    refused = page(client, "guangzhou", "shenzhen").partition('id="refused"')[2]
    reason, rows = refused.index("What they cover differs"), refused.index(">Exports<")
    assert reason < rows < refused.index("7 enterprises") < refused.index("Yearbook") < refused.index("own brands")


def test_targets_are_counted_by_what_the_numbers_say_of_them(zones):
    plan = factories.PlanFactory(zone=zones[0])
    met, _open = factories.TargetFactory.create_batch(2, plan=plan, baseline_year=2020, baseline_value=500)
    factories.ObservationFactory(zone=zones[0], indicator=met.indicator, value=1000, **year(2025))
    first, second = compared(zones[:2]).columns
    assert first.verdicts == {"achieved": 1, "no_data": 1}
    assert second.verdicts == {}


def test_coverage_counts_the_records_of_each_area_alone(zones):
    source = factories.SourceFactory()
    plan = factories.PlanFactory(zone=zones[0], source=source)
    initiative = factories.InitiativeFactory(plan=plan)
    factories.MilestoneFactory(initiative=initiative, source=source)
    factories.ObservationFactory(zone=zones[0])
    for zone in zones[:2]:
        coverage = selectors.coverage_by_zone(zones)[zone.pk]
        assert coverage == selectors.evidence_coverage(zone=zone)["all"]
    assert selectors.coverage_by_zone(zones)[zones[0].pk] == selectors.Coverage(cited=2, total=5)


def fill(zone, count):
    """Give an area `count` of everything that a comparison reads."""
    source = factories.SourceFactory()
    plan = factories.PlanFactory(zone=zone, period=None, kind="action", source=source)
    for position in range(1, count + 1):
        theme, indicator = factories.ThemeFactory(), factories.IndicatorFactory()
        tier = factories.PlanTierFactory(plan=plan, position=position, declared_count=3)
        factories.GoalFactory(plan=plan, tier=tier, source=source, position=position).themes.add(theme)
        initiative = factories.InitiativeFactory(plan=plan, tier=tier, position=position, source=source)
        initiative.themes.add(theme)
        factories.InitiativeFactory(plan=plan, parent=initiative, position=position).themes.add(theme)
        factories.TargetFactory(plan=plan, indicator=indicator, tier=tier)
        for other in Zone.objects.zones():
            factories.ObservationFactory(zone=other, indicator=indicator, source=source)
        factories.report(initiative=initiative, as_of=date(2022, 5, 1), status="in_progress", source=source)


def test_a_comparison_asks_the_database_as_often_for_thirty_rows_as_for_one(
    client, zones, django_assert_max_num_queries
):
    for zone in zones:
        fill(zone, 1)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        page(client, "guangzhou", "shenzhen")
    for zone in zones:
        fill(zone, 30)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        page(client, "guangzhou", "shenzhen", "zhuzhou", zones[0].parent.slug)
    assert len(many) <= len(few)


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_page_has_no_raw_values_and_no_id_twice(client, zones, language):
    for zone in zones:
        fill(zone, 2)
    body = page(client, "guangzhou", "shenzhen", "zhuzhou", language=language)
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<script.*?</script>", " ", body, flags=re.S))
    assert not re.search(r"\b(None|in_progress|no_data|zh-hans)\b", text)
    ids = re.findall(r' id="([^"]+)"', body)
    assert len(ids) == len(set(ids))
