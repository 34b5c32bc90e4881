"""Entering data in the admin: progress moves the status, plans stay whole, and what cannot be is said in the form."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import override

from tests import factories
from tests.admin_forms import add, add_row, change, errors_of, sent_by, url
from zones import models
from zones.choices import InitiativeStatus
from zones.services import publication

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def status_of(initiative) -> str:
    return models.Initiative.objects.get(pk=initiative.pk).status


def said(initiative, day, status):
    return factories.report(initiative=initiative, as_of=date.fromisoformat(day), status=status)


# --- progress: each door moves the status ---------------------------------------------------------


def test_a_new_update_names_its_author_and_moves_the_status_when_it_is_published(admin_client, admin_user):
    initiative = factories.InitiativeFactory()
    answer = add(
        admin_client, models.ProgressUpdate, initiative=initiative.pk, as_of="2022-06-30", status="in_progress"
    )
    assert answer.status_code == 302, errors_of(answer)
    assert status_of(initiative) == InitiativeStatus.ANNOUNCED
    assert change(admin_client, initiative.updates.get(), _publish="").status_code == 302
    assert status_of(initiative) == InitiativeStatus.IN_PROGRESS
    assert initiative.updates.get().author == admin_user
    assert initiative.history.latest().history_user == admin_user


def test_changing_an_update_moves_the_status_and_keeps_the_author(admin_client, django_user_model):
    initiative = factories.InitiativeFactory()
    update = said(initiative, "2022-06-30", "in_progress")
    update.author = django_user_model.objects.create_user("first")
    update.save()
    assert change(admin_client, update, status="completed").status_code == 302
    assert status_of(initiative) == InitiativeStatus.COMPLETED
    update.refresh_from_db()
    assert update.author.username == "first"


def test_an_update_moved_to_another_initiative_moves_both_statuses(admin_client):
    old, new = factories.InitiativeFactory.create_batch(2)
    update = said(old, "2022-06-30", "completed")
    assert change(admin_client, update, initiative=new.pk).status_code == 302
    assert (status_of(old), status_of(new)) == (InitiativeStatus.ANNOUNCED, InitiativeStatus.COMPLETED)


def test_deleting_an_update_lets_the_one_before_speak_again(admin_client):
    initiative = factories.InitiativeFactory()
    said(initiative, "2022-06-30", "in_progress")
    latest = said(initiative, "2023-06-30", "completed")
    admin_client.post(url(models.ProgressUpdate, "delete", latest.pk), {"post": "yes"})
    assert initiative.updates.count() == 1
    assert status_of(initiative) == InitiativeStatus.IN_PROGRESS


def test_deleting_selected_updates_moves_the_statuses(admin_client):
    initiatives = factories.InitiativeFactory.create_batch(2)
    updates = [said(each, "2022-06-30", "completed") for each in initiatives]
    data = {"action": "delete_selected", "_selected_action": [each.pk for each in updates], "post": "yes"}
    assert admin_client.post(url(models.ProgressUpdate, "changelist"), data).status_code == 302
    assert not models.ProgressUpdate.objects.exists()
    assert {status_of(each) for each in initiatives} == {InitiativeStatus.ANNOUNCED}


def test_updates_in_the_initiatives_form_move_its_status(admin_client, admin_user):
    initiative = factories.InitiativeFactory()
    address = url(models.Initiative, "change", initiative.pk)

    def send(**fields):
        data = sent_by(admin_client.get(address)) | fields
        answer = admin_client.post(address, data)
        assert answer.status_code == 302, errors_of(answer)
        return status_of(initiative)

    data = add_row(sent_by(admin_client.get(address)), "updates", as_of="2022年6月", status="postponed")
    assert admin_client.post(address, data).status_code == 302
    assert status_of(initiative) == InitiativeStatus.ANNOUNCED
    update = initiative.updates.get()
    publication.publish(records=[update], by=admin_user)
    assert status_of(initiative) == InitiativeStatus.POSTPONED
    assert (update.author, update.as_of) == (admin_user, date(2022, 6, 1))
    assert send(**{"updates-0-status": "completed"}) == InitiativeStatus.COMPLETED
    assert send(**{"updates-0-DELETE": "on"}) == InitiativeStatus.ANNOUNCED


def test_a_new_initiative_may_come_with_its_update_target_and_figure(admin_client):
    plan, indicator = factories.PlanFactory(), factories.IndicatorFactory()
    # a figure of the whole zone does not compete with one of the initiative
    factories.ObservationFactory(zone=plan.zone, indicator=indicator, period_start=None, period_end=None)
    data = sent_by(admin_client.get(url(models.Initiative, "add"))) | {"plan": plan.pk, "name_zh": "工程"}
    add_row(data, "updates", as_of="2022-06-30", status="in_progress")
    add_row(data, "milestones", name_zh="开工")
    common = {"indicator": indicator.pk, "value": "8", "bound": "exact"}
    add_row(data, "targets", form="level", nature="binding", **common)
    add_row(data, "observations", state="actual", is_preferred="on", **common)
    answer = admin_client.post(url(models.Initiative, "add"), data)
    assert answer.status_code == 302, errors_of(answer)
    initiative = models.Initiative.objects.get()
    assert initiative.updates.get().status == InitiativeStatus.IN_PROGRESS
    assert initiative.targets.get().plan == plan
    assert initiative.observations.get().zone == plan.zone
    assert initiative.milestones.count() == 1


def test_the_history_of_an_initiative_shows_how_its_status_moved(admin_client):
    initiative = factories.InitiativeFactory()
    said(initiative, "2022-06-30", "completed")
    with override("en"):
        page = admin_client.get(url(models.Initiative, "history", initiative.pk)).content.decode()
    assert "<td>announced</td> <td>completed</td>" in " ".join(page.split())


def test_nothing_else_moves_the_status(admin_client):
    initiative = factories.InitiativeFactory()
    said(initiative, "2022-06-30", "in_progress")
    assert change(admin_client, initiative, status="cancelled", name_en="Renamed").status_code == 302
    assert status_of(initiative) == InitiativeStatus.IN_PROGRESS


def test_restoring_an_old_version_of_an_initiative_does_not_restore_its_status(admin_client):
    initiative = factories.InitiativeFactory()
    announced = initiative.history.earliest()
    said(initiative, "2022-06-30", "completed")
    assert admin_client.post(url(models.Initiative, "version", initiative.pk, announced.pk)).status_code == 302
    assert status_of(initiative) == InitiativeStatus.COMPLETED


def test_an_initiative_with_updates_can_be_deleted(admin_client):
    one, *others = factories.InitiativeFactory.create_batch(3)
    for each in (one, *others):
        said(each, "2022-06-30", "in_progress")
    assert admin_client.post(url(models.Initiative, "delete", one.pk), {"post": "yes"}).status_code == 302
    data = {"action": "delete_selected", "_selected_action": [each.pk for each in others], "post": "yes"}
    assert admin_client.post(url(models.Initiative, "changelist"), data).status_code == 302
    assert not models.Initiative.objects.exists()


# --- plans stay whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "field", "factory"),
    [
        (models.Goal, "tier", factories.PlanTierFactory),
        (models.Initiative, "tier", factories.PlanTierFactory),
        (models.Initiative, "parent", factories.InitiativeFactory),
        (models.Initiative, "goals", factories.GoalFactory),
        (models.Target, "tier", factories.PlanTierFactory),
        (models.Target, "goal", factories.GoalFactory),
        (models.Target, "initiative", factories.InitiativeFactory),
    ],
)
def test_a_choice_of_another_plan_is_refused_at_its_field(admin_client, model, field, factory):
    plan, other = factories.PlanFactory(), factory()
    fields = {"plan": plan.pk, "name_zh": "名称", "indicator": factories.IndicatorFactory().pk, "value": 1}
    assert set(errors_of(add(admin_client, model, **fields, **{field: [other.pk]}))) == {field}
    own = factory(plan=plan)
    assert add(admin_client, model, **fields, **{field: [own.pk]}).status_code == 302


@pytest.mark.parametrize("member", [factories.GoalFactory, factories.InitiativeFactory, factories.TargetFactory])
def test_a_tier_with_members_cannot_move_to_another_plan(admin_client, member):
    tier = factories.PlanTierFactory()
    member(plan=tier.plan, tier=tier)
    assert set(errors_of(change(admin_client, tier, plan=factories.PlanFactory().pk))) == {"plan"}


def test_an_initiative_with_figures_may_move_within_its_zone_only(admin_client):
    initiative = factories.InitiativeFactory()
    factories.ObservationFactory(zone=initiative.zone, initiative=initiative)
    near, far = factories.PlanFactory(zone=initiative.zone, kind="special"), factories.PlanFactory()
    assert set(errors_of(change(admin_client, initiative, plan=far.pk))) == {"plan"}
    assert change(admin_client, initiative, plan=near.pk).status_code == 302


@pytest.mark.parametrize("prefix", ["goals", "initiatives", "targets"])
def test_a_row_of_a_plan_with_the_tier_of_another_plan_is_refused_at_its_field(admin_client, prefix):
    plan, foreign = factories.PlanFactory(), factories.PlanTierFactory()
    factory = {"goals": factories.GoalFactory, "initiatives": factories.InitiativeFactory}
    factory.get(prefix, factories.TargetFactory)(plan=plan)
    answer = change(admin_client, plan, **{f"{prefix}-0-tier": foreign.pk})
    assert set(errors_of(answer)) == {f"{prefix}-0-tier"}


def test_the_rows_of_a_plan_offer_only_its_own_tiers(admin_client):
    tier = factories.PlanTierFactory()
    other = factories.PlanTierFactory()
    page = admin_client.get(url(models.Plan, "change", tier.plan_id))
    rows = next(each.formset for each in page.context["inline_admin_formsets"] if each.formset.prefix == "goals")
    offered = str(rows.empty_form["tier"])
    assert tier.label in offered
    assert f'value="{other.pk}"' not in offered


def test_a_chooser_offers_only_records_of_the_plan_that_it_names(admin_client):
    tier = factories.PlanTierFactory()
    factories.PlanTierFactory()
    page = admin_client.get(url(models.Goal, "change", factories.GoalFactory(plan=tier.plan).pk))
    address = page.context["adminform"].form.fields["tier"].widget.widget.get_url()
    parameters = "&app_label=zones&model_name=goal&field_name=tier&term="
    results = admin_client.get(address + parameters).json()["results"]
    assert [each["id"] for each in results] == [str(tier.pk)]
    for hostile in ("abc", "9" * 23, "%00", "-1"):
        assert admin_client.get(address.replace("=", f"={hostile}") + parameters).status_code == 200


@pytest.mark.parametrize(("declared", "warnings"), [((1, 2, 4, 6), 0), ((1, 2, 4, 5), 1), ((1, 2), 1)])
def test_a_code_that_disagrees_with_its_tiers_is_a_warning_not_an_error(admin_client, declared, warnings):
    plan = factories.PlanFactory(code="1246")
    for position, count in enumerate(declared, start=1):
        tier = factories.PlanTierFactory(plan=plan, position=position, declared_count=count)
    for record in (plan, tier):
        answer = change(admin_client, record)
        assert answer.status_code == 302
        shown = [message.level_tag for message in get_messages(answer.wsgi_request)]
        assert shown == ["warning"] * warnings + ["success"]


# --- what cannot be is said in the form -----------------------------------------------------------

LONG = "长" * 400
ZONE = {"name_zh": "名称", "level": "zone"}
UPDATE = {"as_of": "2022-06-30", "status": "in_progress"}


@pytest.mark.parametrize(
    ("model", "fields", "refused"),
    [
        (models.Theme, {"name_zh": "a\x00b", "group": "digital"}, {"name_zh"}),
        (models.Theme, {"name_zh": "a\x1bb", "group": "digital"}, {"name_zh"}),
        (models.Theme, {"name_zh": LONG, "group": "no such"}, {"name_zh", "group"}),
        (models.Theme, {"name_zh": "名称", "group": "digital", "slug": "不是 a slug"}, {"slug"}),
        (models.Theme, {"name_zh": "名称", "group": "digital", "slug": "a" * 121}, {"slug"}),
        (models.Source, {"name_zh": "名称", "url": "javascript:alert(1)"}, {"url"}),
        (models.Source, {"name_zh": "名称", "url": "https://x.cn/\x00"}, {"url"}),
        (models.Source, {"name_zh": "名称", "published_on": "0000-01-01"}, {"published_on"}),
        (models.Source, {"name_zh": "名称", "published_on": "99999-01-01"}, {"published_on"}),
        (models.Source, {"name_zh": "名称", "published_on": "0001-01-01"}, {"published_on"}),
        (models.Source, {"name_zh": "名称", "publisher": "9" * 23}, {"publisher"}),
        (models.Source, {"name_zh": "名称", "publisher": "abc"}, {"publisher"}),
        (models.Zone, ZONE | {"latitude": "90.1", "longitude": "1e400"}, {"latitude", "longitude"}),
        (models.Zone, ZONE | {"latitude": "NaN"}, {"latitude"}),
        (models.Zone, {"name_zh": "名称", "level": "zone"}, {"__all__"}),
        (
            models.Period,
            {"number": "0", "first_year": "0", "last_year": "99999"},
            {"number", "first_year", "last_year"},
        ),
        (models.Period, {"number": "99999999999999999999"}, {"number"}),
        (models.ProgressUpdate, UPDATE | {"percent": "101"}, {"percent"}),
        (models.ProgressUpdate, UPDATE | {"percent": "-1", "status": "no such"}, {"percent", "status"}),
        (models.ProgressUpdate, UPDATE | {"as_of": "2099-01-01"}, {"as_of"}),
        (models.ProgressUpdate, UPDATE | {"initiative": ""}, {"initiative"}),
        (models.ProgressUpdate, UPDATE | {"locator": "p. 1"}, {"__all__"}),
        (models.Target, {"value": "12345678901234567.5"}, {"value"}),
        (models.Target, {"value": "1.00001"}, {"value"}),
        (models.Target, {"value": "Infinity", "baseline_year": "1"}, {"value", "baseline_year"}),
        (models.Target, {"value": "0", "form": "multiple"}, {"__all__"}),
        (models.Target, {"value": "1", "due_on": "2025-01-01", "horizon_years": "3"}, {"__all__"}),
        (models.Observation, {"value": ""}, {"__all__"}),
        (models.Observation, {"value": "1", "share_percent": "101"}, {"share_percent"}),
        (models.Observation, {"value": "1", "period_start": "2021-01-01"}, {"__all__"}),
    ],
)
def test_hostile_and_contradictory_input_is_an_error_of_the_form(admin_client, model, fields, refused):
    initiative = factories.InitiativeFactory()
    required = {
        "initiative": initiative.pk,
        "plan": initiative.plan_id,
        "indicator": factories.IndicatorFactory().pk,
        "zone": initiative.zone_id,
        "name_zh": "名称",
    }
    if model is models.Target or model is models.Observation:
        del required["initiative"]
    before = model.objects.count()
    answer = add(admin_client, model, **required | fields)
    assert answer.status_code == 200
    assert refused <= set(errors_of(answer))
    assert model.objects.count() == before


@pytest.mark.parametrize(
    ("prefix", "fields", "refused"),
    [
        ("initiatives", {"locator": "§2"}, "__all__"),  # evidence without a source, whose other fields are not shown
        ("initiatives", {"position": "0"}, "position"),
        ("initiatives", {"name_zh": "a\x00"}, "name_zh"),
        ("targets", {"value": "9" * 30}, "value"),
        ("targets", {"form": "multiple", "value": "0"}, "__all__"),
        ("tiers", {"declared_count": "1000"}, "declared_count"),
        ("tiers", {"position": "70000"}, "position"),
    ],
)
def test_a_bad_row_is_an_error_of_the_row(admin_client, prefix, fields, refused):
    initiative = factories.InitiativeFactory()
    plan = initiative.plan
    factories.TargetFactory(plan=plan)
    factories.PlanTierFactory(plan=plan)
    answer = change(admin_client, plan, **{f"{prefix}-0-{name}": value for name, value in fields.items()})
    assert set(errors_of(answer)) == {f"{prefix}-0-{refused}"}


def test_hostile_addresses_and_selections_are_no_errors(admin_client):
    initiative = factories.InitiativeFactory()
    prefilled = "?plan=abc&goals=1,x&tier=99999999999999999999&due_on=%00&name_zh=%00&_popup=1&_to_field=slug"
    assert admin_client.get(url(models.Initiative, "add") + prefilled).status_code in {200, 400}
    assert admin_client.get(url(models.Target, "add") + "?value=NaN&plan=%00&due_on=0000-00-00").status_code == 200
    chooser = f"{reverse('admin:autocomplete')}?app_label=zones&model_name=initiative&field_name="
    assert admin_client.get(f"{chooser}tier&term=%00").status_code == 200
    assert admin_client.get(f"{chooser}tier&page=99999999999999999999").status_code == 404
    assert admin_client.get(f"{chooser}password").status_code == 403
    for selected in ("abc", "9" * 30, "\x00"):
        data = {"action": "delete_selected", "_selected_action": [selected], "post": "yes"}
        assert admin_client.post(url(models.Initiative, "changelist"), data).status_code == 302
    assert models.Initiative.objects.filter(pk=initiative.pk).exists()


def test_two_tiers_at_one_position_are_refused_also_in_a_new_plan(admin_client):
    data = sent_by(admin_client.get(url(models.Plan, "add")))
    data |= {"zone": factories.ZoneFactory().pk, "name_zh": "规划"}
    for _row in range(2):
        add_row(data, "tiers", position=1, label_zh="工程")
    assert "tiers-1-position" in errors_of(admin_client.post(url(models.Plan, "add"), data))


def test_two_preferred_figures_in_one_form_are_refused_and_nothing_is_lost(admin_client):
    initiative, indicator = factories.InitiativeFactory(), factories.IndicatorFactory()
    address = url(models.Initiative, "change", initiative.pk)
    data = sent_by(admin_client.get(address)) | {"name_en": "Typed with care"}
    for value in (1, 2):
        row = {"indicator": indicator.pk, "value": value, "bound": "exact", "state": "actual", "is_preferred": "on"}
        add_row(data, "observations", **row)
    answer = admin_client.post(address, data)
    assert "__all__" in errors_of(answer)
    assert "Typed with care" in answer.content.decode()
    assert not initiative.observations.exists()


def test_a_record_that_somebody_else_saves_meanwhile_becomes_an_error_of_the_form(admin_client, monkeypatch):
    validate, raced = models.Theme.validate_unique, []

    def validate_then_lose_the_race(theme, exclude=None):
        validate(theme, exclude)
        if not raced:
            raced.append(True)
            monkeypatch.setattr(models.Theme, "save", lose)

    def lose(theme, *args, **kwargs):
        monkeypatch.undo()
        with connection.cursor():
            raise IntegrityError("duplicate key")

    monkeypatch.setattr(models.Theme, "validate_unique", validate_then_lose_the_race)
    fields = {"name_zh": "名称", "group": "digital", "slug": "wanted-by-two"}
    answer = add(admin_client, models.Theme, **fields)
    assert raced
    assert answer.status_code == 302
    assert models.Theme.objects.get().slug == "wanted-by-two"


@pytest.mark.parametrize("by", ["delete", "delete_selected"])
def test_what_others_refer_to_is_not_deleted(admin_client, by):
    plan = factories.PlanFactory()
    if by == "delete":
        admin_client.post(url(models.Zone, "delete", plan.zone_id), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [plan.zone_id], "post": "yes"}
        admin_client.post(url(models.Zone, "changelist"), data)
    assert models.Zone.objects.filter(pk=plan.zone_id).exists()


@pytest.mark.parametrize("by", ["delete", "delete_selected"])
def test_a_reference_made_while_the_question_was_asked_stops_the_deletion(admin_client, monkeypatch, by):
    theme, other = factories.ThemeFactory.create_batch(2)

    def refuse(*args, **kwargs):
        raise ProtectedError("referred to", {other})

    monkeypatch.setattr("django.db.models.deletion.Collector.delete", refuse)
    if by == "delete":
        answer = admin_client.post(url(models.Theme, "delete", theme.pk), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"}
        answer = admin_client.post(url(models.Theme, "changelist"), data)
    assert answer.status_code == 302
    assert str(other) in str(next(iter(get_messages(answer.wsgi_request))))
    assert models.Theme.objects.count() == 2


def test_figures_are_shown_as_people_write_them(admin_client):
    target = factories.TargetFactory(value=Decimal("81000.0000"))
    assert 'value="81000"' in admin_client.get(url(models.Target, "change", target.pk)).content.decode()
    assert "8.1万家" in admin_client.get(url(models.Target, "changelist")).content.decode()


def test_dates_are_listed_only_as_precisely_as_they_are_known(admin_client):
    factories.SourceFactory(published_on=date(2021, 3, 17), published_on_precision="month")
    page = admin_client.get(url(models.Source, "changelist")).content.decode()
    assert "2021年3月</td>" in page


@pytest.mark.parametrize("use", ["goals", "initiatives", "indicators"])
def test_a_theme_that_is_used_is_not_deleted(client, admin_client, use):
    theme = factories.ThemeFactory()
    factory = {"goals": factories.GoalFactory, "initiatives": factories.InitiativeFactory}
    record = factory.get(use, factories.IndicatorFactory)(name_zh="引用主题的记录")
    record.themes.add(theme)
    client.force_login(factories.editor_of(factories.ZoneFactory(), "reviewer"), MODEL_BACKEND)
    for door in (admin_client, client):
        answer = door.post(url(models.Theme, "delete", theme.pk), {"post": "yes"}, follow=True)
        told = "引用主题的记录" in answer.content.decode()
        assert told == (door is admin_client)  # the record may be a draft of a zone that is not theirs
        data = {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"}
        door.post(url(models.Theme, "changelist"), data)
    assert models.Theme.objects.exists()


def test_a_source_that_a_draft_of_another_zone_cites_is_not_deleted_and_the_draft_not_named(client, db):
    source = factories.SourceFactory()
    factories.PlanFactory(source=source, name_zh="别区的草稿", publication="draft", accepted_version=None)
    client.force_login(factories.editor_of(factories.ZoneFactory(), "reviewer"), MODEL_BACKEND)
    for answer in (
        client.get(url(models.Source, "delete", source.pk)),
        client.post(url(models.Source, "delete", source.pk), {"post": "yes"}, follow=True),
    ):
        assert "别区的草稿" not in answer.content.decode()
    assert models.Source.objects.exists()
