"""What every viewset shares: the language of the answer, lists and single records, records as of a day."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from zones import selectors
from zones.api import problems
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
        with translation.override(problems.language_of(request)):
            response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept", "Accept-Language"))
        return response


class RecordViewSet(ReadOnlyModelViewSet, ReadingViewSet):
    """Reading lists and single records; `detail_queryset` brings what only a single record shows."""

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    detail_serializer_class = None
    detail_queryset = None
    detail_parameters = ()  # those that a single record takes

    def get_serializer_class(self):
        if self.action == "retrieve" and self.detail_serializer_class:
            return self.detail_serializer_class
        return self.serializer_class

    def get_queryset(self):
        if self.action == "retrieve" and self.detail_queryset is not None:
            return self.detail_queryset.all()
        return super().get_queryset()

    # Without a docstring: it would stand in the reference instead of the resource's own.
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            record = moved_to(self.queryset.model, kwargs["slug"]) if self.lookup_field == "slug" else None
            if record is None:
                raise
        address = reverse(request.resolver_match.view_name, kwargs={"slug": record.slug})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class OverviewViewSet(RecordViewSet):
    """Single records with all that is shown of them: now, or of a day in the past with `as_of`.

    `overview_now` takes the record and the day of today, `overview_then` its slug and the day.
    """

    detail_parameters = (PARAMETER,)
    overview_now = overview_then = None

    def get_object(self):
        day = self.asked_day()
        if day is None:
            record = super().get_object()
            self.overview = type(self).overview_now(record, timezone.localdate())
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

    @extend_schema(parameters=[AS_OF])
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except selectors.NotShownThen as missing:
            return problems.problem(request, 404, why_not(missing, self.asked_day()))
