"""Themes and the areas that pursue them; what was drawn from a source."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db.models import Case, Count, Q, QuerySet, When

from zones.choices import ThemeGroup, ZoneLevel
from zones.models import (
    Goal,
    Initiative,
    Source,
    Target,
    Theme,
    Zone,
)


@dataclass(frozen=True)
class ThemeRow:
    """A theme and how many goals and initiatives pursue it, by the slug of their area.

    `targeted` are those among them that carry a target of their own.
    """

    theme: Theme
    goals: Counter[str]
    initiatives: Counter[str]
    targeted: Counter[str]

    @cached_property
    def pursuing(self) -> Counter[str]:
        return self.goals + self.initiatives

    def by_area(self, zones: Iterable[Zone]) -> list[tuple[Zone | None, int, int]]:
        """Return for each zone how many pursue it and how many of these carry a target; last all other areas."""
        found = [(zone, self.pursuing.get(zone.slug, 0), self.targeted.get(zone.slug, 0)) for zone in zones]
        pursuing = sum(self.pursuing.values()) - sum(number for _zone, number, _targeted in found)
        targeted = sum(self.targeted.values()) - sum(number for _zone, _pursuing, number in found)
        return [*found, (None, pursuing, targeted)]

    def shows_more_than_one(self, zones: Iterable[Zone]) -> bool:
        """Whether at least two of the zones pursue it, or anything that does carries a target."""
        return len(self.pursuing.keys() & {zone.slug for zone in zones}) > 1 or any(self.targeted.values())


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
    """Return every theme under its group, with what pursues it in each area, in three queries."""
    rows = theme_rows(themes_in_order())
    return [(ThemeGroup(group), list(members)) for group, members in groupby(rows, key=lambda row: row.theme.group)]


def theme_rows(themes: Iterable[Theme]) -> list[ThemeRow]:
    """Return themes in their order, each with what pursues it in each area, in two queries beside that for them."""
    themes = list(themes)
    counted = {model: defaultdict[int, Counter](Counter) for model in (Goal, Initiative, Target)}
    for model, area in ((Initiative, "zone__slug"), (Goal, "plan__zone__slug")):
        name = str(model._meta.model_name)
        # A list that is made once: asked row by row, SQLite looks through all targets for each.
        target = Target.objects.published().order_by().filter(**{f"{name}__isnull": False}).values(name)
        rows = model.objects.published().order_by().filter(themes__in=[theme.pk for theme in themes])
        counts = {"number": Count("pk"), "with_target": Count("pk", filter=Q(pk__in=target))}
        for theme, slug, number, with_target in rows.values_list("themes", area).annotate(**counts):
            counted[model][theme][slug] += number
            counted[Target][theme][slug] += with_target
    return [ThemeRow(theme, *(found[theme.pk] for found in counted.values())) for theme in themes]


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
