"""Pages that begin where the last one ended: no row twice, none left out, as fast at the end as at the start."""

import json

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from zones import ordering

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500


class CursorPages(BasePagination):
    """Keyset pages. A cursor holds the sort values of the row at its edge and is signed, so that it is ours."""

    parameters = ("cursor", "page_size", "count")

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list:
        self.request, self.params = request, request.query_params
        self.keys = ordering.sort_keys_of(queryset)
        self.salt = f"cursor {queryset.model._meta.label} {[key.expression() for key in self.keys]}"
        size, count, edge, backwards = self._page_size(), self._wants_count(), *self._cursor()
        self.count = queryset.count() if count else None
        rows = ordering.ordered(queryset, self.keys, backwards=backwards)
        if edge is not None:
            rows = rows.filter(ordering.rows_beyond(self.keys, edge, backwards=backwards))
        page = list(rows[: size + 1])
        more = len(page) > size
        page = page[size - 1 :: -1] if backwards and more else page[::-1] if backwards else page[:size]
        came_from_elsewhere = edge is not None
        self.next = self._link(page[-1:], False, came_from_elsewhere if backwards else more)
        self.previous = self._link(page[:1], True, more if backwards else came_from_elsewhere)
        return page

    def get_paginated_response(self, data) -> Response:
        total = {} if self.count is None else {"count": self.count}
        return Response({"next": self.next, "previous": self.previous, **total, "results": data})

    def _page_size(self) -> int:
        try:
            return forms.IntegerField(min_value=1, max_value=MAX_PAGE_SIZE).clean(
                self.params.get("page_size", PAGE_SIZE)
            )
        except forms.ValidationError as error:
            raise ValidationError({"page_size": error.messages}) from None

    def _wants_count(self) -> bool:
        value = self.params.get("count", "false")
        if value not in {"true", "false"}:
            message = gettext("“%(value)s” is neither true nor false.") % {"value": value}
            raise ValidationError({"count": [message]})
        return value == "true"

    def _cursor(self) -> tuple[list | None, bool]:
        """Return the values at the edge, None at the very start, and whether the page lies before it."""
        if "cursor" not in self.params:
            return None, False
        try:
            edge, backwards = signing.loads(self.params["cursor"], salt=self.salt)
        except (signing.BadSignature, ValueError):
            message = gettext("This is no cursor of this list in this order. Follow the links next and previous.")
            raise ValidationError({"cursor": [message]}) from None
        return edge, backwards

    def _link(self, edge: list, backwards: bool, exists: bool) -> str | None:
        if not edge or not exists:
            return None
        values = [key.value_of(edge[0]) for key in self.keys]
        # As text where JSON has no such type: filters read dates, moments and decimals from it.
        cursor = signing.dumps(json.loads(json.dumps([values, backwards], default=str)), salt=self.salt)
        # From what was understood: the address as it came may hold bare Chinese, which would be encoded wrongly.
        params = self.params.copy()
        params["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{params.urlencode()}")

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
                    "description": "All matching rows; with `count=true` only.",
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
            "count": ({"type": "boolean", "default": False}, "Whether to count all matching rows."),
        }
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
            for name, (schema, description) in described.items()
        ]
