"""Pages of what no single query gives: entries merged from several tables, or worked out from the history."""

from collections.abc import Callable, Sequence
from typing import Any

from zones.api.pagination import CursorPages
from zones.api.renderers import as_json_values

Place = Sequence[Any]


class MergedPages(CursorPages):
    """Keyset pages over entries that somebody else reads in their order."""

    parameters = ("cursor", "page_size")

    def page_of(self, read: Callable, request, *, of: str, place_of: Callable[[Any], Place]) -> list:
        """Return a page of entries; `of` says of what, so that a cursor of one list is refused by another.

        `read(edge, backwards, most)` returns at most that many entries beyond the place of one, or before it and then
        in reverse; None is the very start. A place comes back as JSON holds it.
        """
        self.request, self.params, self.count = request, request.query_params, {}
        self.salt = f"cursor {of}"
        size, (edge, backwards) = self._page_size(), self._cursor()
        return self._cut(read(edge, backwards, size + 1), size, edge is not None, backwards, place_of)

    def page_of_list(self, entries: Sequence[Any], request, *, of: str, place_of: Callable[[Any], Place]) -> list:
        """Return a page of entries that were all read; their places are different from each other.

        Entries that came since stand at the beginning, and change no page that begins behind them.
        """

        def read(edge, backwards, most):
            if edge is None:
                return list(entries[:most])
            places = [as_json_values(place_of(entry)) for entry in entries]
            at = places.index(edge) if edge in places else len(places)
            return list(entries[max(at - most, 0) : at])[::-1] if backwards else list(entries[at + 1 :][:most])

        return self.page_of(read, request, of=of, place_of=place_of)

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        for name in ("count", "count_is_exact"):
            del described["properties"][name]
        return described

    def get_schema_operation_parameters(self, view):
        return [each for each in super().get_schema_operation_parameters(view) if each["name"] in self.parameters]
