"""What every viewset shares: the language of the answer, lists and single records, records as of a day."""

from functools import lru_cache

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from zones import ordering, selectors
from zones.api import files, problems
from zones.api.serializers import choosing
from zones.api.serializers.choosing import chosen_fields
from zones.api.serializers.rows import RowReader
from zones.api.writing import Writing
from zones.filtersets.as_of import PARAMETER, asked_day, why_not
from zones.selectors.moved import moved_to

AS_OF = OpenApiParameter(
    PARAMETER,
    OpenApiTypes.DATE,
    description=_(
        "What the tracker knew at the end of this day, such as 2026-11-01. Addresses in the answer are those of now."
    ),
)


class ReadingViewSet(GenericViewSet):
    """Reading in the language of Accept-Language."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        language = problems.language_of(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ("Accept", "Accept-Language"))
        return response


class RecordViewSet(Writing, files.ListsAsFiles, ReadOnlyModelViewSet, ReadingViewSet):
    """Reading lists and single records; the public reads what is public, whoever has a token their own drafts too."""

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    list_parameters = (*choosing.PARAMETERS, *files.PARAMETERS)  # those that a list takes beside its filters and pages
    detail_parameters = choosing.PARAMETERS  # those that a single record takes

    def get_queryset(self):
        return _visible(super().get_queryset(), self.request.user)

    def lookups(self) -> dict:
        """Return how the record of the address is found among all."""
        return {self.lookup_field: self.kwargs[self.lookup_field]}

    def reader(self):
        """Return what reads the rows of the answer, with the fields that are asked for."""
        base = self.request.build_absolute_uri("/").rstrip("/")
        return RowReader(self.serializer_class, self.chosen(), viewer=self.request.user, base=base)

    # Without docstrings: they would stand in the reference instead of the resource's own.
    @extend_schema(parameters=[*choosing.DESCRIBED, *files.DESCRIBED])
    def list(self, request, *args, **kwargs):
        if self.is_file(request):
            return self.list_as_file(request)
        reader = self.reader()
        rows, columns = _prepared(type(self), reader.chosen) if request.user is None else self.values(reader)
        page = self.paginator.page_of_values(self.filter_queryset(rows), request, columns)
        return self.get_paginated_response(reader.rows(page))

    def chosen(self):
        return chosen_fields(self.request.query_params, self.serializer_class)

    def rows_by_key(self, keys):
        reader = self.file_reader
        found = list(self.get_queryset().order_by().filter(pk__in=keys).values_list(*reader.columns, "pk"))
        return {values[-1]: row for values, row in zip(found, reader.rows(found), strict=True)}

    @cached_property
    def file_reader(self):
        return self.reader()

    def values(self, reader) -> tuple[QuerySet, list]:
        """Return all that the viewer may list as tuples, to be filtered and ordered, and the columns they hold."""
        return _values(self.get_queryset(), reader)

    @extend_schema(parameters=choosing.DESCRIBED)
    def retrieve(self, request, *args, **kwargs):
        records, reader = self.filter_queryset(self.get_queryset()).filter(**self.lookups()), self.reader()
        found = list(records.order_by().values_list(*reader.columns, "version"))
        if not found:
            return self.moved()
        return of_version(found[0][-1], Response(reader.rows(found)[0]))

    def moved(self):
        """Lead from the address that a record had to the one that it has; Http404 when it never had that one."""
        if self.lookup_field != "slug":
            raise Http404
        return moved(self.request, self.queryset.model)


def moved(request, model):
    """Lead from an address under the slug that a record had to that under the one that it has; Http404 without any."""
    asked = request.resolver_match
    record = moved_to(model, asked.kwargs["slug"])
    if record is None:
        raise Http404
    address = reverse(asked.view_name, kwargs=asked.kwargs | {"slug": record.slug})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def _visible(queryset: QuerySet, viewer) -> QuerySet:
    return queryset.visible_to(viewer) if hasattr(queryset, "visible_to") else queryset


def _values(queryset: QuerySet, reader: RowReader) -> tuple[QuerySet, list]:
    paths = [key.path for key in ordering.sort_keys_of(queryset)]
    columns = [*reader.columns, *(path for path in paths if path not in reader.columns)]
    return queryset.values_list(*columns), columns


@lru_cache(maxsize=128)
def _prepared(viewset: type[RecordViewSet], chosen: choosing.Chosen) -> tuple[QuerySet, list]:
    """Return what the public may list of a viewset's records: put together once, as that takes longer than to read."""
    return _values(_visible(viewset.queryset.all(), None), RowReader(viewset.serializer_class, chosen))


def of_version(version: int, response):
    """Return a response after saying which version of a record it tells of; its entity tag begins with that."""
    response.record_version = version
    return response


class DetailViewSet(RecordViewSet):
    """Single records with more than their line in a list: `seen` reads them as a viewer sees them."""

    detail_serializer_class = None
    seen = None

    def get_serializer_class(self):
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    @extend_schema(parameters=choosing.DESCRIBED)
    def retrieve(self, request, *args, **kwargs):
        chosen = chosen_fields(request.query_params, self.get_serializer_class())
        try:
            record = self.get_object()
        except Http404:
            return self.moved()
        serializer = self.get_serializer(record)
        for name in [name for name in serializer.fields if name not in chosen]:
            del serializer.fields[name]
        return of_version(record.version, Response(chosen.pruned(serializer.data)))

    def get_object(self):
        return get_object_or_404(self.filter_queryset(type(self).seen(self.request.user)), **self.lookups())


class OverviewViewSet(DetailViewSet):
    """Single records with all that is shown of them: now, or of a day in the past with `as_of`.

    `overview_now` takes the record and the day of today, `overview_then` its slug and the day.
    """

    detail_parameters = (*RecordViewSet.detail_parameters, PARAMETER)
    overview_now = overview_then = None

    def get_object(self):
        day = self.asked_day()
        if day is None:
            record = super().get_object()
            self.overview = type(self).overview_now(record, timezone.localdate(), self.request.user)
            return record
        self.filter_queryset(self.get_queryset())  # which refuses other parameters
        try:
            self.overview = type(self).overview_then(self.kwargs["slug"], day)
        except selectors.NotShownThen:
            raise
        except ObjectDoesNotExist as error:
            raise Http404 from error
        return getattr(self.overview, self.queryset.model._meta.model_name)

    def asked_day(self):
        try:
            return asked_day(self.request.query_params)
        except ValidationError as error:
            raise exceptions.ValidationError({PARAMETER: error.messages}) from error

    def get_serializer_context(self):
        return super().get_serializer_context() | {"overview": getattr(self, "overview", None)}

    @extend_schema(parameters=[*choosing.DESCRIBED, AS_OF])
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except selectors.NotShownThen as missing:
            return problems.problem(request, 404, why_not(missing, self.asked_day()))
