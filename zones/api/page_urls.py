"""The addresses of the API at which the data of the pages stand that are no lists or records."""

from django.urls import path

from zones import models
from zones.api.viewsets.compare import CompareViewSet
from zones.api.viewsets.history import ChangesViewSet, HistoryViewSet, RecordChangesViewSet
from zones.api.viewsets.matrix import MatrixViewSet
from zones.api.viewsets.overview import DrawnViewSet, SuggestionsViewSet, SummaryViewSet
from zones.api.viewsets.series import SeriesViewSet, ZoneIndicatorsViewSet

LIST, ONE = {"get": "list"}, {"get": "retrieve"}


def history(collection: str, model):
    """Return the address of the change logs of a model's records."""
    view = HistoryViewSet.as_view(LIST, model=model)
    return path(f"{collection}/<slug:slug>/history/", view, name=f"{model._meta.model_name}-history")


def changes(collection: str, model):
    """Return the address of what was changed in a model's records and in all that belongs to them."""
    view = RecordChangesViewSet.as_view(LIST, model=model)
    return path(f"{collection}/<slug:slug>/changes/", view, name=f"{model._meta.model_name}-changes")


series = SeriesViewSet.as_view(LIST, detail=False)

urlpatterns = [
    path("summary/", SummaryViewSet.as_view(ONE), name="summary"),
    path("matrix/", MatrixViewSet.as_view(ONE), name="matrix"),
    path("compare/", CompareViewSet.as_view(ONE), name="compare"),
    path("changes/", ChangesViewSet.as_view(LIST), name="changes"),
    path("search/suggestions/", SuggestionsViewSet.as_view(LIST), name="search-suggestions"),
    path("zones/<slug:slug>/indicators/", ZoneIndicatorsViewSet.as_view(LIST), name="zone-indicators"),
    path("zones/<slug:slug>/indicators/<slug:indicator>/", series, name="zone-series"),
    path("sources/<slug:slug>/records/", DrawnViewSet.as_view(LIST), name="source-records"),
    changes("zones", models.Zone),
    changes("plans", models.Plan),
    history("zones", models.Zone),
    history("plans", models.Plan),
    history("goals", models.Goal),
    history("initiatives", models.Initiative),
    history("indicators", models.Indicator),
    history("themes", models.Theme),
    history("sources", models.Source),
    history("organisations", models.Organisation),
]
