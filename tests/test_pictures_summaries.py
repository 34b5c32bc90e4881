"""Summaries as bars: what was reported, what is evidenced and what is declared; what is unknown stands as such."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import factories
from zones import pictures, selectors
from zones.models import Zone

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def texts(picture):
    """Return the rows of a picture as texts by the headings of their columns."""
    headings = [column.label for column in picture.columns]
    return [dict(zip(headings, (cell.text for cell in row), strict=True)) for row in picture.rows]


def links(picture, column):
    place = [each.key for each in picture.columns].index(column)
    return [row[place].href for row in picture.rows]


def reported(plan, status, **details):
    initiative = factories.InitiativeFactory(plan=plan, **details)
    factories.report(initiative=initiative, as_of=date(2022, 5, 1), status=status)
    return initiative


def statuses_of_zones():
    zones = list(Zone.objects.zones())
    return pictures.zone_statuses(zones, selectors.statuses_by_zone(zones))


def test_each_zone_has_a_bar_of_the_statuses_reported_anywhere_and_what_is_not_reported():
    plan = factories.PlanFactory(zone__slug="a", zone__name_en="A")
    reported(plan, "in_progress")
    factories.InitiativeFactory(plan=plan)
    reported(factories.PlanFactory(zone__slug="b", zone__name_en="B"), "postponed")
    factories.ZoneFactory(slug="c", name_en="C")
    picture = statuses_of_zones()
    assert texts(picture) == [
        {"Zone": "A", "in progress": "1", "postponed": "0", "no progress reported": "1", "Initiatives": "2"},
        {"Zone": "B", "in progress": "0", "postponed": "1", "no progress reported": "0", "Initiatives": "1"},
        {"Zone": "C", "in progress": "", "postponed": "", "no progress reported": "", "Initiatives": "none recorded"},
    ]
    assert [cell.data for cell in picture.rows[2]] == [""] * 5, "what is not recorded is no zero"
    assert picture.description.startswith("1 of 3 initiatives are without any reported progress.")
    *known, unknown = picture.settings["parts"]
    assert unknown == {"key": "unreported", "open": True}
    assert len({part["pattern"] for part in known}) == 2, "statuses are told by pattern, not by colour alone"


def test_every_number_of_reports_leads_to_the_list_of_as_many(client):
    plan = factories.PlanFactory(zone__slug="a")
    whole = reported(plan, "in_progress")
    factories.InitiativeFactory(plan=plan, parent=whole)
    factories.InitiativeFactory.create_batch(2, plan=plan)
    (row,) = statuses_of_zones().rows
    for cell in row[1:]:
        assert client.get(cell.href).context["page"].paginator.count == cell.value


def test_a_plan_has_a_bar_for_each_tier_that_leads_to_its_list(client):
    plan = factories.PlanFactory(slug="plan")
    tier = factories.PlanTierFactory(plan=plan, position=3, label_en="Six projects")
    factories.PlanTierFactory(plan=plan, position=4)  # without members
    reported(plan, "completed", tier=tier)
    factories.InitiativeFactory(plan=plan)
    overview = selectors.plan_overview(selectors.seen_plans().get(), ON)
    picture = pictures.plan_statuses(overview)
    assert [(row["Tier"], row["completed"], row["no progress reported"]) for row in texts(picture)] == [
        ("Six projects", "1", "0"),
        ("Outside the numbered structure", "0", "1"),
    ]
    listed, unlisted = links(picture, "total")
    assert client.get(listed).context["page"].paginator.count == 1
    assert unlisted == ""


def test_an_area_has_a_bar_for_each_plan_without_counting_parts():
    zone = factories.ZoneFactory()
    plan = factories.PlanFactory(zone=zone, name_en="First")
    factories.InitiativeFactory(plan=plan, parent=factories.InitiativeFactory(plan=plan))
    factories.PlanFactory(zone=zone, name_en="Second", period=None)
    (first, second) = texts(pictures.area_statuses(selectors.zone_overview(zone, ON)))
    assert (first["Plan"], first["no progress reported"]) == ("First", "1")
    assert (second["Plan"], second["Initiatives"]) == ("Second", "none recorded")


def test_the_nation_the_provinces_and_the_zones_stand_together():
    factories.InitiativeFactory(plan__zone=factories.NationFactory())
    reported(factories.PlanFactory(), "in_progress")
    areas = list(Zone.objects.all())
    picture = pictures.level_statuses(areas, selectors.statuses_by_zone(areas))
    assert [(row["Area"], row["Initiatives"]) for row in texts(picture)] == [
        ("High-tech zones", "1"),
        ("Provinces", "none recorded"),
        ("Nation", "1"),
    ]
    evidence = pictures.level_evidence(areas, selectors.coverage_by_zone(areas))
    assert {row["Area"]: row["no source"] for row in texts(evidence)} == {
        "High-tech zones": "4 (100%)",
        "Provinces": "1 (100%)",
        "Nation": "3 (100%)",
    }


def test_the_zone_that_is_evidenced_worst_comes_first():
    source = factories.SourceFactory()
    cited = factories.ZoneFactory(slug="a", name_en="Cited", source=source)
    quoted = factories.ZoneFactory(slug="b", name_en="Quoted", source=source, quotation="升级版")
    half = factories.ZoneFactory(slug="c", name_en="Half", source=source, quotation="升级版")
    factories.PlanFactory(zone=half)
    zones = [cited, quoted, half]
    picture = pictures.zone_evidence(zones, selectors.coverage_by_zone(zones))
    assert texts(picture) == [
        {
            "Zone": "Half",
            "source and its words": "1 (50%)",
            "source without its words": "0 (0%)",
            "no source": "1 (50%)",
            "Records": "2",
        },
        {
            "Zone": "Cited",
            "source and its words": "0 (0%)",
            "source without its words": "1 (100%)",
            "no source": "0 (0%)",
            "Records": "1",
        },
        {
            "Zone": "Quoted",
            "source and its words": "1 (100%)",
            "source without its words": "0 (0%)",
            "no source": "0 (0%)",
            "Records": "1",
        },
    ]
    assert picture.description.startswith("3 of 4 records name their source, 2 of them with its own words.")


def test_a_single_record_without_a_source_is_never_rounded_away():
    coverage = {"all": selectors.Coverage(999, 1000), "goal": selectors.Coverage(cited=999, total=1000, quoted=999)}
    ((_name, quoted, named, uncited, _total),) = pictures.kind_evidence(coverage).rows
    assert [quoted.text, named.text, uncited.text] == ["999 (99%)", "0 (0%)", "1 (1%)"]


def test_kinds_of_records_that_a_plan_does_not_have_are_left_out():
    plan = factories.PlanFactory()
    factories.GoalFactory(plan=plan)
    picture = pictures.kind_evidence(selectors.evidence_coverage(plan=plan))
    assert [row["Kind of record"] for row in texts(picture)] == ["Plans", "Goals"]


def test_what_is_declared_and_not_named_stands_beside_what_is_recorded():
    tier = factories.PlanTierFactory(plan__zone__name_en="Tianjin", declared_count=4)
    factories.InitiativeFactory(plan=tier.plan, tier=tier)
    silent = factories.ZoneFactory(name_en="Fuzhou")
    zones = [tier.plan.zone, silent]
    picture = pictures.declared_picture(zones, selectors.declared_by_zone(zones))
    assert texts(picture) == [
        {"Zone": "Tianjin", "recorded by name": "1", "declared, not named": "3", "Declared": "4"}
    ]
    assert picture.description.endswith("The plans of these zones declare no number: Fuzhou.")


def test_where_nothing_is_recorded_no_bar_is_drawn():
    zone = factories.ZoneFactory()
    assert pictures.zone_statuses([zone], selectors.statuses_by_zone([zone])) is None
    assert pictures.declared_picture([zone], selectors.declared_by_zone([zone])) is None
    assert pictures.kind_evidence({"all": selectors.Coverage(0, 0)}) is None


@pytest.mark.parametrize(
    ("address", "name", "heading"),
    [
        ("/en/", "statuses", "Area"),
        ("/en/", "evidence", "Area"),
        ("/en/zones/", "statuses", "Zone"),
        ("/en/zones/", "evidence", "Zone"),
        ("/en/zones/", "declared", "Zone"),
        ("/en/zones/zone/", "statuses", "Plan"),
        ("/en/zones/zone/", "evidence", "Kind of record"),
        ("/en/plans/plan/", "statuses", "Tier"),
        ("/en/plans/plan/", "evidence", "Kind of record"),
    ],
)
def test_each_summary_stands_on_its_page_and_downloads_as_csv(client, address, name, heading):
    tier = factories.PlanTierFactory(plan__slug="plan", plan__zone__slug="zone", declared_count=2)
    factories.InitiativeFactory(plan=tier.plan, tier=tier)
    assert f'id="picture-{name}"' in client.get(address).content.decode()
    answer = client.get(address, {"csv": name})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == heading
    assert len(rows) > 1


@pytest.mark.parametrize("address", ["/", "/zones/", "/zones/zone/", "/plans/plan/"])
def test_summaries_of_drafts_are_summaries_of_what_is_public(client, address):
    plan = factories.PlanFactory(slug="plan", zone__slug="zone")
    factories.InitiativeFactory(plan=plan)
    before = [client.get(address, {"csv": name}).content for name in ("statuses", "evidence")]
    hidden = factories.InitiativeFactory(plan=plan, publication="draft", accepted_version=None)
    factories.ProgressUpdateFactory(initiative=hidden)
    assert [client.get(address, {"csv": name}).content for name in ("statuses", "evidence")] == before


@pytest.mark.parametrize("address", ["/", "/zones/", "/themes/"])
def test_pages_with_summaries_ask_as_often_for_many_zones_as_for_one(client, address):
    def grow():
        initiative = factories.InitiativeFactory(plan__code="4")
        initiative.themes.add(factories.ThemeFactory())
        factories.PlanTierFactory(plan=initiative.plan, declared_count=4)
        factories.ProgressUpdateFactory(initiative=initiative)

    counts = []
    for number in (1, 12):
        for _ in range(number):
            grow()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
