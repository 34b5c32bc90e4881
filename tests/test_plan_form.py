"""The form of a plan: a whole plan in one sitting, its tiers named by the rows of the same page."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests import factories
from tests.admin_forms import add, add_row, change, errors_of, sent_by, url
from zones import models
from zones.typed import written_date

ADDRESS = "admin:zones_plan_propose_tiers"


def proposed(client, code):
    return client.get(reverse(ADDRESS), {"code": code}).json()["tiers"]


def new_plan(client, **fields):
    """Return what the form for a new plan sends, its required fields filled in."""
    plan = {"zone": factories.ZoneFactory().pk, "period": factories.PeriodFactory().pk, "name_zh": "某区规划"}
    return sent_by(client.get(url(models.Plan, "add"))) | plan | fields


def send(client, data, plan=None):
    return client.post(url(models.Plan, "change", plan.pk) if plan else url(models.Plan, "add"), data)


def opened(client, plan):
    return sent_by(client.get(url(models.Plan, "change", plan.pk)))


# --- the code proposes its tiers --------------------------------------------------------------------


def test_a_code_proposes_its_tiers(admin_client):
    assert [(tier["numeral"], tier["declared_count"]) for tier in proposed(admin_client, "1246")] == [
        ("1", 1),
        ("2", 2),
        ("4", 4),
        ("6", 6),
    ]
    assert [tier["declared_count"] for tier in proposed(admin_client, "1+4+N")] == [1, 4, None]
    assert [tier["label_zh"] for tier in proposed(admin_client, "一核多园")] == ["一核", "多园"]


@pytest.mark.parametrize("code", ["", "1", "2025", "双千计划", "1\x002", "9" * 5000])
def test_a_code_that_cannot_be_read_proposes_nothing(admin_client, code):
    assert proposed(admin_client, code) == []


def test_only_those_who_enter_plans_are_told_what_a_code_proposes(client, django_user_model):
    assert client.get(reverse(ADDRESS), {"code": "1246"}).status_code == 302
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert client.get(reverse(ADDRESS), {"code": "1246"}).status_code == 403


# --- rows name the tiers of the same page -----------------------------------------------------------


def test_a_new_plan_is_saved_with_members_of_its_new_tiers(admin_client):
    data = new_plan(admin_client, code="1+2")
    add_row(data, "tiers", position=1, numeral="1", label_zh="一个目标", declared_count=1)
    add_row(data, "tiers", position=2, numeral="2", label_zh="两大工程", declared_count=2)
    add_row(data, "goals", position=1, kind="goal", name_zh="目标", tier="position:1")
    for position in (1, 2):
        add_row(data, "initiatives", position=position, kind="project", name_zh="工程", tier="position:2")
    indicator = factories.IndicatorFactory()
    add_row(data, "targets", indicator=indicator.pk, form="level", bound="exact", value="8.1万", due_on="2025年")
    answer = send(admin_client, data)
    assert answer.status_code == 302, errors_of(answer)
    goals, projects = models.PlanTier.objects.order_by("position")
    assert list(goals.goals.values_list("name_zh", flat=True)) == ["目标"]
    assert projects.initiatives.count() == 2
    target = models.Target.objects.get()
    assert (target.value, target.due_on, target.due_on_precision) == (Decimal(81000), date(2025, 1, 1), "year")


def test_a_plan_gets_a_new_tier_and_its_members_in_one_save(admin_client):
    tier = factories.PlanTierFactory(position=1)
    initiative = factories.InitiativeFactory(plan=tier.plan, tier=tier)
    data = opened(admin_client, tier.plan) | {"initiatives-0-tier": "position:2"}
    add_row(data, "tiers", position=2, label_zh="新层级")
    assert send(admin_client, data, tier.plan).status_code == 302
    initiative.refresh_from_db()
    assert initiative.tier.label_zh == "新层级"


@pytest.mark.parametrize("tier", ["position:3", "position:", "position:x", "999999", "x", "9" * 30, "\x00"])
def test_a_tier_that_is_not_on_the_page_is_refused_at_its_field(admin_client, tier):
    data = new_plan(admin_client)
    add_row(data, "tiers", position=1, label_zh="一个目标")
    add_row(data, "goals", position=1, kind="goal", name_zh="目标", tier=tier)
    answer = send(admin_client, data)
    assert set(errors_of(answer)) == {"goals-0-tier"}
    assert not models.Plan.objects.exists()


def test_a_tier_that_is_deleted_in_the_same_save_is_refused_at_the_row_that_chooses_it(admin_client):
    tier = factories.PlanTierFactory()
    data = opened(admin_client, tier.plan) | {"tiers-0-DELETE": "on"}
    add_row(data, "goals", position=1, kind="goal", name_zh="目标", tier=tier.pk)
    assert set(errors_of(send(admin_client, data, tier.plan))) == {"goals-0-tier"}
    assert models.PlanTier.objects.exists()


def test_a_form_that_comes_back_still_shows_which_tier_was_chosen(admin_client):
    data = new_plan(admin_client, name_zh="")
    add_row(data, "tiers", position=3, label_zh="六大工程")
    add_row(data, "initiatives", position=1, kind="project", name_zh="工程", tier="position:3")
    page = send(admin_client, data).content.decode()
    assert '<option value="position:3" selected>3 · 六大工程</option>' in page


def test_the_rows_of_a_plan_offer_its_own_tiers_only(admin_client):
    tier = factories.PlanTierFactory()
    factories.PlanTierFactory()
    page = admin_client.get(url(models.Plan, "change", tier.plan_id))
    for inline in page.context["inline_admin_formsets"]:
        if inline.formset.prefix != "tiers":
            choices = inline.formset.empty_form.fields["tier"].choices
            assert [value for value, _label in choices] == ["", str(tier.pk)]


def test_rows_are_entered_with_their_themes_and_speaker(admin_client):
    data, theme = new_plan(admin_client), factories.ThemeFactory()
    source, speaker = factories.SourceFactory(), factories.PersonFactory()
    evidence = {"source": source.pk, "speaker": speaker.pk, "locator": "§2 ¶6"}
    add_row(data, "initiatives", position=1, kind="project", name_zh="工程", themes=[theme.pk], **evidence)
    answer = send(admin_client, data)
    assert answer.status_code == 302, errors_of(answer)
    initiative = models.Initiative.objects.get()
    assert (initiative.source, initiative.speaker, list(initiative.themes.all())) == (source, speaker, [theme])


# --- the table of tiers -----------------------------------------------------------------------------


def test_two_tiers_change_places_in_one_save(admin_client):
    plan = factories.PlanFactory()
    first, second = (factories.PlanTierFactory(plan=plan, position=position) for position in (1, 2))
    answer = change(admin_client, plan, **{"tiers-0-position": 2, "tiers-1-position": 1})
    assert answer.status_code == 302, errors_of(answer)
    assert list(plan.tiers.order_by("position")) == [second, first]
    assert first.history.count() == 2


def test_a_new_tier_takes_the_place_of_one_that_is_deleted_in_the_same_save(admin_client):
    old = factories.PlanTierFactory(position=1)
    data = opened(admin_client, old.plan) | {"tiers-0-DELETE": "on"}
    add_row(data, "tiers", position=1, label_zh="新层级")
    answer = send(admin_client, data, old.plan)
    assert answer.status_code == 302, errors_of(answer)
    assert [(tier.position, tier.label_zh) for tier in old.plan.tiers.all()] == [(1, "新层级")]


@pytest.mark.parametrize("moved", [0, 1])
def test_a_place_that_is_taken_is_refused_at_the_row_that_moves_there(admin_client, moved):
    plan = factories.PlanFactory()
    for position in (1, 2):
        factories.PlanTierFactory(plan=plan, position=position)
    answer = change(admin_client, plan, **{f"tiers-{moved}-position": 2 - moved})
    assert set(errors_of(answer)) == {f"tiers-{moved}-position"}


def test_a_tier_says_how_many_of_its_members_are_recorded(admin_client):
    tier = factories.PlanTierFactory(declared_count=6)
    factories.GoalFactory(plan=tier.plan, tier=tier)
    factories.InitiativeFactory.create_batch(4, plan=tier.plan, tier=tier)
    factories.PlanTierFactory(plan=tier.plan, declared_count=None)
    with override("en"):
        page = admin_client.get(url(models.Plan, "change", tier.plan_id)).content.decode()
    _before, first, second, _empty_row = page.split('<output class="recorded">')
    assert first.startswith("5 of 6<")
    assert second.startswith("0, none declared<")


# --- figures and dates ------------------------------------------------------------------------------


def test_a_figure_that_cannot_be_read_comes_back_with_an_example_and_one_that_can_with_its_digits(admin_client):
    plan = factories.PlanFactory()
    data, indicator = opened(admin_client, plan), factories.IndicatorFactory()
    target = {"indicator": indicator.pk, "form": "level", "bound": "exact"}
    add_row(data, "targets", value="万", due_on="2025年12月", **target)
    add_row(data, "targets", value="3.27万亿", due_on="2025年13月", **target)
    answer = send(admin_client, data, plan)
    assert set(errors_of(answer)) == {"targets-0-value", "targets-1-due_on"}
    page = answer.content.decode()
    assert "= 3,270,000,000,000</span>" in page
    assert "= 2025-12</span>" in page


@pytest.mark.parametrize("precision", ["day", "month", "year"])
def test_a_date_is_offered_as_precisely_as_it_is_known_and_stays_so(admin_client, precision):
    target = factories.TargetFactory(due_on=date(2025, 1, 1), due_on_precision=precision)
    data = opened(admin_client, target.plan)
    assert data["targets-0-due_on"] == {"day": "2025-01-01", "month": "2025-01", "year": "2025"}[precision]
    assert send(admin_client, data, target.plan).status_code == 302
    assert target.history.count() == 1


def test_a_date_becomes_more_precise_by_typing_more_of_it(admin_client):
    target = factories.TargetFactory(due_on=date(2025, 1, 1), due_on_precision="year")
    assert change(admin_client, target.plan, **{"targets-0-due_on": "2025-01-01"}).status_code == 302
    target.refresh_from_db()
    assert (target.due_on, target.due_on_precision) == (date(2025, 1, 1), "day")


@pytest.mark.parametrize(
    ("typed", "chosen", "kept"),
    [
        ("2021-03-17", "day", "2021-03-17"),
        ("2021-03-17", "month", "2021-03"),
        ("2021年3月", "day", "2021-03"),
        ("2021", "month", "2021"),
    ],
)
def test_where_the_precision_can_be_chosen_it_counts_for_a_full_day(admin_client, typed, chosen, kept):
    answer = add(admin_client, models.Source, name_zh="文章", published_on=typed, published_on_precision=chosen)
    assert answer.status_code == 302, errors_of(answer)
    source = models.Source.objects.get()
    assert written_date(source.published_on, source.published_on_precision) == kept


@pytest.mark.parametrize(("chosen", "kept"), [("month", "2021-03-17"), ("year", "2021")])
def test_a_date_made_more_precise_does_not_wait_for_the_choice_beside_it(admin_client, chosen, kept):
    source = factories.SourceFactory(published_on=date(2021, 3, 1), published_on_precision="month")
    typed = {"published_on": "2021-03-17", "published_on_precision": chosen}
    assert change(admin_client, source, **typed).status_code == 302
    source.refresh_from_db()
    assert written_date(source.published_on, source.published_on_precision) == kept


def test_a_period_typed_as_a_month_lasts_until_its_last_day(admin_client):
    indicator, zone = factories.IndicatorFactory(), factories.ZoneFactory()
    fields = {"indicator": indicator.pk, "zone": zone.pk, "value": "1.2亿", "year_on_year_percent": "10.3％"}
    answer = add(admin_client, models.Observation, period_start="2020年5月", period_end="2020年5月", **fields)
    assert answer.status_code == 302, errors_of(answer)
    observation = models.Observation.objects.get()
    assert (observation.period_start, observation.period_end) == (date(2020, 5, 1), date(2020, 5, 31))
    assert (observation.value, observation.year_on_year_percent) == (Decimal(120000000), Decimal("10.3"))


def test_a_date_that_nobody_touched_does_not_stand_in_the_way_of_another_persons_correction(admin_client):
    source = factories.SourceFactory(published_on=date(2021, 3, 1), published_on_precision="month", url="")
    data = sent_by(admin_client.get(url(models.Source, "change", source.pk)))
    change(admin_client, source, published_on="2021-04")
    answer = admin_client.post(url(models.Source, "change", source.pk), data | {"url": "https://example.org/"})
    assert 'value="2021-04"' in answer.content.decode()
    again = sent_by(answer)
    assert admin_client.post(url(models.Source, "change", source.pk), again).status_code == 302
    source.refresh_from_db()
    assert (source.published_on, source.url) == (date(2021, 4, 1), "https://example.org/")


# --- roles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("zones", "filled_in"), [(1, True), (2, False)])
def test_the_zone_of_an_editor_of_one_zone_is_filled_in(client, django_user_model, zones, filled_in):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    for zone in factories.ZoneFactory.create_batch(zones):
        models.Membership.objects.create(user=editor, zone=zone, role="editor")
    client.force_login(editor)
    assert ("zone" in sent_by(client.get(url(models.Plan, "add")))) == filled_in


def test_an_editor_enters_a_plan_of_the_own_zone_with_all_its_rows(client, django_user_model):
    editor, zone = django_user_model.objects.create_user("editor", is_staff=True), factories.ZoneFactory()
    models.Membership.objects.create(user=editor, zone=zone, role="editor")
    client.force_login(editor)
    data = new_plan(client, zone=zone.pk)
    add_row(data, "tiers", position=1, label_zh="一个目标", declared_count=1)
    add_row(data, "goals", position=1, kind="goal", name_zh="目标", tier="position:1")
    answer = send(client, data)
    assert answer.status_code == 302, errors_of(answer)
    assert models.Goal.objects.get().tier.label_zh == "一个目标"


# --- records made on the way ------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["source", "speaker", "themes"])
def test_a_row_offers_to_add_a_source_a_person_or_a_theme(admin_client, field):
    page = admin_client.get(url(models.Plan, "add"))
    rows = next(inline.formset for inline in page.context["inline_admin_formsets"] if inline.formset.prefix == "goals")
    assert rows.empty_form.fields[field].widget.can_add_related


def test_a_plan_needs_a_name_before_anything_is_saved(admin_client):
    answer = add(admin_client, models.Plan, name_zh="")
    assert set(errors_of(answer)) == {"zone", "name_zh"}
