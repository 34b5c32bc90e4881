"""Many edits in one go: exactly what as many single ones would have left behind, in a few queries."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import factories as make
from zones import models
from zones.choices import Role
from zones.services.batches import Edit, save_edits
from zones.services.editing import save_edit
from zones.services.exchange import carrying

pytestmark = pytest.mark.django_db
WHEN = {"created_at", "updated_at", "history_id", "history_date"}


@pytest.fixture
def plan():
    return make.PlanFactory(slug="plan")


@pytest.fixture
def reviewer(plan):
    return make.editor_of(plan.zone, Role.REVIEWER)


def told(model):
    """Return all that is stored of a model and all that its history says, but when, and what is linked."""
    names = [each.attname for each in model._meta.concrete_fields if each.name not in WHEN]
    noted = [each.attname for each in model.history.model._meta.concrete_fields if each.name not in WHEN]
    links = [
        (row.slug, row.version, link.name, sorted(getattr(row, link.name).values_list(f"{reads}__slug", flat=True)))
        for link in model._meta.many_to_many
        for row in model.history.all()
        for reads in [link.m2m_reverse_field_name()]
    ]
    rows = model.history.order_by("id", "version", "history_id").values_list(*noted)
    return list(model._base_manager.order_by("pk").values_list(*names)), list(rows), sorted(links)


def both_ways(edits, by, *watched):
    """Let a function make edits, save them one by one, take that back, save them at once; return what each left."""
    left = []
    for save in (one_by_one, at_once):
        with transaction.atomic():
            save(edits(), by)
            left.append([told(model) for model in watched])
            transaction.set_rollback(True)
    return left


def one_by_one(edits, by):
    for edit in edits:
        save_edit(record=edit.record, by=by, reason="why", links=edit.links)


def at_once(edits, by):
    save_edits(edits=edits, by=by, reason="why")


def changed(record, links=None, **values):
    record = type(record)._base_manager.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    return Edit(record, links or {})


def test_changes_leave_what_single_edits_leave(plan, reviewer):
    themes, goal = make.ThemeFactory.create_batch(3), make.GoalFactory(plan=plan)
    hidden = make.InitiativeFactory(plan=plan, publication="withdrawn", is_public=False, slug="hidden")
    initiatives = make.InitiativeFactory.create_batch(4, plan=plan)
    part = make.InitiativeFactory(plan=plan, parent=initiatives[1])
    initiatives[0].themes.set(themes[:2])
    update = make.report(initiative=initiatives[2], as_of=date(2022, 5, 1), status="in_progress")

    def edits():
        return [
            changed(initiatives[0], {"themes": themes[1:], "goals": [goal]}, name_en="One"),
            changed(initiatives[1], parent=hidden),  # no longer public, nor is its part
            changed(part, summary_zh="部分"),
            changed(initiatives[2], start_on=date(2022, 5, 17), start_on_precision="month"),
            changed(initiatives[3], {"themes": themes}),
            changed(update, status="completed", percent=100),
        ]

    single, many = both_ways(edits, reviewer, models.Initiative, models.ProgressUpdate)
    assert many == single
    assert [len(rows) for rows, _history, _links in many] == [6, 1]


def test_an_editors_changes_wait_for_a_reviewer_as_single_ones_do(plan):
    editor = make.editor_of(plan.zone)
    goals = make.GoalFactory.create_batch(2, plan=plan)
    single, many = both_ways(
        lambda: [changed(goal, name_en="New", publication="draft") for goal in goals], editor, models.Goal
    )
    assert many == single
    save_edits(edits=[changed(goal, name_en="New") for goal in goals], by=editor)
    assert {goal.is_corrected for goal in models.Goal.objects.all()} == {True}


def test_new_records_are_drafts_with_addresses_that_nobody_has_and_name_each_other(plan, reviewer):
    make.InitiativeFactory(plan=plan, slug="plan-project-1")
    theme = make.ThemeFactory()
    whole = models.Initiative(plan=plan, name_zh="整体", slug="plan-project-1-2")
    part = models.Initiative(plan=plan, name_zh="部分", parent=whole, position=3)
    twins = [models.Initiative(plan=plan, name_zh=f"无址{n}") for n in range(2)]
    save_edits(edits=[Edit(whole, {"themes": [theme]}), Edit(part), *map(Edit, twins)], by=reviewer, reason="why")
    part.refresh_from_db()
    assert (part.parent, part.zone, part.publication, part.is_public) == (whole, plan.zone, "draft", False)
    assert part.slug == "plan-project-1-2-3"
    assert [each.slug for each in twins] == ["plan-project-1-3", "plan-project-1-4"]
    row = whole.history.get()
    assert (row.history_type, row.history_user, row.history_change_reason) == ("+", reviewer, "why")
    assert [each.theme for each in row.themes.all()] == [theme]


def test_updates_move_the_statuses_of_all_their_initiatives_with_history(plan, reviewer):
    here, there = make.InitiativeFactory.create_batch(2, plan=plan)
    first = make.report(initiative=here, as_of=date(2022, 5, 1), status="in_progress")
    second = make.report(initiative=here, as_of=date(2023, 5, 1), status="completed")
    save_edits(edits=[changed(second, initiative=there), changed(first, status="postponed")], by=reviewer)
    statuses = dict(models.Initiative.objects.values_list("pk", "status"))
    assert statuses == {here.pk: "postponed", there.pk: "completed"}
    assert {each.history.first().status for each in (here, there)} == {"postponed", "completed"}
    assert here.history.first().version == 1, "it is no new version"


def test_one_that_somebody_else_changed_keeps_all_from_being_written(plan, reviewer):
    goals = make.GoalFactory.create_batch(3, plan=plan)
    edits = [changed(goal, name_en="Mine") for goal in goals]
    theirs = models.Goal.objects.get(pk=goals[2].pk)
    theirs.name_en = "Theirs"
    theirs.save()
    with pytest.raises(models.StaleVersion) as caught:
        save_edits(edits=edits, by=reviewer)
    assert caught.value.record.pk == goals[2].pk
    assert sorted(models.Goal.objects.values_list("name_en", "version")) == sorted(
        [(goals[0].name_en, 1), (goals[1].name_en, 1), ("Theirs", 2)]
    )
    assert models.Goal.history.filter(version=2).count() == 1


def test_one_that_somebody_deleted_keeps_all_from_being_written(plan, reviewer):
    goals = make.GoalFactory.create_batch(2, plan=plan)
    edits = [changed(goal, name_en="Mine") for goal in goals]
    models.Goal.objects.get(pk=goals[1].pk).delete()
    with pytest.raises(models.StaleVersion):
        save_edits(edits=edits, by=reviewer)
    assert models.Goal.objects.get().name_en == goals[0].name_en


def test_one_that_is_not_theirs_keeps_all_from_being_written(plan):
    editor, elsewhere = make.editor_of(plan.zone), make.PlanFactory()
    mine, others = make.GoalFactory(plan=plan), make.GoalFactory(plan=elsewhere)
    for edit in (changed(others, name_en="x"), changed(others, plan=plan), changed(mine, plan=elsewhere)):
        with pytest.raises(PermissionDenied):
            save_edits(edits=[changed(mine, name_en="x"), edit], by=editor)
    with pytest.raises(PermissionDenied):
        save_edits(edits=[Edit(models.Goal(plan=elsewhere, name_zh="目标", slug="new"))], by=editor)
    assert not models.Goal.objects.filter(name_en="x").exists()
    reviewer = make.editor_of(plan.zone, Role.REVIEWER)
    with pytest.raises(PermissionDenied):
        save_edits(edits=[changed(plan.zone, slug="another-place")], by=reviewer)


def test_a_place_can_be_given_up_and_taken_in_one_go(plan, reviewer):
    indicator = make.IndicatorFactory()
    old = make.ObservationFactory(zone=plan.zone, indicator=indicator, is_preferred=True)
    new = make.ObservationFactory(zone=plan.zone, indicator=indicator, is_preferred=False)
    place = {"zone": plan.zone, "indicator": indicator, "period_start": old.period_start, "period_end": old.period_end}
    save_edits(edits=[changed(old, is_preferred=False), changed(new, is_preferred=True)], by=reviewer)
    save_edits(edits=[changed(new, is_preferred=False), Edit(models.Observation(value=5, **place))], by=reviewer)
    assert models.Observation.objects.filter(is_preferred=True).get().value == 5
    with pytest.raises(IntegrityError):
        save_edits(edits=[changed(old, is_preferred=True)], by=reviewer)


def test_a_circle_that_is_closed_from_two_sides_is_refused(plan):
    one, two, three = make.OrganisationFactory.create_batch(3)
    models.Organisation.objects.filter(pk=one.pk).update(parent=two)
    models.Organisation.objects.filter(pk=two.pk).update(parent=three)
    assert not carrying._closes_circle(carrying._steps(models.Organisation, "parent", [one.pk, two.pk]), [one.pk])
    models.Organisation.objects.filter(pk=three.pk).update(parent=two)
    for key in (one.pk, two.pk, three.pk):
        assert carrying._closes_circle(carrying._steps(models.Organisation, "parent", [key]), [key])
