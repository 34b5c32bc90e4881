"""How texts are cut into terms, in Python and in the databases, and what of a text a query marks."""

from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zones import terms
from zones.models import SearchEntry

# Whatever a database can hold: PostgreSQL refuses NUL, and no database takes half a surrogate pair.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
# Mostly what the rules are about: Chinese at the edges of its ranges, letters, digits, full-width forms, separators.
TELLING = st.text(
    "纳米产业车㐀䶿䷀一鿿ꀀ豈﫿\U00020000\U0003ffff\U00040000azAZ09@[`{/:０９ＡＺａｚ！～　，。 \n'\"\\:&|!()<>*-·éİK",
    max_size=60,
)
QUERIES = st.one_of(TEXTS, TELLING, st.text(max_size=30))


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("", ""),
        ("，。 \n", ""),
        ("纳米产业", "纳米 米产 产业 业"),
        ("车", "车"),
        ("布局5G、纳米产业", "布局 局 5g 纳米 米产 产业 业"),
        ("5G新基建", "5g 新基 基建 建"),
        ("５Ｇ＋ＡＩ", "5g ai"),
        ("Digital Economy", "digital economy"),
        ("1+4+N，2021–2025", "1 4 n 2021 2025"),
        ("high-tech", "high tech"),
        ("“十四五”规划", "十四 四五 五 规划 划"),
        ("\U00020000\U00020001豈", "\U00020000\U00020001 \U00020001豈 豈"),
        ("café", "caf"),
        ("a" * 100, "a" * 100),
    ],
)
def test_a_text_is_cut_into_pairs_of_chinese_characters_and_words(text, expanded):
    assert terms.expand(text) == expanded


@pytest.mark.parametrize(
    ("query", "groups", "fts5", "tsquery"),
    [
        ("", [], "", ""),
        ("，。!!*", [], "", ""),
        ("纳米", ["纳米"], '"纳米"', "'纳米'"),
        ("新基建", ["新基建"], '"新基 基建"', "'新基' <-> '基建'"),
        ("车", ["车"], '"车"*', "'车':*"),
        ("Digi", ["digi"], '"digi"*', "'digi':*"),
        ("５Ｇ新基建 5g", ["5g", "新基建"], '"5g"* AND "新基 基建"', "'5g':* & '新基' <-> '基建'"),
        ("a' OR \"b", ["a", "or", "b"], '"a"* AND "or"* AND "b"*', "'a':* & 'or':* & 'b':*"),
    ],
)
def test_a_query_asks_for_every_one_of_its_runs(query, groups, fts5, tsquery):
    assert terms.query_groups(query) == groups
    assert terms.fts5_query(query).replace(" *", "*") == fts5
    assert terms.tsquery(query).replace("(", "").replace(")", "") == tsquery


def test_a_query_is_cut_where_it_would_ask_too_much():
    assert len(terms.query_groups(" ".join(map(str, range(50))))) == terms.MOST_GROUPS
    assert terms.query_groups("车" * 1_000) == ["车" * terms.LONGEST_QUERY]
    assert terms.tsquery("b" * 190) == f"'{'b' * terms.LONGEST_WORD}':*"


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("加快布局纳米产业", "纳米", "加快布局[纳米]产业"),
        ("５Ｇ与5g", "5G", "[５Ｇ]与[5g]"),
        ("a digital, undigital Digit", "digi", "a [digi]tal, undigital [Digi]t"),
        ("新基建设", "新基 基建", "[新基建]设"),
        ("车车车", "车车", "[车车车]"),
        ("abc", "车", "abc"),
        ("", "车", ""),
    ],
)
def test_what_a_query_asks_for_is_marked(text, query, marked):
    assert "".join(f"[{piece}]" if hit else piece for piece, hit in terms.highlight(text, query)) == marked


@pytest.mark.parametrize(
    ("text", "query", "width", "shown"),
    [
        ("短文有车", "车", 80, "短文有车"),
        ("甲" * 30 + "车" + "乙" * 30, "车", 9, "…甲甲甲车乙乙乙乙乙…"),
        ("车" + "乙" * 30, "车", 5, "车乙乙乙乙…"),
        ("甲" * 30 + "车", "车", 5, "…甲甲甲甲车"),
        ("一行\n  车\n另一行", "车", 80, "一行 车 另一行"),
    ],
)
def test_an_excerpt_shows_the_place_around_the_first_hit(text, query, width, shown):
    assert terms.excerpt(text, query, width) == shown


def test_an_excerpt_does_not_cut_a_word_in_two():
    words = terms.excerpt("internationalisation of the economy and digital infrastructure in general", "digital", 20)
    assert set(words.strip("…").split()) <= {"economy", "and", "digital", "infrastructure"}


@given(text=st.one_of(TEXTS, TELLING), query=QUERIES)
def test_the_pieces_together_are_the_text_and_no_two_of_a_kind_touch(text, query):
    pieces = terms.highlight(text, query)
    assert "".join(piece for piece, _hit in pieces) == text
    assert all(piece for piece, _hit in pieces)
    assert all(before[1] != after[1] for before, after in pairwise(pieces))
    assert any(hit for _piece, hit in pieces) == terms.asks_for(text, query)
    assert len(terms.fold(text)) == len(text)
    terms.excerpt(text, query, 10)


@pytest.mark.django_db
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(TEXTS, TELLING, st.just("b" * 3_000)))
def test_the_database_cuts_any_text_exactly_as_python_does(text):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT zones_search_terms(%s)", [text])
        else:
            entry, _made = SearchEntry.objects.update_or_create(
                id=1, defaults={"kind": "theme", "record_id": 0, "text": text, "updated_at": "2020-01-01T00:00:00Z"}
            )
            cursor.execute("SELECT terms FROM zones_searchterms WHERE rowid = %s", [entry.pk])
        assert cursor.fetchone()[0] == terms.expand(text)


@pytest.mark.django_db
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_no_query_is_an_error(query):
    assert SearchEntry.objects.matching(query).count() == 0
