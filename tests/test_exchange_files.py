"""Files of the import and export: what can be read, what is refused with a sentence, what a workbook offers."""

import io
import random
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import Workbook

from tests import factories
from tests.workbooks import csv_file, opened, said, saved, workbook
from zones import models
from zones.services import exchange
from zones.services.exchange.cells import as_text, guarded
from zones.services.exchange.columns import MODELS, PLAN_SHEETS, columns_of, headings_of, models_by_title
from zones.services.exchange.reading import read_upload
from zones.services.exchange.widgets import Vocabulary, widget_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="fuzhou-14", zone=factories.ZoneFactory(slug="fuzhou"))


@pytest.fixture
def editor(plan):
    return factories.editor_of(plan.zone)


def preview_of(upload, user, model=None):
    return exchange.plan_import(upload=upload, user=user, model=model)


def packed(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed_part(data, name, change):
    """Return a workbook with one part of its archive changed by a function of its text."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, change(text.decode()) if part.filename == name else text)
    return target.getvalue()


# --- what cannot be read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n , ,\n",
        b"%PDF-1.7 \xff\xfe\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b"PK\x03\x04 and no archive",
        packed(**{"word/document.xml": "<a/>"}),
        packed(**{"xl/workbook.xml": "<workbook", "[Content_Types].xml": "<Types/>"}),
        workbook(规划=[["slug"]])[:-300],
        bytes(random.Random(1).randbytes(5_000)),  # noqa: S311 - noise
        b'slug,plan\n"' + b"x" * 200_000,
        b"\x00" * 1_000,
        "地址".encode("big5") + b"\xff\xff",
    ],
    ids=[
        *("empty", "blank", "pdf", "xls", "no-archive", "word-document"),
        *("broken-workbook", "cut-off", "noise", "endless-cell", "zeros", "big5"),
    ],
)
def test_a_wrong_file_gets_a_sentence(editor, data):
    with pytest.raises(exchange.NotReadable) as refused:
        preview_of(data, editor, models.Goal)
    assert str(refused.value).endswith(".")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(editor):
    bomb = packed(**{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b" " * (101 * 1024**2)})
    assert len(bomb) < 200_000
    with pytest.raises(exchange.NotReadable, match="too large"):
        preview_of(bomb, editor)


def test_an_archive_that_lies_about_its_size_is_refused(editor):
    data = bytearray(workbook(目标=[["slug"], *([f"goal-{n}"] for n in range(5_000))]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = bytes(data).replace(true_size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(exchange.NotReadable):
        preview_of(data, editor)


def test_xml_entities_are_not_expanded(editor):
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = changed_part(
        workbook(目标=[["slug"], ["&"]]),
        "xl/worksheets/sheet1.xml",
        lambda text: laughs + text.replace("&amp;", "&b;"),
    )
    with pytest.raises(exchange.NotReadable):
        preview_of(data, editor)


def test_more_rows_or_columns_than_can_be_read_are_refused(editor):
    rows = [["slug", "name_zh"], *(["", "x"] for _number in range(20_001))]
    with pytest.raises(exchange.NotReadable, match="20,000 rows"):
        preview_of(csv_file(rows), editor, models.Goal)
    with pytest.raises(exchange.NotReadable, match="100 columns"):
        preview_of(csv_file([["x"] * 101]), editor, models.Goal)
    with pytest.raises(exchange.NotReadable, match="10 MB"):
        preview_of(b"x" * (10 * 1024**2 + 1), editor, models.Goal)


def test_a_sheet_that_claims_a_billion_cells_is_read_as_it_is(editor):
    data = changed_part(
        workbook(目标=[["slug", "name_zh"], ["a", "甲"]]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('ref="A1:B2"', 'ref="A1:XFD1048576"'),
    )
    assert len(read_upload(data)[0].rows) == 1


def test_a_cell_far_below_does_not_take_long(editor):
    made = Workbook()
    made.active.title = "目标"
    made.active.append(["slug", "name_zh"])
    made.active.cell(1_048_576, 1, "far")
    assert read_upload(saved(made))[0].rows == []


# --- what is wrong with a sheet -------------------------------------------------------------------------


def test_an_unknown_sheet_and_an_unknown_heading_are_named(editor):
    upload = workbook(Nonsense=[["slug"]], 目标=[["slug", "Colour", "slug"]])
    problems = said(preview_of(upload, editor))
    assert [each[:3] for each in problems] == [("Nonsense", 0, ""), ("目标", 1, "B"), ("目标", 1, "C")]
    assert "Colour" in problems[1][3]


def test_a_cell_without_a_heading_is_told(editor):
    upload = workbook(目标=[["plan", None, "name_zh"], ["fuzhou-14", "lost", "甲"]])
    assert [each[:3] for each in said(preview_of(upload, editor))] == [("目标", 2, "B")]


def test_merged_cells_are_told_with_their_place(editor):
    made = Workbook()
    sheet = made.active
    sheet.title = "目标"
    for row in (["plan", "name_zh"], ["fuzhou-14", "甲"], [None, "乙"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    problems = said(preview_of(saved(made), editor))
    assert ("目标", 2, "", "The cells A2:A3 are merged. Unmerge them and fill each one in.") in problems


def test_a_formula_and_an_error_value_are_refused_in_their_cells(editor):
    upload = workbook(目标=[["plan", "name_zh", "position"], ["fuzhou-14", "=A1", 1], ["fuzhou-14", "甲", "#N/A"]])
    problems = said(preview_of(upload, editor))
    assert [each[:3] for each in problems] == [("目标", 2, "B"), ("目标", 3, "C")]
    assert "formula" in problems[0][3]


def test_empty_rows_and_a_late_heading_keep_the_numbers_of_the_rows(editor):
    upload = workbook(目标=[[], [], ["plan", "name_zh", "kind"], [], ["fuzhou-14", "甲", "x"]])
    assert [each[:3] for each in said(preview_of(upload, editor))] == [("目标", 5, "C")]


# --- CSV --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_files_are_read_in_the_encodings_that_spreadsheets_write(editor, encoding, separator):
    lines = [["plan", "名称（中文）"], ["fuzhou-14", "“一号”工程"]]
    data = "\n".join(separator.join(line) for line in lines).encode(encoding)
    [row] = preview_of(data, editor, models.Goal).added
    assert row.record.name_zh == "“一号”工程"


# --- cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-5%", "@here", "＝1", "'=1+1", "''=x", "'quoted", "1+4+N", "普通", "=\n=", "'"],
)
def test_no_text_becomes_a_formula_and_every_text_comes_back(text):
    shown = guarded(text)
    assert shown[0] not in "=+-@\t\r＝＋－＠"
    assert as_text(shown) == text


def test_texts_like_formulas_survive_both_formats(editor, plan):
    texts = ["=1+1", "+x", "'=x", "@y", "-z", "＝", "a\nb"]
    goals = [factories.GoalFactory(plan=plan, name_zh=text) for text in texts]
    target = io.BytesIO()
    exchange.export_workbook(models.Goal.objects.all(), target, language="en")
    cells = [cell for row in opened(target.getvalue())["Goals"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    text = "".join(exchange.export_csv(models.Goal.objects.all(), language="en"))
    for data in (target.getvalue(), text.encode()):
        assert preview_of(data, editor, models.Goal).unchanged == len(goals)


def test_numbers_and_dates_are_understood_as_people_and_spreadsheets_write_them(editor, plan):
    factories.IndicatorFactory(slug="gdp")
    made = Workbook()
    sheet = made.active
    sheet.title = "目标值"
    sheet.append(["slug", "plan", "indicator", "value", "due_on"])
    cells = {
        "a": ("８．１万", "２０２５年"),
        "b": (3.27, datetime(2025, 3, 1)),  # noqa: DTZ001 - a spreadsheet knows no time zones
        "c": ("3.27万亿", "2025/3/17"),
        "d": (0.1 + 0.2, date(2025, 3, 17)),
        "e": ("1,234.5", 2025),
        "f": (True, None),
    }
    for slug, (value, due) in cells.items():
        sheet.append([slug, "fuzhou-14", "gdp", value, due])
    sheet["E3"].number_format = 'yyyy"年"m"月"'
    found = {row.key: row.record for row in preview_of(saved(made), editor).added}
    assert {slug: record.value for slug, record in found.items()} == {
        "a": 81_000, "b": Decimal("3.27"), "c": 3_270_000_000_000, "d": Decimal("0.3"), "e": Decimal("1234.5"), "f": 1,
    }  # fmt: skip
    assert [(record.due_on, record.due_on_precision) for record in found.values()] == [
        (date(2025, 1, 1), "year"),
        (date(2025, 3, 1), "month"),
        (date(2025, 3, 17), "day"),
        (date(2025, 3, 17), "day"),
        (date(2025, 1, 1), "year"),
        (None, "day"),
    ]


def test_a_percentage_of_the_spreadsheet_is_what_it_shows(editor, plan):
    factories.IndicatorFactory(slug="gdp")
    made = Workbook()
    sheet = made.active
    sheet.title = "实际值"
    sheet.append(["zone", "indicator", "value", "share_percent", "reference_zh"])
    sheet.append(["fuzhou", "gdp", 5, 0.359, "全国"])
    sheet["D2"].number_format = "0.0%"
    [row] = preview_of(saved(made), editor).added
    assert row.record.share_percent == Decimal("35.9")


# --- what we write ----------------------------------------------------------------------------------


def test_every_column_and_sheet_has_a_name_of_its_own_in_both_languages():
    titles = models_by_title()
    assert set(titles.values()) == set(MODELS)
    for model in MODELS:
        for language in exchange.LANGUAGES:
            headings = [column.heading(language) for column in columns_of(model)]
            assert len(set(headings)) == len(headings), (model, language)
            for column in columns_of(model):
                assert headings_of(model)[column.heading(language).casefold().replace("（", "(").replace("）", ")")]


def test_what_the_product_keeps_for_itself_is_no_column():
    for model in MODELS:
        names = {column.name for column in columns_of(model)}
        assert not names & {"id", "created_at", "updated_at", "is_public", "accepted_version", "author", "file"}
        assert not [name for name in names if name.endswith("_precision")]


def test_the_labels_of_a_vocabulary_mean_one_code_each():
    for model in MODELS:
        for column in columns_of(model):
            widget = widget_of(column)
            if isinstance(widget, Vocabulary):
                for language in exchange.LANGUAGES:
                    with translation.override(language):
                        for value, label in column.field.choices:
                            assert widget.clean(str(label)) == value
                            assert widget.clean(value) == value


def test_a_template_has_notes_and_lists_and_can_be_filled_in(editor, plan):
    target = io.BytesIO()
    exchange.template(target, language="zh-hans")
    made = opened(target.getvalue())
    with translation.override("zh-hans"):
        titles = [str(model._meta.verbose_name_plural) for model in PLAN_SHEETS]
    assert made.sheetnames == [*titles, "_lists"]
    assert made["_lists"].sheet_state == "hidden"
    sheet = made["举措"]
    headings = {cell.value: cell for cell in sheet[1]}
    assert "版本" not in headings
    assert headings["地址标识"].comment.text
    [area] = [str(each.sqref) for each in sheet.data_validations.dataValidation]
    kind = headings["类型"].column_letter
    assert area.startswith(f"{kind}2:{kind}")
    labels = [cell.value for row in made["_lists"].iter_rows() for cell in row]
    assert "工程" in labels


def test_the_error_workbook_marks_the_cells_and_lists_the_errors(editor, plan):
    upload = workbook(目标=[[], ["plan", "name_zh", "kind", "Colour"], [], ["fuzhou-14", "=1+1", "x", "red"]])
    preview = preview_of(upload, editor)
    target = io.BytesIO()
    exchange.error_workbook(preview, target, language="en")
    made = opened(target.getvalue())
    sheet = made["目标"]
    assert sheet["A4"].value == "fuzhou-14"
    assert sheet["A4"].comment is None
    for place in ("B4", "C4", "D2"):
        assert sheet[place].comment.text
        assert sheet[place].fill.fgColor.rgb == "00FF9999"
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("'=1+1", "s")
    listed = [[cell.value for cell in row] for row in made["_errors"].iter_rows(min_row=2)]
    assert [row[:3] for row in listed] == [["目标", 2, "D"], ["目标", 4, "B"], ["目标", 4, "C"]]
    corrected = made["目标"]
    corrected["B4"], corrected["C4"], corrected["D2"], corrected["D4"] = "甲", "目标", None, None
    assert preview_of(saved(made), editor).problems == []  # the sheet of errors is passed over


def test_an_editor_exports_drafts_of_the_own_zones_only(editor, plan):
    factories.GoalFactory(plan=plan, slug="our-draft", publication="draft", accepted_version=None)
    factories.GoalFactory(slug="their-draft", publication="draft", accepted_version=None)
    factories.GoalFactory(slug="their-public")
    records = exchange.visible(models.Goal, editor)
    lines = "".join(exchange.export_csv(records, language="en"))
    assert lines.startswith("\ufeff")
    assert "our-draft" in lines
    assert "their-public" in lines
    assert "their-draft" not in lines
    target = io.BytesIO()
    exchange.export_plan(models.Plan.objects.exclude(pk=plan.pk)[0], target, user=editor, language="en")
    assert opened(target.getvalue())["Goals"].max_row == 1


def test_a_list_is_exported_with_a_query_for_each_chunk_and_not_for_each_row(plan, django_assert_num_queries):
    theme = factories.ThemeFactory()
    for _number in range(30):
        factories.InitiativeFactory(plan=plan).themes.add(theme)
    with django_assert_num_queries(4):  # for the keys, the records, and one for each of two many-to-many fields
        rows = list(exchange.export_rows(models.Initiative, models.Initiative.objects.all(), exchange.BOTH))
    assert len(rows) == 31
    assert "名称（中文） / Name (Chinese)" in rows[0]


def test_a_preview_costs_the_same_queries_whatever_the_number_of_rows(editor, plan, django_assert_max_num_queries):
    factories.ThemeFactory(slug="theme")
    factories.PlanTierFactory(plan=plan, position=1)
    rows = [["slug", "plan", "tier", "name_zh", "themes", "due_on"]]
    rows += [[f"i-{n}", "fuzhou-14", 1, f"举措{n}", "theme", "2025"] for n in range(200)]
    with django_assert_max_num_queries(12):
        assert len(preview_of(workbook(举措=rows), editor).added) == 200
