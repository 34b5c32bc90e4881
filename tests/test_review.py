"""The reviewer's page: what waits, with its difference, and one click for each decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests import factories
from zones import models
from zones.choices import Publication, Role
from zones.selectors.review import REVIEWED

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return factories.ZoneFactory()


@pytest.fixture
def reviewer(client, zone):
    client.force_login(factories.editor_of(zone, Role.REVIEWER), backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_review(factory, **fields):
    return factory(publication=Publication.IN_REVIEW, accepted_version=None, **fields)


def corrected(plan):
    plan.code = "1247"
    plan.save()
    return plan


def decide(client, record, decision, **fields):
    address = reverse("admin:review_decide", args=[record._meta.model_name, record.pk])
    return client.post(address, {"version": record.version, "decision": decision} | fields, follow=True)


def page_of(client):
    return client.get(reverse("admin:review"))


def test_the_queue_shows_what_waits_in_the_zones_of_the_reviewer_and_nothing_else(reviewer, zone):
    submitted = in_review(factories.PlanFactory, zone=zone, name_zh="已提交的规划")
    correction = corrected(factories.PlanFactory(zone=zone, period=None, code="1246"))
    factories.PlanFactory(zone=zone, period=None, publication=Publication.DRAFT, name_zh="草稿规划")
    in_review(factories.PlanFactory, name_zh="别区的规划")
    with override("en"):
        page = page_of(reviewer)
    assert {each["record"] for each in page.context["waiting"]} == {submitted, correction}
    text = page.content.decode()
    assert "已提交的规划" in text
    assert "<td>1246</td>" in text
    assert "<td>1247</td>" in text
    assert "草稿规划" not in text
    assert "别区的规划" not in text


@pytest.mark.parametrize("role", [None, Role.EDITOR])
def test_only_reviewers_enter(client, zone, role):
    user = factories.editor_of(zone, role) if role else factories.UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert page_of(client).status_code == 403


def test_publishing_is_one_click(reviewer, zone):
    plan = in_review(factories.PlanFactory, zone=zone)
    decide(reviewer, plan, "publish")
    assert models.Plan.objects.get().is_public
    assert not page_of(reviewer).context["waiting"]


def test_returning_needs_a_reason_that_the_history_keeps(reviewer, zone):
    plan = in_review(factories.PlanFactory, zone=zone)
    decide(reviewer, plan, "return", reason="  ")
    assert models.Plan.objects.get().publication == Publication.IN_REVIEW
    decide(reviewer, plan, "return", reason="缺来源")
    plan = models.Plan.objects.get()
    assert plan.publication == Publication.RETURNED
    assert plan.history.latest().history_change_reason == "缺来源"


@pytest.mark.parametrize(("decision", "code"), [("accept", "1247"), ("restore", "1246")])
def test_a_correction_is_accepted_or_undone_with_one_click(reviewer, zone, decision, code):
    plan = corrected(factories.PlanFactory(zone=zone, code="1246"))
    decide(reviewer, plan, decision)
    stored = models.Plan.objects.get()
    assert (stored.code, stored.is_corrected, stored.is_public) == (code, False, True)


def test_a_decision_on_a_version_that_the_reviewer_has_not_seen_is_refused(reviewer, zone):
    plan = in_review(factories.PlanFactory, zone=zone)
    models.Plan.objects.get().save()
    page = decide(reviewer, plan, "publish")
    assert plan.name in page.content.decode()
    assert models.Plan.objects.get().publication == Publication.IN_REVIEW


def test_a_decision_about_another_zone_is_as_if_there_were_no_such_record(reviewer):
    plan = in_review(factories.PlanFactory)
    assert decide(reviewer, plan, "publish").status_code == 404
    assert models.Plan.objects.get().publication == Publication.IN_REVIEW


@pytest.mark.parametrize("decision", ["", "delete", "restore", "accept"])
def test_what_cannot_be_decided_is_told_and_changes_nothing(reviewer, zone, decision):
    plan = in_review(factories.PlanFactory, zone=zone)
    decide(reviewer, plan, decision)
    stored = models.Plan.objects.get()
    assert (stored.publication, stored.accepted_version) == (Publication.IN_REVIEW, None)
    for kind, key in (("theme", plan.pk), ("plan", "9" * 25), ("plan", "x")):
        assert reviewer.post(reverse("admin:review_decide", args=[kind, key])).status_code == 404


def test_the_queue_needs_the_same_queries_for_few_and_for_many(reviewer, zone):
    plan = factories.PlanFactory(zone=zone)
    initiative = factories.InitiativeFactory(plan=plan)
    others = {
        factories.MilestoneFactory: {"initiative": initiative},
        factories.ProgressUpdateFactory: {"initiative": initiative},
        factories.ObservationFactory: {"zone": zone},
    }

    def add():
        for model in list(REVIEWED)[1:]:
            factory = getattr(factories, f"{model.__name__}Factory")
            in_review(factory, **others.get(factory, {"plan": plan}))

    add()
    page_of(reviewer)
    needed = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert page_of(reviewer).status_code == 200
        needed.append(len(queries))
        add()
        add()
    assert needed[0] == needed[1] <= 60
