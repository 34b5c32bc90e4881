"""Writing through the API: what is read can be sent back, what is refused says why, and nothing is lost."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import resolve

from tests import factories as make
from zones import models
from zones.api.writing import views
from zones.api.writing.forms import form_of
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
            slug="observation", zone=zone, indicator=indicator, initiative=part, value="3270000000000.5",
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


# --- conditions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_who_changes_a_record_says_which_version_they_have_seen(reviewer, plan, method):
    response = reviewer(method, "/api/v1/plans/plan/", {"name_zh": "新"})
    assert response.status_code == 428
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "If-Match" in response.json()["detail"]
    plan.refresh_from_db()
    assert (plan.name_zh == "新", plan.version) == (False, 1)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        *(('"1"', 200), ('"1-0f"', 200), ("*", 200), ('"9", "1"', 200), ('"2"', 412), ('"x"', 412), ('W/"1"', 412)),
        *(("1", 400), ('"1', 400), ('"1" "2"', 400), ("", 400), ('"' + "1" * 5000 + '"', 412)),
    ],
)
def test_a_condition_is_compared_with_the_version_alone(editor, plan, header, status):
    response = editor("patch", "/api/v1/plans/plan/", {"name_en": "New"}, if_match=header)
    assert response.status_code == status, response.content
    if status == 400:
        assert "If-Match" in response.json()["errors"]


@pytest.mark.parametrize("header", ['W/"1"', '"0f0f0f0f0f0f0f0f"', '"2"'])
def test_who_shows_no_version_of_a_record_is_not_told_that_somebody_changed_it(editor, plan, header):
    body = editor("patch", "/api/v1/plans/plan/", {"name_en": "New"}, if_match=header).json()
    assert (body["status"], body["version"], body["changes"]) == (412, 1, [])
    assert body["detail"].startswith("No entity tag in If-Match is of this record.")


def test_who_comes_second_is_told_what_was_changed_and_writes_nothing(editor, reviewer, plan):
    address = "/api/v1/plans/plan/"
    _record, tag = editor.seen(address)
    reviewer("patch", address, {"name_en": "Theirs", "code": "1246"}, if_match=tag)
    response = editor("patch", address, {"name_en": "Mine"}, if_match=tag)
    assert response.status_code == 412
    body = response.json()
    assert body["version"] == 2
    assert [(each["field"], each["old"], each["new"]) for each in body["changes"]] == [
        ("name_en", plan.name_en, "Theirs"),
        ("code", "", "1246"),
    ]
    assert reviewer.user.username not in response.content.decode()
    assert editor("patch", address, {"name_en": "Mine"}, if_match=f'"{body["version"]}"').json()["name_en"] == "Mine"


def test_a_version_that_is_no_longer_kept_is_refused_without_its_changes(editor, plan):
    plan.save()
    models.Plan.history.filter(version=1).delete()
    response = editor("delete", "/api/v1/plans/plan/", if_match='"1"')
    assert response.status_code in (403, 412)
    body = editor("patch", "/api/v1/plans/plan/", {}, if_match='"1"').json()
    assert (body["version"], body["changes"]) == (2, [])


def test_two_who_were_let_through_at_once_are_told_apart_by_the_database(editor, plan, monkeypatch):
    """The second has passed the comparison already when the first saves."""

    def first(*args, **kwargs):
        monkeypatch.undo()
        fresh = models.Plan.objects.get(pk=plan.pk)
        fresh.name_en = "First"
        fresh.save()
        return views.save_rows(*args, **kwargs)

    monkeypatch.setattr(views, "save_rows", first)
    response = editor("patch", "/api/v1/plans/plan/", {"name_en": "Second"}, if_match='"1"')
    assert response.status_code == 412
    assert response.json()["changes"][0]["new"] == "First"
    assert models.Plan.objects.get().name_en == "First"


# --- refusals -----------------------------------------------------------------------------------------


def test_the_public_is_asked_for_a_token(client, plan):
    asked = [("post", list_of("plans")), ("post", f"{list_of('plans')}bulk/")]
    asked += [(method, f"{list_of('plans')}plan/") for method in ("put", "patch", "delete")]
    asked += [("post", f"{list_of('plans')}plan/publication/")]
    for method, address in asked:
        response = client.generic(method.upper(), address, b"{}", "application/json")
        assert response.status_code == 401, address
        assert response.headers["WWW-Authenticate"] == "Token"
        assert "Authorization: Token" in response.json()["detail"]


def test_what_is_not_shown_is_not_found_and_what_is_not_theirs_is_refused(editor):
    make.PlanFactory(slug="public")
    make.PlanFactory(slug="hidden", publication="draft", accepted_version=None)
    for method in ("put", "patch", "delete"):
        assert editor(method, "/api/v1/plans/public/", {}, if_match="*").status_code == 403
        assert editor(method, "/api/v1/plans/hidden/", {}, if_match="*").status_code == 404
        assert editor(method, "/api/v1/plans/nothing/", {}, if_match="*").status_code == 404
    assert editor("post", "/api/v1/plans/public/publication/", {"move": "withdraw"}, if_match="*").status_code == 403
    assert editor("post", "/api/v1/plans/hidden/publication/", {"move": "publish"}, if_match="*").status_code == 404


BAD = {
    "name_zh": [5, None, [], {}, "", "a\x00", "\x07", "x" * 201],
    "kind": ["no such", 5, None, {"value": "nonsense"}, {}, []],
    "position": ["1", 1.5, True, 0, 1000, -1, 10**40, None, [], {}],
    "plan": ["no-such-plan", 5, None, {}, {"slug": 5}, [], "a b", "x" * 200],
    "tier": [99, "1", {}, 0, {"position": "x"}],
    "start_on": [
        *("soon", 2021, "0000", [], "99999", "1900", "2021-13", {"date": "2021-03-01"}),
        *({"date": "2021-02-30", "precision": "day"}, {"date": "2021-03-01", "precision": "hour"}),
        {"date": 5, "precision": "day"},
    ],
    "themes": ["theme", [5], [None], ["no-such"], {}, None, ["x"] * 201],
    "goals": [["elsewhere"]],
    "parent": ["elsewhere-too", "itself"],
    "evidence": [5, [], {"locator": "§1"}, {"source": "no-such"}, {"no-such": 1}, {"source": {}}],
    "reason": [5, "x" * 301, []],
    "slug": ["a b", "ä", 5, "x" * 121, ""],
    "no_such_field": [1],
    "evidence.source": ["source"],
    "is_public": [True],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_what_is_wrong_is_refused_at_its_name_and_nothing_is_written(boss, plan, name, value):
    make.GoalFactory(slug="elsewhere")
    make.InitiativeFactory(slug="elsewhere-too")
    make.InitiativeFactory(slug="itself", plan=plan)
    response = boss("patch", "/api/v1/initiatives/itself/", {name: value}, if_match="*")
    if (name, value) == ("slug", ""):
        assert response.status_code in (200, 400)  # an empty slug is made anew
        return
    assert response.status_code == 400, response.content
    assert any(each.partition(".")[0] == name.partition(".")[0] for each in response.json()["errors"]), response.json()
    assert models.Initiative.objects.get(slug="itself").version == 1


def test_numbers_are_kept_exactly_or_refused(boss):
    target = make.TargetFactory(slug="target")
    for text in ("0.1", "123456789012345", "-0.0001", "1e3", "100000000000.125"):
        sent = f'{{"value": {text}}}'.encode()
        response = boss("patch", "/api/v1/targets/target/", sent, if_match="*")
        assert response.status_code == 200, response.content
        target.refresh_from_db()
        assert target.value == Decimal(text)
    for text in ("1e40", "1e999999", "1234567890123456", "0.00001", '"5"', "null", "true", "-1e-40", "NaN"):
        response = boss("patch", "/api/v1/targets/target/", f'{{"value": {text}}}'.encode(), if_match="*")
        assert response.status_code == 400, text


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"5", b"null", b'"x"', b"{", b"[" * 100_000, b"\xff", b'{"a": "\\ud800"}']
)
@pytest.mark.parametrize("place", ["", "bulk/"])
def test_a_body_that_is_no_object_is_refused(boss, body, place):
    assert boss("post", f"/api/v1/plans/{place}", body).status_code == 400


def test_a_form_is_not_read_as_a_record(boss):
    response = boss.client.post("/api/v1/themes/", {"name_zh": "x"}, headers=boss.headers)
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize("name", MODELS)
def test_what_is_required_is_asked_for_by_name(boss, name):
    response = boss("post", list_of(name), {})
    assert response.status_code == 400
    required = {
        name for name, messages in response.json()["errors"].items() if messages == ["This field is required."]
    }
    form = form_of(resolve(list_of(name)).func.cls.serializer_class)
    assert required == set(form.required) != set()


# What nobody may write: what there is, and what somebody might hope that there is.
NEVER = {
    "id": 99,
    "pk": 99,
    "is_public": True,
    "accepted_version": 1,
    "author": "boss",
    "history": [],
    "history_user": 1,
    "_history_user": 1,
    "zone_id": 1,
    "due_on_precision": "year",
    "file": "x.pdf",
}
PASSED_OVER = {
    "version": 99,
    "publication": {"value": "published"},
    "created_at": "2000-01-01T00:00:00Z",
    "updated_at": "2000-01-01T00:00:00Z",
    "status": {"value": "completed"},
    "zone": "elsewhere",
    "latest_update": None,
    "parts": [],
}


@pytest.mark.parametrize("method", ["post", "put", "patch", "bulk"])
def test_fields_that_nobody_writes_are_never_written(editor, plan, method):
    make.ZoneFactory(slug="elsewhere")
    make.InitiativeFactory(slug="initiative", plan=plan, publication="draft", accepted_version=None)
    sent = {"name_zh": "新", "plan": "plan", "slug": "new" if method == "post" else "initiative"}

    def send(data):
        if method == "post":
            return editor("post", list_of("initiatives"), data)
        if method == "bulk":
            return editor("post", f"{list_of('initiatives')}bulk/", {"rows": [data | {"version": 1}]})
        return editor(method, f"{list_of('initiatives')}initiative/", data, if_match='"1"')

    for name, value in NEVER.items():
        response = send(sent | {name: value})
        assert response.status_code == 400, name
        assert name in json.dumps(response.json()), name
    response = send(
        sent | {name: value for name, value in PASSED_OVER.items() if (name, method) != ("version", "bulk")}
    )
    assert response.status_code in (200, 201), response.content
    record = models.Initiative.objects.get(slug=sent["slug"])
    assert record.version == (1 if method == "post" else 2)
    assert (record.publication, record.is_public, record.accepted_version) == ("draft", False, None)
    assert (record.status, record.zone) == ("announced", plan.zone)
    assert record.created_at.year > 2000 < record.updated_at.year
    assert record.history.first().history_user == editor.user


def test_a_progress_update_is_of_who_sent_it(editor, plan):
    make.InitiativeFactory(slug="initiative", plan=plan)
    sent = {"initiative": "initiative", "as_of": "2022-06", "status": "completed", "percent": 100}
    assert editor("post", list_of("updates"), sent | {"author": 1}).status_code == 400
    made = editor("post", list_of("updates"), sent)
    assert made.status_code == 201, made.content
    assert made.json()["as_of"] == {"date": "2022-06-01", "precision": "month"}
    update = models.ProgressUpdate.objects.get()
    assert (update.author, update.publication) == (editor.user, "draft")
    assert models.Initiative.objects.get().status == "announced"


# --- sent twice, in use, in the way -------------------------------------------------------------------


def test_a_request_without_a_slug_that_is_sent_twice_makes_one_record(editor, plan):
    sent = {"plan": "plan", "name_zh": "目标", "name_en": "Goal"}
    made = editor("post", list_of("goals"), sent)
    again = editor("post", list_of("goals"), sent)
    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["existing"] == made.headers["Location"]
    assert models.Goal.objects.count() == 1
    assert editor("post", list_of("goals"), sent | {"name_zh": "另一目标"}).status_code == 201


def test_a_slug_of_somebody_elses_draft_is_taken_and_no_more_is_said(editor):
    make.PlanFactory(slug="hidden", name_zh="机密", publication="draft", accepted_version=None)
    sent = {"zone": editor.user.memberships.get().zone.slug, "name_zh": "规划", "kind": "special", "slug": "hidden"}
    response = editor("post", list_of("plans"), sent)
    assert response.status_code == 409
    assert "existing" not in response.json()
    assert "机密" not in response.content.decode()
    assert "hidden" not in response.content.decode()


def test_what_others_refer_to_is_not_deleted(boss, plan):
    make.GoalFactory(plan=plan)
    for address in (f"/api/v1/zones/{plan.zone.slug}/", f"/api/v1/periods/{plan.period.number}/"):
        response = boss("delete", address, if_match="*")
        assert response.status_code == 409, address
    theme = make.ThemeFactory(slug="theme")
    models.Goal.objects.get().themes.add(theme)
    assert boss("delete", "/api/v1/themes/theme/", if_match="*").status_code == 409


def test_a_reason_for_deleting_stands_in_the_history(boss):
    make.ThemeFactory(slug="theme")
    assert boss("delete", "/api/v1/themes/theme/?reason=%E9%87%8D%E5%A4%8D", if_match='"1"').status_code == 204
    row = models.Theme.history.get(history_type="-")
    assert (row.history_user, row.history_change_reason) == (boss.user, "重复")


def test_an_editor_deletes_no_draft_under_which_something_was_public(editor, plan):
    draft = make.InitiativeFactory(slug="draft", plan=plan, publication="draft", accepted_version=None)
    make.MilestoneFactory(initiative=draft)
    assert editor("delete", "/api/v1/initiatives/draft/", if_match="*").status_code == 403
    models.Milestone.objects.update(publication="draft", accepted_version=None)
    assert editor("delete", "/api/v1/initiatives/draft/", if_match="*").status_code == 204


def test_an_address_can_be_changed_and_the_old_one_leads_on(boss, plan):
    response = boss("patch", "/api/v1/plans/plan/", {"slug": "other"}, if_match='"1"')
    assert response.status_code == 200, response.content
    assert response.json()["slug"] == "other"
    assert boss.client.get("/api/v1/plans/plan/").headers["Location"] == "/api/v1/plans/other/"
    make.PlanFactory(slug="taken")
    response = boss("patch", "/api/v1/plans/other/", {"slug": "taken"}, if_match="*")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["slug"])


def test_rules_between_records_are_told_at_a_field(boss, plan):
    sent = {"zone": plan.zone.slug, "period": plan.period.number, "kind": "overall", "name_zh": "又一个"}
    response = boss("post", list_of("plans"), sent)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["period"])
    figure = make.ObservationFactory(zone=plan.zone)
    sent = {"zone": plan.zone.slug, "indicator": figure.indicator.slug, "value": 7}
    sent |= {"period_start": "2020-01-01", "period_end": "2020-12-31"}
    response = boss("post", list_of("observations"), sent)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["is_preferred"])
    assert boss("post", list_of("observations"), sent | {"is_preferred": False}).status_code == 201
    make.PlanTierFactory(plan=plan, position=1)
    make.PlanTierFactory(plan=plan, position=2)
    response = boss("patch", "/api/v1/tiers/plan~2/", {"position": 1}, if_match="*")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["position"])
    response = boss("patch", "/api/v1/tiers/plan~2/", {"position": 3}, if_match="*")
    assert (response.status_code, response.json()["key"]) == (200, "plan~3")


def test_a_link_to_what_its_reader_may_not_see_stays_when_it_is_sent_back_as_none(editor, plan):
    hidden = make.PlanFactory(publication="draft", accepted_version=None)
    initiative = make.InitiativeFactory(slug="initiative", plan=plan, detailed_by=hidden)
    record, tag = editor.seen("/api/v1/initiatives/initiative/")
    assert record["detailed_by"] is None
    assert (
        editor("put", "/api/v1/initiatives/initiative/", record | {"name_en": "New"}, if_match=tag).status_code == 200
    )
    initiative.refresh_from_db()
    assert (initiative.detailed_by, initiative.name_en) == (hidden, "New")


# --- publication --------------------------------------------------------------------------------------


def test_a_record_goes_from_draft_to_public_and_back(editor, reviewer, plan):
    made = editor("post", list_of("goals"), {"plan": "plan", "name_zh": "目标", "slug": "goal"})
    address = "/api/v1/goals/goal/publication/"

    def move(caller, name, version, **more):
        response = caller("post", address, {"move": name} | more, if_match=f'"{version}"')
        return response.status_code, response.json()

    assert made.json()["publication"]["value"] == "draft"
    assert move(editor, "publish", 1)[0] == 403
    status, body = move(editor, "submit", 1)
    assert (status, body["publication"]["value"], body["version"]) == (200, "in_review", 2)
    status, body = move(editor, "submit", 2)
    assert (status, body["detail"]) == (409, "This is “in review” and cannot become “in review”.")
    assert move(reviewer, "return", 2)[0] == 400
    assert move(reviewer, "return", 1, reason="x")[0] == 412
    assert move(reviewer, "return", 2, reason="请核对")[1]["publication"]["value"] == "returned"
    assert move(editor, "submit", 3)[0] == 200
    assert move(reviewer, "publish", 4)[1]["publication"]["value"] == "published"
    assert editor.client.get("/api/v1/goals/goal/").status_code == 200
    editor("patch", "/api/v1/goals/goal/", {"name_en": "Goal"}, if_match='"5"')
    assert move(editor, "accept", 6)[0] == 403
    assert move(reviewer, "accept", 6)[0] == 200
    assert move(reviewer, "accept", 7)[0] == 409
    editor("patch", "/api/v1/goals/goal/", {"name_en": "Gaol"}, if_match='"7"')
    assert move(reviewer, "restore", 8)[1]["name_en"] == "Goal"
    assert move(reviewer, "withdraw", 9)[1]["publication"]["value"] == "withdrawn"
    assert editor.client.get("/api/v1/goals/goal/").status_code == 404
    assert move(editor, "reopen", 10)[1]["publication"]["value"] == "draft"


@pytest.mark.parametrize("sent", [{}, {"move": "fly"}, {"move": 5}, {"move": "submit", "to": "x"}, [], {"move": []}])
def test_a_move_that_is_none_is_refused(boss, plan, sent):
    response = boss("post", "/api/v1/plans/plan/publication/", sent, if_match="*")
    assert response.status_code == 400
    assert boss("post", "/api/v1/plans/plan/publication/", {"move": "withdraw"}).status_code == 428


def test_what_has_no_state_cannot_be_moved(boss):
    make.ThemeFactory(slug="theme")
    assert boss("post", "/api/v1/themes/theme/publication/", {"move": "submit"}, if_match="*").status_code == 404
