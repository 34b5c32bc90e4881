"""Full-text search: what is found, by which door a record may come, and what hostile queries do not do."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import factories
from zones import search
from zones.choices import SearchKind
from zones.models import SEARCHED_COLUMNS, Goal, Initiative, Plan, SearchEntry, Source, Theme, Zone
from zones.services import search_index
from zones.services.seeding import seed

pytestmark = pytest.mark.django_db

WORDS = ["纳米", "新基建", "5G", "digital", "1246", "车", "人工智能"]
HOSTILE = [
    *('"', "'", '"" OR ""', "纳米*", "NEAR(a b)", "a OR b", "NOT a", "terms:a", "a AND", "-", "^a", "(", "a'--", "\\"),
    *(
        "':*",
        "!a",
        "a & | b",
        "<->",
        "%",
        "_",
        "，。！",
        "\U0001f600",
        "\x00",
        "\ud800",
        "5" * 10_000,
        "车" * 10_000,
        "a " * 5_000,
    ),
]


def names(query):
    """Return the Chinese names of what is found, sorted."""
    return sorted(record.name_zh for results in search.search(query, limit=99) for record in results.records)


def address(name, language="zh-hans"):
    with translation.override(language):
        return reverse(name)


# --- what is found --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "纳米",
        "新基",
        "车",
        "车间",
        "5G",
        "５ｇ",
        "5g新基建",
        "新基建 5G",
        "digi",
        "DIGITAL economy",
        "1246",
        "纳米产业",
        "，车。",
    ],
)
def test_a_record_is_found_by_any_words_in_it_however_they_are_written(query):
    factories.ThemeFactory(name_zh="纳米产业、新基建（５Ｇ）与车间1246", name_en="Digital economy")
    factories.ThemeFactory(name_zh="别的", name_en="Something else")
    assert names(query) == ["纳米产业、新基建（５Ｇ）与车间1246"]


@pytest.mark.parametrize("query", ["米纳", "产业园", "纳产", "igital", "124", "新 车", "digital 园", "纳米 没有"])
def test_what_a_record_does_not_hold_does_not_find_it(query):
    factories.ThemeFactory(name_zh="纳米产业，新车", name_en="A digital economy 1 24 6")
    found = names(query)
    assert found == ([] if query != "新 车" else ["纳米产业，新车"])


def test_a_phrase_of_three_characters_is_not_found_from_its_pairs_apart():
    factories.ThemeFactory(name_zh="新基与基建")
    assert names("新基建") == []
    assert names("新基 基建") == ["新基与基建"]


def test_plans_goals_and_initiatives_are_found_by_the_names_of_their_zone():
    fuzhou = factories.ZoneFactory(name_zh="福州高新区", name_en="Fuzhou", aliases_zh="福州国家高新区")
    plan = factories.PlanFactory(zone=fuzhou, name_zh="规划甲")
    factories.GoalFactory(plan=plan, name_zh="目标甲：新基建")
    factories.InitiativeFactory(plan=plan, name_zh="布局新基建")
    factories.InitiativeFactory(name_zh="别处的新基建")
    assert names("福州 新基建") == ["布局新基建", "目标甲：新基建"]
    assert names("fuz") == ["布局新基建", "目标甲：新基建", "福州高新区", "规划甲"]
    assert names("国家高新区 目标") == ["目标甲：新基建"]


@pytest.mark.parametrize("kind", SearchKind)
def test_every_searched_text_of_every_kind_finds_its_record(kind):
    cited = {"source": factories.SourceFactory()} if "quotation" in SEARCHED_COLUMNS[kind] else {}
    record = _make(kind, **cited)
    for number, column in enumerate(SEARCHED_COLUMNS[kind]):
        word = f"word{number}x"
        search.records(kind).model.objects.filter(pk=record.pk).update(**{column: word})
        assert SearchEntry.objects.matching(word).get(kind=kind).record_id == record.pk


def test_only_the_beginning_of_a_very_long_text_is_searched():
    factories.GoalFactory(name_zh="长", summary_zh="甲" * 5_000 + "乙丙", summary_en="b" * 5_000)
    assert names("甲甲甲") == ["长"]
    assert names("乙丙") == []


def test_a_word_longer_than_any_is_found_by_its_beginning():
    factories.ThemeFactory(name_zh="长", aliases_zh="b" * 3_000)
    assert names("b" * 190) == names("bbb") == ["长"]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_is_an_answer_or_a_message_never_an_error(client, query):
    factories.ThemeFactory(name_zh="纳米产业", name_en="a OR b")
    assert isinstance(search.search(query), list)
    assert isinstance(search.suggestions(query), list)
    query = query.encode("utf-8", "replace").decode()
    for path in (address("search"), address("search-suggestions"), "/api/v1/search/"):
        assert client.get(path, {"q": query}).status_code in {200, 400}


def test_pairs_find_exactly_what_reading_every_text_finds():
    seed(folder=settings.BASE_DIR / "fixtures")
    texts = SearchEntry.objects.annotate(lowered=Lower("text"))
    for word in WORDS:
        read = texts.filter(lowered__contains=word.lower())
        assert set(SearchEntry.objects.matching(word)) == set(read), word
    # A word that no zone bears counts only what stands in a record itself.
    own = 0
    for kind, columns in SEARCHED_COLUMNS.items():
        for values in search.records(kind).values_list(*columns):
            own += any("纳米" in value for value in values)
    assert own == SearchEntry.objects.matching("纳米").count() > 0
    assert not search_index.missing(connection)


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
    for operation in search_index.around(alter):
        after = state.clone()
        operation.state_forwards("zones", after)
        with connection.schema_editor() as editor:
            operation.database_forwards("zones", editor, state, after)
        state = after
    assert search_index.missing(connection) == set()
    factories.InitiativeFactory(name_zh="甲乙丙二")
    assert names("甲乙丙") == ["甲乙丙", "甲乙丙二"]


# --- the page -------------------------------------------------------------------------------------


def test_the_page_groups_what_it_found_and_marks_it(client):
    zone = factories.ZoneFactory(name_zh="福州高新区", slug="fuzhou")
    plan = factories.PlanFactory(zone=zone, name_zh="规划")
    factories.InitiativeFactory(plan=plan, name_zh="布局<新基建>", slug="build")
    factories.GoalFactory(plan=plan, name_zh="目标", summary_zh="前文" * 60 + "，新基建在此")
    response = client.get(address("search"), {"q": "新基建"})
    body = response.content.decode()
    assert [(group.kind, group.count) for group in response.context["groups"]] == [("goal", 1), ("initiative", 1)]
    assert "布局&lt;<mark>新基建</mark>&gt;" in body
    assert "…" in body
    assert "，<mark>新基建</mark>在此" in body
    assert reverse("initiative", args=["build"]) in body
    assert "<mark>福州</mark>高新区" in client.get(address("search"), {"q": "福州 新基建"}).content.decode()


def test_english_readers_see_chinese_hits_marked_as_chinese(client):
    factories.ThemeFactory(name_zh="纳米产业", name_en="")
    factories.ThemeFactory(name_zh="纳米材料", name_en="Nanomaterials")
    body = client.get(address("search", "en"), {"q": "纳米"}).content.decode()
    assert body.count('<span lang="zh-Hans"><mark>纳米</mark>产业</span>') == 1
    assert '<span lang="zh-Hans"><mark>纳米</mark>材料</span>' in body
    assert "Themes" in body


def test_one_kind_is_shown_page_by_page_and_keeps_the_query(client):
    for number in range(31):
        factories.ThemeFactory(name_zh=f"纳米{number}")
    factories.SourceFactory(name_zh="纳米报道")
    response = client.get(address("search"), {"q": "纳米", "kind": "theme", "page": 2})
    assert [record.name_zh for record in response.context["records"]] == ["纳米0"]
    assert "?q=%E7%BA%B3%E7%B1%B3&amp;kind=theme&amp;page=1" in response.content.decode()
    assert [(group.kind, group.count) for group in response.context["counts"]] == [("theme", 31), ("source", 1)]
    assert client.get(address("search"), {"q": "纳米", "kind": "theme", "page": "x"}).status_code == 200


@pytest.mark.parametrize("params", [{"q": ""}, {"q": " "}, {"q": "纳" * 201}, {"q": "a\x00"}, {"q": "a", "kind": "x"}])
def test_what_cannot_be_understood_is_said_with_status_400(client, params):
    response = client.get(address("search"), params)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_without_a_query_or_a_hit_the_page_says_what_to_try(client):
    for params in ({}, {"q": "没有这个"}, {"q": "，。！"}):
        response = client.get(address("search"), params)
        assert response.status_code == 200
        assert "search-help" in response.content.decode()


def test_a_count_beyond_a_thousand_says_more_than(client, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    factories.ThemeFactory.create_batch(3, aliases_zh="纳米")
    factories.SourceFactory.create_batch(2, author_zh="纳米")
    body = client.get(address("search", "en"), {"q": "纳米"}).content.decode()
    assert "more than 2" in body


# --- suggestions ----------------------------------------------------------------------------------


def test_suggestions_are_records_with_the_query_in_their_name_by_kind(client):
    theme = factories.ThemeFactory(name_zh="纳米产业", name_en="Nano")
    zone = factories.ZoneFactory(name_zh="纳米城", slug="city")
    factories.PlanFactory(zone=zone, name_zh="规划")
    factories.ThemeFactory(name_zh="别的", aliases_zh="纳米")
    assert search.suggestions("纳米") == [zone, theme]
    assert search.suggestions("nan") == [theme]
    body = client.get(address("search-suggestions"), {"q": "纳米"}).content.decode()
    assert f'href="{zone.get_absolute_url()}"' in body
    assert "<html" not in body


def test_suggestions_are_few_and_none_for_nothing(client):
    factories.SourceFactory.create_batch(9, name_zh="纳米报道")
    assert len(search.suggestions("纳米")) == 8
    for params in ({}, {"q": ""}, {"q": "，"}):
        response = client.get(address("search-suggestions"), params)
        assert (response.status_code, response.content.strip()) == (200, b"")
    assert client.get(address("search-suggestions"), {"q": "x" * 201}).status_code == 400


# --- the API --------------------------------------------------------------------------------------


def test_the_api_gives_one_list_newest_first_with_the_place_of_each_hit(client):
    zone = factories.ZoneFactory(slug="fuzhou", name_zh="福州高新区")
    goal = factories.GoalFactory(
        slug="goal", plan__zone=zone, summary_zh="前文，新基建", summary_en="new infrastructure"
    )
    theme = factories.ThemeFactory(slug="theme", name_zh="新基建", name_en="New infrastructure")
    answer = client.get("/api/v1/search/", {"q": "新基建", "count": "true"}).json()
    assert answer["count"] == 2
    first, second = answer["results"]
    assert (first["slug"], second["slug"]) == ("theme", "goal")
    assert second["kind"] == {"value": "goal", "label_zh": "目标", "label_en": "goals"}
    assert (second["excerpt_zh"], second["excerpt_en"]) == ("前文，新基建", "")
    assert second["zone"]["slug"] == "fuzhou"
    assert client.get(second["url"]).json()["name_zh"] == goal.name_zh
    assert first["zone"] is None
    assert set(first) == {
        "kind",
        "slug",
        "name_zh",
        "name_en",
        "url",
        "zone",
        "excerpt_zh",
        "excerpt_en",
        "updated_at",
    }
    assert theme.name_en == first["name_en"]
    assert "search" in client.get("/api/v1/").json()


def test_the_api_narrows_to_kinds_and_gives_pages(client):
    factories.ThemeFactory.create_batch(3, name_zh="纳米")
    factories.SourceFactory(name_zh="纳米")
    factories.IndicatorFactory(name_zh="纳米")
    address, kinds = "/api/v1/search/?q=纳米&kind=theme&kind=source&page_size=3", []
    while address:
        answer = client.get(address).json()
        kinds += [row["kind"]["value"] for row in answer["results"]]
        address = answer["next"]
    assert kinds == ["source", "theme", "theme", "theme"]


@pytest.mark.parametrize(
    ("params", "name"),
    [
        *(("", "q"), ("q=", "q"), ("q=%20", "q"), ("q=%00", "q"), ("q=a&q=b", "q"), (f"q={'x' * 201}", "q")),
        *(("q=a&kind=x", "kind"), ("q=a&unknown=1", "unknown"), ("q=a&ordering=kind", "ordering")),
        ("q=a&cursor=x", "cursor"),
    ],
)
def test_the_api_refuses_by_name_what_it_does_not_understand(client, params, name):
    response = client.get(f"/api/v1/search/?{params}")
    assert response.status_code == 400
    assert name in response.json()["errors"]


# --- the number of queries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/search/?q=纳米", 9),
        ("/search/?q=纳米&kind=goal", 5),
        ("/search/suggestions/?q=纳米", 7),
        ("/api/v1/search/?q=纳米", 9),
    ],
)
def test_a_search_asks_as_often_for_thirty_rows_as_for_one(client, path, most):
    def grow(count):
        for _number in range(count):
            plan = factories.PlanFactory(name_zh="纳米规划", zone__name_zh="纳米城")
            factories.GoalFactory(plan=plan, name_zh="纳米目标")
            factories.InitiativeFactory(plan=plan, name_zh="纳米举措")
        factories.IndicatorFactory(name_zh="纳米指标")
        factories.ThemeFactory(name_zh="纳米产业")
        factories.SourceFactory(name_zh="纳米报道")

    grow(1)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    grow(30)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) <= len(few) <= most
    assert Source.objects.count() == 2
