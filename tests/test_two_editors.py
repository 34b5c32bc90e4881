"""Two editors at once: nobody saves over a version that they have not seen, and nothing typed is lost."""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.utils.translation import override

from tests import factories
from tests.admin_forms import errors_of, sent_by, url
from zones import models
from zones.models import StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.PlanFactory(code="1246", vision_zh="愿景")


def form_of(client, record):
    return url(type(record), "change", record.pk), sent_by(client.get(url(type(record), "change", record.pk)))


def save_elsewhere(record, **values):
    """Save a record as somebody else who was quicker does."""
    newer = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(newer, name, value)
    newer.save()


# --- the model ------------------------------------------------------------------------------------


def test_saving_counts_the_version_up(plan):
    plan.save()
    plan.save()
    assert (plan.version, models.Plan.objects.get().version, plan.history.latest().version) == (3, 3, 3)


def test_saving_over_a_newer_version_is_refused_and_writes_nothing(plan):
    stale = models.Plan.objects.get()
    save_elsewhere(plan, code="1247")
    stale.code = "9999"
    with pytest.raises(StaleVersion):
        stale.save()
    assert (models.Plan.objects.get().code, stale.version) == ("1247", 1)
    assert plan.history.count() == 2


def test_saving_what_somebody_deleted_is_refused(plan):
    stale = models.Plan.objects.get()
    plan.delete()
    with pytest.raises(StaleVersion):
        stale.save()
    assert not models.Plan.objects.exists()


def test_what_the_product_works_out_makes_no_new_version():
    initiative = factories.InitiativeFactory()
    factories.report(initiative=initiative, as_of="2022-06-30", status="completed")
    stored = models.Initiative.objects.get()
    assert (stored.status, stored.version) == ("completed", 1)


# --- the form -------------------------------------------------------------------------------------


def test_a_form_filled_in_from_an_older_version_shows_both_values_and_keeps_what_was_typed(admin_client, plan):
    address, data = form_of(admin_client, plan)
    save_elsewhere(plan, code="1247", name_en="Renamed meanwhile")
    with override("en"):
        answer = admin_client.post(address, data | {"code": "9999", "vision_zh": "新愿景"})
    assert answer.status_code == 200
    errors = errors_of(answer)
    assert set(errors) == {"code", "__all__"}
    assert "1247" in str(errors["code"])
    form = answer.context["adminform"].form
    assert (form["code"].value(), form["vision_zh"].value()) == ("9999", "新愿景")
    assert form["name_en"].value() == "Renamed meanwhile"
    assert models.Plan.objects.get().code == "1247"

    assert admin_client.post(address, sent_by(answer)).status_code == 302
    stored = models.Plan.objects.get()
    assert (stored.code, stored.vision_zh, stored.name_en) == ("9999", "新愿景", "Renamed meanwhile")


def test_choices_of_many_are_told_and_taken_in_as_well(admin_client):
    goal, theirs, mine = factories.GoalFactory(), *factories.ThemeFactory.create_batch(2)
    address, data = form_of(admin_client, goal)
    save_elsewhere(goal, summary_zh="他人所写")
    models.Goal.objects.get().themes.set([theirs])
    answer = admin_client.post(address, data | {"themes": [mine.pk]})
    assert set(errors_of(answer)) == {"themes", "__all__"}
    assert theirs.name in str(errors_of(answer)["themes"])
    assert answer.context["adminform"].form["summary_zh"].value() == "他人所写"


def test_a_date_is_taken_in_with_its_precision(admin_client):
    initiative = factories.InitiativeFactory(due_on="2025-12-31")
    address, data = form_of(admin_client, initiative)
    save_elsewhere(initiative, due_on_precision="year")
    answer = admin_client.post(address, data | {"name_en": "Renamed"})
    assert answer.status_code == 200
    assert admin_client.post(address, sent_by(answer)).status_code == 302
    stored = models.Initiative.objects.get()
    assert (stored.due_on_precision, stored.name_en) == ("year", "Renamed")


def test_a_form_in_which_nothing_was_changed_is_no_conflict(admin_client, plan):
    address, data = form_of(admin_client, plan)
    save_elsewhere(plan, code="1247")
    assert admin_client.post(address, data).status_code == 302
    assert models.Plan.objects.get().code == "1247"


def test_a_form_that_tells_no_version_is_refused(admin_client, plan):
    address, data = form_of(admin_client, plan)
    for seen in ({}, {"seen_version": ""}, {"seen_version": "9" * 30}, {"seen_version": "-1"}, {"seen_version": "x"}):
        sent = {name: value for name, value in data.items() if name != "seen_version"} | seen | {"code": "9999"}
        assert admin_client.post(address, sent).status_code == 200
    assert models.Plan.objects.get().code == "1246"


def test_a_row_that_somebody_else_changed_is_refused_if_it_was_changed_here_too(admin_client, plan):
    goal = factories.GoalFactory(plan=plan)
    address, data = form_of(admin_client, plan)
    save_elsewhere(goal, name_zh="他人所写")
    answer = admin_client.post(address, data | {"goals-0-name_zh": "我所写"})
    assert "他人所写" in str(errors_of(answer)["goals-0-name_zh"])
    assert admin_client.post(address, sent_by(answer)).status_code == 302
    assert models.Goal.objects.get().name_zh == "我所写"


def test_a_row_that_only_somebody_else_changed_is_left_as_they_saved_it(admin_client, plan):
    goal = factories.GoalFactory(plan=plan)
    address, data = form_of(admin_client, plan)
    save_elsewhere(goal, name_zh="他人所写")
    assert admin_client.post(address, data | {"code": "9999"}).status_code == 302
    assert (models.Goal.objects.get().name_zh, models.Plan.objects.get().code) == ("他人所写", "9999")


def test_a_record_that_is_overtaken_while_it_is_saved_is_shown_again(admin_client, plan, monkeypatch):
    """The form was checked against the version that is stored; then somebody is quicker by a moment."""
    address, data = form_of(admin_client, plan)
    save, quick = models.Plan.save, []

    def overtaken(record, *args, **kwargs):
        if not quick:
            quick.append(True)
            models.Plan.objects.filter(pk=record.pk).update(version=2, code="1247")
        save(record, *args, **kwargs)

    monkeypatch.setattr(models.Plan, "save", overtaken)
    answer = admin_client.post(address, data | {"code": "9999"})
    # what was written a moment ago is part of the same transaction here, and undone with it: the second try succeeds
    assert answer.status_code == 302
    assert models.Plan.objects.get().version == 2


# --- many at once, over HTTP ----------------------------------------------------------------------


@contextmanager
def own_database(folder):
    """Give the address of an empty database of the kind under test, which several processes can open."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'edits.sqlite3'}"
        return
    database = settings.DATABASES["default"]
    name = f"{database['NAME']}_edits"
    server = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    admin = psycopg2.connect(dbname="postgres", password=database["PASSWORD"] or None, **server)
    admin.autocommit = True
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    with admin.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{server['user']}{secret}@{server['host']}:{server['port']}/{name}"
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.close()


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--naive",), 1)])
def test_of_many_edits_at_once_none_that_was_accepted_is_lost(tmp_path, options, status):
    """The same script shows that saving without a look at versions loses edits: it can fail."""
    with own_database(tmp_path) as database:
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-m", "benchmarks.concurrent_edits", "--edits", "40", "--editors", "4", *options],
            env=os.environ | {"DATABASE_URL": database, "VAR_DIR": str(tmp_path)},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == status, done.stdout + done.stderr
    assert " 0 errors" in done.stdout
    assert (" 0 lost" in done.stdout) == (status == 0)
