"""How answers are written: JSON with exact numbers."""

from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

from zones.formats import plain

OPTIONS = orjson.OPT_UTC_Z  # moments as 2026-11-25T01:50:33.123456Z


def _represent(value):
    if isinstance(value, Decimal):
        # A number, with every digit that is known and no others; a float would invent some and lose others.
        return orjson.Fragment(plain(value))
    return str(value)  # lazy translations


def as_json(data: Any) -> bytes:
    """Return data as the API writes them."""
    return orjson.dumps(data, default=_represent, option=OPTIONS)


def as_json_values(values: list) -> list:
    """Return values as JSON holds them: days, moments and decimals as text, from which filters read them again."""
    return orjson.loads(orjson.dumps(values, default=str))


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8, with decimals as exact numbers: 3270000000000, 35.9."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else as_json(data)
