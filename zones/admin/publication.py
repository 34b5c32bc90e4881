"""Submitting, publishing and returning in the admin: buttons of a form, actions of a list, state and preview."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zones.choices import Publication
from zones.models import Published, StaleVersion
from zones.selectors.history import versions
from zones.services import publication

WAITING = (Publication.DRAFT, Publication.RETURNED)


@dataclass(frozen=True)
class Move:
    """A button that moves a record to another state: for whom (verb), from which states, by which service."""

    name: str
    label: Any
    verb: str
    sources: tuple[Publication, ...]
    service: Any


MOVES = [
    Move("_submit", _("Submit for review"), "change", WAITING, publication.submit),
    Move("_publish", _("Publish"), "publish", (*WAITING, "in_review", "withdrawn"), publication.publish),
    Move("_return", _("Return with the reason"), "publish", ("in_review",), publication.return_for_changes),
    Move("_withdraw", _("Withdraw from the public"), "publish", ("published",), publication.withdraw),
    Move("_reopen", _("Make it a draft again"), "change", ("withdrawn",), publication.reopen),
]


class PublicationFilter(admin.SimpleListFilter):
    """The state of publication, and what waits for a reviewer in whichever state."""

    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting for review")), *Publication.choices]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.waiting_for_review()
        return queryset.filter(publication=self.value()) if self.value() else queryset


class PublicationMoves:
    """What the admin of a model with a publication state has more than the others."""

    change_form_template = "admin/zones/change_form.html"

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return [shown[0], "publication", *shown[1:]] if issubclass(self.model, Published) else shown

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return [*filters, PublicationFilter] if issubclass(self.model, Published) else filters

    def get_actions(self, request):
        actions = super().get_actions(request)
        if issubclass(self.model, Published):
            for move in MOVES:
                if move.name != "_return" and self._may(request, move.verb, None):
                    actions[move.name] = (_action(move), move.name, move.label)
        return actions

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if issubclass(self.model, Published):
            context |= {"moves": self._moves(request, obj), "state": obj, "preview_url": self._preview_url(obj)}
            if obj and obj.publication == Publication.RETURNED:
                returned = (each for each in versions(obj) if each.row.publication == Publication.RETURNED)
                context["returned"] = next(returned, None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._moved(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._moved(request, obj) or super().response_change(request, obj)

    def _moves(self, request, obj):
        """Return the buttons for what a user may do next with a record; a new one is as good as a draft."""
        state = obj.publication if obj else Publication.DRAFT
        return [move for move in MOVES if state in move.sources and self._may(request, move.verb, obj)]

    def _preview_url(self, obj):
        """Return the address at which a draft is seen as it would look; what is public has "view on site"."""
        page = obj and not obj.is_public and self.get_view_on_site_url(obj)
        path, _hash, fragment = (page or "").partition("#")
        return page and f"{path}?preview=1" + (f"#{fragment}" if fragment else "")

    def _moved(self, request, obj):
        """Carry out the pressed button after the form was saved; say why where that cannot be."""
        move = next((move for move in MOVES if move.name in request.POST), None)
        if move is None or not issubclass(self.model, Published):
            return None
        fresh = self.model._base_manager.get(pk=obj.pk)
        try:
            with transaction.atomic():
                moved = move.service(records=[fresh], by=request.user, reason=request.POST.get("reason", "")[:300])
        except (ValidationError, StaleVersion) as error:
            messages.error(request, _why(error))
        else:
            messages.success(request, told(moved))
        return HttpResponseRedirect(self.change_url(obj))


def told(moved) -> str:
    """Say how many records have which state now."""
    state = moved[0].publication_choice.label
    text = ngettext("%(count)d record: %(state)s.", "%(count)d records: %(state)s.", len(moved))
    return text % {"count": len(moved), "state": state}


def _why(error) -> str:
    """Say why nothing was moved: what a service refused, or that somebody saved a newer version meanwhile."""
    return " ".join(getattr(error, "messages", [str(_("Somebody else was quicker."))]))


def _action(move: Move):
    """Return the list action that does to the selected records what the button does to one: all of them or none."""

    def action(model_admin, request, queryset):
        try:
            with transaction.atomic():
                moved = move.service(records=list(queryset), by=request.user)
        except (ValidationError, StaleVersion) as error:
            model_admin.message_user(request, _why(error), messages.ERROR)
        else:
            model_admin.message_user(request, told(moved), messages.SUCCESS)

    return action
