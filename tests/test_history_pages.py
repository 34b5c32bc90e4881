"""The change log of a record: what everybody may read of it, and what nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.world import MOST_QUERIES, address
from zones.choices import Publication
from zones.services import publication
from zones.services.editing import save_edit

pytestmark = pytest.mark.django_db

KINDS = ["zone", "plan", "goal", "initiative", "indicator", "theme", "source", "organisation"]


@pytest.fixture
def boss():
    return factories.UserFactory(username="the-boss", is_superuser=True)


def edit(record, by, reason="", **values):
    """Change a record as a person does, from its newest version."""
    record.refresh_from_db()
    for name, value in values.items():
        setattr(record, name, value)
    return save_edit(record=record, by=by, reason=reason)


def log(client, record, language="en", page=""):
    response = client.get(address(f"{record._meta.model_name}-history", language, record.slug) + page)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_record_leads_to_its_change_log(client, world, kind, language):
    page = client.get(address(kind, language, kind)).content.decode()
    its_log = address(f"{kind}-history", language, kind)
    assert f'href="{its_log}"' in page
    assert client.get(its_log).status_code == 200


def test_a_change_is_told_with_its_field_both_values_and_the_reason_but_not_by_whom(client, boss):
    plan = factories.PlanFactory(code="1246", name_zh="旧名", name_en="Old name")
    edit(plan, boss, "The printed text says so.", code="1+4+N", name_zh="新名", name_en="New name")
    body = log(client, plan)
    for words in ("1246", "1+4+N", "旧名", "新名", "Old name", "New name", "The printed text says so."):
        assert words in body
    assert "the-boss" not in body


def test_both_languages_of_a_field_stand_beside_each_other_and_each_is_marked(client, boss):
    goal = factories.GoalFactory(name_zh="旧名", name_en="Old name")
    edit(goal, boss, name_zh="新名", name_en="New name")
    body = log(client, goal)
    assert body.count('<div class="changes">') == 1
    assert '<dd lang="zh-Hans">' in body
    assert '<dd lang="en">' in body


def test_what_a_draft_said_before_it_was_published_is_told_to_nobody(client, boss):
    plan = factories.PlanFactory(publication=Publication.DRAFT, accepted_version=None, vision_zh="草稿里的话")
    edit(plan, boss, "a reason within the house", vision_zh="发布时的话")
    assert client.get(address("plan-history", "en", plan.slug)).status_code == 404
    plan.refresh_from_db()
    publication.publish(records=[plan], by=boss)
    body = log(client, plan)
    assert "草稿里的话" not in body
    assert "a reason within the house" not in body


def test_a_record_that_was_withdrawn_has_no_change_log(client, boss):
    plan = factories.PlanFactory()
    assert log(client, plan)
    publication.withdraw(records=[plan], by=boss)
    assert client.get(address("plan-history", "en", plan.slug)).status_code == 404


def test_a_draft_is_not_named_in_the_change_log_of_what_leads_to_it(client, boss):
    draft = factories.PlanFactory(publication=Publication.DRAFT, accepted_version=None, name_en="The unseen plan")
    initiative = factories.InitiativeFactory()
    edit(initiative, boss, detailed_by=draft)
    assert "The unseen plan" not in log(client, initiative)


def test_an_address_without_a_record_has_no_change_log(client):
    assert client.get(address("theme-history", "en", "nowhere")).status_code == 404


def test_a_long_log_is_cut_into_pages(client, boss):
    theme = factories.ThemeFactory()
    for number in range(40):
        edit(theme, boss, f"reason number {number}", note_en=f"note {number}")
    assert "reason number 39" in log(client, theme)
    assert "reason number 3<" not in log(client, theme)
    assert "reason number 3<" in log(client, theme, page="?page=2")


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_asks_the_database_as_often_for_thirty_changes_as_for_one(client, world, boss, kind):
    record = _record(kind)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            log(client, record)
        return len(asked)

    edit(record, boss, "why", name_en="Name once")
    few = queries()
    for number in range(30):
        edit(record, boss, "why", name_en=f"Name {number}")
    assert queries() == few <= MOST_QUERIES


def _record(kind):
    model = getattr(factories, f"{kind.title()}Factory")._meta.model
    return model.objects.get(slug=kind)
