"""`terms.expand` in SQL, so that the databases cut texts by themselves, exactly as Python cuts queries."""

# ruff: noqa: S608 - the SQL is put together from names and numbers in this code alone
from collections.abc import Iterator, Sequence

from zones import terms


def sqlite_terms(text: str) -> str:
    """Return SQLite's query for the terms of a text; `text` is an expression, used several times."""
    # A trigger allows no WITH, so no recursion: an array of zeros, one for each character, gives the places.
    zeros = f"replace(hex(zeroblob(max(length({text}), 1) - 1)), '00', ',0')"
    characters = f"SELECT key AS n, unicode(substr({text}, key + 1, 1)) AS u FROM json_each('[0' || {zeros} || ']')"
    return _expansion(characters, to_text="char", join="group_concat(piece, '')", fence="LIMIT -1")


def postgresql_functions() -> Iterator[str]:
    """Return the statements that make `zones_search_terms` (text to terms) and `zones_search_vector` (the vector).

    They name nothing outside PostgreSQL itself, so a backup can be restored into any schema. The terms become a vector
    as they are: its own parser would cut some of them once more, 1e5abc into 1e5 and abc.
    """
    characters = "SELECT n, ascii(c) AS u FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS given(c, n)"
    expansion = _expansion(characters, to_text="chr", join="string_agg(piece, '' ORDER BY n)", fence="OFFSET 0")
    lexemes = (
        f"SELECT coalesce(string_agg('''' || left(term, {terms.LONGEST_WORD}) || ''':' || n, ' '), '')::tsvector"
        " FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS given(term, n)"
    )
    pure = "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
    yield f"CREATE FUNCTION zones_search_terms(text) RETURNS text {pure} AS $${expansion}$$"
    yield f"CREATE FUNCTION zones_search_vector(text) RETURNS tsvector {pure} AS $${lexemes}$$"


def _expansion(characters: str, *, to_text: str, join: str, fence: str) -> str:
    """Return the query for the terms of a text, given its characters as rows of their places n and codes u.

    `to_text` is the function from code to character, `join` puts the column piece together in order, `fence` ends a
    step: without one, both databases put each step into the next and work everything out dozens of times.
    """
    folds = " ".join(
        f"WHEN u BETWEEN {first} AND {last} THEN u + ({shift})" for first, last, shift in terms.FOLDED_RANGES
    )
    folded = f"SELECT n, CASE {folds} ELSE u END AS f FROM ({characters} {fence}) characters"
    chinese, latin = _within("f", terms.CJK_RANGES), _within("f", terms.WORD_RANGES)
    sort = f"CASE WHEN {chinese} THEN 2 WHEN {latin} THEN 1 ELSE 0 END"
    sorts = f"SELECT n, f, {sort} AS sort FROM ({folded} {fence}) folded"
    neighbours = (
        "SELECT n, f, sort, lag(sort) OVER (ORDER BY n) AS before, lead(sort) OVER (ORDER BY n) AS after,"
        f" lead(f) OVER (ORDER BY n) AS next FROM ({sorts} {fence}) sorted"
    )
    pieces = (
        f"SELECT n, CASE WHEN sort = 2 AND after = 2 THEN ' ' || {to_text}(f) || {to_text}(next)"
        f" WHEN sort = 2 OR (sort = 1 AND coalesce(before, 0) <> 1) THEN ' ' || {to_text}(f)"
        f" WHEN sort = 1 THEN {to_text}(f) ELSE '' END AS piece FROM ({neighbours}) neighbours"
    )
    return f"SELECT coalesce(ltrim({join}), '') FROM ({pieces} ORDER BY n) pieces"


def _within(code: str, ranges: Sequence[tuple[int, int]]) -> str:
    return " OR ".join(f"{code} BETWEEN {first} AND {last}" for first, last in ranges)
