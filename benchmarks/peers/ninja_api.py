"""The list as django-ninja serves it: the same queryset, schemas instead of serializers, its own pages."""

from datetime import date, datetime

from ninja import NinjaAPI, Schema
from ninja.pagination import PageNumberPagination, paginate

from benchmarks.peers.stock import initiatives

api = NinjaAPI(urls_namespace="ninja-peer", docs_url=None)


class Named(Schema):
    slug: str
    name_zh: str
    name_en: str


class Plan(Named):
    code: str


class Tier(Schema):
    position: int
    label_zh: str
    label_en: str


class Update(Schema):
    as_of: date
    status: str
    percent: int | None
    summary_zh: str


class Initiative(Named):
    id: int
    kind: str
    position: int
    status: str
    summary_zh: str
    summary_en: str
    start_on: date | None
    start_on_precision: str
    due_on: date | None
    due_on_precision: str
    locator: str
    quotation: str
    note_zh: str
    note_en: str
    created_at: datetime
    updated_at: datetime
    zone: Named
    plan: Plan
    tier: Tier | None
    source: Named | None
    themes: list[Named]
    latest_update: Update | None

    @staticmethod
    def resolve_latest_update(initiative):
        return next(iter(initiative.newest_updates), None)


@api.get("initiatives/", response=list[Initiative])
@paginate(PageNumberPagination, page_size=100)
def list_initiatives(request, zone: str, status: str, theme: str):
    found = initiatives().filter(zone__slug=zone, status=status, themes__slug=theme)
    return found.order_by("-updated_at")
