"""Import and export in the admin: from the template to drafts, and every way in which that is refused."""

import io
import os
import time
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.workbooks import csv_file, opened, saved, workbook
from zones import models
from zones.services.exchange import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="fuzhou-14", name_zh="福州", zone=factories.ZoneFactory(slug="fuzhou"))


@pytest.fixture
def editor(plan, client):
    user = factories.editor_of(plan.zone)
    client.force_login(user)
    return user


def body(response):
    return b"".join(response.streaming_content)


def upload(client, data, name="plan.xlsx", **fields):
    return client.post(reverse("admin:exchange_import"), {"file": SimpleUploadedFile(name, data), **fields})


def ticket_of(response):
    return response.context["ticket"]


def test_from_the_template_to_drafts(client, editor, plan):
    factories.IndicatorFactory(slug="gdp")
    page = client.get(reverse("admin:exchange")).content.decode()
    assert reverse("admin:exchange_plan_template") in page
    made = opened(body(client.get(reverse("admin:exchange_plan_template"), {"language": "zh-hans"})))
    filled = {
        "规划": {"高新区": "fuzhou", "名称（中文）": "行动计划", "类型": "行动计划"},
        "举措": {"名称（中文）": "一号工程", "期限": "2025年"},
        "目标值": {"指标": "gdp", "数值": "8.1万"},
    }
    for title, cells in filled.items():
        sheet = made[title]
        places = {cell.value: cell.column for cell in sheet[1]}
        for heading, value in cells.items():
            sheet.cell(2, places[heading], value)
    shown = upload(client, saved(made), reason="from the article")
    assert shown.status_code == 200
    assert "一号工程" in shown.content.decode()
    assert models.Plan.objects.count() == 1
    answer = client.post(
        reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown), "reason": "from the article"}, follow=True
    )
    assert "3 added" in answer.content.decode()
    new = models.Plan.objects.exclude(pk=plan.pk).get()
    assert (new.publication, new.kind, new.initiatives.get().publication) == ("draft", "action", "draft")
    assert new.targets.get().value == 81_000
    assert new.history.get().history_user == editor
    assert new.history.get().history_change_reason == "from the article"
    assert os.listdir(uploads._folder()) == []
    again = client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown)}, follow=True)
    assert "no longer kept" in again.content.decode()
    assert models.Plan.objects.count() == 2


def test_a_plan_goes_out_and_comes_back_with_a_correction(client, editor, plan):
    factories.GoalFactory(plan=plan, slug="goal", name_zh="旧")
    made = opened(body(client.get(reverse("admin:exchange_plan", args=["fuzhou-14"]), {"language": "en"})))
    sheet = made["Goals"]
    [place] = [cell.column for cell in sheet[1] if cell.value == "Name (Chinese)"]
    sheet.cell(2, place, "新")
    shown = upload(client, saved(made))
    page = shown.content.decode()
    assert "<td>旧</td>" in page
    assert "<td>新</td>" in page
    client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown)})
    assert models.Goal.objects.get().name_zh == "新"
    assert models.Goal.objects.get().history.latest().history_change_reason == "import of plan.xlsx"


def test_errors_are_shown_with_their_places_and_come_back_marked_in_the_file(client, editor):
    shown = upload(client, workbook(目标=[["plan", "name_zh"], ["nowhere", "甲"]]))
    page = shown.content.decode()
    assert "There is no plan with the address “nowhere”." in page
    assert reverse("admin:exchange_confirm") not in page
    marked = client.post(reverse("admin:exchange_errors"), {"ticket": ticket_of(shown)})
    assert "plan-errors.xlsx" in marked["Content-Disposition"]
    assert "nowhere" in opened(body(marked))["目标"]["A2"].comment.text
    refused = client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown)})
    assert refused.status_code == 200  # the preview again
    assert models.Goal.objects.count() == 0


def test_what_changed_since_the_preview_is_shown_again_and_not_written_over(client, editor, plan):
    goal = factories.GoalFactory(plan=plan, slug="goal", name_zh="旧")
    shown = upload(client, workbook(目标=[["slug", "name_zh"], ["goal", "新"]]))
    goal.name_zh = "别人的"
    goal.save()
    again = client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown)})
    assert "<td>别人的</td>" in again.content.decode()
    goal.refresh_from_db()
    assert goal.name_zh == "别人的"
    client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(again)})
    goal.refresh_from_db()
    assert goal.name_zh == "新"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"no workbook \x00"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("a.csv", b",,\n"), ("a", b"")],
)
def test_a_wrong_file_is_a_message_beside_its_box(client, editor, name, data):
    answer = upload(client, data, name)
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_an_upload_that_is_too_large_is_refused_by_its_length_alone(client, editor):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("the upload was read")

    answer = client.generic(
        "POST",
        reverse("admin:exchange_import"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(11 * 1024**2),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()


def test_an_upload_needs_the_token_of_its_form(plan):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.editor_of(plan.zone))
    assert upload(strict, b"slug").status_code == 403


def test_a_ticket_is_of_one_person_for_a_while(client, editor, plan):
    shown = upload(client, workbook(目标=[["plan", "name_zh"], ["fuzhou-14", "甲"]]))
    colleague = factories.editor_of(plan.zone)
    assert uploads.fetch(signed=ticket_of(shown), user=editor)
    assert uploads.fetch(signed=ticket_of(shown), user=colleague) is None
    assert uploads.fetch(signed=ticket_of(shown) + "x", user=editor) is None
    [kept] = uploads._folder().iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert uploads._folder().stat().st_mode & 0o077 == 0
    client.force_login(colleague)
    client.post(reverse("admin:exchange_confirm"), {"ticket": ticket_of(shown)})
    assert client.post(reverse("admin:exchange_errors"), {"ticket": ticket_of(shown)}).status_code == 404
    assert models.Goal.objects.count() == 0


def test_what_was_left_behind_is_taken_away(client, editor):
    shown = upload(client, workbook(目标=[["plan", "name_zh"], ["fuzhou-14", "甲"]]))
    [left] = uploads._folder().iterdir()
    long_ago = time.time() - uploads.LIFE.total_seconds() - 60
    os.utime(left, (long_ago, long_ago))
    upload(client, workbook(目标=[["plan", "name_zh"], ["fuzhou-14", "乙"]]))
    assert uploads.fetch(signed=ticket_of(shown), user=editor) is None
    assert len(list(uploads._folder().iterdir())) == 1


def test_a_csv_file_is_of_the_kind_that_is_chosen(client, editor):
    data = csv_file([["plan", "名称（中文）"], ["fuzhou-14", "<b>目标</b>"]], "gbk")
    shown = upload(client, data, "goals.csv", kind="goal")
    assert "&lt;b&gt;目标&lt;/b&gt;" in shown.content.decode()
    unknown = upload(client, data, "goals.csv")
    assert "does not say of what it is" in unknown.content.decode()


@pytest.mark.parametrize("kind", ["goal", "planTier", "membership", "user"])
def test_only_kinds_of_records_are_given_out(client, editor, kind):
    for name in ("admin:exchange_export", "admin:exchange_template"):
        assert client.get(reverse(name, args=[kind])).status_code == (200 if kind == "goal" else 404)


def test_every_download_opens(client, editor, plan):
    page = client.get(reverse("admin:exchange"))
    for kind, _label in page.context["kinds"]:
        for name in ("admin:exchange_export", "admin:exchange_template"):
            address = reverse(name, args=[kind])
            assert opened(body(client.get(address, {"language": "zh-hans"}))).sheetnames
            assert body(client.get(address, {"format": "csv"})).startswith(b"\xef\xbb\xbf")


def test_nothing_of_it_is_for_people_without_a_role(client, plan):
    client.force_login(factories.UserFactory())
    draft = factories.PlanFactory(slug="draft", publication="draft", accepted_version=None)
    addresses = ["exchange", "exchange_plan_template"]
    assert [client.get(reverse(f"admin:{name}")).status_code for name in addresses] == [403, 403]
    assert client.get(reverse("admin:exchange_export", args=["goal"])).status_code == 403
    assert upload(client, b"slug").status_code == 403
    client.force_login(factories.editor_of(plan.zone))
    assert client.get(reverse("admin:exchange_plan", args=[draft.slug])).status_code == 404


# --- manage.py import_plan --------------------------------------------------------------------------


def imported(*arguments):
    told = StringIO()
    call_command("import_plan", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_imports_what_it_told(plan, tmp_path):
    editor = factories.editor_of(plan.zone)
    file = tmp_path / "goals.xlsx"
    file.write_bytes(workbook(目标=[["plan", "name_zh"], ["fuzhou-14", "甲"]]))
    told = imported(str(file), "--user", editor.username, "--dry-run")
    assert "→ 甲" in told
    assert models.Goal.objects.count() == 0
    imported(str(file), "--user", editor.username)
    assert models.Goal.objects.get().history.get().history_user == editor


def test_the_command_tells_every_error_with_its_place(plan, tmp_path):
    file = tmp_path / "goals.csv"
    file.write_bytes(csv_file([["plan", "name_zh", "kind"], ["fuzhou-14", "甲", "x"], ["nowhere", "乙", ""]]))
    with pytest.raises(CommandError, match="no superuser"):
        imported(str(file), "--model", "goal")
    factories.UserFactory(is_superuser=True, username="chief")
    with pytest.raises(CommandError) as refused:
        imported(str(file), "--model", "goal")
    assert [line[:12] for line in str(refused.value).splitlines()] == ["CSV: C2 kind", "CSV: A3 plan"]
    with pytest.raises(CommandError, match="No such file"):
        imported(str(tmp_path / "none.xlsx"))
    with pytest.raises(CommandError, match="no such user"):
        imported(str(file), "--user", "nobody")
    file.write_bytes(b"\x00")
    with pytest.raises(CommandError, match="no Excel workbook"):
        imported(str(file))
