"""The map of the pages. Chinese stands at these addresses, English under /en/."""

from django.urls import path

from zones.models import Goal, Indicator, Initiative, Organisation, Plan, Source, Theme, Zone
from zones.views import (
    api_guide,
    changes,
    comparison,
    feeds,
    history,
    home,
    indicators,
    initiatives,
    plans,
    reports,
    search,
    sources,
    themes,
    updates,
    zones,
)
from zones.views.moved import follow


def change_log(pages, model):
    """Return the address of the change logs of a model's records, beside their pages."""
    view, name = follow(model, history.record_history), f"{model._meta.model_name}-history"
    return path(f"{pages}/<slug:slug>/history/", view, {"model": model}, name=name)


def what_changed(pages, model):
    """Return the address of what was changed in a model's records and all that belongs to them, beside their pages."""
    view, name = follow(model, changes.record_changes), f"{model._meta.model_name}-changes"
    return path(f"{pages}/<slug:slug>/changes/", view, {"model": model}, name=name)


urlpatterns = [
    path("", home.home, name="home"),
    path("zones/", zones.zone_list, name="zones"),
    path("zones/<slug:slug>/", follow(Zone, zones.zone_detail), name="zone"),
    path("zones/<slug:slug>/report.docx", follow(Zone, reports.zone_report), name="zone-report"),
    path("zones/<slug:slug>/feed/", follow(Zone, feeds.ZoneFeed()), name="zone-feed"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<slug:slug>/", follow(Plan, plans.plan_detail), name="plan"),
    path("plans/<slug:slug>/report.docx", follow(Plan, reports.plan_report), name="plan-report"),
    path("goals/", plans.goal_list, name="goals"),
    path("goals/<slug:slug>/", follow(Goal, plans.goal_detail), name="goal"),
    path("initiatives/", initiatives.initiative_list, name="initiatives"),
    path("initiatives/<slug:slug>/", follow(Initiative, initiatives.initiative_detail), name="initiative"),
    path("updates/", updates.update_list, name="updates"),
    path("updates/feed/", feeds.UpdatesFeed(), name="updates-feed"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<slug:slug>/", follow(Indicator, indicators.indicator_detail), name="indicator"),
    path("themes/", themes.theme_list, name="themes"),
    path("themes/<slug:slug>/", follow(Theme, themes.theme_detail), name="theme"),
    path("themes/<slug:slug>/feed/", follow(Theme, feeds.ThemeFeed()), name="theme-feed"),
    path("compare/", comparison.compare, name="compare"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:slug>/", follow(Source, sources.source_detail), name="source"),
    path("search/", search.search_page, name="search"),
    path("search/suggestions/", search.search_suggestions, name="search-suggestions"),
    path("api/", api_guide.api_guide, name="api"),
    path("organisations/<slug:slug>/", follow(Organisation, sources.organisation_detail), name="organisation"),
    what_changed("zones", Zone),
    what_changed("plans", Plan),
    change_log("zones", Zone),
    change_log("plans", Plan),
    change_log("goals", Goal),
    change_log("initiatives", Initiative),
    change_log("indicators", Indicator),
    change_log("themes", Theme),
    change_log("sources", Source),
    change_log("organisations", Organisation),
]
