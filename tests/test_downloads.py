"""Every list as a file: what the page shows, all of it and nothing else, as CSV and as a workbook."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.routes import text_of
from tests.workbooks import opened
from tests.world import address, grow
from zones.models import Initiative
from zones.services import exchange
from zones.services.exchange.columns import MODELS, columns_of, public_columns_of

pytestmark = pytest.mark.django_db

LISTS = ["zones", "plans", "goals", "initiatives", "indicators", "themes", "sources", "updates"]
FORMATS = ["csv", "xlsx"]


def rows_of(response):
    """Return the rows of a file as dicts by heading; of a workbook with the texts that a CSV file would have."""
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if content.startswith(b"PK"):
        lines = [["" if cell is None else str(cell) for cell in row] for row in opened(content).active.values]
    else:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def file(client, name, query="", language="en", format="csv"):
    return rows_of(client.get(f"{address(name, language)}?format={format}{query}"))


SLUG = "地址标识 / Slug"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", [*LISTS, "search"])
def test_every_list_page_offers_both_files_and_each_can_be_read(client, world, name, language):
    query = "?q=name&kind=initiative" if name == "search" else ""
    page = client.get(address(name, language) + query).content.decode()
    for format in FORMATS:
        link = f"{query.replace('&', '&amp;')}&amp;format={format}" if query else f"?format={format}"
        assert f'href="{link}"' in page
        slugs = [row[SLUG] for row in rows_of(client.get(f"{address(name, language)}{link.replace('&amp;', '&')}"))]
        assert slugs
        assert all(f"/{slug}/" in page or f'id="{slug}"' in page for slug in slugs), "what is shown, and no more"


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_holds_the_rows_of_all_pages_under_the_filters_and_in_the_order_of_the_page(client, world, format):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="large"))
    for number in range(35):
        factories.InitiativeFactory(plan=plan, slug=f"i-{number}", due_on=date(2022, 1, 1 + number % 28))
    query = "?zone=large&due_before=2022-01-20&ordering=-due_on"
    shown = []
    for page in (1, 2):
        context = client.get(f"/initiatives/{query}&page={page}").context
        shown += [record.slug for record in context["page"]] if context["page"].number == page else []
    found = [row[SLUG] for row in file(client, "initiatives", f"&{query[1:]}&page=2", format=format)]
    assert found == shown
    assert len(found) == 27


def test_headings_stand_in_both_languages_and_words_in_that_of_the_page(client, world):
    for language, kind, status in (("zh-hans", "工程", "进行中"), ("en", "project", "in progress")):
        row = next(row for row in file(client, "initiatives", language=language) if row[SLUG] == "initiative")
        assert row["类型 / Kind"] == kind
        assert row["状态 / Status"] == status
        assert row["名称（中文） / Name (Chinese)"] == world.initiatives.get(slug="initiative").name_zh


def named(row, heading):
    """Return what a row says in the column whose English heading is this one."""
    return next(value for name, value in row.items() if name.endswith(f"/ {heading}") or name == heading)


def test_a_link_is_given_by_its_address_and_by_its_name(client, world):
    row = next(row for row in file(client, "initiatives") if row[SLUG] == "initiative")
    assert (named(row, "Zone"), named(row, "Zone (name)")) == ("zone", world.zone.name_en)
    assert (named(row, "Themes"), named(row, "Themes (name)")) == ("theme", world.goals.get().themes.get().name_en)
    assert (named(row, "Tier"), named(row, "Tier (name)")) == ("1", "six projects")
    assert named(file(client, "plans")[0], "Period (name)") == "14th Five-Year period"


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_named_sent_and_hidden_from_search_engines_as_a_file(client, world, format):
    response = client.get(f"/en/initiatives/?format={format}")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="initiatives-20')
    assert response.headers["Content-Disposition"].endswith(f'.{format}"')
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.streaming
    if format == "csv":
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert text_of(response).startswith("\ufeff")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_in_a_file_is_a_formula(client, format):
    texts = ["=1+1", "+86", "-x", "@y", "＝1", '=HYPERLINK("http://example.org")']
    plan = factories.PlanFactory()
    for text in texts:
        factories.GoalFactory(plan=plan, name_zh=text)
    response = client.get(f"/goals/?format={format}")
    if format == "xlsx":
        cells = [cell for row in opened(b"".join(response.streaming_content)).active.iter_rows() for cell in row]
        assert [cell for cell in cells if cell.data_type == "f"] == []
        found = [cell.value for cell in cells]
    else:
        found = [value for row in rows_of(response) for value in row.values()]
    assert {f"'{text}" for text in texts} <= set(found)


def test_what_is_not_public_is_neither_a_row_nor_named_by_one(client, world):
    draft = {"publication": "draft", "accepted_version": None}
    plan = factories.PlanFactory(zone=world.zone, kind="special", slug="secret-plan", name_en="Secret", **draft)
    goal = factories.GoalFactory(plan=world, slug="secret-goal", name_en="Secret", **draft)
    before = factories.InitiativeFactory(plan=plan, slug="secret-initiative", name_en="Secret")
    initiative = world.initiatives.get(slug="initiative")
    initiative.goals.add(goal)
    Initiative.objects.filter(pk=initiative.pk).update(detailed_by=plan, continues=before)
    for format in FORMATS:
        for name in LISTS:
            assert "ecret" not in text_of(client.get(f"/en/{name}/?format={format}"))
    row = next(row for row in file(client, "initiatives") if row[SLUG] == "initiative")
    assert named(row, "Goals") == "goal"
    for heading in ("Worked out in", "Worked out in (name)", "Continues", "Continues (name)"):
        assert named(row, heading) == ""


def test_an_editor_who_reads_the_list_gets_the_same_file_as_everybody(client, world):
    factories.InitiativeFactory(plan=world, slug="a-draft", publication="draft", accepted_version=None)
    everybody = text_of(client.get("/initiatives/?format=csv"))
    client.force_login(factories.editor_of(world.zone))
    assert text_of(client.get("/initiatives/?format=csv")) == everybody


def test_what_is_for_editors_is_no_column_and_everything_else_is_one():
    for model in MODELS:
        public = [column.name for column in public_columns_of(model)]
        assert not {"version", "publication", "file", "author"} & set(public)
        assert {column.name for column in columns_of(model)} - set(public) <= {"version", "publication"}
        for language in exchange.LANGUAGES:
            headings = [column.heading(language) for column in public_columns_of(model)]
            assert len(set(headings)) == len(headings), (model, language)


def test_a_public_workbook_does_not_ask_to_be_filled_in(client, world):
    sheet = opened(b"".join(client.get("/en/initiatives/?format=xlsx").streaming_content))
    assert sheet.sheetnames == ["Initiatives"]
    assert not sheet.active.data_validations.dataValidation
    assert not [cell for cell in sheet.active[1] if cell.comment]


def test_draft_records_are_left_out_of_a_public_export_whatever_is_given_to_it():
    factories.GoalFactory(publication="draft", accepted_version=None)
    goals = factories.GoalFactory._meta.model.objects.all()
    assert len(list(exchange.export_rows(goals.model, goals, exchange.BOTH, public=True))) == 1
    assert len(list(exchange.export_rows(goals.model, goals, exchange.BOTH))) == 2


# --- what cannot be given ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*LISTS, "search"])
@pytest.mark.parametrize("query", ["format=pdf", "format=csv&format=xlsx", "format=CSV", "format=%00"])
def test_an_unknown_format_is_refused_by_name(client, world, name, query):
    response = client.get(f"{address(name, 'en')}?q=name&{query}" if name == "search" else f"/en/{name}/?{query}")
    assert response.status_code == 400
    assert "<strong>format</strong>" in response.content.decode()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_parameter_that_a_list_does_not_know_gives_no_file_with_everything(client, world, name, format):
    response = client.get(f"/en/{name}/?format={format}&stauts=completed")
    assert response.status_code == 400
    assert "<strong>stauts</strong>" in response.content.decode()


@pytest.mark.parametrize("query", ["status=nonsense", "zone=nowhere", "due_before=x", "cited=true&cited=false"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_filter_that_cannot_be_understood_gives_the_page_that_says_so(client, world, query, format):
    response = client.get(f"/en/initiatives/?format={format}&{query}")
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()


def test_what_was_found_is_downloaded_kind_by_kind(client, world):
    response = client.get("/en/search/?q=name&format=csv")
    assert response.status_code == 400
    assert "<strong>kind</strong>" in response.content.decode()
    assert client.get("/en/search/?q=&format=csv").status_code == 400
    assert client.get("/en/search/?format=csv").status_code == 400
    shown = client.get("/en/search/?q=name&kind=initiative").context["records"]
    found = file(client, "search", "&q=name&kind=initiative")
    assert [row[SLUG] for row in found] == [record.slug for record in shown]


def test_a_list_that_is_too_long_for_a_workbook_is_refused_and_given_as_csv(client, world, monkeypatch):
    monkeypatch.setattr("zones.views.downloads.MOST_IN_A_WORKBOOK", 1)
    response = client.get("/en/initiatives/?format=xlsx")
    assert response.status_code == 400
    assert "A workbook holds at most 1 rows. Choose csv, or filter the list." in response.content.decode()
    assert len(file(client, "initiatives")) > 1
    assert len(file(client, "initiatives", "&part=true", format="xlsx")) == 1


def test_a_list_without_rows_offers_no_file_and_gives_one_with_headings_alone(client):
    assert "format=csv" not in client.get("/en/initiatives/").content.decode()
    assert file(client, "initiatives") == []


# --- what it costs ----------------------------------------------------------------------------------


def test_a_file_asks_the_database_as_often_for_many_rows_as_for_few(client, world):
    def queries():
        counts = {}
        for name in LISTS:
            for format in FORMATS:
                with CaptureQueriesContext(connection) as asked:
                    text_of(client.get(f"/{name}/?format={format}"))
                counts[name, format] = len(asked)
        return counts

    few = queries()
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 20)
    assert queries() == few
    assert max(few.values()) <= 6


def test_a_long_list_is_read_chunk_by_chunk_and_loses_nothing(client, monkeypatch):
    plan = factories.PlanFactory()
    slugs = [factories.InitiativeFactory(plan=plan, slug=f"i-{number:02}").slug for number in range(25)]
    monkeypatch.setattr("zones.services.exchange.exporting.CHUNK", 10)
    with CaptureQueriesContext(connection) as asked:
        assert [row[SLUG] for row in file(client, "initiatives", "&ordering=-slug")] == slugs[::-1]
    assert len(asked) == 2 + 3 * 3
