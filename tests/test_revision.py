"""The data have a new revision after every write that could change what the public is shown, by whichever door."""

from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, migrations, models, transaction
from django.db.models import F

from tests import factories
from zones import revision
from zones.models import Initiative, Membership, Plan, Revision, SearchEntry, Theme
from zones.services import revision_triggers, search_index, triggers
from zones.services.merging import merge

pytestmark = pytest.mark.django_db
POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such thing")


class Watch:
    """Tells whether the revision is one that was never seen before; asks the database each time."""

    def __init__(self):
        self.seen = {revision.read().token}

    def is_new(self):
        token = revision.read().token
        new = token not in self.seen
        self.seen.add(token)
        return new


@pytest.fixture
def watch(db):
    return Watch()


# --- every table ----------------------------------------------------------------------------------


def test_every_table_that_is_shown_has_its_triggers():
    """When this fails, a migration made or altered a table without `triggers.around`: CONTRIBUTING.md, “a field”."""
    assert triggers.missing(connection) == set()


def test_all_that_is_not_watched_is_named():
    known = {f"zones_{name}" for name in revision_triggers.NOT_SHOWN}
    tables = {name for name in connection.introspection.table_names() if name.startswith("zones_")}
    made_by_sqlite = {name for name in tables if name.startswith("zones_searchterms")}
    assert tables - made_by_sqlite - set(revision_triggers.shown_tables()) == known


def test_a_model_that_nobody_has_thought_of_is_watched(monkeypatch):
    class Thought(models.Model):
        class Meta:
            app_label = "zones"

    try:
        assert "zones_thought" in revision_triggers.shown_tables()
        assert any("thought" in name for name in revision_triggers.missing(connection))
    finally:
        del revision_triggers.apps.all_models["zones"]["thought"]
        revision_triggers.apps.clear_cache()


@pytest.mark.parametrize("table", revision_triggers.shown_tables())
def test_a_row_of_any_table_written_by_plain_sql_is_noticed(table, world, watch):
    factories.PersonFactory(name_zh="前").save()
    indicator = world.targets.first().indicator
    indicator.themes.add(Theme.objects.first())
    indicator.save()
    assert watch.is_new()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608
        row, key = cursor.fetchone(), cursor.description[0].name if connection.vendor == "postgresql" else "rowid"
        assert not watch.is_new()
        cursor.execute(f"UPDATE {table} SET {key} = {key}")  # noqa: S608
        assert watch.is_new()
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        assert watch.is_new()
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)  # noqa: S608
        assert watch.is_new()
        transaction.set_rollback(True)


# --- every door -----------------------------------------------------------------------------------


def test_saving_bulk_writes_updates_and_deletions_are_noticed(watch):
    theme = factories.ThemeFactory()
    assert watch.is_new()
    theme.save()
    assert watch.is_new()
    Theme.objects.bulk_create([Theme(slug="two", name_zh="二", group="industry")])
    assert watch.is_new()
    Theme.objects.bulk_create([Theme(slug="three", name_zh="三", group="industry")], ignore_conflicts=True)
    assert watch.is_new()
    Theme.objects.bulk_create(
        [Theme(slug="three", name_zh="叁", group="industry")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_zh"],
    )
    assert watch.is_new()
    theme.name_zh = "改"
    Theme.objects.bulk_update([theme], ["name_zh"])
    assert watch.is_new()
    Theme.objects.update(name_en=F("slug"))
    assert watch.is_new()
    Theme.objects.filter(slug="two").delete()
    assert watch.is_new()


def test_links_between_records_are_noticed(watch):
    initiative, theme = factories.InitiativeFactory(), factories.ThemeFactory()
    assert watch.is_new()
    initiative.themes.add(theme)
    assert watch.is_new()
    initiative.themes.set([])
    assert watch.is_new()
    theme.initiatives.set([initiative])
    assert watch.is_new()
    initiative.themes.clear()
    assert watch.is_new()


def test_what_goes_with_its_plan_is_noticed_by_each_of_its_tables(watch):
    initiative = factories.InitiativeFactory()
    initiative.themes.add(factories.ThemeFactory())
    assert watch.is_new()
    Plan.objects.all().delete()
    assert not Initiative.objects.exists()
    assert watch.is_new()


def test_a_load_is_noticed(watch, tmp_path):
    theme = factories.ThemeFactory()
    file = str(tmp_path / "themes.json")
    call_command("dumpdata", "zones.theme", output=file, verbosity=0)
    theme.delete()
    assert watch.is_new()
    call_command("loaddata", file, verbosity=0)
    assert watch.is_new()


def test_who_may_do_what_and_the_entries_of_the_search_are_no_data_that_is_shown(watch):
    zone, user = factories.ZoneFactory(), get_user_model().objects.create_user("somebody")
    assert watch.is_new()
    Membership.objects.create(user=user, zone=zone)
    SearchEntry.objects.update(text="")
    user.save()
    assert not watch.is_new()


@POSTGRESQL
def test_a_truncated_table_is_noticed(watch):
    factories.InitiativeFactory()
    assert watch.is_new()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE zones_initiative_themes")
    assert watch.is_new()


@POSTGRESQL
def test_a_writer_who_names_schemas_is_noticed_too(watch):
    factories.ThemeFactory()
    assert watch.is_new()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO ''")
        cursor.execute("UPDATE public.zones_theme SET name_zh = '改'")
        cursor.execute("SET LOCAL search_path TO public")
    assert watch.is_new()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of SQLite for conflicts")
def test_a_write_that_ignores_or_replaces_rows_is_noticed(watch):
    """What a statement does about conflicts, SQLite does in its triggers too."""
    factories.ThemeFactory(slug="one")
    assert watch.is_new()
    with connection.cursor() as cursor:
        for words in ("UPDATE OR IGNORE", "UPDATE OR REPLACE"):
            cursor.execute(f"{words} zones_theme SET name_zh = '改'")
            assert watch.is_new()
        cursor.execute("CREATE TEMPORARY TABLE theme AS SELECT * FROM zones_theme")
        for words in ("REPLACE", "INSERT OR REPLACE"):
            cursor.execute(f"{words} INTO zones_theme SELECT * FROM theme")  # noqa: S608
            assert watch.is_new()
        cursor.execute("DELETE FROM zones_theme")
        assert watch.is_new()
        cursor.execute("INSERT OR IGNORE INTO zones_theme SELECT * FROM theme")
        assert watch.is_new()
        cursor.execute("DROP TABLE theme")


# --- the revision itself --------------------------------------------------------------------------


def test_a_write_that_is_rolled_back_leaves_no_token_that_another_could_be_given(watch):
    factories.ThemeFactory()
    before = revision.read()
    with transaction.atomic():
        factories.ThemeFactory()
        rolled_back = revision.read().token
        transaction.set_rollback(True)
    assert revision.read() == before
    factories.ThemeFactory()
    assert revision.read().token not in {before.token, rolled_back}


def test_it_is_read_with_one_query_and_tells_when_the_data_changed(django_assert_num_queries):
    factories.ThemeFactory()
    with django_assert_num_queries(1):
        seen = revision.read()
    assert (seen.token, seen.changed_at) == Revision.objects.values_list("token", "changed_at").get()
    assert len(seen.token) == 32


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_a_revision_again_with_the_first_write():
    call_command("flush", interactive=False, verbosity=0)
    seen = revision.read()
    factories.ThemeFactory()
    assert revision.read() not in {None, seen}


@pytest.mark.django_db(transaction=True)
def test_a_database_without_the_table_has_no_revision_to_rely_on():
    Revision.objects.all().delete()
    assert revision.read() is None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE zones_revision RENAME TO zones_hidden")
        try:
            assert revision.read() is None
        finally:
            cursor.execute("ALTER TABLE zones_hidden RENAME TO zones_revision")
    revision_triggers.install(connection)


# --- keeping the triggers -------------------------------------------------------------------------


def test_a_lost_trigger_is_noticed_and_made_anew_by_the_command_that_repairs_the_search(watch):
    name = "zones_revision_theme" + ("_update" if connection.vendor == "sqlite" else "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON zones_theme" if connection.vendor == "postgresql" else ""))
    assert triggers.missing(connection) == {name}
    call_command("rebuild_search")
    assert triggers.missing(connection) == set()
    assert watch.is_new()


def test_a_search_that_is_made_anew_is_a_new_revision_because_other_things_may_be_found(watch):
    call_command("rebuild_search")
    assert watch.is_new()


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth():
    call_command("migrate", "zones", "0002", verbosity=0)
    assert search_index.missing(connection) == set()
    assert revision.read() is None
    factories.ThemeFactory()
    call_command("migrate", "zones", verbosity=0)
    assert triggers.missing(connection) == set()
    assert revision.read() is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["Theme", "HistoricalTheme", "Milestone", "Revision"])
def test_a_migration_that_alters_a_table_keeps_all_triggers(name):
    """On SQLite Django makes an altered table anew, which drops its triggers."""
    field = "token" if name == "Revision" else "note_zh" if name == "Milestone" else "name_en"
    wide = revision_triggers.apps.get_model("zones", name)._meta.get_field(field).clone()
    wide.null = True
    state = migrations.state.ProjectState.from_apps(revision_triggers.apps)
    for operation in triggers.around(migrations.AlterField(name.lower(), field, wide)):
        after = state.clone()
        operation.state_forwards("zones", after)
        with connection.schema_editor() as editor:
            operation.database_forwards("zones", editor, state, after)
        state = after
    assert triggers.missing(connection) == set()


# --- several writers ------------------------------------------------------------------------------


def _write_in_threads(works):
    """Run works at the same time, each in a connection of its own; return what they raised."""
    raised = []

    def run(work):
        try:
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_eight_who_write_the_same_records_in_different_orders_never_wait_for_each_other_in_a_circle():
    initiatives = factories.InitiativeFactory.create_batch(6)
    themes = factories.ThemeFactory.create_batch(3)

    def work(number):
        for turn in range(10):
            with transaction.atomic():
                for initiative in initiatives[:: 1 if (number + turn) % 2 else -1]:
                    Initiative.objects.filter(pk=initiative.pk).update(summary_zh=f"{number}.{turn}")
                Theme.objects.filter(pk=themes[number % 3].pk).update(name_en=f"{number}.{turn}")
                initiatives[number % 6].themes.set(themes[: turn % 3])

    tokens = Watch()
    assert _write_in_threads([lambda number=number: work(number) for number in range(8)]) == []
    assert tokens.is_new()


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_two_records_are_merged_while_one_of_them_is_saved():
    boss = factories.UserFactory(is_superuser=True)
    pairs = [factories.ThemeFactory.create_batch(2) for _ in range(5)]
    merging = [lambda kept=kept, other=other: merge(kept=kept, duplicate=other, by=boss) for kept, other in pairs]
    saving = [lambda pk=kept.pk: Theme.objects.filter(pk=pk).update(name_en="new") for kept, _other in pairs]
    assert _write_in_threads([*merging, *saving]) == []
    assert Theme.objects.count() == 5
