"""A small world for tests of pages, feeds and API, and a way to make it larger."""

from datetime import date

from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.rows import made_once
from zones.models import Initiative, Plan

# Of any page or answer, whatever the number of rows: that for the revision among them, and one for each kind of record
# that others name (zones/linked.py), which nothing is asked of again until something is written.
MOST_QUERIES = 19


def address(name, language, *args):
    with translation.override(language):
        return reverse(name, args=args)


def grow(plan, source, count):
    """Give a plan `count` of everything that its pages list."""
    theme = factories.ThemeFactory(slug=f"theme-of-{plan.slug}-{count}")
    for position in range(1, count + 1):
        tier = factories.PlanTierFactory(plan=plan, position=position, declared_count=3)
        goal = factories.GoalFactory(plan=plan, tier=tier, position=position, source=source, locator="§1")
        initiative = factories.InitiativeFactory(plan=plan, tier=tier, position=position, source=source)
        initiative.goals.add(goal)
        initiative.themes.add(theme)
        goal.themes.add(theme)
        factories.InitiativeFactory(plan=plan, parent=initiative, position=position)
        indicator = factories.IndicatorFactory()
        factories.TargetFactory(plan=plan, initiative=initiative, indicator=indicator, goal=goal)
        factories.TargetFactory(plan=plan, indicator=indicator, tier=tier)
        factories.ObservationFactory(zone=plan.zone, indicator=indicator, initiative=initiative, source=source)
        factories.ObservationFactory(zone=plan.zone, indicator=indicator, source=source)
        factories.MilestoneFactory(initiative=initiative, source=source)
        factories.report(initiative=initiative, as_of=date(2022, 5, 1), status="in_progress", source=source)


def one_of_everything():
    """One of everything, under addresses that the tests know; returns the plan."""
    _make_one_of_everything()
    return the_plan()


def the_plan():
    return Plan.objects.select_related("zone__parent", "lead", "source", "period").get(slug="plan")


@made_once
def _make_one_of_everything():
    organisation = factories.OrganisationFactory(slug="organisation")
    source = factories.SourceFactory(slug="source", publisher=organisation)
    zone = factories.ZoneFactory(slug="zone", administration=organisation, source=source)
    plan = factories.PlanFactory(slug="plan", zone=zone, lead=organisation, code="1246", source=source)
    grow(plan, source, 1)
    goal = plan.goals.get()
    goal.slug = "goal"
    goal.save()
    initiative = plan.initiatives.filter(parent=None).get()
    Initiative.objects.filter(pk=initiative.pk).update(slug="initiative")
    indicator = plan.targets.first().indicator
    indicator.slug = "indicator"
    indicator.save()
    theme = goal.themes.get()
    theme.slug = "theme"
    theme.save()
