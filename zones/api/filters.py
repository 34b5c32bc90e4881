"""The shared FilterSets at the API's door: whatever is not understood is refused by name."""

from difflib import get_close_matches

from django.core import exceptions
from django.db.models import QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.filters import BaseFilterBackend

from zones.filtersets.filters import Order

MOST_PARAMETERS = 200  # of one address, each time a parameter is given counting as one
MOST_EXPLAINED = 5  # of those that are unknown
REPEATABLE = {"fields", "omit"}  # beside the filters that say so themselves


class StrictFilterBackend(BaseFilterBackend):
    """Filter a list by the view's `filterset_class`; an unknown parameter or a bad value is a 400 that names it.

    What a list takes beside its filters stands in the view's `list_parameters` and in those of its pages.
    """

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        params = request.query_params
        if view.detail:
            refuse(_unknown(params, view.detail_parameters))
            return queryset
        if sum(len(values) for _name, values in params.lists()) > MOST_PARAMETERS:
            raise ParseError(gettext("An address has at most %(most)s parameters.") % {"most": MOST_PARAMETERS})
        filters, further = view.filterset_class, [*view.pagination_class.parameters, *_list_parameters(view)]
        errors = {name: [text] for name, text in empty_parameters(params).items()}
        once = [name for name in further if name not in REPEATABLE and len(params.getlist(name)) > 1]
        for name in [*filters.repeated_parameters(params), *once]:
            errors[name] = [gettext("Give this parameter once.")]
        for name in filters.unknown_parameters(params, known=further)[:MOST_EXPLAINED]:
            errors[name] = [_no_such_parameter(name, [*filters.base_filters, *further])]
        try:
            rows = filters.answered(queryset, params, viewer=request.user)
        except exceptions.ValidationError as error:
            errors = error.message_dict | errors
        refuse(errors)
        return rows

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [_described(name, filter_) for name, filter_ in view.filterset_class.base_filters.items()]


def _list_parameters(view) -> tuple[str, ...]:
    return getattr(view, "list_parameters", ())


def _unknown(params, known) -> dict[str, list[str]]:
    """Return a message for each parameter that a single record does not take."""
    message = gettext("A single record takes no parameters.")
    if known:
        message = gettext("There is no such parameter here. There are: %(known)s.") % {"known": ", ".join(known)}
    return {name: [message] for name in params if name not in known}


def _no_such_parameter(name: str, known: list[str]) -> str:
    """Say which parameters there are: the names, and the lookups of the one that was probably meant."""
    names = list(dict.fromkeys(each.partition("__")[0] for each in known))
    message = gettext("There is no such parameter here. There are: %(known)s.") % {"known": ", ".join(names)}
    for meant in get_close_matches(name.partition("__")[0][:60], names, 1):
        asked = [each for each in known if each.partition("__")[0] == meant]
        message += " " + gettext("Of %(name)s: %(lookups)s.") % {"name": meant, "lookups": ", ".join(asked)}
    return message


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
