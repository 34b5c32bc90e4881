"""Full-text search: what is found, by which door a record may come, and what hostile queries do not do."""

from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import factories
from zones import search
from zones.models import SEARCHED_COLUMNS, SearchEntry, Source
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


@pytest.mark.parametrize("query", ["米纳", "产业园", "纳产", "igital", "124", "digital 园", "纳米 没有"])
def test_what_a_record_does_not_hold_does_not_find_it(query):
    factories.ThemeFactory(name_zh="纳米产业，新车", name_en="A digital economy 1 24 6")
    assert names(query) == []
    assert names("新 车") == ["纳米产业，新车"]


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


@pytest.mark.parametrize("query", ["纳米", "纳", "纳米产业", "5g", "dig", "digital 纳米", "新 车", "没有", "，"])
def test_a_common_query_and_a_rare_one_find_the_same_in_the_same_order(monkeypatch, query):
    for number, text in enumerate(["纳米产业", "纳米、5G", "digital 纳米材料", "新基建 5g", "新车", "Digits 纳"] * 2):
        plan = factories.PlanFactory(name_zh=f"{text}{number}")
        factories.InitiativeFactory(plan=plan, name_zh=text)
        factories.ThemeFactory(name_zh=text, name_en="Nano")
    found = {}
    for common in (True, False):
        monkeypatch.setattr(search, "_is_common", lambda *_asked, common=common: common)
        pages = [list(search.matching(query)), list(search.matching(query, "theme"))]
        lists = [list(search.found(query, kind)) for kind in ("plan", "initiative", "theme")]
        found[common] = (pages, lists, search.matching(query).count())
    assert found[True] == found[False]
    assert found[True][2] == len(found[True][0][0]) == SearchEntry.objects.matching(query).count()


def test_a_query_is_common_when_many_of_the_newest_entries_hold_it(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("zones.models.search.MANY", 3)
    monkeypatch.setattr("zones.models.search.NEWEST", 4)
    factories.ThemeFactory.create_batch(3, name_zh="旧的")
    factories.ThemeFactory.create_batch(3, name_zh="新的")
    factories.ThemeFactory(name_zh="旧的")
    with django_assert_num_queries(2):
        assert SearchEntry.objects.is_common("新的")
        assert not SearchEntry.objects.is_common("旧的")
        assert not SearchEntry.objects.is_common("，")


# --- lists ----------------------------------------------------------------------------------------


def test_q_of_a_list_finds_what_the_search_finds_of_its_kind(client):
    zone = factories.ZoneFactory(name_zh="福州高新区")
    plan = factories.PlanFactory(zone=zone, slug="plan", name_zh="规划", code="1246")
    factories.GoalFactory(plan=plan, slug="goal", summary_zh="布局新基建")
    factories.InitiativeFactory(plan=plan, slug="initiative", name_zh="新基建", publication="draft")
    for resource, query, slugs in [
        ("goals", "福州 新基建", ["goal"]),
        ("plans", "1246", ["plan"]),
        ("initiatives", "新基建", []),
        ("goals", "没有", []),
    ]:
        answer = client.get(f"/api/v1/{resource}/", {"q": query}).json()
        assert [row["slug"] for row in answer["results"]] == slugs, query
    assert "新基建" in client.get(address("goals"), {"q": "新基建"}).content.decode()


# --- the page -------------------------------------------------------------------------------------


def test_the_page_groups_what_it_found_and_marks_it(client):
    zone = factories.ZoneFactory(name_zh="福州高新区", slug="fuzhou")
    plan = factories.PlanFactory(zone=zone, name_zh="规划")
    factories.InitiativeFactory(plan=plan, name_zh="布局<新基建>", slug="build")
    factories.GoalFactory(plan=plan, name_zh="目标", summary_zh="前文" * 60 + "，新基建在此")
    response = client.get(address("search"), {"q": "新基建"})
    body = response.content.decode()
    assert [(group.kind, group.found) for group in response.context["groups"]] == [("goal", 1), ("initiative", 1)]
    assert "布局&lt;<mark>新基建</mark>&gt;" in body
    assert "…" in body
    assert "，<mark>新基建</mark>在此" in body
    assert reverse("initiative", args=["build"]) in body
    assert "<mark>福州</mark>高新区" in client.get(address("search"), {"q": "福州 新基建"}).content.decode()


def test_no_more_are_counted_of_a_kind_than_anybody_reads(client, monkeypatch):
    monkeypatch.setattr("zones.models.search.MOST_COUNTED", 3)
    monkeypatch.setattr("zones.search.MOST_COUNTED", 3)
    factories.ThemeFactory.create_batch(5, name_zh="纳米")
    factories.SourceFactory.create_batch(3, name_zh="纳米报道")
    response = client.get(address("search", "en"), {"q": "纳米"})
    groups = [(group.kind, group.found, group.are_more, len(group.records)) for group in response.context["groups"]]
    assert groups == [("theme", 3, True, 5), ("source", 3, False, 3)]
    assert '<span class="found-count">3+</span>' in response.content.decode()
    themes = client.get(address("search", "en"), {"q": "纳米", "kind": "theme"})
    assert len(themes.context["records"]) == 3
    assert "More than 3 were found" in themes.content.decode()
    sources = client.get(address("search", "en"), {"q": "纳米", "kind": "source"})
    assert "More than" not in sources.content.decode()


def test_what_is_counted_of_each_kind_is_what_is_found_of_it():
    seed(folder=settings.BASE_DIR / "fixtures")
    for word in [*WORDS, "没有", "，"]:
        counted = {group.kind: group.found for group in search.counts(word)}
        found = SearchEntry.objects.matching(word).order_by().values_list("kind", flat=True)
        assert counted == Counter(found), word
        for group in search.search(word):
            entries = SearchEntry.objects.matching(word).filter(kind=group.kind).newest_first()
            assert [record.pk for record in group.records] == [entry.record_id for entry in entries[:5]], word


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
    assert [(group.kind, group.found) for group in response.context["counts"]] == [("theme", 31), ("source", 1)]
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


# --- suggestions ----------------------------------------------------------------------------------


def test_suggestions_are_records_with_the_query_in_their_name_by_kind(client):
    theme = factories.ThemeFactory(name_zh="纳米产业", name_en="Nano")
    zone = factories.ZoneFactory(name_zh="纳米城", slug="city")
    factories.PlanFactory(zone=zone, name_zh="规划")
    factories.ThemeFactory(name_zh="别的", aliases_zh="纳米")
    assert search.suggestions("纳米") == [zone, theme]
    assert search.suggestions("nan") == [theme]
    coded = factories.PlanFactory(zone=zone, code="1246", name_zh="工作部署", kind="special")
    assert search.suggestions("1246") == [coded]
    wide = factories.ThemeFactory(name_zh="５Ｇ基站")
    assert search.suggestions("5g基站") == [wide]
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
        ("/search/?q=纳米", 17),
        ("/search/?q=纳米&kind=goal", 7),
        ("/search/suggestions/?q=纳米", 16),
        ("/api/v1/search/?q=纳米", 11),
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
