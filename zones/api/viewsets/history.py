"""What was changed: in one record, in all that belongs to an area or a plan, and in everything."""

from datetime import UTC, date, datetime

from drf_spectacular.utils import OpenApiParameter, extend_schema

from zones import selectors
from zones.api.merged_pages import MergedPages
from zones.api.questions import Question, asked, since_of
from zones.api.serializers import history
from zones.api.viewsets.base import ReadingViewSet, moved
from zones.forms import SinceForm
from zones.selectors.changed import KINDS
from zones.selectors.history import versions

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The slug of the record.")
DAY = OpenApiParameter(
    "since", date, required=True, description="Since the beginning of which day, such as 2026-11-01."
)
MOMENT = OpenApiParameter(
    "since",
    str,
    required=True,
    description="Since which moment, 2026-11-24T08:00:00Z, or the beginning of which day, 2026-11-24.",
)
WORDS = [kind.word for kind in KINDS]
KIND = OpenApiParameter(
    "kind", str, many=True, enum=WORDS, description="Only records of these kinds. May be given several times."
)


class ChangesPages(MergedPages):
    """Pages of what was changed in an area or a plan, with how far they reach."""

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["properties"] |= {
            "since": {"type": "string", "format": "date-time", "description": "From when on all changes are told."},
            "kept_from": {
                "type": ["string", "null"],
                "format": "date",
                "description": "The first day that is told in full, where that is later than the day asked for.",
            },
            "is_cut": {"type": "boolean", "description": "Whether there were more changes than are told."},
        }
        described["required"] = [*described["required"], "since", "kept_from", "is_cut"]
        return described


class HistoryViewSet(ReadingViewSet):
    """What was changed in a public record, the newest first; the same for everybody, and never by whom."""

    filter_backends = ()
    pagination_class = MergedPages
    serializer_class = history.VersionSerializer
    model = None

    @extend_schema(parameters=[SLUG])
    def list(self, request, slug):
        asked(Question, request, further=self.paginator.parameters)
        record = selectors.seen(self.model).filter(slug=slug).first()
        if record is None:
            return moved(request, self.model)
        page = self.paginator.page_of_list(
            versions(record, public=True),
            request,
            of=f"history of {record._meta.label} {record.pk}",
            place_of=lambda version: [version.row.history_id],
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class RecordChangesViewSet(ReadingViewSet):
    """What was added or changed since a day in an area or a plan and in all that belongs to it, the newest first."""

    filter_backends = ()
    pagination_class = ChangesPages
    serializer_class = history.RecordChangeSerializer
    model = None

    @extend_schema(parameters=[SLUG, DAY])
    def list(self, request, slug):
        day = asked(SinceForm, request, further=self.paginator.parameters)["since"]
        record = selectors.seen(self.model).filter(slug=slug).first()
        if record is None:
            return moved(request, self.model)
        changes = selectors.changes_since(record, day)
        page = self.paginator.page_of_list(
            changes.entries,
            request,
            of=f"changes of {record._meta.label} {record.pk} since {day}",
            place_of=lambda entry: [entry.day, entry.record._meta.model_name, entry.record.pk],
        )
        response = self.get_paginated_response(self.get_serializer(page, many=True).data)
        told = {"since": changes.since.astimezone(UTC), "kept_from": changes.kept_from, "is_cut": changes.is_cut}
        response.data = told | response.data
        return response


class ChangesViewSet(ReadingViewSet):
    """All that was added, changed or taken away in public since a moment, the oldest change first.

    Each record is told once, at its last change; `at` of the last row is the `since` of the next question. What hangs
    from a plan or an initiative (its goals, targets, figures …) goes with it: when a plan is removed, so is what
    belongs to it. When that becomes public with its plan, it is told as added or changed. Of a removed record nothing
    is told but what it was called by. Nobody learns of what was never public, whoever asks.
    """

    filter_backends = ()
    pagination_class = MergedPages
    serializer_class = history.ChangedSerializer

    @extend_schema(parameters=[MOMENT, KIND])
    def list(self, request):
        form = since_of([(word, word) for word in WORDS])
        question = asked(form, request, further=self.paginator.parameters)
        since, kinds = question["since"][0], question["kind"]

        def read(edge, backwards, most):
            place = edge and (datetime.fromisoformat(edge[0]), edge[1], edge[2])
            return selectors.changed_since(since, kinds=kinds, edge=place, backwards=backwards, most=most)

        page = self.paginator.page_of(
            read, request, of=f"changes since {since} of {sorted(kinds)}", place_of=lambda each: each.place
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
