"""The shared FilterSets at the API's door: whatever is not understood is refused by name."""

from django.db.models import QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend

from zones.filtersets.filters import Order


class StrictFilterBackend(BaseFilterBackend):
    """Filter a list by the view's `filterset_class`; an unknown parameter or a bad value is a 400 that names it."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        params = request.query_params
        if view.detail:
            refuse(_unknown(params, view.detail_parameters))
            return queryset
        filterset = view.filterset_class(params, queryset=queryset, request=request)
        pages = view.pagination_class.parameters
        known = ", ".join([*filterset.filters, *pages])
        errors = {name: [text] for name, text in empty_parameters(params).items()}
        for name in [*filterset.repeated_parameters(), *(name for name in pages if len(params.getlist(name)) > 1)]:
            errors[name] = [gettext("Give this parameter once.")]
        for name in filterset.unknown_parameters(known=pages):
            errors[name] = [gettext("There is no such parameter here. There are: %(known)s.") % {"known": known}]
        refuse({name: list(messages) for name, messages in filterset.errors.items()} | errors)
        return filterset.qs

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [_described(name, filter_) for name, filter_ in view.filterset_class.base_filters.items()]


def _unknown(params, known) -> dict[str, list[str]]:
    """Return a message for each parameter that a single record does not take."""
    message = gettext("A single record takes no parameters.")
    if known:
        message = gettext("There is no such parameter here. There are: %(known)s.") % {"known": ", ".join(known)}
    return {name: [message] for name in params if name not in known}


def empty_parameters(params) -> dict[str, str]:
    """Return a message for each parameter without a value: taken for absent, it would silently give everything."""
    message = gettext("Give a value, or leave the parameter out.")
    return {name: message for name, values in params.lists() if not all(value.strip() for value in values)}


def refuse(errors: dict[str, list[str]]) -> None:
    if errors:
        raise ValidationError(errors)


def _described(name: str, filter_) -> dict:
    description = str(filter_.extra.get("help_text", "") or filter_.label)
    required = bool(filter_.extra.get("required"))
    parameter = {"name": name, "in": "query", "required": required, "schema": filter_.schema()}
    if filter_.several:
        description += (
            gettext(" May be given several times.")
            if description.endswith(".")
            else gettext(". May be given several times.")
        )
    if isinstance(filter_, Order):
        parameter |= {"style": "form", "explode": False}
    return parameter | {"description": description}
