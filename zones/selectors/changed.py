"""What was added, changed and taken away in public since a moment: records of every kind, the oldest change first.

What there is now is asked of the records themselves, by the moment of their last change, and what there is no more of
the history: of each table no more than a page. A fixed number of queries: one for each table of records and one for
each history, and one for each kind on the page to tell what is new.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from zones import models
from zones.choices import Change, Publication
from zones.selectors.viewing import seen

Place = tuple[datetime, int, int]  # moment, number of the table, key in it


@dataclass(frozen=True)
class Kind:
    """A kind of records: by what a record is named in addresses, and the path to its name without the language."""

    word: str
    model: Any
    key: Any
    name: str

    @property
    def is_drafted(self) -> bool:
        return issubclass(self.model, models.Published)


_TIER_KEY = Concat("plan__slug", Value("~"), Cast("position", CharField()), output_field=CharField())
KINDS = [
    Kind("zone", models.Zone, F("slug"), "name"),
    Kind("period", models.Period, Cast("number", CharField()), "name"),
    Kind("plan", models.Plan, F("slug"), "name"),
    Kind("tier", models.PlanTier, _TIER_KEY, "label"),
    Kind("goal", models.Goal, F("slug"), "name"),
    Kind("initiative", models.Initiative, F("slug"), "name"),
    Kind("milestone", models.Milestone, F("slug"), "name"),
    Kind("update", models.ProgressUpdate, F("slug"), "initiative__name"),
    Kind("indicator", models.Indicator, F("slug"), "name"),
    Kind("target", models.Target, F("slug"), "indicator__name"),
    Kind("observation", models.Observation, F("slug"), "indicator__name"),
    Kind("theme", models.Theme, F("slug"), "name"),
    Kind("organisation", models.Organisation, F("slug"), "name"),
    Kind("person", models.Person, F("slug"), "name"),
    Kind("source", models.Source, F("slug"), "name"),
]


@dataclass(frozen=True)
class Changed:
    """A record that was added or changed, or that is no more: of it only its key is told, and it has no name."""

    kind: Kind
    change: Change
    place: Place
    key: str
    name_zh: str | None = None
    name_en: str | None = None

    @property
    def at(self) -> datetime:
        return self.place[0]


def changed_since(
    since: datetime, *, kinds: Collection[str] = (), edge: Place | None = None, backwards: bool = False, most: int
) -> list[Changed]:
    """Return at most `most` changes since a moment, of some kinds or of all, beyond a place or, in reverse, before it.

    A record is told once, at its last change: as added when it was published since then, whatever came after. What
    hangs from a plan or an initiative and becomes public with it is told too, as changed if it was published before;
    what ceases to be public with it goes untold.
    """
    found: list[Changed] = []
    for number, (kind, gone) in enumerate([(kind, gone) for gone in (True, False) for kind in KINDS]):
        if kinds and kind.word not in kinds:
            continue
        rows = _gone(kind) if gone else _present(kind)
        rows = rows.filter(moment__gte=since)
        if edge:
            rows = rows.filter(_beyond(edge, number, backwards))
        order = ("-moment", "-row") if backwards else ("moment", "row")
        change = Change.REMOVED if gone else Change.CHANGED
        for moment, row, *told in rows.order_by(*order)[:most]:
            found.append(Changed(kind, change, (moment, number, row), *told))
    page = sorted(found, key=lambda each: each.place, reverse=backwards)[:most]
    return _told_as_new(page, since)


def _present(kind: Kind) -> QuerySet:
    """Return what the public sees of a kind, as moment, key in the table, key in addresses, and names."""
    named = seen(kind.model).annotate(moment=F("updated_at"), row=F("pk"), told=kind.key)
    return named.values_list("moment", "row", "told", f"{kind.name}_zh", f"{kind.name}_en")


def _gone(kind: Kind) -> QuerySet:
    """Return the versions that say that a record of a kind ceased to be public, as moment, key, key in addresses.

    Of what never was public not even that is told: a deleted record was public until then, and before a withdrawn one
    stands a version that was.
    """
    history = kind.model.history.order_by()
    deleted = Q(history_type="-")
    if kind.is_drafted:
        before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
        deleted &= Q(publication=Publication.PUBLISHED, is_public=True)
        withdrawn = ~Q(publication=Publication.PUBLISHED) & Q(history_type="~", was_public=True)
        published_again = Exists(kind.model.objects.published().filter(pk=OuterRef("id")))
        history = history.annotate(was_public=Subquery(before.values("is_public")[:1]))
        history = history.filter(deleted | withdrawn).exclude(published_again)
    else:
        history = history.filter(deleted)
    if kind.model is models.PlanTier:
        history = history.filter(Exists(models.Plan.objects.published().filter(pk=OuterRef("plan"))))
    named = history.annotate(moment=F("history_date"), row=F("history_id"), told=kind.key)
    return named.values_list("moment", "row", "told")


def _beyond(edge: Place, number: int, backwards: bool) -> Q:
    """Return the condition for rows of a table beyond a place: those of the same moment by the tables' numbers."""
    moment, table, row = edge
    step = "lt" if backwards else "gt"
    further = Q(**{f"moment__{step}": moment})
    if number == table:
        return further | Q(moment=moment, **{f"row__{step}": row})
    is_beyond = number < table if backwards else number > table
    return further | Q(moment=moment) if is_beyond else further


def _told_as_new(page: Iterable[Changed], since: datetime) -> list[Changed]:
    """Say of which records there was nothing public before a moment: that they were added since."""
    page = list(page)
    keys: dict[str, set[int]] = defaultdict(set)
    for each in page:
        if each.change is Change.CHANGED:
            keys[each.kind.word].add(each.place[2])
    known = {kind.word: _known_before(kind, keys[kind.word], since) for kind in KINDS if kind.word in keys}
    return [
        replace(each, change=Change.ADDED)
        if each.change is Change.CHANGED and each.place[2] not in known[each.kind.word]
        else each
        for each in page
    ]


def _known_before(kind: Kind, keys: set[int], since: datetime) -> set[int]:
    rows = kind.model.history.filter(id__in=keys, history_date__lt=since).order_by()
    if kind.is_drafted:
        rows = rows.filter(publication=Publication.PUBLISHED)
    return set(rows.values_list("id", flat=True))
