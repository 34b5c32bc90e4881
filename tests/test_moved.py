"""Old addresses: a slug that a record had in public leads to where the record is now; nothing hints at drafts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.world import address
from zones import models
from zones.choices import Role
from zones.selectors.moved import moved_to
from zones.services import merging, publication, retention

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
PAGES = {
    "zone": factories.ZoneFactory,
    "plan": factories.PlanFactory,
    "goal": factories.GoalFactory,
    "initiative": factories.InitiativeFactory,
    "indicator": factories.IndicatorFactory,
    "theme": factories.ThemeFactory,
    "source": factories.SourceFactory,
    "organisation": factories.OrganisationFactory,
    "zone-feed": factories.ZoneFactory,
    "theme-feed": factories.ThemeFactory,
    "plan-history": factories.PlanFactory,
    "source-history": factories.SourceFactory,
}

RESOURCES = {
    "zones": factories.ZoneFactory,
    "plans": factories.PlanFactory,
    "goals": factories.GoalFactory,
    "initiatives": factories.InitiativeFactory,
    "milestones": factories.MilestoneFactory,
    "updates": factories.ProgressUpdateFactory,
    "indicators": factories.IndicatorFactory,
    "targets": factories.TargetFactory,
    "observations": factories.ObservationFactory,
    "themes": factories.ThemeFactory,
    "organisations": factories.OrganisationFactory,
    "people": factories.PersonFactory,
    "sources": factories.SourceFactory,
}


def rename(record, slug):
    record.slug = slug
    record.save()
    return record


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "factory"), PAGES.items())
def test_an_old_address_leads_to_the_same_page_in_the_same_language_with_its_query(client, name, factory, language):
    rename(rename(factory(slug="first"), "second"), "third")
    for old in ("first", "second"):
        answer = client.get(f"{address(name, language, old)}?a=%E5%8C%BA&b=1")
        assert answer.status_code == 301
        assert answer["Location"] == f"{address(name, language, 'third')}?a=%E5%8C%BA&b=1"
    assert client.get(address(name, language, "third")).status_code == 200


@pytest.mark.parametrize(("name", "factory"), RESOURCES.items())
def test_an_old_address_of_the_api_leads_to_the_record(client, name, factory):
    rename(factory(slug="first"), "second")
    answer = client.get(f"/api/v1/{name}/first/")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/{name}/second/")
    assert client.get(f"/api/v1/{name}/second/").status_code == 200
    assert client.get(f"/api/v1/{name}/never/").status_code == 404


def test_the_api_has_no_old_addresses_of_drafts_nor_of_what_has_no_slug(client):
    rename(factories.PlanFactory(slug="first", publication="draft", accepted_version=None), "second")
    for path in ("plans/first", "periods/99", "tiers/none~1"):
        assert client.get(f"/api/v1/{path}/").status_code == 404


def test_an_address_that_never_was_is_not_found(client, world):
    for page in PAGES:
        assert client.get(address(page, "zh-hans", "never")).status_code == 404


def test_a_slug_in_use_is_its_record_even_if_another_had_it_before(client):
    rename(factories.ThemeFactory(slug="first"), "second")
    factories.ThemeFactory(slug="first")
    assert client.get(address("theme", "zh-hans", "first")).status_code == 200


def test_a_slug_that_two_had_leads_to_who_had_it_last():
    rename(factories.ThemeFactory(slug="first"), "second")
    later = rename(factories.ThemeFactory(slug="first"), "third")
    assert moved_to(models.Theme, "first") == later


def test_the_address_of_a_merged_record_leads_to_the_kept_one_wherever_that_goes(client, admin_user):
    kept, duplicate = factories.ThemeFactory(slug="kept"), factories.ThemeFactory(slug="old")
    rename(duplicate, "duplicate")
    merging.merge(kept=kept, duplicate=duplicate, by=admin_user, reason="同一个")
    kept.refresh_from_db()
    rename(kept, "renamed")
    for slug in ("old", "duplicate", "kept"):
        answer = client.get(address("theme", "en", slug))
        assert (answer.status_code, answer["Location"]) == (301, address("theme", "en", "renamed"))


def test_a_deleted_record_leads_nowhere(client):
    theme = rename(factories.ThemeFactory(slug="first"), "second")
    theme._change_reason = "second → somewhere"
    theme.delete()
    for slug in ("first", "second"):
        assert client.get(address("theme", "zh-hans", slug)).status_code == 404


def test_the_old_slugs_of_drafts_lead_nowhere(client):
    draft = {"publication": "draft", "accepted_version": None}
    rename(factories.PlanFactory(slug="first", **draft), "second")
    assert client.get(address("plan", "zh-hans", "first")).status_code == 404


def test_a_slug_that_a_record_had_only_as_a_draft_leads_nowhere(client):
    plan = rename(factories.PlanFactory(slug="secret", publication="draft", accepted_version=None), "public")
    publication.publish(records=[plan], by=factories.editor_of(plan.zone, Role.REVIEWER))
    assert client.get(address("plan", "zh-hans", "secret")).status_code == 404
    plan.refresh_from_db()
    rename(plan, "renamed")
    assert client.get(address("plan", "zh-hans", "public")).status_code == 301


def test_a_withdrawn_record_and_one_below_it_lead_nowhere(client):
    plan = rename(factories.PlanFactory(slug="plan"), "plan-now")
    rename(factories.GoalFactory(slug="goal", plan=plan), "goal-now")
    publication.withdraw(records=[plan], by=factories.editor_of(plan.zone, Role.REVIEWER))
    assert client.get(address("plan", "zh-hans", "plan")).status_code == 404
    assert client.get(address("goal", "zh-hans", "goal")).status_code == 404


def test_old_addresses_outlive_the_clean_up(client):
    plan = rename(factories.PlanFactory(slug="first"), "second")
    for _ in range(3):
        plan.save()
    long_ago = timezone.now() - timedelta(days=1000)
    models.Plan.history.update(history_date=long_ago)
    assert retention.clean_up().versions > 0
    assert client.get(address("plan", "zh-hans", "first")).status_code == 301


def test_only_what_is_not_found_asks_the_history(client, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(address("theme", "zh-hans", "never"))
