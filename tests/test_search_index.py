"""The full-text index keeps in step with every write, by whichever door, and can be made anew."""

import re
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, migrations, transaction
from django.db.models import F

from tests import factories
from zones import search
from zones.choices import SearchKind
from zones.models import SEARCHED_COLUMNS, Goal, Initiative, Plan, SearchEntry, Theme, Zone
from zones.services import search_index, triggers

pytestmark = pytest.mark.django_db


def names(query):
    """Return the Chinese names of what is found, sorted."""
    return sorted(record.name_zh for results in search.search(query, limit=99) for record in results.records)


# --- every door -----------------------------------------------------------------------------------


def _make(kind, **values):
    return getattr(factories, f"{kind.value.capitalize()}Factory")(**values)


@pytest.mark.parametrize("kind", SearchKind)
def test_the_index_follows_every_way_in_which_rows_are_written(kind):
    record = _make(kind, name_zh="甲乙丙")
    model = type(record)
    assert names("甲乙丙") == ["甲乙丙"]
    record.name_zh = "丁戊己"
    record.save()
    assert (names("甲乙丙"), names("丁戊己")) == ([], ["丁戊己"])
    model.objects.filter(pk=record.pk).update(name_zh="庚辛壬")
    assert (names("丁戊己"), names("庚辛壬")) == ([], ["庚辛壬"])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET name_zh = %s WHERE id = %s", ["癸子丑", record.pk])  # noqa: S608
    assert (names("庚辛壬"), names("癸子丑")) == ([], ["癸子丑"])
    record.delete()
    assert names("癸子丑") == []
    assert not SearchEntry.objects.filter(kind=kind, record_id=record.pk).exists()


@pytest.mark.parametrize("kind", SearchKind)
def test_every_searched_text_of_every_kind_finds_its_record(kind):
    cited = {"source": factories.SourceFactory()} if "quotation" in SEARCHED_COLUMNS[kind] else {}
    record = _make(kind, **cited)
    for number, column in enumerate(SEARCHED_COLUMNS[kind]):
        word = f"word{number}x"
        search.records(kind).model.objects.filter(pk=record.pk).update(**{column: word})
        assert SearchEntry.objects.matching(word).get(kind=kind).record_id == record.pk


def test_rows_written_in_bulk_are_found_and_keep_their_keys():
    factories.ThemeFactory(slug="there", name_zh="旧的")
    rows = [Theme(slug=slug, name_zh=f"批量{slug}", group="industry") for slug in ("one", "two", "there")]
    Theme.objects.bulk_create(rows, ignore_conflicts=True)
    assert names("批量") == ["批量one", "批量two"]
    Theme.objects.bulk_create(rows, update_conflicts=True, unique_fields=["slug"], update_fields=["name_zh"])
    assert names("批量") == ["批量one", "批量there", "批量two"]
    made = Theme.objects.bulk_create([Theme(slug="three", name_zh="三", group="industry")])
    assert Theme.objects.get(slug="three").pk == made[0].pk
    Theme.objects.filter(slug="one").update(id=F("id") + 1_000)
    assert names("批量one") == ["批量one"]
    assert SearchEntry.objects.filter(kind="theme").count() == Theme.objects.count()


def test_what_goes_with_its_plan_goes_from_the_index():
    plan = factories.PlanFactory(name_zh="甲乙丙")
    factories.GoalFactory(plan=plan, name_zh="甲乙丙的目标")
    factories.InitiativeFactory(plan=plan, name_zh="甲乙丙的举措")
    assert len(names("甲乙丙")) == 3
    plan.delete()
    assert names("甲乙丙") == []


def test_what_is_rolled_back_was_never_found():
    with transaction.atomic():
        factories.ThemeFactory(name_zh="甲乙丙")
        transaction.set_rollback(True)
    assert names("甲乙丙") == []


def test_a_zone_that_is_renamed_or_a_plan_that_moves_takes_its_members_along():
    zone, other = factories.ZoneFactory(name_zh="甲区"), factories.ZoneFactory(name_zh="乙区")
    plan = factories.PlanFactory(zone=zone, name_zh="规划")
    factories.GoalFactory(plan=plan, name_zh="目标")
    factories.InitiativeFactory(plan=plan, name_zh="举措")
    Zone.objects.filter(pk=zone.pk).update(name_zh="丙区")
    assert (names("甲区"), names("丙区")) == ([], ["丙区", "举措", "目标", "规划"])
    Plan.objects.filter(pk=plan.pk).update(zone=other)
    assert names("乙区") == ["乙区", "目标", "规划"]
    Initiative.objects.update(zone=other)
    Goal.objects.get().delete()
    assert names("乙区") == ["举措", "乙区", "规划"]


def test_an_entry_has_the_moment_at_which_its_record_changed():
    theme = factories.ThemeFactory()
    theme.save()
    assert SearchEntry.objects.get(kind="theme", record_id=theme.pk).updated_at == theme.updated_at


def test_members_loaded_before_their_zone_are_found_by_its_name(tmp_path):
    goal = factories.GoalFactory(name_zh="目标", plan__zone__name_zh="甲乙丙")
    file = tmp_path / "backwards.json"
    call_command("dumpdata", "zones.goal", "zones.plan", "zones.period", "zones.zone", output=str(file), verbosity=0)
    for model in (Goal, Plan, Zone.history.model):
        model.objects.all().delete()
    Zone.objects.filter(pk=goal.plan.zone_id).delete()
    assert names("甲乙丙 目标") == []
    call_command("loaddata", str(file), verbosity=0)
    assert names("甲乙丙 目标") == ["目标"]


@pytest.mark.django_db(transaction=True)
def test_a_restored_instance_has_the_same_index_and_an_emptied_one_none(tmp_path):
    factories.InitiativeFactory(name_zh="甲乙丙")
    before = list(SearchEntry.objects.order_by("pk").values_list("pk", "kind", "record_id", "text"))
    file = str(tmp_path / "dump.json")
    call_command("dump", file)
    assert "searchentry" not in (tmp_path / "dump.json").read_text()
    call_command("flush", interactive=False)
    assert not SearchEntry.objects.exists()
    call_command("restore", file)
    assert list(SearchEntry.objects.order_by("pk").values_list("pk", "kind", "record_id", "text")) == before
    assert names("甲乙丙") == ["甲乙丙"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_a_truncated_table_is_gone_from_the_index():
    factories.InitiativeFactory(name_zh="甲乙丙")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE zones_initiative CASCADE")
    assert names("甲乙丙") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no schemas")
def test_a_writer_who_names_schemas_keeps_the_index_too():
    theme = factories.ThemeFactory(name_zh="甲乙丙")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO ''")
        cursor.execute("UPDATE public.zones_theme SET name_zh = '丁戊己' WHERE id = %s", [theme.pk])
        cursor.execute("SET LOCAL search_path TO public")
    assert names("丁戊己") == ["丁戊己"]


# --- keeping the index ----------------------------------------------------------------------------


def test_every_trigger_is_there_after_all_migrations_have_run():
    """When this fails, a migration altered a searched table: see “a field” in CONTRIBUTING.md."""
    assert search_index.missing(connection) == set()


def test_a_trigger_that_is_lost_is_noticed():
    with connection.cursor() as cursor:
        on = " ON zones_theme" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER zones_search_theme_update{on}")
    assert search_index.missing(connection) == {"zones_search_theme_update"}
    search_index.install(connection)
    assert search_index.missing(connection) == set()


def test_a_damaged_index_is_made_anew_with_the_number_of_each_kind(capsys):
    factories.ThemeFactory(name_zh="甲乙丙")
    SearchEntry.objects.all().delete()
    SearchEntry.objects.create(id=990, kind="zone", record_id=99, text="甲乙丙", updated_at="2020-01-01T00:00:00Z")
    search_index.remove(connection)
    factories.ThemeFactory(name_zh="丁戊己")
    call_command("rebuild_search")
    assert (names("甲乙丙"), names("丁戊己")) == (["甲乙丙"], ["丁戊己"])
    assert re.search("主题\\W{1,2}2\n", capsys.readouterr().out)
    factories.ThemeFactory(name_zh="甲乙丙二")
    assert names("甲乙丙") == ["甲乙丙", "甲乙丙二"]


def test_installing_twice_is_installing_once():
    factories.ThemeFactory(name_zh="甲乙丙")
    search_index.install(connection)
    search_index.install(connection)
    factories.ThemeFactory(name_zh="甲乙丁")
    assert names("甲乙") == ["甲乙丁", "甲乙丙"]


def test_a_column_that_the_table_does_not_have_yet_is_left_out(monkeypatch):
    """An early migration runs with today's code: it must not ask for a column that a later one adds."""
    columns = (*SEARCHED_COLUMNS[SearchKind.THEME], "not_there_yet")
    monkeypatch.setitem(SEARCHED_COLUMNS, SearchKind.THEME, columns)
    search_index.rebuild(connection)
    factories.ThemeFactory(name_zh="甲乙丙")
    assert names("甲乙丙") == ["甲乙丙"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", [Zone, Theme, Initiative])
def test_a_migration_that_alters_a_searched_table_keeps_the_index(table):
    """On SQLite Django makes an altered table anew, which drops its triggers."""
    factories.InitiativeFactory(name_zh="甲乙丙")
    wide = table._meta.get_field("name_en").clone()
    wide.max_length = 301
    alter = migrations.AlterField(table.__name__.lower(), "name_en", wide)
    state = migrations.state.ProjectState.from_apps(search_index.apps)
    for operation in triggers.around(alter):
        after = state.clone()
        operation.state_forwards("zones", after)
        with connection.schema_editor() as editor:
            operation.database_forwards("zones", editor, state, after)
        state = after
    assert triggers.missing(connection) == set()
    factories.InitiativeFactory(name_zh="甲乙丙二")
    assert names("甲乙丙") == ["甲乙丙", "甲乙丙二"]


def _in_another_connection(work):
    """Run what writes through a connection of its own, as another person's request does."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_a_zone_renamed_while_its_initiative_is_renamed_loses_neither_name():
    initiative = factories.InitiativeFactory(name_zh="旧举措", plan__zone__name_zh="旧区")
    zone = initiative.zone
    with transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(name_zh="新举措")
        other = _in_another_connection(lambda: Zone.objects.filter(pk=zone.pk).update(name_zh="新区"))
        other.join(timeout=0.5)  # it waits for this transaction
    other.join(timeout=10)
    assert names("新区 新举措") == ["新举措"]
    assert names("旧") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_the_index_is_made_anew_while_somebody_writes_and_misses_nothing():
    theme = factories.ThemeFactory(name_zh="旧名")
    with transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(name_zh="新名")
        other = _in_another_connection(lambda: call_command("rebuild_search", stdout=StringIO()))
        other.join(timeout=0.5)
    other.join(timeout=10)
    assert names("新名") == ["新名"]
    assert names("旧名") == []
