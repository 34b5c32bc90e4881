"""What the reference says of writing: the shape of what is sent and of each refusal, worked out from the forms."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from zones.api.writing.forms import EVIDENCE, LONGEST_REASON, Form, form_of


class Written(serializers.Serializer):
    """What is sent of a record; only described here, `Form` reads it."""

    def __init__(self, form: Form | None = None, sort: str = "", **kwargs: Any):
        super().__init__(**kwargs)
        self.form, self.sort = form, sort


class WrittenSchema(OpenApiSerializerExtension):
    """Tell the API's description what is sent, from the form."""

    target_class = Written

    def get_name(self, auto_schema, direction):
        return f"{self.target.sort}{self.target.form.model.__name__}"

    def map_serializer(self, auto_schema, direction):
        return described(self.target.form, whole=self.target.sort == "Written")


REASON = {
    "type": "string",
    "maxLength": LONGEST_REASON,
    "description": "Why; it stands in the history of the record, which the public reads.",
}


def described(form: Form, *, whole: bool) -> dict[str, Any]:
    """Return the JSON Schema of what is sent; `whole` when what is required may not be missing."""
    flat = {name: kind.described for name, kind in form.kinds.items()}
    properties = {name: shape for name, shape in flat.items() if "." not in name}
    inside = {name.partition(".")[2]: shape for name, shape in flat.items() if "." in name}
    if inside:
        properties[EVIDENCE] = {"type": "object", "properties": inside, "additionalProperties": False}
    found = {"type": "object", "properties": properties | {"reason": REASON}}
    return found | ({"required": form.required} if whole and form.required else {})


class WritingSchema(AutoSchema):
    """Requests and conditions of what writes."""

    def get_request_serializer(self):
        form = form_of(getattr(self.view, "detail_serializer_class", None) or self.view.serializer_class)
        sort = {"create": "Written", "update": "Written", "partial_update": "Changed"}.get(self.view.action)
        return Written(form, sort) if sort else super().get_request_serializer()

    def get_override_parameters(self):
        if self.view.action not in ("update", "partial_update", "destroy", "publication"):
            return super().get_override_parameters()
        condition = OpenApiParameter(
            "If-Match",
            str,
            OpenApiParameter.HEADER,
            required=True,
            description="The ETag of the record as you have seen it, or its version in quotes.",
        )
        return [*super().get_override_parameters(), condition]
