"""Lists of the API as files: all rows of the list and nothing else, as JSON, CSV and workbook, in bounded memory."""

import csv
import io
import json
import tracemalloc
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.routes import text_of
from tests.rows import made_once
from tests.workbooks import opened
from tests.world import grow, one_of_everything
from zones.api.urls import router
from zones.models import Initiative
from zones.services.exchange.sheets import stream_workbook

pytestmark = pytest.mark.django_db

LISTS = [prefix for prefix, _viewset, _name in router.registry]
KINDS = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def address(name, query=""):
    return f"/api/v1/{name}/?{'q=name&' if name == 'search' else ''}{query}"


def content_of(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def rows(client, name, query="", **headers):
    """Return the rows of a CSV file as dicts by heading."""
    text = content_of(client.get(address(name, f"format=csv{query}"), headers=headers)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet(client, name, query=""):
    """Return the rows of a workbook as dicts by heading."""
    lines = list(opened(content_of(client.get(address(name, f"format=xlsx{query}")))).worksheets[0].values)
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def everything(client, name, query=""):
    """Return the rows of all pages of a list."""
    page = client.get(address(name, f"page_size=7{query}")).json()
    found = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += page["results"]
    return found


# --- what is in them --------------------------------------------------------------------------------


@made_once
def make_rows_of_two_pages():
    world = one_of_everything()
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 12)
    factories.PersonFactory()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_the_same_as_a_file_in_each_format(client, name):
    make_rows_of_two_pages()
    listed = everything(client, name)
    whole = client.get(address(name, "format=json"))
    assert whole.headers["Content-Type"] == "application/json"
    text = text_of(whole)
    assert text.startswith('{"next":null,"previous":null,"results":[')
    assert json.loads(text)["results"] == listed
    key = next(each for each in ("slug", "key", "number") if each in listed[0])
    expected = [str(row[key]) for row in listed]
    assert [row[key] for row in rows(client, name)] == expected
    assert [str(row[key]) for row in sheet(client, name)] == expected


@pytest.mark.parametrize("format", KINDS)
def test_what_is_accepted_chooses_the_format_as_the_parameter_does(client, world, format):
    if format == "json":
        assert client.get("/api/v1/goals/", headers={"accept": KINDS[format]}).json()["next"] is None
        return
    accepted = client.get("/api/v1/goals/", headers={"accept": KINDS[format]})
    asked = client.get(f"/api/v1/goals/?format={format}")
    assert accepted.headers["Content-Type"] == asked.headers["Content-Type"]
    assert accepted.headers["Content-Type"].partition(";")[0] == KINDS[format]
    assert "goal" in text_of(accepted)


def test_a_file_keeps_filters_order_and_fields_of_the_list(client, world):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="large"))
    for number in range(9):
        factories.InitiativeFactory(plan=plan, slug=f"i-{number}")
    query = "&zone=large&ordering=-slug&fields=slug,zone.slug,status"
    found = rows(client, "initiatives", query)
    assert [row["slug"] for row in found] == [f"i-{number}" for number in range(8, -1, -1)]
    assert list(found[0]) == ["slug", "zone.slug", "status", "status.label"]
    assert list(rows(client, "initiatives", "&omit=evidence,zone.slug,zone.name_zh,zone.name_en")[0])[:4] == [
        *("slug", "name_zh", "name_en", "plan.slug")
    ]
    assert list(rows(client, "initiatives", "&brief=true")[0]) == ["slug", "name_zh", "name_en"]


def test_a_heading_is_the_path_to_a_value_and_a_word_has_its_label_in_the_asked_language(client, world):
    english = rows(client, "initiatives", **{"accept-language": "en"})
    chinese = rows(client, "initiatives", **{"accept-language": "zh-CN"})
    assert list(english[0]) == list(chinese[0])
    row = next(row for row in english if row["slug"] == "initiative")
    assert (row["kind"], row["kind.label"]) == ("project", "project")
    assert chinese[english.index(row)]["kind.label"] == "工程"
    assert row["zone.slug"] == row["evidence.source.slug"].replace("source", "zone") == "zone"
    assert (row["latest_update.as_of.date"], row["latest_update.status"]) == ("2022-05-01", "in_progress")
    assert not [name for name in row if name.endswith("url")]
    assert rows(client, "initiatives", "&fields=slug,zone.url")[0]["zone.url"].endswith("/api/v1/zones/zone/")


def test_a_label_that_is_asked_for_by_its_name_is_in_that_language_whatever_is_accepted(client, world):
    chosen = "&fields=slug,kind.label_en,latest_update.status.label_zh"
    row = next(row for row in rows(client, "initiatives", chosen) if row["slug"] == "initiative")
    del row["slug"]
    assert row == {"kind.label_en": "project", "latest_update.status.label_zh": "进行中"}


def test_several_values_stand_in_one_cell(client, world):
    initiative = world.initiatives.get(slug="initiative")
    initiative.themes.add(factories.ThemeFactory(slug="a-theme", name_en="A, b"))
    row = next(row for row in rows(client, "initiatives") if row["slug"] == "initiative")
    assert set(row["themes.slug"].split("|")) == {"a-theme", "theme"}
    assert "A, b" in row["themes.name_en"].split("|")
    factories.OrganisationFactory(slug="two", aliases_zh="甲\n乙")
    assert next(row for row in rows(client, "organisations") if row["slug"] == "two")["aliases_zh"] == "甲|乙"


def test_numbers_days_and_moments_are_such_in_a_workbook_and_exact_in_csv(client, world):
    initiative = world.initiatives.get(slug="initiative")
    initiative.due_on, initiative.due_on_precision = date(2025, 6, 1), "month"
    initiative.save()
    factories.ObservationFactory(zone=world.zone, slug="small", value=Decimal("35.9000"), is_preferred=False)
    row = next(row for row in sheet(client, "initiatives") if row["slug"] == "initiative")
    assert row["due_on.date"] == datetime(2025, 6, 1)  # noqa: DTZ001 - a spreadsheet knows no time zones
    assert row["due_on.precision"] == "month"
    assert abs((row["updated_at"] - initiative.updated_at.replace(tzinfo=None)).total_seconds()) <= 1
    assert row["position"] == 1
    figures = {row["slug"]: row for row in sheet(client, "observations")}
    assert figures["small"]["value"] == 35.9
    assert figures["small"]["is_preferred"] is False
    exact = {row["slug"]: row for row in rows(client, "observations")}
    assert exact["small"]["value"] == "35.9"
    assert exact["small"]["is_preferred"] == "false"
    assert exact["small"]["updated_at"].endswith("Z")


HOSTILE = [
    "=1+1",
    "+86",
    "-x",
    "@y",
    "＝1",
    "'=1",
    '=HYPERLINK("http://example.org")',
    "a\nb;c,d|e",
    '"',
    "<&>]]>",
    "a\tb",
]


def test_what_looks_like_a_formula_is_exact_for_programs_and_harmless_in_spreadsheets(client):
    plan = factories.PlanFactory()
    for text in HOSTILE:
        factories.GoalFactory(plan=plan, name_zh=text)
    assert {row["name_zh"] for row in rows(client, "goals")} == set(HOSTILE)
    text = content_of(client.get("/api/v1/goals/?format=csv&bom=true")).decode()
    assert text.startswith("\ufeff")
    found = {row["name_zh"] for row in csv.DictReader(io.StringIO(text[1:], newline=""))}
    assert {"'=1+1", "'+86", "'-x", "'@y", "'＝1", "''=1"} <= found
    book = opened(content_of(client.get("/api/v1/goals/?format=xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert set(HOSTILE) <= {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_workbook_says_what_it_is_and_where_it_is_from(client, world):
    query = "format=xlsx&status=in_progress&q=name"
    book = opened(content_of(client.get(f"/api/v1/initiatives/?{query}", headers={"accept-language": "en"})))
    assert book.sheetnames == ["initiatives", "notes"]
    notes = dict(book["notes"].values)
    assert notes["Address"] == f"http://testserver/api/v1/initiatives/?{query}"
    assert book["initiatives"].freeze_panes == "A2"


def test_a_text_that_no_workbook_can_hold_does_not_break_it():
    rows = [["\x00\x0b\ud800", "x" * 40_000, date(1, 1, 1), Decimal("-0.10"), Decimal("1234567890123456.7891")]]
    lines = list(opened(b"".join(stream_workbook("a", "bcdef", rows))).active.values)
    assert lines[1][0] == "\ufffd\ufffd\ufffd"
    assert len(lines[1][1]) == 32_767
    assert lines[1][2:] == ("0001-01-01", -0.1, "1234567890123456.7891"), "a spreadsheet would lose digits"


# --- how they are sent ------------------------------------------------------------------------------


@pytest.mark.parametrize("format", KINDS)
def test_a_file_has_a_name_and_is_for_no_search_engine(client, world, format):
    response = client.get(f"/api/v1/initiatives/?format={format}")
    assert response.streaming
    assert response.headers["Content-Disposition"].startswith('attachment; filename="initiatives-20')
    assert response.headers["Content-Disposition"].endswith(f'.{format}"')
    assert response.headers["X-Robots-Tag"] == "noindex"
    text_of(response)


@pytest.mark.parametrize("format", KINDS)
def test_head_says_what_get_would_without_a_row(client, world, format):
    get, head = (getattr(client, verb)(f"/api/v1/initiatives/?format={format}") for verb in ("get", "head"))
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert b"".join(head.streaming_content) == b""
    text_of(get)


@pytest.mark.parametrize("format", KINDS)
def test_the_same_rows_are_the_same_bytes(client, world, format):
    once, again = (content_of(client.get(f"/api/v1/initiatives/?format={format}")) for _time in range(2))
    assert once == again


def test_a_file_that_a_client_has_is_not_sent_again(client, world):
    response = client.get("/api/v1/initiatives/?format=csv")
    text_of(response)
    tag = {"if-none-match": response.headers["ETag"]}
    assert client.get("/api/v1/initiatives/?format=csv", headers=tag).status_code == 304
    world.save()
    assert client.get("/api/v1/initiatives/?format=csv", headers=tag).status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("format=pdf", {"format"}),
        ("format=CSV", {"format"}),
        ("format=", {"format"}),
        ("format=csv&format=csv", {"format"}),
        ("format=%00", {"format"}),
        ("format=csv&page_size=5", {"page_size"}),
        ("format=csv&cursor=x&count=true", {"cursor", "count"}),
        ("format=csv&bom=yes", {"bom"}),
        ("format=xlsx&bom=true", {"bom"}),
        ("bom=true", {"bom"}),
        ("format=csv&stauts=completed", {"stauts"}),
        ("format=csv&status=nonsense", {"status"}),
        ("format=csv&fields=nothing", {"fields"}),
    ],
)
def test_what_a_file_cannot_be_is_refused_by_name_before_anything_is_sent(client, world, query, names):
    response = client.get(f"/api/v1/initiatives/?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()["errors"]) == names


def test_what_nobody_can_write_is_not_acceptable(client, world):
    assert client.get("/api/v1/initiatives/", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/api/v1/initiatives/initiative/", headers={"accept": "text/csv"}).status_code == 406
    assert client.get("/api/v1/initiatives/initiative/?format=csv").status_code == 400


def test_a_list_that_is_too_long_for_a_workbook_is_refused_and_given_as_csv(client, world, monkeypatch):
    monkeypatch.setattr("zones.services.exchange.MOST_ROWS", 1)
    response = client.get("/api/v1/initiatives/?format=xlsx")
    assert (response.status_code, set(response.json()["errors"])) == (400, {"format"})
    assert len(rows(client, "initiatives")) == 2


@pytest.mark.parametrize("name", [name for name in LISTS if name != "search"])
def test_a_list_without_rows_is_a_file_with_headings_alone(client, name):
    assert rows(client, name) == []
    assert sheet(client, name) == []
    assert text_of(client.get(address(name, "format=json"))) == '{"next":null,"previous":null,"results":[]}'


# --- what they cost ---------------------------------------------------------------------------------


def test_a_file_asks_the_database_as_often_for_many_rows_as_for_few(client, world):
    def queries():
        counts = {}
        for name in LISTS:
            for format in KINDS:
                with CaptureQueriesContext(connection) as asked:
                    text_of(client.get(address(name, f"format={format}")))
                counts[name, format] = len(asked)
        return counts

    few = queries()
    grow(factories.PlanFactory(zone=world.zone, period=None), world.source, 20)
    many = queries()
    # A brief that no row named before is one more question, whatever the number of rows.
    assert {each: many[each] - few[each] for each in few if many[each] > few[each] + 2} == {}
    assert max(many.values()) <= 14


def test_a_long_list_is_read_chunk_by_chunk_while_it_is_sent(client):
    plan = factories.PlanFactory()
    Initiative.objects.bulk_create(_initiatives(plan, 1250))
    with CaptureQueriesContext(connection) as asked:
        pieces = iter(client.get("/api/v1/initiatives/?format=json&fields=slug").streaming_content)
        next(pieces), next(pieces)
        assert _chunks(asked) == 1
        list(pieces)
    assert _chunks(asked) == 3


def _chunks(asked):
    return len([each for each in asked.captured_queries if " IN (" in each["sql"] and '"slug"' in each["sql"]])


def _initiatives(plan, count):
    given = {"zone": plan.zone, "plan": plan, "publication": "published", "is_public": True, "accepted_version": 1}
    return [
        Initiative(slug=f"{plan.slug}-{number}", name_zh=f"名称{number}", summary_zh="文" * 200, **given)
        for number in range(count)
    ]


@pytest.mark.parametrize("format", KINDS)
def test_the_memory_of_a_file_does_not_grow_with_its_rows(client, format, monkeypatch):
    monkeypatch.setattr("zones.api.files.CHUNK", 100)
    Initiative.objects.bulk_create(_initiatives(factories.PlanFactory(slug="few"), 300))
    Initiative.objects.bulk_create(_initiatives(factories.PlanFactory(slug="many"), 1500))

    def most(plan):
        tracemalloc.start()
        response = client.get(f"/api/v1/initiatives/?format={format}&plan={plan}")
        size = sum(len(piece) for piece in response.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak, size

    few, little = most("few")
    many, much = most("many")
    assert much > 2 * little
    assert many < few + 300_000, "100,000 rows would take 25 MB more at most"
