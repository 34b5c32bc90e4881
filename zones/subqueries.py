"""Subqueries that bring with each row of a list what other tables say of it."""

from typing import Any

from django.db.models import F, OuterRef, Subquery, TextField


class WrittenOnce(Subquery):
    """A subquery whose SQL is put together once for each prepared list, and not again for each request."""

    _written = None

    def as_sql(self, compiler, connection, template=None, **extra):
        if self._written is None:
            self._written = super().as_sql(compiler, connection, template, **extra)
        return self._written

    def relabeled_clone(self, change_map):
        clone = super().relabeled_clone(change_map)
        clone._written = None  # the outer table has another name there
        return clone


class LinkedKeys(WrittenOnce):
    """The keys of the records that a many-to-many table links to a row, as text with commas; empty without any."""

    output_field = TextField()

    def __init__(self, relation: Any):
        owner, linked = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
        links = relation.through.objects.filter(**{owner: OuterRef("pk")})
        super().__init__(links.values(linked_key=F(f"{linked}_id")))

    def as_sqlite(self, compiler, connection, **extra):
        template = '(SELECT GROUP_CONCAT("linked_key") FROM (%(subquery)s))'
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="ARRAY_TO_STRING(ARRAY(%(subquery)s), ',')", **extra)


def keys_in(text: str | None) -> list[int]:
    """Return the keys that a text of `LinkedKeys` holds."""
    return [int(key) for key in text.split(",")] if text else []
