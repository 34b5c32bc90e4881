"""What full-text search finds. Triggers in the database write it; see services/search_index.py."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from zones import terms
from zones.choices import SearchKind

# What of each kind is searched, in the order in which an excerpt is looked for: both names first.
SEARCHED_COLUMNS = {
    SearchKind.ZONE: (
        *("name_zh", "name_en", "aliases_zh", "aliases_en", "city_zh", "city_en"),
        *("summary_zh", "summary_en", "designations_zh", "designations_en", "quotation"),
    ),
    SearchKind.PLAN: (
        *("name_zh", "name_en", "code", "vision_zh", "vision_en", "summary_zh", "summary_en"),
        *("horizon_zh", "horizon_en", "quotation"),
    ),
    SearchKind.GOAL: ("name_zh", "name_en", "summary_zh", "summary_en", "quotation"),
    SearchKind.INITIATIVE: ("name_zh", "name_en", "summary_zh", "summary_en", "quotation"),
    SearchKind.INDICATOR: ("name_zh", "name_en", "definition_zh", "definition_en"),
    SearchKind.THEME: ("name_zh", "name_en", "aliases_zh"),
    SearchKind.SOURCE: ("name_zh", "name_en", "author_zh", "author_en", "summary_zh", "summary_en"),
}


# A query that this many of the newest entries hold is common: a page of it is full before many entries were read in
# their order. Of a rare one all entries are looked up and put in order. Neither way is quick for both.
NEWEST, MANY = 2_000, 12


# Nobody reads more of what was found than this: of a kind no more are counted.
MOST_COUNTED = 1_000


def place_of(kind: str) -> int:
    """Return the last digit of the keys of a kind's entries; the record's own key stands before it."""
    return list(SearchKind).index(SearchKind(kind))


class SearchEntryQuerySet(models.QuerySet):
    def matching(self, query: str):
        """Entries whose text holds every run of a query; none for a query without any letter, digit or character."""
        return self.filter(text__matches=query) if terms.query_groups(query) else self.none()

    def matching_in_order(self, query: str, *, common: bool, kind: str | None = None):
        """The same, of a kind or of all, to be read page by page in their order; `is_common` says what is `common`."""
        if not terms.query_groups(query):
            return self.none()
        entries = self.filter(kind=kind) if kind else self
        return entries.filter(text__holds_in_order=query) if common else entries.filter(text__is_found=(query, kind))

    def count_by_kind(self, query: str) -> dict[str, int]:
        """Return how many entries of each kind hold every run of a query, none above MOST_COUNTED + 1; one query."""
        if not terms.query_groups(query):
            return {}
        asked = terms.fts5_query(query) if connection.vendor == "sqlite" else terms.tsquery(query)
        one = "SELECT '{kind}', COUNT(*) FROM (SELECT 1 FROM {found} LIMIT {most}) f"
        parts = [one.format(kind=kind.value, found=_found_of(kind), most=MOST_COUNTED + 1) for kind in SearchKind]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [asked] * len(parts))
            return {kind: found for kind, found in cursor.fetchall() if found}

    def is_common(self, query: str) -> bool:
        """Whether reading these entries from the newest on soon meets many that hold a query; one quick query."""
        if not terms.query_groups(query):
            return False
        newest = self.newest_first().values("pk")[:NEWEST]
        return self.filter(pk__in=newest, text__holds=query)[:MANY].count() == MANY

    def newest_first(self):
        return self.order_by("-updated_at", "-id")


class SearchEntry(models.Model):
    """The searched text of one record. Nothing but the database itself writes it, so no door can forget to."""

    # The record's own key and the place of its kind, so that an entry is the same whenever it is made.
    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SearchKind.choices)
    record_id = models.BigIntegerField()
    text = models.TextField()
    updated_at = models.DateTimeField(_("updated at"))

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="searchentry_one_per_record")]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="searchentry_newest"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="searchentry_kind_newest"),
        ]

    def __str__(self):
        return self.text.partition("\n")[0]


class Matches(models.Lookup):
    """`text__matches=query`: asks the full-text index of the database in use."""

    lookup_name = "matches"

    def as_sqlite(self, compiler, connection):
        key = _column(self, compiler, connection, "id")
        found = "SELECT rowid FROM zones_searchterms WHERE zones_searchterms MATCH %s"
        return f"{key} IN ({found})", [terms.fts5_query(self.rhs)]

    def as_postgresql(self, compiler, connection):
        return f"{_column(self, compiler, connection, 'terms')} @@ %s::tsquery", [terms.tsquery(self.rhs)]


class IsFound(models.Lookup):
    """`text__is_found=(query, kind)`: the same of a kind, or of all (None), and the index is asked first.

    Of a word without statistics PostgreSQL expects thousands of rows, and would read a million in their order to find
    ten; SQLite would look up the entries of all kinds that have a word.
    """

    lookup_name = "is_found"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        query, kind = self.rhs
        found = f"SELECT rowid FROM {_found_of(kind)}"  # noqa: S608 - of names of ours
        return f"{_column(self, compiler, connection, 'id')} IN ({found})", [terms.fts5_query(query)]

    def as_postgresql(self, compiler, connection):
        query, kind = self.rhs
        found = f"SELECT id FROM {_found_of(kind)}"  # noqa: S608 - of names of ours
        return f"{_column(self, compiler, connection, 'id')} = ANY(ARRAY({found}))", [terms.tsquery(query)]


class Holds(models.Lookup):
    """`text__holds=query`: the same rows, found by reading each entry that is come by, without the index."""

    lookup_name = "holds"

    def as_sqlite(self, compiler, connection):
        key, text = (_column(self, compiler, connection, name) for name in ("id", "text"))
        read = f"(SELECT ' ' || terms FROM zones_searchterms WHERE rowid = {key})"  # noqa: S608 - of a column's name
        asked = []
        for run in terms.query_groups(self.rhs):
            # Characters stand in the text, which is at hand, wherever they stand in its terms; words do not.
            asked.append((text, run) if terms.is_chinese(run) else (read, f" {run[: terms.LONGEST_WORD]}"))
        return " AND ".join(f"instr({where}, %s) > 0" for where, _run in asked), [run for _where, run in asked]

    def as_postgresql(self, compiler, connection):
        column = _column(self, compiler, connection, "terms")
        return f"({column} @@ %s::tsquery) IS TRUE", [terms.tsquery(self.rhs)]  # which no index answers


class HoldsInOrder(Holds):
    """`text__holds_in_order=query`: the same where there is an order to read in; what is only counted is `Matches`."""

    lookup_name = "holds_in_order"

    def as_sqlite(self, compiler, connection):
        kind = Holds if compiler.query.order_by else Matches
        return kind.as_sqlite(self, compiler, connection)

    def as_postgresql(self, compiler, connection):
        kind = Holds if compiler.query.order_by else Matches
        return kind.as_postgresql(self, compiler, connection)


def _found_of(kind: str | None) -> str:
    """Return the table and the condition for the entries of a kind, or of all, that hold a query (a parameter).

    SQLite's index knows keys alone: the kind is their last digit, and beyond the last record of a kind, of which there
    may be few, nothing of it need be looked for.
    """
    if connection.vendor == "postgresql":
        of_kind = f" AND kind = '{SearchKind(kind).value}'" if kind else ""
        return f"zones_searchentry WHERE terms @@ %s::tsquery{of_kind}"
    found = "zones_searchterms WHERE zones_searchterms MATCH %s"
    if kind is None:
        return found
    place = place_of(kind)
    last = f"SELECT MAX(record_id) FROM zones_searchentry WHERE kind = '{SearchKind(kind).value}'"  # noqa: S608
    return f"{found} AND rowid %% 10 = {place} AND rowid <= coalesce(({last}), 0) * 10 + {place}"


def _column(lookup: models.Lookup, compiler, connection, name: str) -> str:
    """Return a column of the table of the entries, as the database in use writes it."""
    return f"{compiler.quote_name_unless_alias(lookup.lhs.alias)}.{connection.ops.quote_name(name)}"


for _lookup in (Matches, IsFound, Holds, HoldsInOrder):
    SearchEntry._meta.get_field("text").register_lookup(_lookup)
