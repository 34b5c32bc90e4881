"""Reports as Word files: they hold what the pages hold, say what is unknown, and are what an office would hand in."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from tests import factories
from tests.world import MOST_QUERIES, address, grow
from zones import formats, selectors
from zones.models import Initiative, Plan, Zone
from zones.reports import unknowns
from zones.reports.document import chinese_number
from zones.selectors.reports import plan_report, zone_report

pytestmark = pytest.mark.django_db

LANGUAGES = ["zh-hans", "en"]
REPORTS = [("plan", "plan"), ("zone", "zone")]


def read(client, kind, slug, language="zh-hans"):
    """Return the report of a plan or an area, read again as Word would."""
    response = client.get(address(f"{kind}-report", language, slug))
    assert response.status_code == 200
    return Document(BytesIO(response.content))


def paragraphs(document):
    """Return every paragraph of the text, those in tables too."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def words(document):
    return "\n".join(paragraph.text for paragraph in paragraphs(document))


def headings(document, level=1):
    return [each.text for each in document.paragraphs if each.style.name == f"Heading {level}"]


def overview_of(kind, language):
    """Return the overview that the page of the world's plan or area shows."""
    if kind == "plan":
        plan = selectors.seen_plans().get(slug="plan")
        return selectors.plan_overview(plan, timezone.localdate())
    return selectors.zone_overview(Zone.objects.get(slug="zone"), timezone.localdate())


# --- what is in it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "slug"), REPORTS)
def test_a_report_holds_all_that_the_overview_of_its_page_holds(client, world, kind, slug, language):
    grow(factories.PlanFactory(zone=world.zone, period=None, slug="other"), world.source, 3)
    text = words(read(client, kind, slug, language))
    with translation.override(language):
        overview = overview_of(kind, language)
        structures = [overview.tiers] if kind == "plan" else [each.structure for each in overview.plans]
        views = [view for structure in structures for view in structure]
        for view in views:
            assert (view.tier.label if view.tier else _("Outside the numbered structure")) in text
            assert all(goal.name in text for goal in view.goals)
        for initiative in overview.initiatives:
            assert initiative.name in text
            assert initiative.get_kind_display() in text
        for row in overview.targets:
            assert row.target.indicator.name in text
            assert formats.number(row.target.value, language) in text
            assert str(row.assessment.verdict.label) in text
        for status, count in overview.statuses.items():
            said = _("%(status)s %(count)s") % {"status": status.label, "count": count}
            assert (said in text) == bool(count)
        coverage = overview.coverage["all"]
        told = _("%(cited)s of %(total)s records name their source.")
        assert told % {"cited": coverage.cited, "total": coverage.total} in text
        assert world.source.name in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "slug"), REPORTS)
def test_a_report_shows_the_figures_with_unit_bound_and_period(client, world, kind, slug, language):
    figures = list(world.zone.observations.select_related("indicator"))
    measured = figures[0]
    measured.value, measured.bound = Decimal(12345), "over"
    measured.save()
    text = words(read(client, kind, slug, language))
    with translation.override(language):
        assert formats.quantity(Decimal(12345), measured.indicator.unit, "over", language) in text
        assert formats.period(date(2020, 1, 1), date(2020, 12, 31), language) in text
        for figure in figures:
            assert figure.indicator.name in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_shows_what_was_last_reported_and_the_milestones(client, world, language):
    initiative = world.initiatives.get(slug="initiative")
    factories.report(initiative=initiative, as_of=date(2021, 1, 1), status="announced", summary_zh="从前的话")
    update = {"summary_zh": "已开工", "summary_en": "Work has begun", "percent": 40, "precision": "month"}
    factories.report(initiative=initiative, as_of=date(2023, 3, 1), status="in_progress", **update)
    step = factories.MilestoneFactory(initiative=initiative, due_on=date(2024, 1, 1), due_on_precision="year")
    text = words(read(client, "plan", "plan", language))
    with translation.override(language):
        assert formats.day(date(2023, 3, 1), "month", language) in text
        assert ("Work has begun" if language == "en" else "已开工") in text
        assert "40%" in text
        assert step.name in text
        assert formats.day(date(2024, 1, 1), "year", language) in text
    assert "从前的话" not in text


def test_a_report_has_the_eight_parts_of_an_official_one(client, world):
    document = read(client, "plan", "plan", "en")
    assert headings(document) == [
        "Positioning",
        "Structure of the plans",
        "Main goals",
        "Initiatives and their progress",
        "Main indicators",
        "Figures",
        "What is not known yet",
        "List of evidence",
    ]
    contents = [each.text for each in document.paragraphs if each.style.name.lower() == "toc 1"]
    assert [line.split("\u2002")[1] for line in contents] == headings(document)


def test_contents_that_would_fill_pages_list_the_parts_alone(client):
    plan = factories.PlanFactory(slug="long")
    for number in range(40):
        factories.InitiativeFactory(plan=plan, summary_zh="摘要", position=number + 1)
    document = read(client, "plan", "long")
    looks = [each.style.name.lower() for each in document.paragraphs]
    assert (looks.count("toc 1"), looks.count("toc 2")) == (8, 0)
    assert len(headings(document, 2)) >= 40


def test_an_area_with_several_plans_gives_each_a_heading_in_every_part(client, world):
    other = factories.PlanFactory(zone=world.zone, period=None, slug="other")
    found = headings(read(client, "zone", "zone", "en"), 2)
    with translation.override("en"):
        assert [found.count(plan.name) for plan in (world, other)] == [4, 4]


def test_an_area_without_plans_says_so(client):
    zone = factories.ZoneFactory(slug="bare")
    document = read(client, "zone", zone.slug, "en")
    assert len(headings(document)) == 8
    assert "No plan is recorded for this area." in words(document)
    assert "No target published." in words(document)


def test_the_indicator_table_has_the_columns_of_a_five_year_plan(client):
    plan = factories.PlanFactory(slug="numbers", zone__slug="place")
    indicator = factories.IndicatorFactory(name_en="Enterprises", unit_en="firms")
    baseline = {"baseline_value": Decimal(100), "baseline_year": 2020}
    promised = {"value": Decimal(200), "bound": "at_least", "due_on": date(2030, 12, 31), "nature": "binding"}
    factories.TargetFactory(plan=plan, indicator=indicator, **baseline, **promised)
    growth = factories.IndicatorFactory(name_en="Revenue", unit_en="CNY")
    factories.TargetFactory(plan=plan, indicator=growth, form="annual_growth", value=Decimal(7), due_on=None)
    year = {"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31)}
    factories.ObservationFactory(zone=plan.zone, indicator=indicator, value=Decimal(170), **year)
    document = read(client, "plan", "numbers", "en")
    table = next(table for table in document.tables if table.rows[0].cells[2].text == "Baseline")
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][1:] == ["Unit", "Baseline", "Target", "Per year / total", "Nature", "Latest", "Assessment"]
    assert rows[1][1:] == ["firms", "100\n2020", "at least 200\n31 December 2030", "—", "binding", "170", rows[1][7]]
    assert rows[1][7] == "ahead of the expected path"
    assert rows[2][2:5] == ["not given", "—", "7%\nno due date stated\naverage growth a year, %"]
    assert rows[2][7].startswith("no data\n")
    assert "100 + (200 − 100) × 3 ÷ 10 = 130 firms" in words(document)


def test_the_indicator_table_says_where_statement_and_numbers_disagree(client):
    plan = factories.PlanFactory(slug="claimed")
    initiative = factories.InitiativeFactory(plan=plan)
    factories.report(initiative=initiative, as_of=date(2025, 12, 31), status="completed")
    target = factories.TargetFactory(plan=plan, initiative=initiative, value=Decimal(200))
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    factories.ObservationFactory(
        zone=plan.zone, initiative=initiative, indicator=target.indicator, value=Decimal(100), **year
    )
    told = words(read(client, "plan", "claimed", "en"))
    assert "missed\nThey disagree: completed, it is said, and the numbers fall short." in told


# --- what is unknown --------------------------------------------------------------------------------


def test_a_report_says_what_is_unknown_with_the_names_of_what_it_concerns(client):
    source = factories.SourceFactory(
        name_en="An article", is_complete=False, note_zh="注", note_en="Its opening is lost."
    )
    plan = factories.PlanFactory(slug="open", code="46", source=source, period=None)
    factories.PlanTierFactory(plan=plan, position=1, label_en="four areas", declared_count=4)
    factories.PlanTierFactory(plan=plan, position=2, label_en="some projects", declared_count=None)
    late = factories.InitiativeFactory(plan=plan, name_en="The late one", due_on=date(2020, 1, 1))
    factories.InitiativeFactory(plan=plan, name_en="A part", parent=late, position=2)
    factories.MilestoneFactory(initiative=late, name_en="The first stone")
    said = words(read(client, "plan", "open", "en"))
    for sentence in (
        "four areas: 4 are declared, and 4 of them are not named.",
        "some projects: no number of members is declared; 0 are recorded by name.",
        "No progress is reported of 1 initiative: The late one.",
        "The due date has passed and no completion is reported of 1 initiative: The late one.",
        "It is not reported whether 1 milestone has been reached: The first stone.",
        "No lead organisation is stated of 1 initiative: The late one.",
        f"No target is published for 1 plan: {plan.name_en}.",
        f"The sources name no period of 1 plan: {plan.name_en}.",
        "No source is named for (Initiative): The late one; A part.",
        "The publisher of 1 source is unknown: An article.",
        "The day of publication of 1 source is unknown: An article.",
        "A part of the text of 1 source is lost: An article.",
        "Its opening is lost.",
        "4 declared, not named in the source",
        "An article · news article · publisher unknown · date unknown · a part of the text is lost · no web address",
    ):
        assert sentence in said
    assert "[uncited]" in said


def test_a_report_names_no_initiative_twice_where_nothing_is_known_of_any(client):
    plan = factories.PlanFactory(slug="open")
    for name in ("The first one", "The second one"):
        factories.InitiativeFactory(plan=plan, name_en=name)
    said = words(read(client, "plan", "open", "en"))
    assert "No progress is reported of any of the 2 initiatives." in said
    assert "No due date is stated of any of the 2 initiatives." in said
    assert "No lead organisation is stated of any of the 2 initiatives." in said


def test_what_the_numbers_leave_open_is_said_with_the_reason():
    plan = factories.PlanFactory()
    with translation.override("en"):
        target = factories.TargetFactory(plan=plan, due_on=None, indicator__name_en="Patents")
        factories.ObservationFactory(
            zone=plan.zone, indicator__name_en="Bus lines", value=None, value_text_zh="多条", period_start=None,
            period_end=None,
        )  # fmt: skip
        contents = zone_report(plan.zone, date(2024, 1, 1))
        said = [sentence for each in unknowns(contents) for sentence in each.sentences]
    assert "No due date is stated of 1 target: Patents." in said
    assert "No baseline is given of 1 target: Patents." in said
    assert any(each.startswith("The numbers give no verdict (") and each.endswith("): Patents.") for each in said)
    assert "No period is stated of 1 figure: Bus lines (period not stated)." in said
    assert "The source gives 1 figure in words only: Bus lines (period not stated)." in said
    assert target.indicator.name_en == "Patents"


def test_a_part_needs_no_report_of_its_own_to_be_known(world):
    with translation.override("en"):
        contents = plan_report(selectors.seen_plans().get(slug="plan"), date(2024, 1, 1))
        said = " ".join(sentence for each in unknowns(contents) for sentence in each.sentences)
    assert "No progress is reported" not in said


# --- evidence ---------------------------------------------------------------------------------------


def test_marks_of_evidence_lead_to_the_list_in_the_order_of_the_text(client, world):
    second = factories.SourceFactory(name_en="Second", url="https://example.org/第二?a=1&b=2", publisher=world.lead)
    Initiative.objects.filter(slug="initiative").update(source=second, locator="§7", quotation="六大工程")
    document = read(client, "plan", "plan", "en")
    anchors = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    bookmarks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert anchors <= bookmarks
    entries = [each.text for each in document.paragraphs if each.style.name == "Source"]
    with translation.override("en"):
        assert [entry.split(" · ")[0] for entry in entries] == [f"[1] {world.source.name}", "[2] Second"]
        assert world.lead.name in entries[1]
    assert entries[1].endswith("https://example.org/第二?a=1&b=2")
    links = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    assert "https://example.org/%E7%AC%AC%E4%BA%8C?a=1&b=2" in links
    places = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    initiative = Initiative.objects.get(slug="initiative")
    assert [f"Initiative: {initiative.name_en}", "§7", "—", "六大工程"] in places


# --- how it looks -----------------------------------------------------------------------------------


def east_asian_font(document, style):
    return document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_set_in_styles_with_chinese_fonts(client, world, language):
    document = read(client, "plan", "plan", language)
    used = {paragraph.style.name for paragraph in paragraphs(document)}
    assert {"Title", "Heading 1", "Heading 2", "Body Text", "Table Text", "Table Heading", "Source"} <= used
    named = {paragraph._p.style for paragraph in paragraphs(document)} - {None}
    assert named <= {style.style_id for style in document.styles}
    assert {table.style.name for table in document.tables} == {"Report Table"}
    fonts = {name: east_asian_font(document, name) for name in ("Title", "Heading 1", "Heading 2", "Body Text")}
    assert fonts["Title"] == "宋体"
    assert fonts["Heading 1"] == "黑体"
    assert fonts["Body Text"] == "仿宋"
    assert fonts["Heading 2"] == ("黑体" if language == "en" else "楷体")
    indent = document.styles["Body Text"].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars"))
    assert indent == ("0" if language == "en" else "200")


def test_headings_are_numbered_as_official_documents_number_them(client, world):
    document = read(client, "plan", "plan")
    levels = document.part.numbering_part.element.iter(qn("w:lvl"))
    texts = [level.find(qn("w:lvlText")).get(qn("w:val")) for level in levels]
    assert texts == ["%1、", "（%2）", "%3.", "（%4）", "——"]
    assert document.styles["Heading 1"].element.pPr.numPr.numId.val == 1


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_the_contents_count_in_chinese(number, text):
    assert chinese_number(number) == text


def test_no_row_of_a_table_is_torn_apart_and_its_heading_comes_again(client, world):
    document = read(client, "plan", "plan")
    assert len(document.tables) >= 5
    for table in document.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows][:2] == [True, False]


def test_a_report_is_a4_with_the_margins_of_official_documents_and_numbered_pages(client, world):
    document = read(client, "plan", "plan")
    cover, body = document.sections
    for section in (cover, body):
        size = (section.page_width, section.page_height, section.top_margin, section.left_margin)
        assert [round(length.mm) for length in size] == [210, 297, 37, 28]
        assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == round(Mm(156).mm)
    assert document.settings.odd_and_even_pages_header_footer
    assert cover.footer.is_linked_to_previous
    for footer in (body.footer, body.even_page_footer):
        assert footer.paragraphs[0].text == "—  —"
        assert footer._element.find(f".//{qn('w:fldSimple')}").get(qn("w:instr")) == "PAGE"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_what_it_is_and_names_no_person(client, world, language):
    factories.UserFactory(username="somebody")
    document = read(client, "plan", "plan", language)
    about = document.core_properties
    with translation.override(language):
        assert about.author == about.last_modified_by == _("Zone plan tracker")
        title = _("Report on the implementation of “%(plan)s”") % {"plan": world.name}
        assert about.title == document.paragraphs[0].text == title
        assert formats.day(timezone.localdate(), "day", language) in words(document)
        assert f"http://testserver{world.get_absolute_url()}" in words(document)
    assert about.language == ("en-GB" if language == "en" else "zh-CN")
    assert about.comments == ""


def test_the_same_report_of_the_same_day_is_the_same_file(client, world):
    first, second = (client.get(address("plan-report", "zh-hans", "plan")).content for _time in range(2))
    assert first == second


def test_chinese_in_an_english_report_is_marked_as_chinese(client):
    zone = factories.ZoneFactory(slug="half", name_zh="福州高新区", name_en="", summary_zh="打造“新”区", summary_en="")
    document = read(client, "zone", zone.slug, "en")
    runs = [run for run in document.element.iter(qn("w:r")) if run.text in {"福州高新区", "打造“新”区"}]
    assert {run.text for run in runs} == {"福州高新区", "打造“新”区"}
    assert {run.rPr.find(qn("w:lang")).get(qn("w:val")) for run in runs} == {"zh-CN"}


# --- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "slug"), REPORTS)
def test_a_report_is_a_file_with_a_name_in_the_readers_language_that_no_search_engine_keeps(
    client, world, kind, slug, language
):
    response = client.get(address(f"{kind}-report", language, slug))
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["X-Robots-Tag"] == "noindex"
    plain, encoded = response["Content-Disposition"].removeprefix("attachment; ").split("; ")
    assert plain == f'filename="{slug}-report.docx"'
    with translation.override(language):
        name = unquote(encoded.removeprefix("filename*=UTF-8''"))
        assert name.endswith(".docx")
        assert name.removesuffix(".docx") == Document(BytesIO(response.content)).core_properties.title[:80]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "slug"), REPORTS)
def test_the_page_leads_to_its_report(client, world, kind, slug, language):
    body = client.get(address(kind, language, slug)).content.decode()
    assert f'href="{address(f"{kind}-report", language, slug)}"' in body


@pytest.mark.parametrize("kind", ["plan", "zone"])
def test_an_address_that_no_record_has_has_no_report(client, kind):
    assert client.get(address(f"{kind}-report", "zh-hans", "nothing-here")).status_code == 404


def test_a_draft_has_no_report_and_is_in_none(client, world):
    factories.PlanFactory(zone=world.zone, slug="draft", name_zh="草稿", kind="special", publication="draft")
    factories.InitiativeFactory(plan=world, name_zh="草稿举措", publication="draft")
    initiative = world.initiatives.get(slug="initiative")
    factories.MilestoneFactory(initiative=initiative, name_zh="草稿里程碑", publication="draft")
    factories.ProgressUpdateFactory(
        initiative=initiative, as_of=date(2024, 1, 1), summary_zh="草稿进展", publication="draft"
    )
    client.force_login(factories.editor_of(world.zone))
    assert client.get("/plans/draft/report.docx?preview=1").status_code == 404
    for kind, slug in REPORTS:
        assert "草稿" not in words(read(client, kind, slug))


def test_an_old_address_leads_to_the_report_where_it_is_now(client, world):
    world.slug = "renamed"
    world.save()
    response = client.get("/en/plans/plan/report.docx")
    assert (response.status_code, response["Location"]) == (301, "/en/plans/renamed/report.docx")


HOSTILE = {
    "markup and control characters": "\x00\x0b\ufffe<w:p>&amp;</w:p>",
    "the end of a section": "\"]]>'",
    "a template": "{{ 7*7 }}%s%(name)s{0}",
    "many lines": "行\r\n\t\n" * 100,
    "one long word": "x" * 20_000,
    "characters beyond the first plane": "😀\U0002f800",
    "a blank": " ",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_that_xml_cannot_hold_or_that_look_like_code_do_no_harm(client, world, text, language):
    text = text.replace("\x00", "") if connection.vendor == "postgresql" else text
    named = {"name_zh": text[:200], "name_en": text[:300]}
    told = {f"{field}_{key}": text for field in ("summary", "note") for key in ("zh", "en")}
    Plan.objects.update(code=text[:40], quotation=text, locator=text[:100], **named, **told)
    Initiative.objects.update(**named, **told)
    Zone.objects.update(designations_zh=text, designations_en=text, **named, **told)
    for kind, slug in REPORTS:
        found = words(read(client, kind, slug, language))
        assert "7*7" in found or "7*7" not in text
        assert "<w:p>&amp;</w:p>" in found or "<w:p>" not in text


def queries_of(client, plan):
    counts = {}
    for kind, slug in REPORTS:
        plan.save()  # so that nothing is held of what the report before has asked
        with CaptureQueriesContext(connection) as queries:
            read(client, kind, slug)
        counts[kind] = len(queries)
    return counts


def test_a_report_asks_the_database_as_often_for_many_records_as_for_one(client, world):
    initiative = world.initiatives.get(slug="initiative")
    world.initiatives.update(lead=world.lead)
    few = queries_of(client, world)
    grow(factories.PlanFactory(zone=world.zone, period=None), factories.SourceFactory(publisher=world.lead), 9)
    for position in range(2, 12):
        source = factories.SourceFactory(publisher=factories.OrganisationFactory())
        lead = factories.OrganisationFactory()
        factories.InitiativeFactory(plan=world, parent=initiative, position=position, source=source, lead=lead)
        factories.MilestoneFactory(initiative=initiative, source=source)
    assert queries_of(client, world) == few
    assert max(few.values()) <= MOST_QUERIES + 3  # how many there are, the last reports, who published the sources


def test_a_report_that_would_be_longer_than_anybody_reads_is_refused(client, world, monkeypatch):
    monkeypatch.setattr("zones.views.reports.MOST_INITIATIVES", 1)
    for kind in ("zone", "plan"):
        response = client.get(f"/en/{kind}s/{kind}/report.docx")
        assert response.status_code == 400
        assert "A report tells of at most 1 initiatives." in response.content.decode()
