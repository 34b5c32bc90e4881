"""What may be sent for a model: its columns as the admin has them, under the names under which the API shows them.

Nothing is listed here. The columns are those of import and export, and a name is looked up in the serializer that
shows the record; what that shows beyond them is passed over, so that what was read can be sent back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zones.api.serializers.records import LinesField
from zones.api.writing.kinds import Kind, kind_of
from zones.models import Cited
from zones.services.exchange.columns import columns_of
from zones.services.exchange.reading import Sheet

EVIDENCE = "evidence"
CITED_IN = [field.name for field in Cited._meta.get_fields()]
LONGEST_REASON = 300


@dataclass(frozen=True)
class Sent:
    """What was sent of a record, as cells by column; what cannot be read stands in `errors`, by name."""

    cells: dict[str, Any]
    errors: dict[str, list[str]]


@dataclass(frozen=True)
class Form:
    """What may be sent for the records that a serializer shows."""

    serializer: type

    @property
    def model(self) -> Any:
        return self.serializer.Meta.model

    @cached_property
    def sheet(self) -> Sheet:
        """Where all that is sent stands, in the words of an import."""
        return Sheet("", self.model)

    @cached_property
    def _shown(self) -> dict[str, Any]:
        return dict(self.serializer().fields)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name under which each column is sent: `evidence.source` for what stands in the evidence."""
        sources = {field.source: name for name, field in self._shown.items() if field.source != "*"}
        inside = CITED_IN if EVIDENCE in self._shown else ()
        return {
            column.name: f"{EVIDENCE}.{column.name}"
            if column.name in inside
            else sources.get(column.name, column.name)
            for column in columns_of(self.model)
            if not column.is_read_only and column.name != "version"
        }

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """How each column is written, by the name under which it is sent."""
        return {
            self.names[column.name]: kind_of(
                column, as_lines=isinstance(self._shown.get(self.names[column.name]), LinesField)
            )
            for column in columns_of(self.model)
            if column.name in self.names
        }

    @cached_property
    def required(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind.column.is_required]

    @cached_property
    def passed_over(self) -> set[str]:
        """What the API shows and nobody writes."""
        return set(self._shown) - set(self.kinds) - {EVIDENCE}

    def read(self, data: Any, *, whole: bool, besides: tuple[str, ...] = ()) -> Sent:
        """Return what was sent of a record; `whole` when nothing required may be missing, `besides` names what else
        may stand there.
        """
        if not isinstance(data, Mapping):
            return Sent({}, {"body": [_("Send a JSON object.")]})
        cells: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        dotted = [name for name in data if "." in name]
        values = self._flat({name: data[name] for name in data if name not in (*besides, *dotted)}, errors)
        for name in (*dotted, *values):
            if name in dotted or not (name in self.kinds or name in self.passed_over):
                errors[name[:80]] = [self._unknown()]
        for name in self.kinds.keys() & values.keys():
            kind, value = self.kinds[name], values[name]
            try:
                cells[kind.column.name] = kind.cell(value)
            except ValidationError as error:
                errors[name] = error.messages
        if whole:
            missing = [name for name in self.required if name not in values]
            errors |= {name: [_("This field is required.")] for name in missing}
        return Sent(cells, errors)

    def _flat(self, data: dict[str, Any], errors: dict[str, list[str]]) -> dict[str, Any]:
        """Return data with the members of the evidence beside the others, as `evidence.source`."""
        if EVIDENCE not in self._shown or EVIDENCE not in data:
            return data
        inside = data.pop(EVIDENCE)
        if not isinstance(inside, Mapping):
            errors[EVIDENCE] = [_("Send a JSON object.")]
            return data
        return data | {f"{EVIDENCE}.{name}": value for name, value in inside.items()}

    def _unknown(self) -> str:
        return _("There is no such field. There are: %(known)s.") % {"known": ", ".join(self.kinds)}


@cache
def form_of(serializer: type) -> Form:
    """Return what may be sent for the records that a serializer shows."""
    return Form(serializer)


def reason_in(data: Any) -> str:
    """Return why something is done, as the history keeps it. Raises ValidationError."""
    reason = data.get("reason", "") if isinstance(data, Mapping) else ""
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise ValidationError(
            {"reason": [_("Send a text of at most %(most)d characters.") % {"most": LONGEST_REASON}]}
        )
    return reason.strip()
