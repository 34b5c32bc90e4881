"""Pages that begin where the last one ended: no row twice, none left out, as fast at the end as at the start."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from zones import ordering
from zones.api.renderers import as_json_values

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
MOST_COUNTED = 10_000
COUNTS = ("false", "true", "exact")
RELATIONS = {"first": "first", "previous": "prev", "next": "next"}


class CursorPages(BasePagination):
    """Keyset pages. A cursor holds the sort values of the row at its edge and is signed, so that it is ours."""

    parameters = ("cursor", "page_size", "count")

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list:
        """Return the page of a queryset as model objects."""
        return self._page(queryset, request, lambda row, key, place: key.value_of(row))

    def page_of_values(self, rows: QuerySet, request, columns: Sequence[Any]) -> list[tuple]:
        """Return the page of a queryset of tuples, which are the values of `columns` and perhaps of more."""
        paths = [key.path for key in ordering.sort_keys_of(rows)]
        missing = [path for path in paths if path not in columns]
        if missing:
            columns = [*columns, *missing]
            rows = rows.values_list(*rows._fields, *missing)  # by the names that its expressions have got already
        places = [columns.index(path) for path in paths]
        return self._page(rows, request, lambda row, key, place: row[places[place]])

    def _page(self, queryset: QuerySet, request, value_of: Callable) -> list:
        self.request, self.params = request, request.query_params
        self.keys = ordering.sort_keys_of(queryset)
        self.salt = f"cursor {queryset.model._meta.label} {[key.expression() for key in self.keys]}"
        size, counting, edge, backwards = self._page_size(), self._counting(), *self._cursor()
        self.count = self._count(queryset, counting)
        rows = ordering.ordered(queryset, self.keys, backwards=backwards)
        if edge is not None:
            rows = rows.filter(ordering.rows_beyond(self.keys, edge, backwards=backwards))
        found = list(rows[: size + 1])
        return self._cut(
            found,
            size,
            edge is not None,
            backwards,
            lambda row: [value_of(row, key, place) for place, key in enumerate(self.keys)],
        )

    def _cut(self, found: list, size: int, came_from_elsewhere: bool, backwards: bool, place_of: Callable) -> list:
        """Return the page of what was found, of which one more is than a page holds, and link it to its neighbours."""
        more = len(found) > size
        page = found[size - 1 :: -1] if backwards and more else found[::-1] if backwards else found[:size]
        edges = [place_of(row) for row in (*page[:1], *page[-1:])]
        has_next, has_previous = (came_from_elsewhere, more) if backwards else (more, came_from_elsewhere)
        self.links = {
            "first": self._address(None) if came_from_elsewhere else None,
            "previous": self._address([edges[0], True]) if page and has_previous else None,
            "next": self._address([edges[1], False]) if page and has_next else None,
        }
        return page

    def get_paginated_response(self, data) -> Response:
        response = Response(
            {"next": self.links["next"], "previous": self.links["previous"], **self.count, "results": data}
        )
        links = [f'<{self.links[name]}>; rel="{rel}"' for name, rel in RELATIONS.items() if self.links[name]]
        if links:
            response.headers["Link"] = ", ".join(links)
        return response

    def _page_size(self) -> int:
        if "page_size" not in self.params:
            return PAGE_SIZE
        try:
            return forms.IntegerField(min_value=1, max_value=MAX_PAGE_SIZE).clean(self.params["page_size"])
        except forms.ValidationError as error:
            raise ValidationError({"page_size": error.messages}) from None

    def _counting(self) -> str:
        value = self.params.get("count", "false")
        if value not in COUNTS:
            message = gettext("“%(value)s” is none of: %(words)s.")
            raise ValidationError({"count": [message % {"value": value[:60], "words": ", ".join(COUNTS)}]})
        return value

    def _count(self, queryset: QuerySet, counting: str) -> dict[str, Any]:
        """Return how many rows there are: to the last one, or up to a bound and whether that is all."""
        if counting == "false":
            return {}
        if counting == "exact":
            return {"count": queryset.count(), "count_is_exact": True}
        found = queryset.order_by()[: MOST_COUNTED + 1].count()
        return {"count": min(found, MOST_COUNTED), "count_is_exact": found <= MOST_COUNTED}

    def _cursor(self) -> tuple[list | None, bool]:
        """Return the values at the edge, None at the very start, and whether the page lies before it."""
        if "cursor" not in self.params:
            return None, False
        try:
            edge, backwards = signing.Signer(salt=self.salt).unsign_object(self.params["cursor"])
        except (signing.BadSignature, ValueError):
            message = gettext("This is no cursor of this list in this order. Follow the links next and previous.")
            raise ValidationError({"cursor": [message]}) from None
        return edge, backwards

    def _address(self, edge: list | None) -> str:
        # From what was understood: the address as it came may hold bare Chinese, which would be encoded wrongly.
        params = [(name, value) for name, values in self.params.lists() if name != "cursor" for value in values]
        if edge is not None:
            # Without a moment in it: the same page has the same bytes, whenever and wherever it is made.
            params.append(("cursor", signing.Signer(salt=self.salt).sign_object(as_json_values(edge))))
        query = urlencode(params)
        return self.request.build_absolute_uri(f"{self.request.path}?{query}" if query else self.request.path)

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "The address of the next page; null on the last one."},
                "previous": link | {"description": "The address of the page before; null on the first one."},
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": f"The matching rows; with `count=true` up to {MOST_COUNTED}, with `exact` all.",
                },
                "count_is_exact": {
                    "type": "boolean",
                    "description": "Whether there are not more rows than `count` says; with `count` only.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        described = {
            "cursor": ({"type": "string"}, "The place where the page begins; taken from `next` or `previous`."),
            "page_size": (
                {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
                "Rows a page.",
            ),
            "count": (
                {"type": "string", "enum": list(COUNTS), "default": "false"},
                f"Whether to count the matching rows: `true` up to {MOST_COUNTED}, which is quick, `exact` all.",
            ),
        }
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
            for name, (schema, description) in described.items()
        ]
