"""Draft, review, publish: who moves a record where, what the public sees of it, and what its history keeps."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests import factories
from zones import models
from zones.choices import Publication
from zones.selectors.history import differences, versions
from zones.services import publication
from zones.services.editing import delete_edit, save_edit

pytestmark = pytest.mark.django_db

PUBLISHED_MODELS = [
    factories.PlanFactory,
    factories.GoalFactory,
    factories.InitiativeFactory,
    factories.MilestoneFactory,
    factories.ProgressUpdateFactory,
    factories.TargetFactory,
    factories.ObservationFactory,
]
each_model = pytest.mark.parametrize("factory", PUBLISHED_MODELS, ids=lambda each: each._meta.model.__name__)


@pytest.fixture
def zone():
    return factories.ZoneFactory()


@pytest.fixture
def editor(zone):
    return factories.editor_of(zone)


@pytest.fixture
def reviewer(zone):
    return factories.editor_of(zone, "reviewer")


@pytest.fixture
def plan(zone, editor):
    """A plan that an editor entered."""
    return save_edit(record=models.Plan(zone=zone, name_zh="规划"), by=editor)


def again(record):
    return type(record).objects.get(pk=record.pk)


def draft(factory, **fields):
    return factory(publication=Publication.DRAFT, accepted_version=None, **fields)


# --- what is public -------------------------------------------------------------------------------


@each_model
def test_a_record_is_public_only_while_it_is_published(factory):
    record = factory()
    assert list(type(record).objects.published()) == [record]
    for state in set(Publication) - {Publication.PUBLISHED}:
        record.publication = state
        record.save()
        assert not type(record).objects.published().exists()


@each_model
def test_a_record_is_public_only_while_all_it_hangs_from_is(factory):
    record = factory()
    links = [link for link in record.hangs_from if getattr(record, link)]
    for link in links:
        above = getattr(record, link)
        above.publication = Publication.WITHDRAWN
        above.save()
        assert not again(record).is_public
        above.publication = Publication.PUBLISHED
        above.save()
        assert again(record).is_public


def test_what_hangs_from_a_part_of_a_part_follows_the_plan(zone):
    plan = factories.PlanFactory(zone=zone)
    whole = factories.InitiativeFactory(plan=plan)
    part = factories.InitiativeFactory(plan=plan, parent=factories.InitiativeFactory(plan=plan, parent=whole))
    target = factories.TargetFactory(plan=plan, initiative=part)
    figure = factories.ObservationFactory(zone=zone, initiative=part)
    for state, public in ((Publication.WITHDRAWN, False), (Publication.PUBLISHED, True)):
        whole.publication = state
        whole.save()
        assert [again(each).is_public for each in (part, target, figure)] == [public] * 3
        assert again(plan).is_public


def test_a_draft_that_moves_under_a_public_record_stays_unseen_and_a_published_one_moved_under_a_draft_vanishes(zone):
    plan = factories.PlanFactory(zone=zone)
    hidden = draft(factories.InitiativeFactory, plan=plan)
    shown = factories.InitiativeFactory(plan=plan)
    shown.parent = hidden
    shown.save()
    assert not again(shown).is_public
    shown.parent = None
    shown.save()
    assert again(shown).is_public
    assert not again(hidden).is_public


def test_visible_to_the_people_of_a_zone_is_also_what_is_not_public(zone, editor):
    own = draft(factories.PlanFactory, zone=zone)
    other = draft(factories.PlanFactory)
    public = factories.PlanFactory()
    assert set(models.Plan.objects.visible_to(editor)) == {own, public}
    assert set(models.Plan.objects.visible_to(None)) == {public}
    assert set(models.Plan.objects.visible_to(factories.UserFactory(is_superuser=True))) == {own, other, public}


# --- the way to the public ------------------------------------------------------------------------


def test_a_new_record_is_a_draft_whatever_its_instance_says(zone, editor):
    record = models.Plan(zone=zone, name_zh="规划", publication=Publication.PUBLISHED, accepted_version=1)
    save_edit(record=record, by=editor)
    assert (record.publication, record.accepted_version, record.is_public) == (Publication.DRAFT, None, False)


def test_a_plan_is_submitted_returned_with_a_reason_corrected_and_published_with_what_is_in_it(plan, editor, reviewer):
    goal = save_edit(record=models.Goal(plan=plan, name_zh="目标"), by=editor)
    publication.submit(records=[plan], by=editor)
    assert {again(plan).publication, again(goal).publication} == {Publication.IN_REVIEW}

    with pytest.raises(ValidationError):
        publication.return_for_changes(records=[again(plan)], by=reviewer, reason=" ")
    publication.return_for_changes(records=[again(plan)], by=reviewer, reason="愿景缺出处")
    assert {again(plan).publication, again(goal).publication} == {Publication.RETURNED}
    assert versions(again(plan))[0].reason == "愿景缺出处"

    returned = again(plan)
    returned.vision_zh = "愿景"
    save_edit(record=returned, by=editor)
    assert again(plan).publication == Publication.RETURNED
    publication.submit(records=[returned], by=editor)
    publication.publish(records=[again(plan)], by=reviewer)
    assert again(plan).is_public
    assert again(goal).is_public
    assert not again(plan).is_corrected


def test_publishing_a_plan_leaves_a_draft_in_it_to_its_editor(plan, editor, reviewer):
    publication.submit(records=[plan], by=editor)
    goal = save_edit(record=models.Goal(plan=plan, name_zh="目标"), by=editor)
    publication.publish(records=[again(plan)], by=reviewer)
    assert again(goal).publication == Publication.DRAFT


def test_an_editor_cannot_publish_return_or_withdraw(plan, editor):
    publication.submit(records=[plan], by=editor)
    for attempt in (publication.publish, publication.withdraw):
        with pytest.raises((PermissionDenied, ValidationError)):
            attempt(records=[again(plan)], by=editor)
    with pytest.raises(PermissionDenied):
        publication.return_for_changes(records=[again(plan)], by=editor, reason="no")
    assert again(plan).publication == Publication.IN_REVIEW


def test_a_reviewer_of_another_zone_cannot_publish(plan, editor):
    publication.submit(records=[plan], by=editor)
    stranger = factories.editor_of(factories.ZoneFactory(), "reviewer")
    with pytest.raises(PermissionDenied):
        publication.publish(records=[again(plan)], by=stranger)


def test_if_one_record_cannot_be_moved_none_is(plan, editor, reviewer):
    other = draft(factories.PlanFactory)
    with pytest.raises(PermissionDenied):
        publication.submit(records=[plan, other], by=editor)
    assert again(plan).publication == Publication.DRAFT


def test_a_withdrawn_record_is_a_draft_again_only_when_somebody_says_so(reviewer, editor, zone):
    plan = factories.PlanFactory(zone=zone)
    publication.withdraw(records=[plan], by=reviewer, reason="superseded")
    assert not again(plan).is_public
    publication.reopen(records=[again(plan)], by=editor)
    assert again(plan).publication == Publication.DRAFT


# --- corrections ----------------------------------------------------------------------------------


def test_an_editors_correction_is_public_at_once_and_waits_with_its_difference(zone, editor, reviewer):
    plan = factories.PlanFactory(zone=zone, code="1246")
    plan.code = "1247"
    save_edit(record=plan, by=editor, reason="typing error")
    stored = again(plan)
    assert (stored.code, stored.is_public, stored.is_corrected) == ("1247", True, True)
    assert list(models.Plan.objects.waiting_for_review()) == [plan]
    [change] = differences([stored])[stored]
    assert (change.name, change.old, change.new) == ("code", "1246", "1247")

    publication.accept(record=stored, by=reviewer)
    assert not again(plan).is_corrected
    assert again(plan).code == "1247"


def test_restoring_gives_back_what_was_accepted_with_its_many_to_many_choices(zone, editor, reviewer):
    plan = factories.PlanFactory(zone=zone)
    theme, other = factories.ThemeFactory.create_batch(2)
    goal = save_edit(record=models.Goal(plan=plan, name_zh="目标"), by=editor, links={"themes": [theme]})
    publication.publish(records=[goal], by=reviewer)
    goal = again(goal)
    goal.name_zh = "别的目标"
    save_edit(record=goal, by=editor, links={"themes": [other]})
    publication.restore(record=again(goal), by=reviewer)
    restored = again(goal)
    assert (restored.name_zh, list(restored.themes.all()), restored.is_corrected) == ("目标", [theme], False)
    assert restored.publication == Publication.PUBLISHED


def test_a_reviewers_own_correction_needs_no_other_reviewer(zone, reviewer):
    plan = factories.PlanFactory(zone=zone)
    plan.code = "1247"
    save_edit(record=plan, by=reviewer)
    assert not again(plan).is_corrected


# --- progress -------------------------------------------------------------------------------------


def test_an_update_moves_the_status_only_once_it_is_published(zone, editor, reviewer):
    initiative = factories.InitiativeFactory(plan__zone=zone)
    update = models.ProgressUpdate(initiative=initiative, as_of="2022-06-30", status="completed")
    update.full_clean()
    save_edit(record=update, by=editor)
    assert again(initiative).status == "announced"
    publication.publish(records=[update], by=reviewer)
    assert again(initiative).status == "completed"
    publication.withdraw(records=[again(update)], by=reviewer)
    assert again(initiative).status == "announced"


# --- deleting -------------------------------------------------------------------------------------


def test_an_editor_deletes_only_what_never_was_public(zone, editor, reviewer):
    public, mine = factories.PlanFactory(zone=zone), draft(factories.PlanFactory, zone=zone, period=None)
    with pytest.raises(PermissionDenied):
        delete_edit(record=public, by=editor)
    delete_edit(record=mine, by=editor)
    delete_edit(record=public, by=reviewer)
    assert not models.Plan.objects.exists()


def test_a_reviewer_describes_the_zone_but_does_not_move_it(zone, reviewer):
    zone.summary_zh = "简介"
    save_edit(record=zone, by=reviewer)
    zone.slug = "elsewhere"
    with pytest.raises(PermissionDenied):
        save_edit(record=zone, by=reviewer)
    assert models.Zone.objects.get(pk=zone.pk).summary_zh == "简介"


# --- history for the public -----------------------------------------------------------------------


def test_the_public_history_tells_nothing_of_drafts(zone, editor, reviewer):
    plan = save_edit(record=models.Plan(zone=zone, name_zh="秘密"), by=editor, reason="秘密")
    plan.name_zh = "规划"
    save_edit(record=plan, by=editor)
    publication.publish(records=[again(plan)], by=reviewer)
    plan = again(plan)
    plan.code = "1246"
    save_edit(record=plan, by=editor, reason="code found")
    told = versions(again(plan), public=True)
    assert [(each.reason, [change.new for change in each.changes]) for each in told] == [
        ("code found", ["1246"]),
        ("", []),
    ]
    assert "秘密" not in str(told)
