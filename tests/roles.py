"""Two areas and five people, among whom any request can be tried and undone again: the ground of the role matrix."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Sum, Value
from django.db.models.functions import Coalesce, Length
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import sent_by, url
from zones import models
from zones.choices import Role

ROLES = ("anonymous", "nobody", "editor", "reviewer", "superuser")
AREAS = ("own", "other")
STATES = ("draft", "public")
HIDDEN = "机密"  # the beginning of every name of a draft

ZONE_RECORDS = (
    models.Plan,
    models.PlanTier,
    models.Goal,
    models.Initiative,
    models.Milestone,
    models.ProgressUpdate,
    models.Target,
    models.Observation,
)
SHARED = (models.Theme, models.Indicator, models.Organisation, models.Person, models.Source)
User = get_user_model()
# A text of each model that any form shows.
TEXT = (
    dict.fromkeys((*ZONE_RECORDS, *SHARED, models.Zone, models.Period), "name_en")
    | {models.PlanTier: "label_en", models.ProgressUpdate: "summary_en", User: "last_name"}
    | dict.fromkeys((models.Target, models.Observation), "note_en")
)


@dataclass
class Ground:
    """What there is, who asks, and what the database holds before anybody did."""

    zones: dict[str, Any] = field(default_factory=dict)
    records: dict[tuple, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    forms: dict[str, dict] = field(default_factory=dict)

    def record(self, model, area="own", state="public"):
        return self.records.get((model, area, state)) or self.records[model]

    def form(self, address):
        """Return what the form at an address sends back untouched, as a superuser is shown it; asked for once."""
        if address not in self.forms:
            self.forms[address] = sent_by(self.clients["superuser"].get(address))
        return dict(self.forms[address])

    def ask(self, role, method, address, data=None):
        """Send a request as somebody, undo what it did, and return the answer and in which areas it changed anything.

        What belongs to neither area has the area None.
        """
        client = self.clients[role]
        cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
        with transaction.atomic():
            response = client.post(address, data) if method == "POST" else client.get(address)
            changed = set()
            if method == "POST":
                after = contents()
                changed = {
                    key[0] for key in after.keys() | self.before.keys() if after.get(key) != self.before.get(key)
                }
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            transaction.set_rollback(True)
        client.cookies = cookies
        return response, {self._area(zone) for zone in changed}

    def _area(self, key):
        return next((area for area, zone in self.zones.items() if zone.pk == key), None)


def contents():
    """Return what the database holds, by area and model: how many rows, and the sum of their versions and keys."""
    with connection.cursor() as cursor:
        cursor.execute(*_counting())
        return {(zone or None, model): numbers for zone, model, *numbers in cursor.fetchall()}


@cache
def _counting():
    """Return the SQL that counts all, worked out once: it is asked after every request."""
    queries = []
    texts = {User: Sum(Length("last_name")), models.ApiToken: Sum(Length("name"))}
    for model in (*ZONE_RECORDS, *SHARED, models.Zone, models.Period, models.Membership, *texts):
        lookup = getattr(model, "zone_lookup", None)
        zone = Coalesce(F(lookup), 0) if lookup else Value(0, output_field=BigIntegerField())
        version, key = texts.get(model, Sum("version")), "user_id" if model is models.ApiToken else "pk"
        rows = model._default_manager.order_by().annotate(_zone=zone, _model=Value(model.__name__))
        queries.append(rows.values_list("_zone", "_model").annotate(n=Count("pk"), v=version, k=Sum(key)))
    return queries[0].union(*queries[1:], all=True).query.sql_with_params()


# --- what there is ----------------------------------------------------------------------------------


def build() -> Ground:
    """Make of every model one public record and one draft in each of two areas, and somebody of every role."""
    ground = Ground()
    for area in AREAS:
        zone = ground.zones[area] = make.ZoneFactory(slug=f"{area}-zone")
        ground.records[models.Zone, area, "draft"] = ground.records[models.Zone, area, "public"] = zone
        public = make.PlanFactory(zone=zone, slug=f"{area}-plan")
        initiative = make.InitiativeFactory(plan=public, slug=f"{area}-initiative")
        for state in STATES:
            for model, record in _of_an_area(area, state, public, initiative).items():
                ground.records[model, area, state] = record
        _correct(ground.record(models.Goal, area, "public"))
    for model, factory in _FACTORIES.items():
        ground.records[model] = factory(slug=f"a-{model._meta.model_name}")
    ground.records[models.Period] = public.period
    ground.records[User] = make.UserFactory()
    ground.records[models.ApiToken], _text = models.ApiToken.objects.create(ground.records[User], name="of somebody")
    make.ThemeFactory(slug="another-theme")
    make.PeriodFactory(number=15, first_year=2026, last_year=2030)
    for role in ROLES:
        ground.clients[role] = _client(role, ground.zones["own"])
    ground.before = contents()
    return ground


_FACTORIES = {
    models.Theme: make.ThemeFactory,
    models.Indicator: make.IndicatorFactory,
    models.Organisation: make.OrganisationFactory,
    models.Person: make.PersonFactory,
    models.Source: make.SourceFactory,
}


def _of_an_area(area, state, plan, initiative):
    """Return a record of each model; what is a draft hangs from what is public, so that it alone is hidden."""
    own = {} if state == "public" else {"publication": "draft", "accepted_version": None}
    named = own | {"name_zh": f"公开的{area}" if state == "public" else f"{HIDDEN}{area}"}

    def slug(name):
        return f"{area}-{state}-{name}"

    of_state = make.PlanFactory(zone=plan.zone, period=None, kind="special", slug=slug("plan"), **named)
    return {
        models.Plan: of_state,
        models.PlanTier: make.PlanTierFactory(plan=of_state, label_zh=named["name_zh"], position=1),
        models.Goal: make.GoalFactory(plan=plan, slug=slug("goal"), **named),
        models.Initiative: make.InitiativeFactory(plan=plan, slug=slug("initiative"), **named),
        models.Milestone: make.MilestoneFactory(initiative=initiative, slug=slug("milestone"), **named),
        models.ProgressUpdate: make.ProgressUpdateFactory(initiative=initiative, slug=slug("update"), **own),
        models.Target: make.TargetFactory(plan=plan, slug=slug("target"), **own),
        models.Observation: make.ObservationFactory(zone=plan.zone, slug=slug("observation"), **own),
    }


def _correct(record):
    """Let a public record wait for review because it was changed since it was accepted."""
    type(record).objects.filter(pk=record.pk).update(version=2)
    record.refresh_from_db()


def _client(role, zone):
    client = Client()
    if role in Role.values:
        client.force_login(make.editor_of(zone, role))
    elif role != "anonymous":
        client.force_login(make.UserFactory(is_superuser=role == "superuser"))
    return client


# --- what is sent -----------------------------------------------------------------------------------


def changed_form(ground, record):
    """Return the form of a record with another text in it."""
    return ground.form(url_of(record, "change")) | {TEXT[type(record)]: "Another text"}


def new_record(ground, model, area):
    """Return the form of a new record in an area."""
    zone, plan = ground.zones[area].pk, ground.zones[area].plans.order_by("pk").first().pk
    initiative = ground.zones[area].initiatives.order_by("pk").first().pk
    indicator = ground.record(models.Indicator).pk
    name = {"name_zh": "全新", "name_en": "Entirely new"}
    values = {
        models.Zone: name | {"level": "zone", "parent": ground.zones[area].parent.pk},
        models.Plan: name | {"zone": zone, "kind": "special"},
        models.PlanTier: {"plan": plan, "position": 77, "label_zh": "全新"},
        models.Goal: name | {"plan": plan},
        models.Initiative: name | {"plan": plan},
        models.Milestone: name | {"initiative": initiative},
        models.ProgressUpdate: {"initiative": initiative, "as_of": date(2023, 5, 1), "status": "in_progress"},
        models.Target: {"plan": plan, "indicator": indicator, "value": 7},
        models.Observation: {"zone": zone, "indicator": indicator, "value": 7},
        models.Theme: name | {"group": "industry"},
        models.Period: name | {"number": 77, "first_year": 2050, "last_year": 2055},
        User: {"username": "new", "email": "new@example.org"},
    }
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    return ground.form(address) | values.get(model, name)


def url_of(record, page):
    if isinstance(record, User):
        return reverse(f"admin:auth_user_{page}", args=[record.pk])
    return url(type(record), page, record.pk)


# --- what comes of it ---------------------------------------------------------------------------------


def outcome(response, changed, method, expected_area, record):
    """Return the word for what came of a request."""
    led = response.headers.get("Location", "")
    if changed - {expected_area}:
        return f"changed in {changed}"
    if changed:
        return "done"
    if response.status_code == 302:
        return "login" if led.startswith("/admin/login/") else "index" if led == "/admin/" else "on"
    if response.status_code != 200:
        return str(response.status_code)
    if method == "GET" and "cl" in (response.context or ()):
        return "shown" if record in response.context["cl"].result_list else "hidden"
    return "ok" if method == "GET" else "refused"
