"""Full-text search: what is found, by kind, with the records themselves; asked by the pages and by the API."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery, Value

from zones import held, ordering, terms
from zones.choices import SearchKind
from zones.models import (
    MOST_COUNTED,
    SEARCHED_COLUMNS,
    Goal,
    Indicator,
    Initiative,
    Plan,
    SearchEntry,
    Source,
    Theme,
    Zone,
)

SHOWN_A_KIND = 5
CANDIDATES_A_KIND = 50  # of which those with the query in their name are suggested
EXCERPT_WIDTH = 80


@dataclass(frozen=True)
class KindResults:
    """What was found of one kind: how many, whether there are still more that were not counted, and the newest."""

    kind: SearchKind
    found: int
    are_more: bool = False
    records: list[Any] = field(default_factory=list)


def search(query: str, *, limit: int = SHOWN_A_KIND) -> list[KindResults]:
    """Return what was found, kind by kind, each with its newest records: a few queries for each kind found."""
    groups = counts(query)
    newest = with_records([entry for group in groups for entry in _newest(query, group)[:limit]])
    return [replace(group, records=[entry.record for entry in newest if entry.kind == group.kind]) for group in groups]


def _newest(query: str, group: KindResults) -> QuerySet[SearchEntry]:
    """Return the entries of a group, the newest first; what is not even counted to the end may be common."""
    common = group.are_more and _is_common(query, group.kind)
    entries = SearchEntry.objects.newest_first().defer("text")
    return entries.matching_in_order(query, common=common, kind=group.kind)


def counts(query: str) -> list[KindResults]:
    """Return how many were found of each kind, up to MOST_COUNTED, without records, in one query."""

    def read(asked: list[str]) -> dict[str, dict[str, int]]:
        return {each: SearchEntry.objects.count_by_kind(each) for each in asked}

    found = held.found("found by kind", [query], read)[query]
    return [
        KindResults(kind, min(found[kind], MOST_COUNTED), found[kind] > MOST_COUNTED)
        for kind in SearchKind
        if kind in found
    ]


def matching(query: str, kind: SearchKind | None = None) -> QuerySet[SearchEntry]:
    """Return the entries found, of a kind or of all, the newest first, to be read page by page."""
    return in_order(SearchEntry.objects.newest_first().defer("text"), query, kind)


def in_order(entries: QuerySet[SearchEntry], query: str, kind: SearchKind | None = None) -> QuerySet[SearchEntry]:
    """Return those of some entries that hold every run of a query, to be read page by page in their order."""
    common = _is_common(query, kind)
    return entries.matching_in_order(query, common=common, kind=kind)  # type: ignore[attr-defined]


def found_among(records: QuerySet[Any], query: str, kind: SearchKind) -> QuerySet[Any]:
    """Return those of some records of a kind whose entry holds every run of a query; give them their order before."""
    entries = SearchEntry.objects.filter(kind=kind)
    if not terms.query_groups(query):
        return records.none()
    if not _is_common(query, kind):
        return records.filter(pk__in=entries.matching_in_order(query, common=False, kind=kind).values("record_id"))
    if ordering.sort_keys_of(records)[0].path != "updated_at":
        return records.filter(pk__in=entries.matching(query).values("record_id"))
    # Read from the newest on. A value and not Exists(): PostgreSQL must not begin with all that is found instead.
    entry = entries.filter(record_id=OuterRef("pk"), text__holds=query)
    return records.filter(Subquery(entry.values(held=Value(True)), output_field=BooleanField()))


def _is_common(query: str, kind: SearchKind | None = None) -> bool:
    entries = SearchEntry.objects.filter(kind=kind) if kind else SearchEntry.objects.all()

    def read(asked: list[str]) -> dict[str, bool]:
        return {each: entries.is_common(each) for each in asked}

    return held.found(("common queries", kind), [query], read)[query]


def found(query: str, kind: SearchKind) -> QuerySet[Any]:
    """Return all records of a kind that are found, in the order of their entries."""
    return found_among(records(kind).order_by("-updated_at", "-pk"), query, kind)


def with_records(entries: Iterable[Any]) -> list[Any]:
    """Return the entries in their order, each with its `record`: one query for each kind among them."""
    entries = list(entries)
    found = {
        (kind, record.pk): record
        for kind in {entry.kind for entry in entries}
        for record in records(kind).filter(pk__in=[entry.record_id for entry in entries if entry.kind == kind])
    }
    for entry in entries:
        entry.record = found.get((entry.kind, entry.record_id))
    # A record that was deleted between the two queries is no result any more.
    return [entry for entry in entries if entry.record]


def suggestions(query: str, limit: int = 8) -> list[Any]:
    """Return records with every run of the query in their name or code, kind by kind, from the newest of each."""
    groups = terms.query_groups(query)
    candidates = (record for found in search(query, limit=CANDIDATES_A_KIND) for record in found.records)
    named = (record for record in candidates if all(terms.asks_for(_names(record), run) for run in groups))
    return list(islice(named, limit))


def _names(record: Any) -> str:
    return "\n".join((record.name_zh, record.name_en, getattr(record, "code", "")))


def records(kind: str) -> QuerySet[Any]:
    """Return the records of a kind with what a line about one shows."""
    return {
        SearchKind.ZONE: Zone.objects.all(),
        SearchKind.PLAN: Plan.objects.published().select_related("zone"),
        SearchKind.GOAL: Goal.objects.published().select_related("plan__zone"),
        SearchKind.INITIATIVE: Initiative.objects.published().select_related("zone"),
        SearchKind.INDICATOR: Indicator.objects.all(),
        SearchKind.THEME: Theme.objects.all(),
        SearchKind.SOURCE: Source.objects.all(),
    }[SearchKind(kind)]


def kind_of(record: Any) -> SearchKind:
    return SearchKind(record._meta.model_name)


def zone_of(record: Any) -> Zone | None:
    """Return the zone that a record belongs to; None for a zone itself and for what belongs to none."""
    return getattr(record.plan if kind_of(record) == SearchKind.GOAL else record, "zone", None)


def excerpt_of(record: Any, query: str, language: str, *, names: bool = False) -> str:
    """Return the place in the first of a record's texts in a language, "zh" or "en", that the query asks for.

    Empty when no text has it. `names` says whether the names count as texts; a quotation counts as Chinese.
    """
    for text in _texts(record, language, names=names):
        if terms.asks_for(text, query):
            return terms.excerpt(text, query, EXCERPT_WIDTH)
    return ""


def _texts(record: Any, language: str, *, names: bool) -> Iterator[str]:
    for column in SEARCHED_COLUMNS[kind_of(record)]:
        written_in = column[-2:] if column.endswith(("_zh", "_en")) else "zh"
        if written_in == language and (names or not column.startswith("name_")):
            yield getattr(record, column)
