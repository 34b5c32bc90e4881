"""The map of the pages. Chinese stands at these addresses, English under /en/."""

from django.urls import path

from zones.views import (
    comparison,
    feeds,
    home,
    indicators,
    initiatives,
    plans,
    search,
    sources,
    themes,
    updates,
    zones,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("zones/", zones.zone_list, name="zones"),
    path("zones/<slug:slug>/", zones.zone_detail, name="zone"),
    path("zones/<slug:slug>/feed/", feeds.ZoneFeed(), name="zone-feed"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<slug:slug>/", plans.plan_detail, name="plan"),
    path("goals/", plans.goal_list, name="goals"),
    path("goals/<slug:slug>/", plans.goal_detail, name="goal"),
    path("initiatives/", initiatives.initiative_list, name="initiatives"),
    path("initiatives/<slug:slug>/", initiatives.initiative_detail, name="initiative"),
    path("updates/", updates.update_list, name="updates"),
    path("updates/feed/", feeds.UpdatesFeed(), name="updates-feed"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<slug:slug>/", indicators.indicator_detail, name="indicator"),
    path("themes/", themes.theme_list, name="themes"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme"),
    path("themes/<slug:slug>/feed/", feeds.ThemeFeed(), name="theme-feed"),
    path("compare/", comparison.compare, name="compare"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:slug>/", sources.source_detail, name="source"),
    path("search/", search.search_page, name="search"),
    path("search/suggestions/", search.search_suggestions, name="search-suggestions"),
    path("organisations/<slug:slug>/", sources.organisation_detail, name="organisation"),
]
