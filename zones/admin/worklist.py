"""The index of the admin: what needs the person who looks at it, by area, each count a link to these very records."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from zones.choices import Need, Role
from zones.models import Zone
from zones.permissions import roles_of
from zones.selectors.worklist import MODELS, Key, Return, count_needs, returns, say

from .lists import NeedFilter

# Up to so many areas stand one below the other; of more, their sum is shown and a table that leads to each.
AREAS_AT_ONCE = 3
ROWS_AT_ONCE = 10
REASONS_AT_ONCE = 5
# What the table of areas tells apart.
COLUMNS = (Need.REVIEW, Need.OVERDUE, Need.STALE)


@dataclass(frozen=True)
class Link:
    """The records of one model that need something, and the list of exactly these."""

    model: str
    number: int
    address: str


@dataclass(frozen=True)
class Returned:
    """What a reviewer gave back and why, with the form in which to change it."""

    said: Return
    address: str


@dataclass(frozen=True)
class Line:
    """One need: where there are how many records that have it, and why reviewers gave them back, if they did."""

    need: Need
    label: str
    links: list[Link]
    returns: list[Returned] = field(default_factory=list)


@dataclass(frozen=True)
class Area:
    """What there is to do in an area; in all areas of a person when it names none."""

    zone: Zone | None
    role: str
    lines: list[Line]


@dataclass(frozen=True)
class Row:
    """An area in the table of areas."""

    zone: Zone
    address: str
    numbers: list[int]
    total: int


@dataclass(frozen=True)
class Worklist:
    """What the page shows. `chosen` is the one area that it was narrowed to."""

    has_zones: bool
    chosen: Zone | None
    areas: list[Area]
    columns: list[str]
    rows: list[Row]
    more_rows: list[Row]


def worklist(request: HttpRequest) -> Worklist:
    """Return what needs the person who asks, in the area `?zone=` if that is one of theirs, otherwise in all."""
    user: Any = request.user
    today = timezone.localdate()
    zones = list(Zone.objects.in_zones_of(user).order_by("slug"))
    counts, returned = count_needs(user, today), returns(user, today)
    chosen = next((zone for zone in zones if zone.slug == request.GET.get("zone")), None)
    shown: list[Zone | None] = [chosen] if chosen else [*zones] if len(zones) <= AREAS_AT_ONCE else [None]
    rows = _rows(zones, counts) if shown == [None] else []
    return Worklist(
        has_zones=bool(zones),
        chosen=chosen if len(zones) > 1 else None,
        areas=[Area(zone, _role(user, zone), _lines(zone, counts, returned)) for zone in shown],
        columns=[say(need) for need in COLUMNS],
        rows=rows[:ROWS_AT_ONCE],
        more_rows=rows[ROWS_AT_ONCE:],
    )


def _role(user: Any, zone: Zone | None) -> str:
    role = roles_of(user).get(zone.pk) if zone else None
    return str(Role(role).label) if role else ""


def _lines(zone: Zone | None, counts: Counter[Key], returned: list[Return]) -> list[Line]:
    """Return the needs that anything has; what nothing has is left out."""
    lines = []
    for need in Need:
        links = [link for model in MODELS[need] if (link := _link(need, model, zone, counts)).number]
        if links:
            lines.append(Line(need, say(need), links, _why(zone, returned) if need is Need.RETURNED else []))
    return lines


def _why(zone: Zone | None, returned: list[Return]) -> list[Returned]:
    """Return the latest reasons for which reviewers gave something back."""
    here = [said for said in returned if zone is None or said.zone_id == zone.pk]
    return [
        Returned(said, reverse(f"admin:zones_{said.record._meta.model_name}_change", args=[said.record.pk]))
        for said in here[:REASONS_AT_ONCE]
    ]


def _link(need: Need, model: Any, zone: Zone | None, counts: Counter[Key]) -> Link:
    query = {NeedFilter.parameter_name: need.value}
    if zone is None:
        number = sum(count for (of, what, _zone), count in counts.items() if (of, what) == (need, model))
    else:
        number = counts[need, model, zone.pk]
        query["id__exact" if model is Zone else f"{model.zone_lookup}__id__exact"] = str(zone.pk)
    address = reverse(f"admin:zones_{model._meta.model_name}_changelist", query=query)
    return Link(capfirst(str(model._meta.verbose_name_plural)), number, address)


def _rows(zones: list[Zone], counts: Counter[Key]) -> list[Row]:
    """Return the areas in which there is something to do, those with the most of it first."""
    numbers: Counter[tuple[int, Need]] = Counter()
    for (need, _model, zone), count in counts.items():
        numbers[zone, need] += count
    index = reverse("admin:index")
    rows = [
        Row(
            zone=zone,
            address=f"{index}?zone={zone.slug}",
            numbers=[numbers[zone.pk, need] for need in COLUMNS],
            total=sum(numbers[zone.pk, need] for need in Need),
        )
        for zone in zones
    ]
    return sorted((row for row in rows if row.total), key=lambda row: -row.total)
