"""Themes and the areas that pursue them; what was drawn from a source."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Case, Count, QuerySet, When

from zones.choices import ThemeGroup, ZoneLevel
from zones.models import (
    Goal,
    Initiative,
    Source,
    Theme,
    Zone,
)


@dataclass(frozen=True)
class ThemeRow:
    """A theme and how many initiatives pursue it, by the slug of their zone."""

    theme: Theme
    initiatives: dict[str, int]
    goals: dict[str, int]

    def pursued_in(self, zone_slug: str) -> int:
        return self.initiatives.get(zone_slug, 0) + self.goals.get(zone_slug, 0)

    def pursued_outside(self, zone_slugs: Collection[str]) -> int:
        areas = {*self.initiatives, *self.goals}.difference(zone_slugs)
        return sum(self.pursued_in(slug) for slug in areas)


@dataclass(frozen=True)
class AreaPursuit:
    """What one area does about a theme."""

    zone: Zone
    goals: list[Goal] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.goals) + len(self.initiatives)


def pursuits(theme: Theme) -> list[AreaPursuit]:
    """Return all that pursues a theme, area by area: the zones by slug, then the provinces, then the nation."""
    areas: dict[int, AreaPursuit] = {}
    for goal in theme.goals.published().with_briefs().order_by("plan", "position", "id"):
        areas.setdefault(goal.plan.zone_id, AreaPursuit(goal.plan.zone)).goals.append(goal)
    initiatives = theme.initiatives.published().with_briefs().with_latest_report()
    for initiative in initiatives.order_by("plan", "position", "id"):
        areas.setdefault(initiative.zone_id, AreaPursuit(initiative.zone)).initiatives.append(initiative)
    depth = list(ZoneLevel).index
    return sorted(areas.values(), key=lambda area: (-depth(ZoneLevel(area.zone.level)), area.zone.slug))


def theme_groups() -> list[tuple[ThemeGroup, list[ThemeRow]]]:
    """Return every theme under its group, with the number of initiatives and goals in each area, in three queries."""
    by_initiative: defaultdict[int, dict[str, int]] = defaultdict(dict)
    by_goal: defaultdict[int, dict[str, int]] = defaultdict(dict)
    initiatives = Initiative.objects.published().order_by().filter(themes__isnull=False)
    for theme, zone, count in initiatives.values_list("themes", "zone__slug").annotate(Count("pk")):
        by_initiative[theme][zone] = count
    goals = Goal.objects.published().order_by().filter(themes__isnull=False)
    for theme, zone, count in goals.values_list("themes", "plan__zone__slug").annotate(Count("pk")):
        by_goal[theme][zone] = count
    return [
        (ThemeGroup(group), [ThemeRow(theme, by_initiative[theme.pk], by_goal[theme.pk]) for theme in members])
        for group, members in groupby(themes_in_order(), key=lambda theme: theme.group)
    ]


def themes_in_order() -> QuerySet[Theme]:
    """Return every theme, group by group as the vocabulary names them."""
    place = Case(*(When(group=group, then=number) for number, group in enumerate(ThemeGroup)))
    return Theme.objects.order_by(place, "slug")


def drawn_from(source: Source) -> list:
    """Return every public record that cites a source, in reading order: by the numbers in its locator."""
    records = [
        *source.zone_set.select_related("speaker"),
        *source.plan_set.published().select_related("speaker"),
        *source.goal_set.published().select_related("speaker"),
        *source.initiative_set.published().select_related("speaker"),
        *source.milestone_set.published().select_related("speaker", "initiative"),
        *source.progressupdate_set.published().select_related("speaker", "initiative"),
        *source.target_set.published().select_related("speaker", "plan", "indicator"),
        *source.observation_set.published().select_related("speaker", "zone", "indicator"),
    ]
    return sorted(records, key=lambda record: _place_in_source(record.locator))


def _place_in_source(locator: str) -> tuple[bool, list[int]]:
    """Return a sort key for a locator such as "§2 ¶6 (281–283)": its numbers; without any it comes last."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", locator)]
    return (not numbers, numbers)
