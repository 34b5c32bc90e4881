"""After any write, by any door, the next read of every address that shows it is new, in every process that answers.

A process is what it keeps: its answers and what it holds of the data. Two of them take turns in one test process.
"""

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection

from tests import admin_forms, factories
from tests.routes import text_of
from tests.test_kept_answers import PAGES
from tests.workbooks import csv_file
from zones import held
from zones.choices import Publication
from zones.middleware import kept
from zones.middleware.store import Store
from zones.models import Milestone, Plan, ProgressUpdate, Theme
from zones.services import exchange, publication, triggers
from zones.services.progress import delete_update
from zones.services.revision_triggers import NOT_SHOWN

pytestmark = pytest.mark.django_db

MODELS = [
    model
    for model in apps.get_app_config("zones").get_models()
    if model._meta.model_name not in NOT_SHOWN and not model.__name__.startswith("Historical")
]
# A text of each model that its addresses show, where it has no name.
TEXTS = {"PlanTier": "label_zh", "ProgressUpdate": "summary_zh", "Target": "note_zh", "Observation": "note_zh"}
# Among the addresses that must show a change of each model: where to look first when one does not.
AMONG = {
    "Zone": {"/", "/zones/", "/zones/zone/", "/plans/plan/", "/api/v1/zones/", "/api/v1/plans/"},
    "Plan": {"/plans/", "/plans/plan/", "/zones/zone/", "/api/v1/plans/plan/", "/api/v1/initiatives/"},
    "PlanTier": {"/plans/plan/", "/api/v1/tiers/", "/api/v1/plans/plan/"},
    "Goal": {"/goals/", "/goals/goal/", "/plans/plan/", "/api/v1/goals/goal/"},
    "Initiative": {"/initiatives/", "/initiatives/initiative/", "/plans/plan/", "/api/v1/initiatives/"},
    "Milestone": {"/initiatives/initiative/", "/api/v1/milestones/"},
    "ProgressUpdate": {"/updates/", "/updates/feed/", "/initiatives/initiative/", "/api/v1/updates/"},
    "Indicator": {"/indicators/", "/indicators/indicator/", "/api/v1/indicators/", "/api/v1/targets/"},
    "Target": {"/plans/plan/", "/api/v1/targets/"},
    "Observation": {"/indicators/indicator/", "/api/v1/observations/"},
    "Theme": {"/themes/", "/themes/theme/", "/plans/plan/", "/api/v1/themes/", "/api/v1/initiatives/"},
    "Source": {"/sources/", "/sources/source/", "/plans/plan/", "/api/v1/sources/source/"},
    "Organisation": {"/organisations/organisation/", "/plans/plan/", "/api/v1/organisations/"},
    "Person": {"/api/v1/people/", "/initiatives/initiative/"},
    "Period": {"/plans/plan/", "/api/v1/periods/"},
}
# English pages are the same templates; what describes the API shows no record; a report takes long.
SKIPPED = ("/en/", "/api/v1/schema/", "/api/v1/docs/", "report.docx", "/changes/", "/sitemap")
ADDRESSES = [path for path in PAGES if not any(part in path for part in SKIPPED)]
ADDRESSES += ["/search/?q=新", "/initiatives/?format=csv", "/api/v1/search/?q=新", "/plans/plan/changes/"]


class Worker:
    """A process that answers: while it does, what it keeps and holds stands in the place of the others'."""

    def __init__(self, client):
        self.client, self.store, self.held = client, Store(32 * 2**20), (None, {})

    def read(self, path):
        """Return what it answers, as text."""
        before = kept.STORE, held._held
        kept.STORE, held._held = self.store, self.held
        try:
            return text_of(self.client.get(path))
        finally:
            self.held = held._held
            kept.STORE, held._held = before


@pytest.fixture
def workers(client):
    return Worker(client), Worker(client)


@pytest.fixture
def boss(db):
    return factories.UserFactory(is_superuser=True, is_staff=True)


# --- the doors through which one text of a record is written ---------------------------------------


def by_save(record, field, text):
    setattr(record, field, text)
    record.save()


def by_update(record, field, text):
    type(record).objects.filter(pk=record.pk).update(**{field: text})


def by_bulk_update(record, field, text):
    setattr(record, field, text)
    type(record).objects.bulk_update([record], [field])


def by_plain_sql(record, field, text):
    with connection.cursor() as cursor:
        table = record._meta.db_table
        cursor.execute(f"UPDATE {table} SET {field} = %s WHERE id = %s", [text, record.pk])  # noqa: S608


DOORS = [by_save, by_update, by_bulk_update, by_plain_sql]


def the_record(world, model):
    """Return the record of a model that the pages of the world show."""
    named = {"initiative": "initiative", "zone": "zone", "source": "source", "theme": "theme"}
    if model is ProgressUpdate:
        return world.initiatives.get(slug="initiative").updates.get()
    if model is Milestone:
        return world.initiatives.get(slug="initiative").milestones.get()
    if model._meta.model_name in named:
        return model.objects.get(slug=named[model._meta.model_name])
    return model.objects.order_by("pk").first()


@pytest.fixture
def peopled(world):
    """The world, with a speaker and a period too."""
    initiative = world.initiatives.get(slug="initiative")
    initiative.speaker = factories.PersonFactory()
    initiative.save()
    if world.period is None:
        world.period = factories.PeriodFactory()
        world.save()
    return world


def test_every_model_that_is_shown_is_tried():
    assert {model.__name__ for model in MODELS} == set(AMONG)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_address_that_shows_a_record_shows_what_is_written_by_any_door(client, peopled, workers, boss, model):
    record, field = the_record(peopled, model), TEXTS.get(model.__name__, "name_zh")
    by_update(record, field, "新字0始")
    shown = [path for path in ADDRESSES if "新字0始" in workers[0].read(path)]
    assert AMONG[model.__name__] - set(shown) == set()
    for worker in workers:
        assert all("新字0始" in worker.read(path) for path in shown)
    by_update(record, field, "新字始")
    assert [path for path in shown for worker in workers if "新字始" not in worker.read(path)] == []
    doors = [*DOORS, by_form(client, boss)] if model in admin.site._registry else DOORS
    for number, door in enumerate(doors, 1):
        record.refresh_from_db()
        new = f"新字{number}始"
        door(record, field, new)
        # They take turns, so that each still keeps what it answered two doors ago.
        stale = [path for path in sorted(AMONG[model.__name__]) if new not in workers[number % 2].read(path)]
        assert (door.__name__, stale) == (door.__name__, [])


def by_form(client, boss):
    """Return the door of the admin's form, through which whoever reads goes too; they are signed out again."""

    def by_form(record, field, text):
        client.force_login(boss)
        answer = admin_forms.change(client, record, **{field: text})
        client.logout()
        client.cookies.clear()
        assert answer.status_code == 302, admin_forms.errors_of(answer)

    return by_form


# --- doors of their own ----------------------------------------------------------------------------


def seen_by(workers, *paths):
    """Let both processes answer all of these; return what they answered."""
    return [worker.read(path) for worker in workers for path in paths]


def test_what_is_published_withdrawn_or_deleted_is_there_or_gone_at_once(peopled, workers, boss):
    goal = peopled.goals.get()
    by_save(goal, "name_zh", "唯一的目标")
    paths = ("/goals/", "/plans/plan/", "/api/v1/goals/", f"/api/v1/search/?q={goal.name_zh}")
    assert all(goal.name_zh in text for text in seen_by(workers, *paths))
    publication.withdraw(records=[goal], by=boss, reason="wrong")
    hidden = ("/goals/", "/plans/plan/", "/api/v1/goals/")
    assert not any(goal.name_zh in text for text in seen_by(workers, *hidden))
    type(goal).objects.filter(pk=goal.pk).update(publication=Publication.PUBLISHED, is_public=True)
    assert all(goal.name_zh in text for text in seen_by(workers, *paths))
    goal.refresh_from_db()
    goal.delete()
    assert not any(goal.name_zh in text for text in seen_by(workers, *hidden))


def test_the_status_that_follows_from_an_update_is_shown_at_once(peopled, workers):
    paths = ("/initiatives/?status=completed", "/api/v1/initiatives/?status=completed")
    initiative = peopled.initiatives.get(slug="initiative")
    by_save(initiative, "name_zh", "唯一的举措")  # plans and zones may bear the name that it was given
    assert not any(initiative.name_zh in text for text in seen_by(workers, *paths))
    update = factories.report(initiative=initiative, as_of="2026-01-01", status="completed")
    assert all(initiative.name_zh in text for text in seen_by(workers, *paths))
    delete_update(update=update)
    assert not any(initiative.name_zh in text for text in seen_by(workers, *paths))


def test_links_between_records_are_shown_at_once(peopled, workers):
    theme, initiative = factories.ThemeFactory(name_zh="新的主题"), peopled.initiatives.get(slug="initiative")
    paths = ("/initiatives/initiative/", "/api/v1/initiatives/", "/api/v1/initiatives/initiative/")
    assert not any(theme.name_zh in text for text in seen_by(workers, *paths))
    initiative.themes.add(theme)
    assert all(theme.name_zh in text for text in seen_by(workers, *paths))
    initiative.themes.remove(theme)
    assert not any(theme.name_zh in text for text in seen_by(workers, *paths))


def test_an_import_is_shown_at_once(peopled, workers, boss):
    paths = ("/themes/", "/api/v1/themes/")
    seen_by(workers, *paths)
    upload = csv_file([["地址标识", "名称（中文）", "类别"], ["imported", "导入的主题", "产业"]])
    exchange.carry_out(upload=upload, user=boss, model=Theme)
    assert all("导入的主题" in text for text in seen_by(workers, *paths))


def test_a_command_that_writes_is_seen_at_once(peopled, workers, tmp_path):
    paths = ("/api/v1/themes/", "/api/v1/initiatives/")
    seen_by(workers, *paths)
    file = tmp_path / "themes.json"
    call_command("dumpdata", "zones.theme", output=str(file), verbosity=0)
    records = json.loads(file.read_text())
    for record in records:
        record["fields"]["name_zh"] = "载入的名称"
    file.write_text(json.dumps(records))
    call_command("loaddata", str(file), verbosity=0)
    assert all("载入的名称" in text for text in seen_by(workers, *paths))


def test_a_write_that_is_made_while_an_answer_is_being_made_is_in_the_next_one(peopled, workers, monkeypatch):
    """The revision is read before the data; so an answer under it may be newer than it says, and never older."""
    worker, other = workers
    find = Store.find
    written = []

    def write_just_then(self, *asked):
        if not written:
            written.append(Plan.objects.update(name_zh="同时写下的名称"))
        return find(self, *asked)

    monkeypatch.setattr(Store, "find", write_just_then)
    for reader in (worker, worker, other):
        assert "同时写下的名称" in reader.read("/api/v1/plans/")
    Plan.objects.update(name_zh="随后的名称")
    assert all("随后的名称" in text for text in seen_by(workers, "/api/v1/plans/"))


def test_no_trigger_is_missing_while_all_this_is_tried():
    assert triggers.missing(connection) == set()
