"""What the reference says of writing: the shape of what is sent and of what comes back, worked out from the forms."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from zones.api.serializers import choosing
from zones.api.writing.bulk import MOST_ROWS, RESULTS
from zones.api.writing.forms import EVIDENCE, LONGEST_REASON, Form, form_of
from zones.api.writing.moves import MOVES

DESCRIPTIONS = {
    "create": "Make a record; it is a draft until a reviewer publishes it. If it is there already, the answer is 409.",
    "update": "Change a record. What is required must be there, what is left out stays. What was read can be sent "
    "back: the fields that are only shown are passed over.",
    "partial_update": "Change some fields of a record.",
    "destroy": "Delete a record and what hangs from it.",
    "publication": "Submit, publish, return, withdraw, reopen, accept or restore a record. What hangs from it and is "
    "in the same state goes with it.",
    "bulk": "Make and change many records: all of them, or none when a row is wrong. A row with a `version` changes "
    "the record that it names, one without is new.",
}
REASON = {
    "type": "string",
    "maxLength": LONGEST_REASON,
    "description": "Why; it stands in the history of the record, which the public reads.",
}
CONDITION = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the record as you have seen it, or its version in quotes, or *.",
)
WHY = OpenApiParameter("reason", {"type": "string", "maxLength": LONGEST_REASON}, description="Why, for the history.")


class Sent(serializers.Serializer):
    """What is sent of a record; only described here, `Form` reads it. `sort` is what it is sent for."""

    def __init__(self, form: Form | None = None, sort: str = "", **kwargs: Any):
        super().__init__(**kwargs)
        self.form, self.sort = form, sort


class Move(serializers.Serializer):
    """Where a record goes next, and why; who returns one must say why."""

    move = serializers.ChoiceField(MOVES)
    reason = serializers.CharField(required=False, max_length=LONGEST_REASON)


class Done(serializers.Serializer):
    """What became of a row."""

    row = serializers.IntegerField(min_value=1)
    result = serializers.ChoiceField(RESULTS)
    key = serializers.CharField(help_text="How its address ends.")
    version = serializers.IntegerField(min_value=1)
    url = serializers.URLField()


class AllDone(serializers.Serializer):
    """What became of each row."""

    rows = Done(many=True)


class SentSchema(OpenApiSerializerExtension):
    """Tell the API's description what is sent, from the form."""

    target_class = Sent

    def get_name(self, auto_schema, direction):
        return f"{self.target.sort}{self.target.form.model.__name__}"

    def map_serializer(self, auto_schema, direction):
        form, sort = self.target.form, self.target.sort
        if sort != "Many":
            return described(form, sort)
        row = auto_schema.resolve_serializer(Sent(form, "Row"), direction).ref
        rows = {"type": "array", "items": row, "minItems": 1, "maxItems": MOST_ROWS}
        properties = {"rows": rows, "reason": REASON}
        return {"type": "object", "required": ["rows"], "properties": properties, "additionalProperties": False}


def described(form: Form, sort: str) -> dict[str, Any]:
    """Return the JSON Schema of a record as it is sent; only when it is `Written` must what is required be there."""
    shown = {name: {"description": "Only shown: passed over."} for name in sorted(form.passed_over)}
    flat = {name: kind.described for name, kind in form.kinds.items()}
    properties = {name: shape for name, shape in flat.items() if "." not in name}
    if inside := {name.partition(".")[2]: shape for name, shape in flat.items() if "." in name}:
        properties[EVIDENCE] = {"type": "object", "properties": inside, "additionalProperties": False}
    version = {
        "version": {"type": "integer", "description": "The version that is changed; left out for a new record."}
    }
    further = version if sort == "Row" else {"reason": REASON}
    found = {"type": "object", "properties": shown | properties | further, "additionalProperties": False}
    return found | ({"required": form.required} if sort == "Written" else {})


class WritingSchema(AutoSchema):
    """Requests, conditions and answers of what writes."""

    def get_description(self):
        return DESCRIPTIONS.get(self.view.action) or super().get_description()

    def get_auth(self):
        """Return how to say who asks; only reading can do without."""
        return [each for each in super().get_auth() if each or self.method == "GET"]

    def get_request_serializer(self):
        form = form_of(getattr(self.view, "detail_serializer_class", None) or self.view.serializer_class)
        match self.view.action:
            case "create" | "update":
                return Sent(form, "Written")
            case "partial_update":
                return Sent(form, "Changed")
            case "bulk":
                return Sent(form, "Many")
            case "publication":
                return Move()
        return super().get_request_serializer()

    def get_response_serializers(self):
        if self.view.action == "bulk":
            return AllDone()
        if self.view.action in ("create", "update", "partial_update", "publication"):
            shown = (getattr(self.view, "detail_serializer_class", None) or self.view.serializer_class)()
            return {201: shown} if self.view.action == "create" else shown
        return super().get_response_serializers()

    def get_override_parameters(self):
        found = [*super().get_override_parameters()]
        if self.view.action in ("update", "partial_update", "destroy", "publication"):
            found.append(CONDITION)
        if self.view.action in ("create", "update", "partial_update", "publication"):
            found += choosing.DESCRIBED
        return [*found, WHY] if self.view.action == "destroy" else found
