from decimal import Decimal

import orjson
from rest_framework.renderers import BaseRenderer

from zones.formats import plain


def _represent(value):
    if isinstance(value, Decimal):
        # A number, with every digit that is known and no others; a float would invent some and lose others.
        return orjson.Fragment(plain(value))
    return str(value)  # lazy translations


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8, with decimals as exact numbers: 3270000000000, 35.9."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_represent)
