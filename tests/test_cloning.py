"""A plan begun from the one before: structure is carried over, what needs proof is not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from tests import factories
from zones import models
from zones.choices import Role
from zones.services import publication
from zones.services.cloning import clone_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_period():
    return factories.PeriodFactory(number=15, name_zh="“十五五”", first_year=2026, last_year=2030)


@pytest.fixture
def plan():
    """A plan with a tier, a goal, an initiative with a part, progress, evidence, texts, a target and themes."""
    source = factories.SourceFactory()
    plan = factories.PlanFactory(
        zone__slug="fuzhou", code="1246", source=source, vision_zh="愿景", lead=factories.OrganisationFactory()
    )
    cited = {"plan": plan, "source": source, "locator": "§1", "summary_zh": "到2025年建成"}
    tier = factories.PlanTierFactory(plan=plan, position=1, numeral="6", declared_count=6)
    theme = factories.ThemeFactory()
    goal = factories.GoalFactory(tier=tier, **cited)
    goal.themes.add(theme)
    whole = factories.InitiativeFactory(tier=tier, name_zh="总体", due_on=date(2025, 1, 1), **cited)
    whole.themes.add(theme)
    whole.goals.add(goal)
    factories.InitiativeFactory(parent=whole, name_zh="部分", position=2, **cited)
    factories.report(initiative=whole, as_of=date(2022, 1, 1), status="completed")
    factories.TargetFactory(plan=plan, initiative=whole)
    return plan


@pytest.fixture
def editor(plan):
    return factories.editor_of(plan.zone)


def clone(plan, period, by, **more):
    chosen = {"goals": plan.goals.all(), "initiatives": plan.initiatives.order_by("-pk")} | more
    return clone_plan(plan=plan, period=period, by=by, name_zh="“十五五”规划", **chosen)


def test_the_new_plan_is_a_draft_that_continues_the_old_one(plan, next_period, editor):
    new = clone(plan, next_period, editor, name_en="The next plan", reason="新一期")
    assert (new.slug, new.zone, new.period, new.kind) == ("fuzhou-15", plan.zone, next_period, plan.kind)
    assert (new.publication, new.is_public, new.continues, new.lead) == ("draft", False, plan, plan.lead)
    assert (new.name_zh, new.name_en) == ("“十五五”规划", "The next plan")
    first = new.history.earliest()
    assert (first.history_user, first.history_change_reason) == (editor, "新一期")


def test_structure_and_themes_are_carried_over(plan, next_period, editor):
    new = clone(plan, next_period, editor)
    tier, goal = new.tiers.get(), new.goals.get()
    whole, part = new.initiatives.order_by("position")
    assert (tier.label_zh, goal.tier, whole.tier) == (plan.tiers.get().label_zh, tier, tier)
    assert [theme.pk for theme in goal.themes.all()] == [theme.pk for theme in whole.themes.all()] != []
    assert (list(whole.goals.all()), part.parent) == ([goal], whole)
    assert {initiative.publication for initiative in (whole, part)} == {goal.publication} == {"draft"}


def test_each_initiative_continues_the_old_one_and_begins_as_announced(plan, next_period, editor):
    new = clone(plan, next_period, editor)
    old = plan.initiatives.get(name_zh="总体")
    assert old.status == "completed"
    carried = new.initiatives.get(name_zh="总体")
    assert (carried.continues, carried.status, carried.due_on) == (old, "announced", None)
    assert not carried.updates.exists()


def test_what_the_new_plan_must_prove_itself_is_left_behind(plan, next_period, editor):
    new = clone(plan, next_period, editor)
    for record in (new, *new.goals.all(), *new.initiatives.all()):
        assert (record.source, record.locator, record.summary_zh) == (None, "", "")
    assert (new.code, new.vision_zh, new.targets.count()) == ("", "", 0)
    assert (new.tiers.get().numeral, new.tiers.get().declared_count) == ("", None)


def test_only_what_was_chosen_is_carried_over_and_a_part_without_its_whole_stands_by_itself(plan, next_period, editor):
    new = clone(plan, next_period, editor, goals=[], initiatives=plan.initiatives.filter(name_zh="部分"))
    assert not new.goals.exists()
    assert new.initiatives.get().parent is None


def test_the_old_plan_is_untouched(plan, next_period, editor):
    before = models.Plan.objects.values().get(pk=plan.pk), list(plan.initiatives.values())
    clone(plan, next_period, editor)
    assert (models.Plan.objects.values().get(pk=plan.pk), list(plan.initiatives.values())) == before


def test_a_second_overall_plan_for_the_period_is_refused_and_nothing_saved(plan, next_period, editor):
    clone(plan, next_period, editor)
    with pytest.raises(ValidationError):
        clone(plan, next_period, editor)
    assert models.Plan.objects.count() == 2


def test_members_of_another_plan_are_refused(plan, next_period, editor):
    with pytest.raises(ValidationError):
        clone(plan, next_period, editor, initiatives=[factories.InitiativeFactory()])


def test_an_editor_of_another_zone_clones_nothing(plan, next_period):
    with pytest.raises(PermissionDenied):
        clone(plan, next_period, factories.editor_of(factories.ZoneFactory()))
    assert models.Plan.objects.count() == 1


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_offers_later_periods_and_all_members_ticked(client, plan, next_period, editor):
    client.force_login(editor)
    factories.PeriodFactory(number=13, first_year=2016, last_year=2020)
    form = client.get(reverse("admin:clone_plan", args=[plan.pk])).context["form"]
    assert list(form.fields["period"].queryset) == [next_period]
    assert [len(form["goals"].initial), len(form["initiatives"].initial)] == [1, 2]


def test_the_page_makes_the_draft_and_opens_it(client, plan, next_period, editor):
    client.force_login(editor)
    whole = plan.initiatives.get(name_zh="总体")
    typed = {"period": next_period.pk, "name_zh": "新规划", "initiatives": [whole.pk]}
    answer = client.post(reverse("admin:clone_plan", args=[plan.pk]), typed)
    new = models.Plan.objects.get(continues=plan)
    assert answer["Location"] == reverse("admin:zones_plan_change", args=[new.pk])
    assert [initiative.continues for initiative in new.initiatives.all()] == [whole]
    assert not new.goals.exists()


def test_the_page_shows_an_error_and_keeps_what_was_typed(client, plan, next_period, editor):
    client.force_login(editor)
    clone(plan, next_period, editor)
    typed = {"period": next_period.pk, "name_zh": "又一个规划"}
    answer = client.post(reverse("admin:clone_plan", args=[plan.pk]), typed)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert "又一个规划" in answer.content.decode()
    assert models.Plan.objects.count() == 2


def test_a_plan_of_another_zone_has_no_such_page(client, plan, next_period):
    client.force_login(factories.editor_of(factories.ZoneFactory()))
    for answer in (client.get(reverse("admin:clone_plan", args=[plan.pk])), client.post(f"/admin/clone/{plan.pk}/")):
        assert answer.status_code == 404


def test_both_pages_show_that_one_continues_the_other(client, plan, next_period, editor):
    new = clone(plan, next_period, editor)
    publication.publish(records=[new, *new.initiatives.all()], by=factories.editor_of(plan.zone, Role.REVIEWER))
    old = plan.initiatives.get(name_zh="总体")
    for before, after in ((plan, new), (old, old.continued_by.get())):
        assert f'href="{after.get_absolute_url()}"' in client.get(before.get_absolute_url()).content.decode()
        assert f'href="{before.get_absolute_url()}"' in client.get(after.get_absolute_url()).content.decode()
