"""Queries whose SQL is put together once.

A page asks a dozen queries, the same ones for each plan: to write them takes the ORM longer than the database takes to
answer. What differs from page to page, a key or a slug, stands in them as a `Blank`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators


class Blank(Expression):
    """The place in a query of a value that is known only when the query is asked: the `number`th of them."""

    def __init__(self, number: int):
        super().__init__()
        self.number = number

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Written(NamedTuple):
    """A query as the database gets it, its `parameters` with blanks, and how its rows are read.

    The compiler knows the connection for which it wrote. It is asked for nothing but to make dates and numbers out of
    what any connection to this database returns.
    """

    sql: str
    parameters: Sequence[Any]
    compiler: Any
    converters: dict[int, Any]


class Prepared:
    """A query that is written once; `make` returns its queryset for a viewer and some values.

    The queryset prefetches nothing. A list stands for a column that is no link itself: `plan__pk__in`.
    """

    def __init__(self, make: Callable[..., QuerySet]):
        self.make = make
        self._written = lru_cache(maxsize=64)(self._write)

    def records(self, viewer: Any, *values: Any) -> list[Any]:
        """Return the records that a viewer sees, for these values: each that of a column, or a list of any number.

        What somebody sees in a preview hangs from their roles, so it is asked by a query of its own.
        """
        if viewer is not None:
            return list(self.make(viewer, *values))
        if [] in values:
            return []
        written, rows = self._ask(values)
        select, of_model = written.compiler.select, written.compiler.klass_info
        first, last = of_model["select_fields"][0], of_model["select_fields"][-1] + 1
        names = {column.target.attname for column, _sql, _alias in select[first:last]}
        annotations = written.compiler.annotation_col_map.items()
        joined = get_related_populators(of_model, select, connection.alias)  # type: ignore[call-arg]  # of a later Django
        found = []
        for row in rows:
            record = of_model["model"].from_db(connection.alias, names, row[first:last])
            for name, place in annotations:
                setattr(record, name, row[place])
            for other in joined:
                other.populate(row, record)
            found.append(record)
        return found

    def rows(self, viewer: Any, *values: Any) -> list[Sequence[Any]]:
        """Return the rows of a queryset that ends with `values_list`, as `records` does."""
        return list(self.make(viewer, *values)) if viewer is not None else self._ask(values)[1]

    def _ask(self, values: Sequence[Any]) -> tuple[Written, list[Sequence[Any]]]:
        lists = [value if isinstance(value, list) else None for value in values]
        written = self._written(connection.vendor, tuple(each and len(each) for each in lists))
        flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
        filled = [flat[each.number] if isinstance(each, Blank) else each for each in written.parameters]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, filled)
            rows = cursor.fetchall()
        if written.converters:
            rows = list(written.compiler.apply_converters(rows, written.converters))
        return written, rows

    def _write(self, _vendor: str, lengths: Sequence[int | None]) -> Written:
        """Write the query for as many values as there are: `lengths` are those of lists, None for a single value."""
        numbers = count()
        blanks = [
            Blank(next(numbers)) if length is None else [Blank(next(numbers)) for _ in range(length)]
            for length in lengths
        ]
        compiler = self.make(None, *blanks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return Written(sql, parameters, compiler, compiler.get_converters([column for column, *_ in compiler.select]))
