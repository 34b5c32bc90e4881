"""What answers that are no lists of records take in their address: forms, read as strictly as the filters of lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from rest_framework.request import Request

from zones import models
from zones.api.filters import empty_parameters, refuse
from zones.choices import ThemeGroup
from zones.filtersets.fields import MomentField, RecordsField, WordsField


class Question(forms.Form):
    """Takes nothing; what does takes it by the names of its fields."""


class MatrixQuestion(Question):
    zone = RecordsField(records=models.Zone.objects.all(), key="slug", required=False)
    theme = RecordsField(records=models.Theme.objects.all(), key="slug", required=False)
    group = WordsField(choices=ThemeGroup.choices, required=False)


def since_of(kinds) -> type[Question]:
    """Return the question since when which of some kinds of records were changed."""

    class ChangesQuestion(Question):
        since = MomentField()
        kind = WordsField(choices=kinds, required=False)

    return ChangesQuestion


def asked(form: type[forms.Form], request: Request, further: tuple[str, ...] = (), **kwargs: Any) -> dict[str, Any]:
    """Return what an address asks for; ValidationError names each parameter that cannot be understood.

    `further` are parameters that somebody else reads, such as those of pages.
    """
    params = request.query_params
    bound = form(params, **kwargs)
    errors = {name: list(messages) for name, messages in bound.errors.items()}
    known = [*bound.fields, *further]
    for name, values in params.lists():
        if name not in known:
            errors[name] = [
                gettext("There is no such parameter here. There are: %(known)s.") % {"known": ", ".join(known)}
            ]
        elif len(values) > 1 and not _takes_several(bound.fields.get(name)):
            errors[name] = [gettext("Give this parameter once.")]
    refuse(errors | {name: [message] for name, message in empty_parameters(params).items() if name in known})
    return bound.cleaned_data


def _takes_several(field: forms.Field | None) -> bool:
    return bool(field and getattr(field.widget, "allow_multiple_selected", False))
