"""What needs a person: which records of their own areas are to be reviewed, corrected, reported on or completed.

A need is a set of records, so that what the worklist counts is exactly what the list shows to which it leads.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from zones.choices import Need, Publication, Role
from zones.models import (
    Goal,
    Initiative,
    Milestone,
    Observation,
    Plan,
    PlanTier,
    ProgressUpdate,
    Published,
    Target,
    Zone,
    ZoneBound,
)
from zones.services.checks import contradictions, gaps

Records = QuerySet[Any]

PUBLISHED = (Plan, Goal, Initiative, Milestone, ProgressUpdate, Target, Observation)
MODELS: dict[Need, tuple[type[ZoneBound], ...]] = {
    Need.RETURNED: PUBLISHED,
    Need.REVIEW: PUBLISHED,
    Need.DRAFT: PUBLISHED,
    Need.CONTRADICTION: (Goal, Initiative, Target, Observation),
    Need.OVERDUE: (Initiative, Milestone),
    Need.DUE_SOON: (Initiative, Milestone),
    Need.STALE: (Initiative,),
    Need.NOT_RECORDED: (PlanTier,),
    Need.NO_FIGURE: (Target,),
    Need.UNCITED: (Zone, *PUBLISHED),
    Need.NO_ENGLISH: (Zone, PlanTier, *PUBLISHED),
}


def in_need(need: Need, model: type[ZoneBound], user: Any, on: date) -> Records:
    """The records of a model, in a user's own areas, that need something of the user on a day."""
    own = model._default_manager.in_zones_of(user).order_by()  # type: ignore[attr-defined]
    if need not in _OF_THE_STATE and issubclass(model, Published):
        own = own.exclude(publication=Publication.WITHDRAWN)
    return _FIND[need](own, user, on)


def say(need: Need) -> str:
    """Return the name of a need, with the number of days that it is about."""
    days = settings.STALE_AFTER_DAYS if need is Need.STALE else settings.DUE_SOON_DAYS
    return str(need.label) % {"days": days}


# --- counting -------------------------------------------------------------------------------------

Key = tuple[Need, type[ZoneBound], int]


def count_needs(user: Any, on: date) -> Counter[Key]:
    """Count what needs a user, by need, model and area's key: three queries, whatever there is."""
    models = {model._meta.model_name: model for model in MODELS[Need.NO_ENGLISH]}
    queries = [
        in_need(need, model, user, on)
        .annotate(_need=Value(need.value), _model=Value(model._meta.model_name), _zone=F(model.zone_lookup))
        .values("_need", "_model", "_zone")
        .annotate(number=Count("pk"))
        for need in Need
        for model in MODELS[need]
    ]
    rows = queries[0].union(*queries[1:], all=True)
    return Counter({(Need(row["_need"]), models[row["_model"]], row["_zone"]): row["number"] for row in rows})


# --- why something was returned -------------------------------------------------------------------

# What the name of a record of a model is made of.
_NAMED_AFTER: dict[type[Published], tuple[str, ...]] = {
    ProgressUpdate: ("initiative",),
    Target: ("indicator",),
    Observation: ("zone", "indicator"),
}


@dataclass(frozen=True)
class Return:
    """What a reviewer gave back at once: the first of the records, how many more there are, and why."""

    record: Any
    zone_id: int
    more: int
    reason: str
    by: str
    on: datetime | None


def returns(user: Any, on: date) -> list[Return]:
    """Return why records were given back, the latest first: one query a model."""
    together: dict[tuple, list[Any]] = {}
    for model in PUBLISHED:
        for record in _with_reason(in_need(Need.RETURNED, model, user, on), model)[:200]:
            together.setdefault((record._zone, record._reason, record._by), []).append(record)
    found = [
        Return(records[0], zone_id, len(records) - 1, reason or "", by or "", records[0]._on)
        for (zone_id, reason, by), records in together.items()
    ]
    return sorted(found, key=lambda each: each.on.timestamp() if each.on else 0, reverse=True)


def _with_reason(records: Records, model: Any) -> Records:
    """Records with who returned them and why: the first version since which they have been in that state."""
    versions = model.history.model.objects.filter(id=OuterRef("id"))
    later = versions.filter(history_id__gt=OuterRef("history_id")).exclude(publication=Publication.RETURNED)
    mine = model.history.model.objects.filter(id=OuterRef("pk"), publication=Publication.RETURNED)
    returned = mine.filter(~Exists(later)).order_by("history_id")
    return (
        records.select_related(*_NAMED_AFTER.get(model, ()))
        .annotate(
            _zone=F(model.zone_lookup),
            _reason=Subquery(returned.values("history_change_reason")[:1]),
            _by=Subquery(returned.values("history_user__username")[:1]),
            _on=Subquery(returned.values("history_date")[:1]),
        )
        .order_by("-updated_at", "pk")
    )


# --- the needs, one by one ------------------------------------------------------------------------


def _returned(records: Records, user: Any, on: date) -> Records:
    return records.filter(publication=Publication.RETURNED)


def _waiting(records: Records, user: Any, on: date) -> Records:
    """What the user may review: what is in review, and what was corrected since it was accepted."""
    if not user.is_superuser:
        reviewed = user.memberships.filter(role=Role.REVIEWER).values("zone")
        records = records.filter(**{f"{records.model.zone_lookup}__in": reviewed})
    return records.waiting_for_review()  # type: ignore[attr-defined]


def _drafts(records: Records, user: Any, on: date) -> Records:
    """Drafts that the user has worked on; the history knows."""
    versions = records.model.history.filter(id=OuterRef("pk"), history_user=user.pk)
    return records.filter(Exists(versions.order_by()), publication=Publication.DRAFT)


def _contradictory(records: Records, user: Any, on: date) -> Records:
    figures = Observation.objects.in_zones_of(user)
    return _among(records, contradictions.contradictory(records.model, figures))


def _overdue(records: Records, user: Any, on: date) -> Records:
    return _among(records, gaps.unfinished(records.model)).filter(gaps.past("due_on", on))


def _due_soon(records: Records, user: Any, on: date) -> Records:
    soon = gaps.past("due_on", on + timedelta(days=settings.DUE_SOON_DAYS + 1))
    return _among(records, gaps.unfinished(records.model)).filter(soon, ~gaps.past("due_on", on))


def _stale(records: Records, user: Any, on: date) -> Records:
    """Open initiatives whose latest report is old; without any, those that nobody has touched for as long.

    A part is reported with its whole. A report that is still a draft is news: somebody is at it.
    """
    cutoff = on - timedelta(days=settings.STALE_AFTER_DAYS)
    reports = ProgressUpdate.objects.exclude(publication=Publication.WITHDRAWN).order_by()
    news = reports.exclude(gaps.past("as_of", cutoff))
    untouched = Q(updated_at__lt=timezone.make_aware(datetime.combine(cutoff, time.min)))
    return _among(records, gaps.unfinished(Initiative)).filter(
        ~Exists(news.filter(initiative=OuterRef("pk"))),
        ~Exists(news.filter(initiative=OuterRef("parent"))),
        Exists(reports.filter(initiative=OuterRef("pk"))) | untouched,
    )


def _not_recorded(records: Records, user: Any, on: date) -> Records:
    return _among(records, gaps.tiers_with_recorded().filter(declared_count__gt=F("recorded")))


def _without_figure(records: Records, user: Any, on: date) -> Records:
    return _among(records, gaps.unmeasured_targets())


def _uncited(records: Records, user: Any, on: date) -> Records:
    return records.uncited()  # type: ignore[attr-defined]


def _without_english(records: Records, user: Any, on: date) -> Records:
    return _among(records, gaps.lacking_english(records.model))


def _among(records: Records, found: Records) -> Records:
    return records.filter(pk__in=found.order_by().values("pk"))


_FIND: dict[Need, Callable[[Records, Any, date], Records]] = {
    Need.RETURNED: _returned,
    Need.REVIEW: _waiting,
    Need.DRAFT: _drafts,
    Need.CONTRADICTION: _contradictory,
    Need.OVERDUE: _overdue,
    Need.DUE_SOON: _due_soon,
    Need.STALE: _stale,
    Need.NOT_RECORDED: _not_recorded,
    Need.NO_FIGURE: _without_figure,
    Need.UNCITED: _uncited,
    Need.NO_ENGLISH: _without_english,
}
# Needs that are a state of publication themselves; of all others, what was withdrawn has none.
_OF_THE_STATE = {Need.RETURNED, Need.REVIEW, Need.DRAFT}
