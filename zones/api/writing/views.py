"""What a viewset has that also writes: create, change, delete, many at once, publication."""

from collections.abc import Callable
from typing import Any

from django.core import exceptions
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.metadata import SimpleMetadata
from rest_framework.response import Response

from zones.api.serializers import choosing
from zones.api.writing import bulk
from zones.api.writing.entries import Checking, Entry, entry_of, twin_of
from zones.api.writing.forms import Form, form_of, reason_in
from zones.api.writing.moves import carry_out
from zones.api.writing.preconditions import require_seen
from zones.api.writing.refusals import Conflict, overtaken
from zones.api.writing.schema import WritingSchema
from zones.models import Period, PlanTier, Published, StaleVersion
from zones.services.editing import delete_edit
from zones.services.exchange.carrying import save_rows
from zones.services.exchange.known import related
from zones.services.publication import members

ATTEMPTS = (False, False, True)  # to save beside others who change the same records; which is the last


class Metadata(SimpleMetadata):
    """What OPTIONS answers; what can be sent stands in the schema."""

    def determine_actions(self, request, view):
        return {}


class Writing:
    """Mixin for a viewset of records. Rights, rules and history are those of the admin; a token says who writes."""

    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]
    metadata_class = Metadata
    schema = WritingSchema()

    @classmethod
    def get_extra_actions(cls):
        """Return the addresses beside list and record; only what is published has states to move between."""
        actions = super().get_extra_actions()
        published = cls.queryset is not None and issubclass(cls.queryset.model, Published)
        return [each for each in actions if published or each.__name__ != "publication"]

    @property
    def form(self) -> Form:
        """What may be sent for a record."""
        return form_of(getattr(self, "detail_serializer_class", None) or self.serializer_class)

    # --- one record -----------------------------------------------------------------------------------

    # Without docstrings: they would stand in the reference instead of what schema.py says.
    def create(self, request, *args, **kwargs):
        by = self._by("add")
        entry = entry_of(self.form, request.data, whole=True, besides=("reason",))
        reason = self._reason()
        for last in ATTEMPTS:
            checking = Checking(self.form, by)
            self._refuse(entry)
            checking.find([entry])
            self._refuse_existing(entry)
            checking.check(several=False)
            self._refuse(entry)
            if entry.key is None and (twin := twin_of(entry, by)):
                raise self._exists(twin, _("There is a record that says exactly this."))
            if self._saved(entry, by, reason, last=last):
                break
            entry = entry_of(self.form, request.data, whole=True, besides=("reason",))
        response = self._shown(entry.record, 201)
        response["Location"] = self.address_of(entry.record)
        return response

    def update(self, request, *args, **kwargs):
        return self._change(whole=True)

    def partial_update(self, request, *args, **kwargs):
        return self._change(whole=False)

    def destroy(self, request, *args, **kwargs):
        by = self._by(further=("reason",))
        record = self._record(by, "delete")
        reason = self._read(reason_in, {"reason": request.query_params.get("reason", "")})
        require_seen(request, record)
        seen = record.version
        try:
            with transaction.atomic():
                # Locked as saving does it, so that nobody changes what is deleted unseen.
                if not type(record)._base_manager.filter(pk=record.pk, version=seen).update(version=seen):
                    raise StaleVersion(record)
                if not all(self._may(by, "delete", each) for each in self._with_it(record)):
                    raise PermissionDenied(_("Something that belongs to it is not yours to delete."))
                delete_edit(record=record, by=by, reason=reason)
        except StaleVersion as error:
            raise overtaken(error, seen) from error
        except models.ProtectedError as error:
            raise Conflict(_("Nothing was deleted: other records refer to it.")) from error
        except exceptions.PermissionDenied as error:
            raise PermissionDenied from error
        return Response(status=204)

    def _with_it(self, record: Any) -> list[Any]:
        """Return all that is deleted with a record and is drafted or published by itself."""
        return list(members(record)) if isinstance(record, Published) else []

    def _change(self, *, whole: bool) -> Response:
        by = self._by()
        record = self._record(by, "change")
        require_seen(self.request, record)
        seen = record.version
        reason = self._reason()
        for last in ATTEMPTS:
            entry = entry_of(self.form, self.request.data, whole=whole, besides=("reason",))
            self._refuse(entry)
            checking = Checking(self.form, by)
            checking.stands_for(entry, record)
            checking.check(several=False)
            self._refuse(entry)
            try:
                if not entry.writes or self._saved(entry, by, reason, last=last):
                    break
            except StaleVersion as error:
                raise overtaken(error, seen) from error
            record = self._record(by, "change")
            if record.version != seen:
                raise overtaken(StaleVersion(record), seen)
        return self._shown(entry.record)

    def _saved(self, entry: Entry, by: Any, reason: str, *, last: bool) -> bool:
        """Save; return False when somebody else's record got in the way, so that it has to be checked again."""
        try:
            save_rows([entry], by, reason)
        except IntegrityError as error:
            if last:
                raise Conflict from error
            return False
        except exceptions.PermissionDenied as error:
            raise PermissionDenied from error
        return True

    # --- publication and many at once -----------------------------------------------------------------

    @action(detail=True, methods=["post"])
    def publication(self, request, *args, **kwargs):
        by = self._by()
        record = self._record(by, "change")
        require_seen(request, record)
        self._read(carry_out, record, by, request.data)
        return self._shown(record)

    @action(detail=False, methods=["post"], url_path="bulk")
    def bulk(self, request, *args, **kwargs):
        by = self._by(further=())
        if not any(by.has_perm(f"zones.{verb}_{self._name}") for verb in ("add", "change")):
            raise PermissionDenied
        entries = self._read(bulk.carry_out, self.form, by, request.data, self.address_of)
        told = [
            {
                "row": entry.number,
                "result": result,
                "key": str(key_of(entry.record)),
                "version": entry.record.version,
                "url": self.address_of(entry.record),
            }
            for entry, result in entries
        ]
        return Response({"rows": told})

    # --- who, what, and what is answered --------------------------------------------------------------

    @property
    def _name(self) -> str:
        return self.queryset.model._meta.model_name

    def _by(self, verb: str = "", further: tuple[str, ...] = choosing.PARAMETERS) -> Any:
        """Return who writes. Raises for the public, for a parameter that is none, and without the right to `verb`."""
        user = self.request.user
        if user is None:
            raise NotAuthenticated(_("Send your token as “Authorization: Token …”; /account/tokens/ makes one."))
        unknown = [name for name in self.request.query_params if name not in (further or ())]
        if unknown:
            raise ValidationError({name: [_("There is no such parameter here.")] for name in unknown})
        choosing.chosen_fields(self.request.query_params, self.form.serializer)
        if verb and not user.has_perm(f"zones.{verb}_{self._name}"):
            raise PermissionDenied
        return user

    def _may(self, by: Any, verb: str, record: Any) -> bool:
        return by.has_perm(f"zones.{verb}_{record._meta.model_name}", record)

    def _record(self, by: Any, verb: str) -> Any:
        """Return the record of the address: not found if it is not shown to them, refused if it is not theirs."""
        record = related(self.get_queryset().order_by()).filter(**self.lookups()).first()
        if record is None:
            raise Http404
        if not self._may(by, verb, record):
            raise PermissionDenied
        return record

    def _reason(self) -> str:
        return self._read(reason_in, self.request.data)

    def _read(self, read: Callable, *args: Any) -> Any:
        try:
            return read(*args)
        except exceptions.ValidationError as error:
            raise ValidationError(error.message_dict) from error
        except exceptions.PermissionDenied as error:
            raise PermissionDenied from error

    def _refuse(self, entry: Entry) -> None:
        if entry.errors and entry.status == 403:
            raise PermissionDenied(" ".join(entry.errors[next(reversed(entry.errors))]))
        if entry.errors:
            raise ValidationError(entry.errors)

    def _refuse_existing(self, entry: Entry) -> None:
        """Answer a repeated POST with the address of what is there; of what the user may not see nothing is told."""
        if entry.draft and not entry.is_new:
            raise self._exists(entry.record, _("There is such a record already. To change it, use its address."))
        if entry.status == 409:
            raise Conflict(_("This slug is already in use."), errors=entry.errors)

    def _exists(self, record: Any, detail: str) -> Conflict:
        return Conflict(detail, existing=self.address_of(record))

    def address_of(self, record: Any) -> str:
        """Return the address of a record of this viewset."""
        return self.reverse_action("detail", kwargs={self.lookup_field: key_of(record)})

    def _shown(self, record: Any, status: int = 200) -> Response:
        """Return a record as it is now, as its own address shows it."""
        self.action, self.detail = "retrieve", True
        self.kwargs = {self.lookup_field: key_of(record)}
        response = self.retrieve(self.request)
        response.status_code = status
        return response


def key_of(record: Any) -> Any:
    """Return by what the address of a record names it."""
    if isinstance(record, PlanTier):
        return f"{record.plan.slug}~{record.position}"
    return record.number if isinstance(record, Period) else record.slug
