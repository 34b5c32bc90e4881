"""How what is sent is read: JSON as the standard has it, and nothing that two readers could understand differently."""

import json
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class JSONParser(BaseParser):
    """JSON in UTF-8. Refused: NaN, half characters, very deep nesting, the same name twice; with the place, if known.

    Numbers with a fraction are read exactly, as Decimal.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        body = stream.read()
        try:
            orjson.loads(body)  # stricter than Python's own, which takes NaN and half characters
            return json.loads(body, parse_float=Decimal, object_pairs_hook=_names_once)
        except json.JSONDecodeError as error:  # that of orjson is one too
            message = _("The body is not valid JSON: line %(line)s, column %(column)s.")
            raise ParseError(message % {"line": error.lineno, "column": error.colno}) from error
        except (RecursionError, ValueError) as error:  # a whole number of thousands of digits is a ValueError
            raise ParseError(_("The body is not JSON that is understood here.")) from error


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(_("“%(name)s” stands twice in the same object.") % {"name": name[:60]})
        found[name] = value
    return found
