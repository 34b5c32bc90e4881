"""Records as somebody sees them: the public what is public, `viewer` in a preview the drafts of their own areas too.

A link to what the viewer may not see is read as no link, so that a page can neither name a draft nor lead to it.
"""

from typing import Any

from django.db.models import F, Prefetch, QuerySet

from zones.models import Goal, Indicator, Initiative, Milestone, Plan, ProgressUpdate, Target, Theme, Zone
from zones.prepared import Prepared


def seen(model: Any, viewer: Any = None) -> QuerySet:
    """Return the records of a model that a viewer sees; reference data is seen by everybody."""
    return model.objects.visible_to(viewer) if hasattr(model.objects, "visible_to") else model.objects.all()


def seen_zone(slug: str) -> Zone:
    """Return an area with all that its page shows of others; raises Zone.DoesNotExist."""
    return _one(Zone, _zone.records(None, slug))


def seen_plan(slug: str, viewer: Any = None) -> Plan:
    """Return a plan with all that its page shows of others; raises Plan.DoesNotExist."""
    plan = _one(Plan, _plan.records(viewer, slug))
    before = _plan_by_key.records(viewer, plan.continues_id) if plan.continues_id else []
    Plan._meta.get_field("continues").set_cached_value(plan, before[0] if before else None)
    return plan


def seen_goal(slug: str, viewer: Any = None) -> Goal:
    """Return a goal with all that its page shows of others; raises Goal.DoesNotExist."""
    return seen_goals(viewer).get(slug=slug)


def seen_initiative(slug: str, viewer: Any = None) -> Initiative:
    """Return an initiative with all that its page shows of others; raises Initiative.DoesNotExist."""
    return seen_initiatives(viewer).get(slug=slug)


@Prepared
def _zone(_viewer: Any, slug: Any) -> QuerySet[Zone]:
    return seen_zones().filter(slug=slug)


@Prepared
def _plan(viewer: Any, slug: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).with_briefs().filter(slug=slug)


@Prepared
def _plan_by_key(viewer: Any, key: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).filter(pk=key)


def _one(model: Any, found: list[Any]) -> Any:
    if not found:
        raise model.DoesNotExist
    return found[0]


def seen_zones(_viewer: Any = None) -> QuerySet[Zone]:
    """Areas with all that is shown of others with one of them; they are the same for everybody."""
    return Zone.objects.select_related("parent__parent", "administration", "source", "speaker")


def seen_indicators(_viewer: Any = None) -> QuerySet[Indicator]:
    """Indicators with all that is shown of others with one of them; they are the same for everybody."""
    return Indicator.objects.select_related("part_of").prefetch_related("themes")


def seen_themes(_viewer: Any = None) -> QuerySet[Theme]:
    """Themes, which are the same for everybody."""
    return Theme.objects.all()


def seen_targets(viewer: Any = None) -> QuerySet[Target]:
    """Targets with all that is shown of others with one of them."""
    return Target.objects.visible_to(viewer).with_briefs()


def seen_plans(viewer: Any = None) -> QuerySet[Plan]:
    """Plans with all that a page about one of them shows of others."""
    return (
        Plan.objects.visible_to(viewer)
        .with_briefs()
        .select_related("zone__parent__parent")
        .prefetch_related(_seen("continues", Plan, viewer))
    )


def seen_goals(viewer: Any = None) -> QuerySet[Goal]:
    """Goals with all that a page about one of them shows of others."""
    initiatives = Initiative.objects.visible_to(viewer).with_briefs().with_latest_report()
    return Goal.objects.visible_to(viewer).with_briefs().prefetch_related(Prefetch("initiatives", initiatives))


def seen_initiatives(viewer: Any = None) -> QuerySet[Initiative]:
    """Initiatives with all that a page about one of them shows of others."""
    return (
        Initiative.objects.visible_to(viewer)
        .with_briefs()
        .select_related("plan__period", "plan__zone", "parent")
        .prefetch_related(
            _seen("goals", Goal, viewer),
            Prefetch("children", Initiative.objects.visible_to(viewer).with_briefs().with_latest_report()),
            Prefetch("milestones", _milestones(viewer)),
            Prefetch(
                "updates", ProgressUpdate.objects.visible_to(viewer).select_related("source", "speaker").newest_first()
            ),
            Prefetch("continues", Initiative.objects.visible_to(viewer).select_related("plan")),
            _seen("detailed_by", Plan, viewer),
        )
    )


def _milestones(viewer: Any) -> QuerySet[Milestone]:
    """Milestones by the day on which they are due, those without one last."""
    milestones = Milestone.objects.visible_to(viewer).select_related("source", "speaker")
    return milestones.order_by(F("due_on").asc(nulls_last=True), "id")


def _seen(link: str, model: Any, viewer: Any) -> Prefetch:
    """Read what a link leads to, as far as the viewer sees it."""
    return Prefetch(link, seen(model, viewer))
