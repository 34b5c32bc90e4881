"""What is written through the API, rows and lists of the admin, and by commands is in the next read of every process.

One world serves many doors here: an assertion that fails names the door and the address that was stale.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import admin_forms, factories
from tests.test_api_writing import Caller
from tests.test_freshness import AMONG, MODELS, TEXTS, boss, peopled, seen_by, the_record, workers  # noqa: F401
from tests.workbooks import csv_file
from tests.world import one_of_everything
from zones.api.urls import router
from zones.api.writing.views import key_of
from zones.models import Goal, Initiative, Period, Plan, PlanTier, Target, Theme
from zones.services import package, triggers

pytestmark = pytest.mark.django_db
ROUTES = {viewset.queryset.model: name for _prefix, viewset, name in router.registry}


def stale(workers, paths, text):  # noqa: F811
    """Return at which of these addresses a process does not show a text that was just written."""
    return [path for path in paths for worker in workers if text not in worker.read(path)]


def showing(workers, paths, text):  # noqa: F811
    """Return at which of these addresses a process still shows a text that was just taken away."""
    return [path for path in paths for worker in workers if text in worker.read(path)]


# --- the API ---------------------------------------------------------------------------------------


def sent(field, text):
    """Return a text as it is sent: notes stand with the evidence."""
    return {"evidence": {field: text}} if field == "note_zh" else {field: text}


def by_patch(call, record, field, text):
    address = reverse(f"api:{ROUTES[type(record)]}-detail", args=[key_of(record)])
    return call("patch", address, sent(field, text), if_match=f'"{record.version}"')


def by_bulk(call, record, field, text):
    key = {"slug": getattr(record, "slug", None)}
    if isinstance(record, PlanTier):
        key = {"plan": record.plan.slug, "position": record.position}
    if isinstance(record, Period):
        key = {"number": record.number}
    row = key | {"version": record.version} | sent(field, text)
    return call("post", reverse(f"api:{ROUTES[type(record)]}-bulk"), {"rows": [row]})


def test_a_record_of_every_kind_is_shown_as_it_was_written_through_the_api(client, peopled, workers, boss):  # noqa: F811
    call = Caller(client, boss)
    for model in MODELS:
        record, field, paths = the_record(peopled, model), TEXTS.get(model.__name__, "name_zh"), AMONG[model.__name__]
        for number, door in enumerate((by_patch, by_bulk)):
            seen_by([workers[number]], *paths)
            record.refresh_from_db()
            text = f"{door.__name__}新{model.__name__}"
            answer = door(call, record, field, text)
            assert answer.status_code == 200, (model, door, answer.content.decode())
            assert (model, door, stale([workers[number]], paths, text)) == (model, door, [])


def test_what_is_made_published_and_deleted_through_the_api_is_there_or_gone_at_once(client, peopled, workers, boss):  # noqa: F811
    call, paths = Caller(client, boss), ("/goals/", "/plans/plan/", "/api/v1/goals/")
    address = reverse("api:goal-list")
    seen_by(workers, *paths)
    made = call("post", address, {"plan": "plan", "slug": "made", "name_zh": "接口所建"})
    assert made.status_code == 201
    assert showing(workers, paths, "接口所建") == []
    moved = call("post", f"{address}made/publication/", {"move": "publish"}, if_match=made.headers["ETag"])
    assert moved.status_code == 200, moved.content.decode()
    assert stale(workers, paths, "接口所建") == []
    assert call("delete", f"{address}made/", if_match="*").status_code == 204
    assert showing(workers, paths, "接口所建") == []


# --- the admin's rows and lists --------------------------------------------------------------------

ROW_FIELDS = ("name_zh", "label_zh", "summary_zh", "note_zh", "locator")  # the first that a row has is changed
OF_LOCATORS = {"/api/v1/targets/"}


@pytest.mark.parametrize(("model", "kinds"), [(Plan, 4), (Initiative, 4)])
def test_the_rows_of_a_form_are_shown_at_once_as_they_were_saved_with_it(client, peopled, workers, boss, model, kinds):  # noqa: F811
    record = the_record(peopled, model)
    Target.objects.update(source=peopled.source)
    client.force_login(boss)
    form = client.get(admin_forms.url(model, "change", record.pk))
    data, written = admin_forms.sent_by(form), {}
    for inline in form.context["inline_admin_formsets"]:
        shown = the_record(peopled, inline.opts.model)
        row = next((row for row in inline.formset.forms if row.instance.pk == shown.pk), inline.formset.forms[0])
        field = next(name for name in ROW_FIELDS if name in row.fields)
        written[f"新行{row.prefix}"] = OF_LOCATORS if field == "locator" else AMONG[inline.opts.model.__name__]
        data[row.add_prefix(field)] = f"新行{row.prefix}"
    client.logout()
    assert len(written) == kinds
    seen_by(workers, *set().union(*written.values()))
    client.force_login(boss)
    answer = client.post(admin_forms.url(model, "change", record.pk), data)
    assert answer.status_code == 302, admin_forms.errors_of(answer)
    client.logout()
    assert [(text, stale(workers, paths, text)) for text, paths in written.items()] == [(text, []) for text in written]


def test_what_is_done_to_selected_records_of_a_list_is_shown_at_once(client, peopled, workers, boss):  # noqa: F811
    Goal.objects.update(name_zh="选中的旧目标")
    goals = [peopled.goals.get(), factories.GoalFactory(plan=peopled, name_zh="选中的新目标")]
    paths = ("/goals/", "/plans/plan/", "/api/v1/goals/")

    def select(action, **confirmed):
        client.force_login(boss)
        selected = [goal.pk for goal in goals]
        data = {"action": action, "_selected_action": selected} | confirmed
        assert client.post(admin_forms.url(Goal, "changelist"), data).status_code == 302
        client.logout()

    assert [stale(workers, paths, goal.name_zh) for goal in goals] == [[], []]
    select("_withdraw")
    assert [showing(workers, paths, goal.name_zh) for goal in goals] == [[], []]
    select("_publish")
    assert [stale(workers, paths, goal.name_zh) for goal in goals] == [[], []]
    select("delete_selected", post="yes")
    assert [showing(workers, paths, goal.name_zh) for goal in goals] == [[], []]


def test_what_is_reported_of_selected_initiatives_is_shown_once_it_is_published(client, peopled, workers, boss):  # noqa: F811
    initiative = peopled.initiatives.get(slug="initiative")
    paths = ("/updates/", "/initiatives/initiative/", "/api/v1/updates/")
    seen_by(workers, *paths)
    client.force_login(boss)
    page = reverse("admin:report_selected", query={"of": str(initiative.pk)})
    assert (
        client.post(
            page, {"as_of_0": "2023-05", "as_of": "2023-05", "status": "completed", "summary_zh": "一并通报"}
        ).status_code
        == 302
    )
    client.logout()
    assert showing(workers, paths, "一并通报") == []
    client.force_login(boss)
    update = initiative.updates.get(summary_zh="一并通报")
    data = {"action": "_publish", "_selected_action": [update.pk]}
    assert client.post(admin_forms.url(type(update), "changelist"), data).status_code == 302
    client.logout()
    assert stale(workers, paths, "一并通报") == []


def test_two_records_that_are_merged_are_one_everywhere_at_once(client, peopled, workers, boss):  # noqa: F811
    Theme.objects.update(name_zh="重复的主题")
    kept, duplicate = factories.ThemeFactory(name_zh="留下的主题"), Theme.objects.get(slug="theme")
    paths = ("/themes/", "/initiatives/initiative/", "/api/v1/initiatives/")
    assert stale(workers, paths, duplicate.name_zh) == []
    client.force_login(boss)
    query = {"kept": kept.pk, "duplicate": duplicate.pk}
    assert client.post(reverse("admin:merge", args=["theme"], query=query), {"reason": "重复"}).status_code == 302
    client.logout()
    assert showing(workers, paths, duplicate.name_zh) == []
    assert stale(workers, paths, "留下的主题") == []


# --- commands --------------------------------------------------------------------------------------


def test_what_a_command_imports_is_shown_at_once(peopled, workers, boss, tmp_path):  # noqa: F811
    paths = ("/themes/", "/api/v1/themes/")
    seen_by(workers, *paths)
    file = tmp_path / "themes.csv"
    file.write_bytes(csv_file([["地址标识", "名称（中文）", "类别"], ["imported", "命令导入的主题", "产业"]]))
    call_command("import_plan", str(file), model="theme", user=boss.username, verbosity=0)
    assert stale(workers, paths, "命令导入的主题") == []


def test_what_commands_fill_an_empty_database_with_is_shown_at_once(workers, tmp_path):  # noqa: F811
    """Each is undone again; what was kept while its records were there must not be shown afterwards either."""
    paths = ("/zones/", "/api/v1/plans/", "/api/v1/initiatives/")
    dumped, packed = tmp_path / "dump.json.gz", tmp_path / "package.zip"
    with transaction.atomic():
        one_of_everything()
        call_command("dump", str(dumped), verbosity=0)
        with packed.open("wb") as target:
            package.write_package(target)
        transaction.set_rollback(True)
    commands = {
        "restore": (str(dumped),),
        "import_package": (str(packed),),
        "generate": ("--initiatives", "20"),
        "seed": (),
    }
    for command, arguments in commands.items():
        before = seen_by(workers, *paths)
        with transaction.atomic():
            call_command(command, *arguments, verbosity=0)
            as_before = [old for old, new in zip(before, seen_by(workers, *paths), strict=True) if old == new]
            assert (command, as_before) == (command, [])
            transaction.set_rollback(True)
        assert (command, seen_by(workers, *paths) == before) == (command, True)


def test_versions_that_are_cleaned_up_are_gone_from_the_history_at_once(peopled, workers):  # noqa: F811
    paths = ("/plans/plan/history/", "/api/v1/plans/plan/history/")
    for text in ("很久以前的名称", "较久以前的名称", "现在的名称"):
        peopled.name_zh = text
        peopled.save()
    years = [timezone.now() - timedelta(days=365 * ago) for ago in (5, 4)]
    for moment, text in zip(years, ("很久以前的名称", "较久以前的名称"), strict=True):
        peopled.history.filter(name_zh=text).update(history_date=moment)
    peopled.history.exclude(name_zh__endswith="的名称").update(history_date=years[0] - timedelta(days=1))
    assert stale(workers, paths, "很久以前的名称") == []
    call_command("clean_up", verbosity=0)
    assert showing(workers, paths, "很久以前的名称") == []


def test_no_trigger_is_missing_after_all_this():
    assert triggers.missing(connection) == set()
