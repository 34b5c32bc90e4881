"""Writing through the API: what is read can be sent back, what is refused says why, and nothing is lost."""

import json
from datetime import date

import pytest
from django.urls import reverse

from tests import factories as make
from zones import models
from zones.choices import Role
from zones.services.progress import refresh_status
from zones.services.tokens import make_token

pytestmark = pytest.mark.django_db

MODELS = {
    "zones": models.Zone,
    "periods": models.Period,
    "plans": models.Plan,
    "tiers": models.PlanTier,
    "goals": models.Goal,
    "initiatives": models.Initiative,
    "milestones": models.Milestone,
    "updates": models.ProgressUpdate,
    "indicators": models.Indicator,
    "targets": models.Target,
    "observations": models.Observation,
    "themes": models.Theme,
    "organisations": models.Organisation,
    "people": models.Person,
    "sources": models.Source,
}
# A field of text of each, by the name under which it is sent.
TEXT = dict.fromkeys(MODELS, "name_en") | {"tiers": "label_en", "updates": "summary_en"}
NO_TEXT = {"targets": "nature", "observations": "scope_zh"}


class Caller:
    """Somebody who asks with a token."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        self.headers = {"authorization": f"Token {make_token(user=user)[1]}", "accept-language": "en"}

    def __call__(self, method, address, data=None, **headers):
        body = None if data is None else data if isinstance(data, bytes) else json.dumps(data, default=str)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method.upper(), address, body or b"", "application/json", headers=self.headers | headers
        )

    def seen(self, address):
        """Return a record as it is read, and its entity tag."""
        response = self("get", address)
        assert response.status_code == 200, response.content
        return response.json(), response.headers["ETag"]


@pytest.fixture
def boss(client):
    return Caller(client, make.UserFactory(is_superuser=True))


@pytest.fixture
def plan():
    return make.PlanFactory(slug="plan")


@pytest.fixture
def editor(client, plan):
    return Caller(client, make.editor_of(plan.zone))


@pytest.fixture
def reviewer(client, plan):
    return Caller(client, make.editor_of(plan.zone, Role.REVIEWER))


def list_of(name):
    return f"/api/v1/{name}/"


def in_full():
    """Return one record of each list with all its links."""
    source = make.SourceFactory(slug="source", published_on=date(2020, 10, 1), published_on_precision="month")
    theme, body = make.ThemeFactory(slug="theme", aliases_zh="甲\n\n乙 \n"), make.OrganisationFactory(slug="body")
    person = make.PersonFactory(slug="person", organisation=body)
    cited = {"source": source, "locator": "§1", "quotation": "'=话", "speaker": person, "note_zh": "注"}
    zone = make.ZoneFactory(
        slug="zone", administration=body, designations_zh="一\n二", latitude="39.1", longitude="117"
    )
    plan = make.PlanFactory(slug="plan", zone=zone, code="1246", lead=body, **cited)
    tier = make.PlanTierFactory(plan=plan, position=3, declared_count=6)
    goal = make.GoalFactory(slug="goal", plan=plan, tier=tier)
    goal.themes.add(theme)
    whole = make.InitiativeFactory(slug="whole", plan=plan)
    days = {"start_on": date(2021, 3, 1), "start_on_precision": "month", "due_on": date(2025, 1, 1)}
    part = make.InitiativeFactory(
        slug="part", plan=plan, parent=whole, tier=tier, lead=body, due_on_precision="year", **days, **cited
    )
    update = make.ProgressUpdateFactory(slug="update", initiative=part, percent=30, **cited)
    part.status = refresh_status(part.pk).status
    part.goals.add(goal)
    part.themes.add(theme)
    indicator = make.IndicatorFactory(slug="indicator", part_of=make.IndicatorFactory(slug="sum"))
    indicator.themes.add(theme)
    return {
        "zones": zone,
        "periods": plan.period,
        "plans": plan,
        "tiers": tier,
        "goals": goal,
        "initiatives": part,
        "milestones": make.MilestoneFactory(slug="milestone", initiative=part, due_on=date(2022, 1, 1), **cited),
        "updates": update,
        "indicators": indicator,
        "targets": make.TargetFactory(
            slug="target", plan=plan, tier=tier, goal=goal, initiative=part, indicator=indicator, value="1234.5678",
            baseline_year=2020, baseline_value="0.1",
        ),
        "observations": make.ObservationFactory(
            slug="observation", zone=zone, indicator=indicator, initiative=part, value="3270000000000.0001",
            share_percent="35.9", reference_zh="全国", **cited,
        ),
        "themes": theme,
        "organisations": make.OrganisationFactory(slug="office", parent=body, aliases_zh="甲"),
        "people": person,
        "sources": source,
    }  # fmt: skip


def address_of(name, record):
    key = {"tiers": lambda: f"{record.plan.slug}~{record.position}", "periods": lambda: record.number}
    return f"{list_of(name)}{key[name]() if name in key else record.slug}/"


@pytest.mark.parametrize("name", MODELS)
def test_what_is_read_can_be_sent_back_and_changes_nothing(boss, name):
    address = address_of(name, in_full()[name])
    record, tag = boss.seen(address)
    response = boss("put", address, record, if_match=tag)
    assert response.status_code == 200, response.content
    assert response.json() == record
    assert MODELS[name].objects.filter(version=1).count() == MODELS[name].objects.count()


@pytest.mark.parametrize("name", MODELS)
def test_what_is_read_can_be_sent_back_with_one_field_changed(boss, name):
    address = address_of(name, in_full()[name])
    record, tag = boss.seen(address)
    changed = NO_TEXT.get(name, TEXT[name])
    new = {"nature": {"value": "binding"}}.get(changed, "Changed")
    response = boss("put", address, record | {changed: new, "reason": "更正"}, if_match=tag)
    assert response.status_code == 200, response.content
    after = response.json()
    beneath = {"targets", "updates", "observations", "milestones"}  # which name the record again
    different = {key for key in record if after[key] != record[key]} - {"updated_at", "version"} - beneath
    assert different == {changed}
    assert after["version"] == record["version"] + 1
    assert response.headers["ETag"].startswith(f'"{after["version"]}-')
    row = MODELS[name].history.filter(history_type="~").order_by("-history_id").first()
    assert (row.history_user, row.history_change_reason) == (boss.user, "更正")


@pytest.mark.parametrize("name", MODELS)
def test_a_record_is_made_read_and_deleted(boss, name):
    record = in_full()[name]
    sent, _tag = boss.seen(address_of(name, record))
    if name == "periods":
        sent |= {"number": 99}
    elif name == "tiers":
        sent |= {"position": 99}
    else:
        sent["slug"] = "new"
    sent |= {"observations": {"is_preferred": False}, "plans": {"kind": "special"}}.get(name, {})
    made = boss("post", list_of(name), sent)
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    body, tag = boss.seen(address)
    assert made.json() == body
    assert made.headers["ETag"] == tag
    again = boss("post", list_of(name), sent)
    assert again.status_code == 409
    assert again.json()["existing"] == address
    if "publication" in body:
        assert body["publication"]["value"] == "draft"
    assert boss("delete", address, if_match=tag).status_code == 204
    assert boss("get", address).status_code == 404
