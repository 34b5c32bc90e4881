"""What full-text search finds. Triggers in the database write it; see services/search_index.py."""

from django.db import models
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


class SearchEntryQuerySet(models.QuerySet):
    def matching(self, query: str):
        """Entries whose text holds every run of a query; none for a query without any letter, digit or character."""
        return self.filter(text__matches=query) if terms.query_groups(query) else self.none()

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
        key = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{connection.ops.quote_name('id')}"
        found = "SELECT rowid FROM zones_searchterms WHERE zones_searchterms MATCH %s"
        return f"{key} IN ({found})", [terms.fts5_query(self.rhs)]

    def as_postgresql(self, compiler, connection):
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{connection.ops.quote_name('terms')}"
        return f"{column} @@ %s::tsquery", [terms.tsquery(self.rhs)]


SearchEntry._meta.get_field("text").register_lookup(Matches)
