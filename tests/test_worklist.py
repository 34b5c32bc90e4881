"""The worklist: what needs a person, counted in their own areas only, and each count a link to those very records."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from tests import factories as make
from zones import models
from zones.choices import Need, Publication, Role
from zones.selectors.worklist import MODELS, count_needs, in_need
from zones.services import publication
from zones.services.editing import save_edit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
YESTERDAY = TODAY - timedelta(days=1)
SOON = TODAY + timedelta(days=30)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
NEW = {"accepted_version": None}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 5, 20, 4, tzinfo=UTC), tick=False):
        yield


def worklist_of(client, user, **query):
    client.force_login(user)
    return client.get(reverse("admin:index"), query).context["worklist"]


def needs(user):
    """Return what a user has to do, as `need: model` with the number."""
    counts = count_needs(user, TODAY)
    return {f"{need.value}: {model._meta.model_name}": number for (need, model, _zone), number in counts.items()}


def found(need, model, user):
    return set(in_need(need, model, user, TODAY))


def make_one(model, initiative, **fields):
    """Make a record that has a source and English, so that nothing but `fields` says that it needs anything."""
    plan, source = initiative.plan, make.SourceFactory()
    links = {
        models.Plan: lambda: make.PlanFactory(zone=plan.zone, period=None, source=source, **fields),
        models.Goal: lambda: make.GoalFactory(plan=plan, source=source, **fields),
        models.Initiative: lambda: make.InitiativeFactory(plan=plan, source=source, **fields),
        models.Milestone: lambda: make.MilestoneFactory(initiative=initiative, source=source, **fields),
        models.ProgressUpdate: lambda: make.ProgressUpdateFactory(initiative=initiative, source=source, **fields),
        models.Target: lambda: make.TargetFactory(plan=plan, source=source, **fields),
        models.Observation: lambda: make.ObservationFactory(zone=plan.zone, source=source, **fields),
    }
    return links[model]()


def in_a_zone(zone=None):
    """Return an initiative that needs nothing: cited, in English, nothing due, nothing old."""
    zone = zone or make.ZoneFactory(source=make.SourceFactory())
    plan = make.PlanFactory(zone=zone, source=make.SourceFactory())
    return make.InitiativeFactory(plan=plan, source=make.SourceFactory())


def fill(zone, person):
    """Give a zone something of every need in every model that can have it."""
    initiative = in_a_zone(zone)
    another = in_a_zone(zone) if zone.plans.count() > 1 else make.InitiativeFactory(plan__zone=zone, plan__period=None)
    for model in MODELS[Need.RETURNED]:
        make_one(model, initiative, publication="returned", **NEW)
        make_one(model, initiative, publication="in_review", **NEW)
        draft = make_one(model, initiative, publication="draft", **NEW)
        save_edit(record=draft, by=person)
        lacking = {"note_zh": "注"}
        make_one(model, initiative, **lacking)
        type(draft).objects.filter(pk=make_one(model, initiative).pk).update(version=2)
    type(zone).objects.filter(pk=zone.pk).update(name_en="", source=None)
    for model in MODELS[Need.UNCITED][1:]:
        record = make_one(model, initiative)
        model.objects.filter(pk=record.pk).update(source=None)
    make.PlanTierFactory(plan=initiative.plan, declared_count=4, label_en="")
    for due in (YESTERDAY, SOON):
        make_one(models.Initiative, initiative, due_on=due)
        make_one(models.Milestone, initiative, due_on=due)
    stale = make_one(models.Initiative, initiative)
    models.Initiative.objects.filter(pk=stale.pk).update(updated_at=LONG_AGO)
    contradict(initiative, another)


def contradict(initiative, another):
    goal = make_one(models.Goal, another)
    make_one(models.Goal, initiative, tier=make.PlanTierFactory(plan=another.plan))
    make_one(models.Target, initiative, goal=goal)
    models.Initiative.objects.filter(pk=make_one(models.Initiative, initiative).pk).update(status="completed")
    whole = make.IndicatorFactory(parts_complete=True)
    make_one(models.Observation, initiative, indicator=whole, value=Decimal(1))
    make_one(models.Observation, initiative, indicator=make.IndicatorFactory(part_of=whole), value=Decimal(2))


# --- counts and links -----------------------------------------------------------------------------


def test_every_count_is_the_number_of_rows_of_the_list_that_it_leads_to(client):
    zone, second = make.ZoneFactory(), make.ZoneFactory()
    reviewer = make.editor_of(zone, Role.REVIEWER)
    make.MembershipFactory(user=reviewer, zone=second)
    fill(zone, reviewer)
    make_one(models.Goal, in_a_zone(second), publication="in_review", note_zh="注", **NEW)
    own, lent = worklist_of(client, reviewer).areas
    assert {(line.need, link.model) for line in own.lines for link in line.links} == {
        (need, model._meta.verbose_name_plural) for need in Need for model in MODELS[need]
    }
    assert [line.need for line in lent.lines] == [Need.UNCITED, Need.NO_ENGLISH]
    for link in (link for area in (own, lent) for line in area.lines for link in line.links):
        assert client.get(link.address).context["cl"].result_count == link.number, link


def test_the_totals_of_a_superuser_lead_to_the_lists_of_all_zones(client, admin_user):
    fill(make.ZoneFactory(), admin_user)
    make.PlanFactory.create_batch(4)
    (totals,) = worklist_of(client, admin_user).areas
    assert len(totals.lines) == len(Need)
    for link in (link for line in totals.lines for link in line.links):
        assert client.get(link.address).context["cl"].result_count == link.number, link


def test_the_number_of_queries_is_fixed(client, admin_user):
    reviewer = make.editor_of(make.ZoneFactory(), Role.REVIEWER)
    for user in (reviewer, admin_user):
        client.force_login(user)
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as before:
            client.get(reverse("admin:index"))
        for _number in range(2):
            zone = make.ZoneFactory()
            make.MembershipFactory(user=reviewer, zone=zone, role=Role.REVIEWER)
            fill(zone, admin_user)
        with CaptureQueriesContext(connection) as after:
            client.get(reverse("admin:index"))
        assert len(before) == len(after) <= 25


# --- whose ----------------------------------------------------------------------------------------


def test_what_is_in_another_zone_is_never_hinted_at(client):
    editor = make.editor_of(in_a_zone().zone)
    other = make.ZoneFactory(name_zh="别处")
    fill(other, make.UserFactory(is_superuser=True))
    models.Plan.objects.filter(zone=other).update(name_zh="金丝雀")
    assert needs(editor) == {}
    client.force_login(editor)
    for query in ({}, {"zone": other.slug}):
        page = client.get(reverse("admin:index"), query).content.decode()
        assert "need=" not in page
        assert not any(word in page for word in ("别处", "金丝雀", other.slug))
    assert not any(found(need, model, editor) for need in Need for model in MODELS[need])


def test_only_reviewers_are_told_what_waits_for_review():
    initiative = in_a_zone()
    waiting = make_one(models.Goal, initiative, publication="in_review", **NEW)
    corrected = make_one(models.Goal, initiative)
    save_edit(record=corrected, by=make.editor_of(initiative.zone))
    reviewer = make.editor_of(initiative.zone, Role.REVIEWER)
    assert found(Need.REVIEW, models.Goal, make.editor_of(initiative.zone)) == set()
    assert found(Need.REVIEW, models.Goal, reviewer) == {waiting, corrected}
    publication.accept(record=corrected, by=reviewer)
    assert found(Need.REVIEW, models.Goal, reviewer) == {waiting}


def test_a_draft_is_on_the_list_of_whoever_worked_on_it_and_on_no_other():
    initiative = in_a_zone()
    author, colleague = make.editor_of(initiative.zone), make.editor_of(initiative.zone)
    draft = make_one(models.Goal, initiative, publication="draft", **NEW)
    save_edit(record=draft, by=author)
    assert found(Need.DRAFT, models.Goal, author) == {draft}
    assert found(Need.DRAFT, models.Goal, colleague) == set()
    publication.submit(records=[draft], by=author)
    assert found(Need.DRAFT, models.Goal, author) == set()


def test_an_editor_finds_the_forms_below_the_worklist(client):
    client.force_login(make.editor_of(make.ZoneFactory()))
    page = client.get(reverse("admin:index")).content.decode()
    assert all(f'href="{reverse(f"admin:zones_{name}_add")}"' in page for name in ("plan", "progressupdate", "source"))
    assert f'href="{reverse("admin:zones_zone_add")}"' not in page


def test_a_person_without_a_role_is_told_so(client):
    client.force_login(make.UserFactory())
    with override("en"):
        assert "You have no role in a zone yet." in client.get(reverse("admin:index")).content.decode()


def test_an_empty_worklist_says_so_in_both_languages(client):
    editor = make.editor_of(in_a_zone().zone)
    client.force_login(editor)
    for language in ("zh-hans", "en"):
        with override(language):
            assert gettext("Nothing needs you here now.") in client.get(reverse("admin:index")).content.decode()


# --- why something was returned ---------------------------------------------------------------------


def test_what_was_returned_says_why_and_by_whom(client):
    initiative = in_a_zone()
    editor = make.editor_of(initiative.zone)
    reviewer = make.editor_of(initiative.zone, Role.REVIEWER)
    plan = make_one(models.Plan, initiative, publication="in_review", **NEW)
    make.GoalFactory(plan=plan, publication="in_review", source=plan.source, **NEW)
    publication.return_for_changes(records=[plan], by=reviewer, reason="The second source is missing.")
    plan.refresh_from_db()
    save_edit(record=plan, by=editor, reason="Typing error.")
    (area,) = worklist_of(client, editor).areas
    (line,) = (line for line in area.lines if line.need is Need.RETURNED)
    (returned,) = line.returns
    assert (returned.said.record, returned.said.more) == (plan, 1)
    assert (returned.said.reason, returned.said.by) == ("The second source is missing.", reviewer.username)
    assert client.get(returned.address).status_code == 200
    assert "The second source is missing." in client.get(reverse("admin:index")).content.decode()


def test_the_reason_is_that_of_the_latest_return(client):
    initiative = in_a_zone()
    editor = make.editor_of(initiative.zone)
    reviewer = make.editor_of(initiative.zone, Role.REVIEWER)
    goal = make_one(models.Goal, initiative, publication="in_review", **NEW)
    publication.return_for_changes(records=[goal], by=reviewer, reason="First reason.")
    publication.submit(records=[goal], by=editor)
    publication.return_for_changes(records=[goal], by=reviewer, reason="Second reason.")
    page = client.force_login(editor) or client.get(reverse("admin:index")).content.decode()
    assert "Second reason." in page
    assert "First reason." not in page


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "precision", "need"),
    [
        (YESTERDAY, "day", Need.OVERDUE),
        (TODAY, "day", Need.DUE_SOON),
        (SOON, "day", Need.DUE_SOON),
        (SOON + timedelta(days=1), "day", None),
        (date(2026, 4, 1), "month", Need.OVERDUE),
        (date(2026, 5, 1), "month", Need.DUE_SOON),
        (date(2026, 6, 1), "month", None),
        (date(2025, 1, 1), "year", Need.OVERDUE),
        (date(2026, 1, 1), "year", None),
        (None, "day", None),
    ],
)
@pytest.mark.parametrize("model", [models.Initiative, models.Milestone])
def test_what_is_due_is_overdue_only_after_the_end_of_what_is_known_of_the_date(model, due, precision, need):
    initiative = in_a_zone()
    editor = make.editor_of(initiative.zone)
    record = make_one(model, initiative, due_on=due, due_on_precision=precision)
    for each in (Need.OVERDUE, Need.DUE_SOON):
        assert found(each, model, editor) == ({record} if each is need else set())


def test_what_is_finished_is_neither_due_nor_stale():
    initiative = in_a_zone()
    done = make_one(models.Initiative, initiative, due_on=YESTERDAY)
    models.Initiative.objects.filter(pk=done.pk).update(status="cancelled", updated_at=LONG_AGO)
    make_one(models.Milestone, initiative, due_on=YESTERDAY, reached_on=YESTERDAY)
    editor = make.editor_of(initiative.zone)
    assert not any(found(need, models.Initiative, editor) for need in (Need.OVERDUE, Need.STALE))
    assert found(Need.OVERDUE, models.Milestone, editor) == set()


def old_initiative(**fields):
    initiative = make_one(models.Initiative, in_a_zone(), **fields)
    models.Initiative.objects.filter(pk=initiative.pk).update(updated_at=LONG_AGO)
    return initiative, make.editor_of(initiative.zone)


def stale(editor):
    return found(Need.STALE, models.Initiative, editor)


def test_an_initiative_without_reports_is_stale_once_it_is_untouched_for_long(settings):
    initiative, editor = old_initiative()
    assert stale(editor) == {initiative}
    settings.STALE_AFTER_DAYS = 3650
    assert stale(editor) == set()


@pytest.mark.parametrize(
    ("as_of", "precision", "state", "is_stale"),
    [
        (TODAY - timedelta(days=91), "day", "published", True),
        (TODAY - timedelta(days=90), "day", "published", False),
        (TODAY - timedelta(days=5), "day", "draft", False),
        (TODAY - timedelta(days=5), "day", "withdrawn", True),
        (date(2026, 2, 1), "month", "published", False),
        (date(2026, 1, 1), "month", "published", True),
    ],
)
def test_an_initiative_is_stale_when_its_latest_report_speaks_of_long_ago(as_of, precision, state, is_stale):
    initiative, editor = old_initiative()
    make.ProgressUpdateFactory(initiative=initiative, as_of=as_of, as_of_precision=precision, publication=state)
    assert stale(editor) == ({initiative} if is_stale else set())


def test_touching_an_initiative_is_no_news_of_it_once_it_was_reported():
    initiative = in_a_zone()
    make.ProgressUpdateFactory(initiative=initiative, as_of=date(2024, 1, 1))
    assert stale(make.editor_of(initiative.zone)) == {initiative}


def test_a_part_is_reported_with_its_whole():
    initiative, editor = old_initiative()
    part = make.InitiativeFactory(plan=initiative.plan, parent=initiative)
    models.Initiative.objects.filter(pk=part.pk).update(updated_at=LONG_AGO)
    assert stale(editor) == {initiative, part}
    make.ProgressUpdateFactory(initiative=initiative, as_of=YESTERDAY)
    assert stale(editor) == set()


# --- what is incomplete -----------------------------------------------------------------------------


def test_what_was_withdrawn_needs_nothing_more():
    initiative = in_a_zone()
    goal = make.GoalFactory(plan=initiative.plan, note_zh="注", publication=Publication.WITHDRAWN)
    editor = make.editor_of(initiative.zone)
    assert not any(goal in found(need, models.Goal, editor) for need in Need if models.Goal in MODELS[need])


def test_a_tier_is_complete_once_every_declared_member_is_recorded():
    initiative = in_a_zone()
    editor = make.editor_of(initiative.zone)
    tier = make.PlanTierFactory(plan=initiative.plan, declared_count=2)
    make_one(models.Goal, initiative, tier=tier)
    assert found(Need.NOT_RECORDED, models.PlanTier, editor) == {tier}
    make_one(models.Initiative, initiative, tier=tier)
    assert found(Need.NOT_RECORDED, models.PlanTier, editor) == set()


def test_a_target_needs_a_figure_until_there_is_one():
    initiative = in_a_zone()
    editor = make.editor_of(initiative.zone)
    target = make_one(models.Target, initiative)
    assert found(Need.NO_FIGURE, models.Target, editor) == {target}
    make.ObservationFactory(zone=initiative.zone, indicator=target.indicator)
    assert found(Need.NO_FIGURE, models.Target, editor) == set()


# --- many zones -------------------------------------------------------------------------------------


def test_whoever_has_many_zones_sees_totals_and_a_short_table_that_leads_to_each_zone(client, admin_user):
    zones = make.ZoneFactory.create_batch(14)
    make.PlanFactory.create_batch(2, zone=zones[3], period=None)
    page = worklist_of(client, admin_user)
    assert len(page.areas) == 1
    assert page.areas[0].zone is None
    assert len(page.rows) == 10
    assert page.rows[0].zone == zones[3]
    assert len(page.more_rows) == models.Zone.objects.count() - 10
    narrowed = client.get(page.rows[0].address).context["worklist"]
    assert (narrowed.chosen, narrowed.areas[0].zone, narrowed.rows) == (zones[3], zones[3], [])
    assert page.rows[0].total == sum(link.number for line in narrowed.areas[0].lines for link in line.links)


def test_whoever_has_few_zones_sees_each_with_the_role_in_it(client):
    editor = make.editor_of(make.ZoneFactory(slug="a-zone"))
    make.MembershipFactory(user=editor, zone=make.ZoneFactory(slug="b-zone"), role=Role.REVIEWER)
    with override("en"):
        areas = worklist_of(client, editor).areas
    assert [(area.zone.slug, area.role) for area in areas] == [("a-zone", "editor"), ("b-zone", "reviewer")]


@pytest.mark.parametrize("value", ["", "nothing", "%00", "'\"", "é" * 500])
def test_a_made_up_zone_is_as_good_as_none(client, value):
    editor = make.editor_of(make.ZoneFactory())
    assert len(worklist_of(client, editor, zone=value).areas) == 1
