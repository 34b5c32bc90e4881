"""The models' rules: each constraint by name, each cross-row rule by its field, each single value."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from tests import factories as make
from zones.models import Observation, refuse_goals_of_another_plan

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("zones").get_models() if hasattr(model, "natural_key")]
FACTORIES = {factory._meta.model: factory for factory in vars(make).values() if hasattr(factory, "_meta")}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refused(record) -> dict[str, list[str]]:
    """Return what full_clean() says of a record, leaving out what the code sets by itself."""
    automatic = {field.name for field in record._meta.fields if not field.editable}
    try:
        record.full_clean(exclude=automatic)
    except ValidationError as error:
        return error.message_dict
    return {}


# --- constraints: the message for people, and the database that holds them against bulk writes and scripts


def _second_overall_plan():
    plan = make.PlanFactory()
    return make.PlanFactory.build(zone=plan.zone, period=plan.period)


def _second_tier_at_a_position():
    tier = make.PlanTierFactory(position=1)
    return make.PlanTierFactory.build(plan=tier.plan, position=1)


def _second_preferred_figure(**subject):
    figure = make.ObservationFactory(**subject)
    names = ("indicator", "zone", "initiative", "scope_zh", "period_start", "period_end")
    return make.ObservationFactory.build(**{name: getattr(figure, name) for name in names})


def _figure(**values):
    return make.ObservationFactory.build(indicator=make.IndicatorFactory(), zone=make.ZoneFactory(), **values)


def _target(**values):
    return make.TargetFactory.build(plan=make.PlanFactory(), indicator=make.IndicatorFactory(), **values)


def _initiative(**values):
    plan = make.PlanFactory()
    return make.InitiativeFactory.build(plan=plan, zone=plan.zone, **values)


def _update(**values):
    return make.ProgressUpdateFactory.build(initiative=make.InitiativeFactory(), **values)


EVIDENCE = "A locator, a quotation or a speaker needs a source."
LEVELS = "A nation has no area above it; a province and a zone must have one."
COORDINATES = "Give latitude and longitude together, or neither."
PERIOD = "Give both ends of the period in order, or neither."
REFERENCE = "Say what the share or the multiple refers to."
PREFERRED = "Another figure for the same subject and period is already preferred."
CONSTRAINTS = [
    ("zone_evidence_needs_source", lambda: make.NationFactory.build(locator="¶1"), EVIDENCE),
    (
        "plan_evidence_needs_source",
        lambda: make.PlanFactory.build(zone=make.ZoneFactory(), period=None, quotation="某"),
        EVIDENCE,
    ),
    (
        "goal_evidence_needs_source",
        lambda: make.GoalFactory.build(plan=make.PlanFactory(), speaker=make.PersonFactory()),
        EVIDENCE,
    ),
    ("initiative_evidence_needs_source", lambda: _initiative(locator="¶1"), EVIDENCE),
    (
        "milestone_evidence_needs_source",
        lambda: make.MilestoneFactory.build(initiative=make.InitiativeFactory(), locator="¶1"),
        EVIDENCE,
    ),
    ("progressupdate_evidence_needs_source", lambda: _update(locator="¶1"), EVIDENCE),
    ("target_evidence_needs_source", lambda: _target(locator="¶1"), EVIDENCE),
    ("observation_evidence_needs_source", lambda: _figure(locator="¶1"), EVIDENCE),
    ("zone_parent_by_level", lambda: make.ZoneFactory.build(parent=None), LEVELS),
    ("zone_parent_by_level", lambda: make.ProvinceFactory.build(parent=None), LEVELS),
    ("zone_parent_by_level", lambda: make.NationFactory.build(parent=make.ProvinceFactory(), slug="x"), LEVELS),
    ("zone_has_whole_coordinates", lambda: make.NationFactory.build(latitude=Decimal(39)), COORDINATES),
    ("zone_has_whole_coordinates", lambda: make.NationFactory.build(longitude=Decimal(117)), COORDINATES),
    (
        "period_ends_after_it_starts",
        lambda: make.PeriodFactory.build(first_year=2025, last_year=2021),
        "The last year cannot be before the first.",
    ),
    (
        "plan_one_overall_per_zone_and_period",
        _second_overall_plan,
        "This zone already has an overall plan for this period.",
    ),
    ("plantier_one_per_position", _second_tier_at_a_position, "This plan already has a tier at this position."),
    (
        "initiative_due_after_start",
        lambda: _initiative(start_on=date(2022, 1, 2), due_on=date(2022, 1, 1)),
        "The due date cannot be before the start.",
    ),
    (
        "progressupdate_percent_0_to_100",
        lambda: _update(percent=101),
        "Ensure this value is less than or equal to 100.",
    ),
    (
        "target_due_date_or_horizon",
        lambda: _target(horizon_years=3),
        "Give a due date or a horizon in years, not both.",
    ),
    (
        "target_multiple_is_positive",
        lambda: _target(form="multiple", value=Decimal(0)),
        "A multiple of the baseline must be greater than 0.",
    ),
    (
        "observation_value_or_text",
        lambda: _figure(value=None),
        "Give the value, or the text as printed when there is no number.",
    ),
    ("observation_period_is_whole", lambda: _figure(period_end=None), PERIOD),
    ("observation_period_is_whole", lambda: _figure(period_start=None), PERIOD),
    ("observation_period_is_whole", lambda: _figure(period_end=date(2019, 12, 31)), PERIOD),
    ("observation_reference_is_named", lambda: _figure(share_percent=Decimal(38)), REFERENCE),
    ("observation_reference_is_named", lambda: _figure(multiple=Decimal("13.8")), REFERENCE),
    ("observation_one_preferred", _second_preferred_figure, PREFERRED),
    ("observation_one_preferred", lambda: _second_preferred_figure(period_start=None, period_end=None), PREFERRED),
    ("observation_one_preferred", lambda: _second_preferred_figure(scope_zh="仅启动现场"), PREFERRED),
]
IDS = [f"{name}-{number}" for number, (name, _make, _message) in enumerate(CONSTRAINTS)]


@pytest.mark.parametrize(("name", "make_record", "message"), CONSTRAINTS, ids=IDS)
def test_a_constraint_is_told_to_people_and_held_by_the_database(name, make_record, message):
    record = make_record()
    assert name in {constraint.name for constraint in record._meta.constraints}
    said = [sentence for sentences in refused(record).values() for sentence in sentences]
    assert message in said
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def test_every_constraint_is_tried_above():
    declared = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    assert declared == {name for name, _make, _message in CONSTRAINTS}


@pytest.mark.parametrize("model", MODELS)
def test_what_the_factories_make_keeps_every_rule(model):
    assert refused(FACTORIES[model]()) == {}


def test_figures_are_preferred_once_for_each_subject_and_period():
    first = make.ObservationFactory()
    subject = {"indicator": first.indicator, "zone": first.zone}
    make.ObservationFactory(**subject, is_preferred=False)
    make.ObservationFactory(**subject, scope_zh="仅启动现场")
    make.ObservationFactory(**subject, period_start=None, period_end=None)
    make.ObservationFactory(**subject, initiative=make.InitiativeFactory(plan__zone=first.zone))
    make.ObservationFactory(**subject, period_end=date(2020, 6, 30))
    assert Observation.objects.filter(is_preferred=True, indicator=first.indicator).count() == 5


def test_a_zone_has_as_many_special_plans_for_a_period_as_it_likes():
    plan = make.PlanFactory()
    make.PlanFactory(zone=plan.zone, period=plan.period, kind="special")
    make.PlanFactory(zone=plan.zone, period=plan.period, kind="special")
    assert plan.zone.plans.count() == 3


@pytest.mark.parametrize(("precision", "due"), [("month", date(2022, 3, 1)), ("year", date(2022, 1, 1))])
def test_a_start_within_the_due_month_or_year_is_in_order(precision, due):
    initiative = _initiative(start_on=date(2022, 3, 15), due_on=due, due_on_precision=precision)
    assert refused(initiative) == {}
    initiative.save()
    initiative.start_on = date(2023, 1, 1)
    assert refused(initiative) == {"due_on": ["The due date cannot be before the start."]}


# --- rules across rows: clean() names the field


def _its_own_ancestor(factory, link):
    child = factory()
    parent = factory(**{link: child})
    setattr(child, link, parent)
    return child


def _initiatives_in_a_circle():
    child = make.InitiativeFactory()
    child.parent = make.InitiativeFactory(plan=child.plan, parent=child)
    return child


def _plans_in_a_circle():
    plan = make.PlanFactory()
    plan.continues = make.PlanFactory(zone=plan.zone, period=None, continues=plan)
    return plan


def _initiatives_that_continue_each_other():
    first = make.InitiativeFactory()
    first.continues = make.InitiativeFactory(plan=make.PlanFactory(zone=first.zone, period=None), continues=first)
    return first


def _moved(record, **place):
    for name, value in place.items():
        setattr(record, name, value)
    return record


def _tier_with_member():
    tier = make.PlanTierFactory()
    make.GoalFactory(plan=tier.plan, tier=tier)
    return tier


def _goal_with_target():
    goal = make.GoalFactory()
    make.TargetFactory(plan=goal.plan, goal=goal)
    return goal


def _part():
    whole = make.InitiativeFactory()
    make.InitiativeFactory(plan=whole.plan, parent=whole)
    return whole


def _worked_out_in_its_own_plan():
    initiative = make.InitiativeFactory()
    initiative.detailed_by = initiative.plan
    return initiative


def _continues_within_its_plan():
    before = make.InitiativeFactory()
    return make.InitiativeFactory.build(plan=before.plan, continues=before)


TOMORROW = timezone.localdate() + timedelta(days=2)
SAME_PLAN, SAME_TIER_PLAN = "It must belong to the same plan.", "The tier must belong to the same plan."
RULES = [
    (
        lambda: _its_own_ancestor(make.OrganisationFactory, "parent"),
        "parent",
        "An organisation cannot be part of itself.",
    ),
    (lambda: _its_own_ancestor(make.IndicatorFactory, "part_of"), "part_of", "An indicator cannot be part of itself."),
    (
        lambda: make.ZoneFactory.build(parent=make.NationFactory()),
        "parent",
        "The area above must be a province or municipality.",
    ),
    (lambda: make.ProvinceFactory.build(parent=make.ProvinceFactory()), "parent", "The area above must be a nation."),
    (
        lambda: make.ZoneFactory.build(parent=make.ZoneFactory()),
        "parent",
        "The area above must be a province or municipality.",
    ),
    (_plans_in_a_circle, "continues", "A plan cannot continue itself."),
    (
        lambda: make.PlanFactory.build(zone=make.ZoneFactory(), period=None, continues=make.PlanFactory()),
        "continues",
        "The plan before must belong to the same zone.",
    ),
    (
        lambda: _moved(make.InitiativeFactory().plan, zone=make.ZoneFactory()),
        "zone",
        "This plan has initiatives, so it cannot move to another zone.",
    ),
    (
        lambda: _moved(_tier_with_member(), plan=make.PlanFactory()),
        "plan",
        "This tier has members, so it cannot move to another plan.",
    ),
    (
        lambda: _moved(_goal_with_target(), plan=make.PlanFactory()),
        "plan",
        "Initiatives or targets serve this goal, so it cannot move to another plan.",
    ),
    (
        lambda: _moved(_part(), plan=make.PlanFactory()),
        "plan",
        "This initiative has parts, targets or figures, so it cannot move to another plan.",
    ),
    (lambda: make.GoalFactory.build(plan=make.PlanFactory(), tier=make.PlanTierFactory()), "tier", SAME_TIER_PLAN),
    (lambda: _initiative(tier=make.PlanTierFactory()), "tier", SAME_TIER_PLAN),
    (lambda: _initiative(parent=make.InitiativeFactory()), "parent", SAME_PLAN),
    (_initiatives_in_a_circle, "parent", "An initiative cannot be part of itself."),
    (_initiatives_that_continue_each_other, "continues", "An initiative cannot continue itself."),
    (_continues_within_its_plan, "continues", "It must belong to an earlier plan."),
    (_worked_out_in_its_own_plan, "detailed_by", "An initiative cannot be worked out in its own plan."),
    (
        lambda: _initiative(start_on=date(2022, 1, 2), due_on=date(2022, 1, 1)),
        "due_on",
        "The due date cannot be before the start.",
    ),
    (
        lambda: make.MilestoneFactory.build(initiative=make.InitiativeFactory(), reached_on=TOMORROW),
        "reached_on",
        "A milestone cannot have been reached in the future.",
    ),
    (lambda: _update(as_of=TOMORROW), "as_of", "An update cannot speak of the future."),
    (lambda: _target(tier=make.PlanTierFactory()), "tier", SAME_PLAN),
    (lambda: _target(goal=make.GoalFactory()), "goal", SAME_PLAN),
    (lambda: _target(initiative=make.InitiativeFactory()), "initiative", SAME_PLAN),
    (lambda: _target(baseline_year=2026), "baseline_year", "The baseline cannot be later than the due date."),
    (
        lambda: _figure(initiative=make.InitiativeFactory()),
        "initiative",
        "The initiative must belong to the same zone.",
    ),
]


@pytest.mark.parametrize(("make_record", "field", "message"), RULES)
def test_a_rule_across_rows_names_the_field_at_fault(make_record, field, message):
    assert refused(make_record()).get(field) == [message]


def test_members_of_the_same_plan_and_zone_are_in_order():
    plan = make.PlanFactory()
    here = {"tier": make.PlanTierFactory(plan=plan), "goal": make.GoalFactory(plan=plan)}
    whole = make.InitiativeFactory(plan=plan, tier=here["tier"])
    assert refused(make.InitiativeFactory.build(plan=plan, tier=here["tier"], parent=whole)) == {}
    indicator = make.IndicatorFactory()
    assert refused(make.TargetFactory.build(plan=plan, indicator=indicator, initiative=whole, **here)) == {}
    assert refused(make.ObservationFactory.build(indicator=indicator, zone=plan.zone, initiative=whole)) == {}


def test_an_initiative_serves_goals_of_its_own_plan_only():
    goal = make.GoalFactory()
    refuse_goals_of_another_plan([goal], goal.plan_id)
    with pytest.raises(ValidationError) as refusal:
        refuse_goals_of_another_plan([goal, make.GoalFactory()], goal.plan_id)
    assert list(refusal.value.message_dict) == ["goals"]


# --- single values


@pytest.mark.parametrize(
    ("make_record", "field"),
    [
        (lambda: make.ThemeFactory.build(name_zh="a\x00b"), "name_zh"),
        (lambda: make.ThemeFactory.build(name_zh="\ud800"), "name_zh"),
        (lambda: make.ThemeFactory.build(note_en="\x1b[0m"), "note_en"),
        (lambda: make.ThemeFactory.build(name_zh=""), "name_zh"),
        (lambda: make.ThemeFactory.build(name_zh="长" * 201), "name_zh"),
        (lambda: make.ThemeFactory.build(group="fashion"), "group"),
        (lambda: make.ThemeFactory.build(slug="新材料"), "slug"),
        (lambda: make.PeriodFactory.build(number=0), "number"),
        (lambda: make.PeriodFactory.build(number=1000), "number"),
        (lambda: make.PeriodFactory.build(first_year=1948), "first_year"),
        (lambda: make.PeriodFactory.build(last_year=2101), "last_year"),
        (lambda: make.SourceFactory.build(published_on=date(1, 1, 1)), "published_on"),
        (lambda: make.SourceFactory.build(published_on=date(9999, 12, 31)), "published_on"),
        (lambda: make.SourceFactory.build(url="javascript:alert(1)"), "url"),
        (lambda: make.PlanTierFactory.build(plan=make.PlanFactory(), declared_count=0), "declared_count"),
        (lambda: _update(percent=101), "percent"),
        (lambda: _figure(share_percent=Decimal("100.1"), reference_zh="全国"), "share_percent"),
        (lambda: _figure(value=Decimal(10) ** 17), "value"),
        (lambda: _figure(value=Decimal("0.00001")), "value"),
        (lambda: _figure(value=Decimal("NaN")), "value"),
        (lambda: make.NationFactory.build(latitude=Decimal(91), longitude=Decimal(0)), "latitude"),
        (lambda: make.IndicatorFactory.build(decimals=5), "decimals"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(make_record, field):
    assert field in refused(make_record())


def test_a_slug_is_used_once():
    make.ThemeFactory(slug="a-theme")
    assert refused(make.ThemeFactory.build(slug="a-theme")) == {"slug": ["This slug is already in use."]}


def test_a_period_exists_once():
    make.PeriodFactory(number=14)
    assert refused(make.PeriodFactory.build(number=14)) == {"number": ["This period already exists."]}


@pytest.mark.parametrize(
    ("factory", "field"), [("Target", "value"), ("Target", "baseline_value"), ("Observation", "value")]
)
def test_a_figure_of_more_digits_than_are_kept_is_refused(factory, field):
    record = getattr(make, f"{factory}Factory")()
    setattr(record, field, Decimal("9999999999999999.9999"))
    assert refused(record) == {field: ["Enter a number of at most 15 digits."]}
    for value in ("9999999999999990", "-99999999999.9999"):
        setattr(record, field, Decimal(value))
        assert refused(record) == {}
        record.save()
        record.refresh_from_db()
        assert getattr(record, field) == Decimal(value)


def test_parts_of_parts_are_not_nested_deeper_than_a_plan_can_be_read():
    plan = make.PlanFactory()
    whole = None
    for _level in range(10):
        whole = make.InitiativeFactory(plan=plan, parent=whole)
        whole.clean()
    with pytest.raises(ValidationError) as refused:
        make.InitiativeFactory.build(plan=plan, parent=whole).clean()
    assert list(refused.value.message_dict) == ["parent"]
