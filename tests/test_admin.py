"""The admin: every model's lists, forms and history, in both languages, at a steady number of queries."""

from functools import partial

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import override

from tests import factories
from tests.admin_forms import add, add_row, change, errors_of, sent_by, url
from zones import models

# What makes a row whose related records, as far as lists show them, are its own: a missing join is then seen.
NEW_ROW = {
    models.Organisation: lambda: factories.OrganisationFactory(parent=factories.OrganisationFactory()),
    models.Person: lambda: factories.PersonFactory(organisation=factories.OrganisationFactory()),
    models.Source: lambda: factories.SourceFactory(publisher=factories.OrganisationFactory()),
    models.Theme: factories.ThemeFactory,
    models.Zone: lambda: factories.ZoneFactory(administration=factories.OrganisationFactory()),
    models.Period: lambda: factories.PeriodFactory(number=models.Period.objects.count() + 1),
    models.Plan: factories.PlanFactory,
    models.PlanTier: factories.PlanTierFactory,
    models.Goal: lambda: factories.GoalFactory(**_tier_and_plan()),
    models.Initiative: lambda: factories.InitiativeFactory(**_tier_and_plan()),
    models.Milestone: factories.MilestoneFactory,
    models.ProgressUpdate: factories.ProgressUpdateFactory,
    models.Indicator: lambda: factories.IndicatorFactory(part_of=factories.IndicatorFactory()),
    models.Target: lambda: factories.TargetFactory(**_tier_and_plan()),
    models.Observation: lambda: _observation_of(factories.InitiativeFactory()),
}
# A text of each model that a test may overwrite.
TEXT = (
    dict.fromkeys(NEW_ROW, "name_en")
    | {models.PlanTier: "label_en", models.ProgressUpdate: "summary_en"}
    | dict.fromkeys((models.Target, models.Observation), "note_en")
)

each_model = pytest.mark.parametrize("model", NEW_ROW, ids=lambda model: model._meta.model_name)
each_language = pytest.mark.parametrize("language", ["zh-hans", "en"])


def _tier_and_plan():
    tier = factories.PlanTierFactory()
    return {"plan": tier.plan, "tier": tier, "source": factories.SourceFactory()}


def _observation_of(initiative):
    return factories.ObservationFactory(zone=initiative.zone, initiative=initiative)


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_every_model_of_the_tracker_has_an_admin_with_history():
    everything = apps.get_app_config("zones").get_models()
    ours = {model for model in everything if not model.__name__.startswith("Historical")}
    ours.remove(models.SearchEntry)  # the database alone writes it
    ours.remove(models.Membership)  # entered in the form of its person
    ours.remove(models.Revision)  # so is this
    ours.remove(models.ApiToken)  # nobody changes one: it is made and revoked
    assert ours == set(NEW_ROW)
    assert all(hasattr(admin.site.get_model_admin(model), "version_view") for model in ours)


@each_language
def test_the_index_lists_every_model_and_offers_the_other_language(admin_client, language):
    with override(language):
        page = admin_client.get(reverse("admin:index")).content.decode()
        assert all(f'href="{url(model, "changelist")}"' in page for model in NEW_ROW)
        assert f'href="{reverse("admin:auth_user_changelist")}"' in page
    other = "/en/admin/" if language == "zh-hans" else "/admin/"
    assert f'href="{other}"' in page


# --- lists ----------------------------------------------------------------------------------------


@each_model
def test_list_search_and_every_filter_answer(admin_client, model):
    NEW_ROW[model]()
    address = url(model, "changelist")
    found = admin_client.get(address).context["cl"]
    assert found.result_count == model.objects.count()
    choices = [choice["query_string"] for spec in found.filter_specs for choice in spec.choices(found)]
    assert len(choices) >= 3
    for query in (*choices, "?q=60%25", "?q='\"\\", "?q=名称", "?all=", "?o=1.-2"):
        assert admin_client.get(address + query).status_code == 200, query
    assert admin_client.get(f"/en{address}").status_code == 200


HOSTILE = (
    "q=%00",
    "q=%ED%A0%80",
    "p=100000000000000000000",
    "p=-1",
    "o=99",
    "cited=maybe",
    "english=maybe",
    "zone__id__exact=abc",
    "id__exact=100000000000000000000000",
    "nothing=1",
    "created_at__year=0",
    "created_at__year=99999",
)


@each_model
def test_a_hostile_address_of_a_list_is_answered_or_refused(admin_client, model):
    NEW_ROW[model]()
    for query in HOSTILE:
        assert admin_client.get(f"{url(model, 'changelist')}?{query}", follow=True).status_code in {200, 400}, query


@pytest.mark.parametrize("year", ["0", "99999", "-1", "abc", "2021&as_of__month=13"])
def test_a_hostile_year_in_a_date_hierarchy_is_answered_or_refused(admin_client, year):
    factories.ProgressUpdateFactory()
    address = f"{url(models.ProgressUpdate, 'changelist')}?as_of__year={year}"
    assert admin_client.get(address, follow=True).status_code in {200, 400}


@each_model
def test_search_finds_a_record_by_its_text_and_filters_sort_out_what_has_no_english(admin_client, model):
    record = NEW_ROW[model]()
    address = url(model, "changelist")
    term = getattr(record, "slug", "") or str(getattr(record, "number", "")) or record.label_zh
    assert record in admin_client.get(address, {"q": term}).context["cl"].result_list
    assert not admin_client.get(address, {"q": "no-such-text"}).context["cl"].result_list
    if not hasattr(admin.site.get_model_admin(model), "english_field"):
        return
    for text, present in (("", "no"), ("Some text", "yes")):
        model.objects.filter(pk=record.pk).update(**{TEXT[model]: text})
        assert record in admin_client.get(address, {"english": present}).context["cl"].result_list
        absent = "yes" if present == "no" else "no"
        assert record not in admin_client.get(address, {"english": absent}).context["cl"].result_list


def test_the_evidence_filter_tells_cited_from_uncited(admin_client):
    cited = factories.GoalFactory(source=factories.SourceFactory())
    uncited = factories.GoalFactory()
    address = url(models.Goal, "changelist")
    assert list(admin_client.get(address, {"cited": "yes"}).context["cl"].result_list) == [cited]
    assert list(admin_client.get(address, {"cited": "no"}).context["cl"].result_list) == [uncited]


@each_model
def test_a_list_needs_the_same_queries_for_1_row_and_for_30(admin_client, model):
    NEW_ROW[model]()
    address = url(model, "changelist")
    queries_of(admin_client, address)  # the first visit also learns the content types
    few = queries_of(admin_client, address)
    for _row in range(30):
        NEW_ROW[model]()
    assert queries_of(admin_client, address) == few <= 16


CHOOSERS = [
    (model._meta.model_name, name)
    for model in NEW_ROW
    for name in admin.site.get_model_admin(model).autocomplete_fields
]


@pytest.mark.parametrize(("model_name", "field_name"), CHOOSERS)
def test_a_chooser_answers_at_a_steady_number_of_queries(admin_client, model_name, field_name):
    chosen = apps.get_model("zones", model_name)._meta.get_field(field_name).related_model
    parameters = f"?app_label=zones&model_name={model_name}&field_name={field_name}&term="
    address = reverse("admin:autocomplete") + parameters
    NEW_ROW[chosen]()
    few = queries_of(admin_client, address)
    for _row in range(10):
        NEW_ROW[chosen]()
    assert queries_of(admin_client, address) == few <= 5
    assert admin_client.get(address).json()["results"]
    assert admin_client.get(address + "no-such-text").json()["results"] == []


# --- forms ----------------------------------------------------------------------------------------


def _new_fields():
    """What a person enters for a new record of each model: only what is asked for, dates imprecisely known."""
    plan, indicator, theme = factories.PlanFactory(), factories.IndicatorFactory(), factories.ThemeFactory()
    initiative = factories.InitiativeFactory(plan=plan)
    named = {"name_zh": "新记录", "name_en": "Entered by hand"}
    return {
        models.Organisation: named | {"kind": "media", "parent": factories.OrganisationFactory().pk},
        models.Person: named,
        models.Source: named | {"published_on": "2021-03-17", "published_on_precision": "month"},
        models.Theme: named | {"group": "digital"},
        models.Zone: named | {"level": "zone", "parent": plan.zone.parent_id},
        models.Period: {"number": 15, "name_zh": "“十五五”", "first_year": 2026, "last_year": 2030},
        models.Plan: named | {"zone": plan.zone_id, "code": "1+4+N", "kind": "special"},
        models.PlanTier: {"plan": plan.pk, "position": 1, "numeral": "N", "label_zh": "若干工程"},
        models.Goal: named | {"plan": plan.pk, "themes": [theme.pk]},
        models.Initiative: named | {"plan": plan.pk, "themes": [theme.pk], "due_on": "2025-12-31"},
        models.Milestone: named | {"initiative": initiative.pk, "due_on": "2024-06-30"},
        models.ProgressUpdate: {"initiative": initiative.pk, "as_of": "2022-06-30", "status": "in_progress"},
        models.Indicator: named | {"unit_zh": "家", "themes": [theme.pk]},
        models.Target: {"plan": plan.pk, "indicator": indicator.pk, "form": "multiple", "value": "2"},
        models.Observation: {"zone": plan.zone_id, "indicator": indicator.pk, "value": "81000"},
    }


@each_model
def test_a_record_is_added_and_changed_with_history_by_the_user(admin_client, admin_user, model):
    answer = add(admin_client, model, **_new_fields()[model])
    assert answer.status_code == 302, errors_of(answer)
    record = model.objects.latest("pk")
    assert record.history.earliest().history_type == "+"

    answer = change(admin_client, record, **{TEXT[model]: "Changed by hand"})
    assert answer.status_code == 302, errors_of(answer)
    changed = model.objects.get(pk=record.pk)
    assert getattr(changed, TEXT[model]) == "Changed by hand"
    assert getattr(changed, "slug", "") == getattr(record, "slug", "")
    assert {version.history_user for version in record.history.all()} == {admin_user}


@each_language
@each_model
def test_a_records_history_says_who_changed_what_and_opens_every_version(admin_client, model, language):
    record = NEW_ROW[model]()
    with override(language):
        change(admin_client, record, **{TEXT[model]: "Changed by hand"})
        page = admin_client.get(url(model, "history", record.pk))
        text = page.content.decode()
        assert "Changed by hand" in text
        assert "admin" in text
        assert 'style="' not in text
        label = capfirst(model._meta.get_field("updated_at").verbose_name)
        assert f'<th scope="row">{label}' not in text
        for version in record.history.all():
            assert admin_client.get(url(model, "version", record.pk, version.pk)).status_code == 200


def test_history_shows_what_changed_among_many_to_many_choices(admin_client):
    initiative = factories.InitiativeFactory()
    theme = factories.ThemeFactory(name_zh="新材料", name_en="New materials")
    change(admin_client, initiative, themes=[theme.pk])
    assert "新材料" in admin_client.get(url(models.Initiative, "history", initiative.pk)).content.decode()


@each_model
def test_an_old_version_is_restored_as_the_newest(admin_client, admin_user, model):
    record = NEW_ROW[model]()
    before = getattr(record, TEXT[model])
    first = record.history.latest()
    setattr(record, TEXT[model], "Changed by hand")
    record.save()
    address = url(model, "version", record.pk, first.pk)
    assert "Changed by hand" in admin_client.get(address).content.decode()
    assert admin_client.post(address, {"reason": "It was better before"}).status_code == 302
    record.refresh_from_db()
    assert (getattr(record, TEXT[model]), record.version) == (before, 3)
    newest = record.history.latest()
    assert (newest.history_user, newest.history_change_reason) == (admin_user, "It was better before")


@each_model
def test_addresses_of_records_that_do_not_exist_are_not_errors(admin_client, model):
    for identifier in ("abc", "0", "100000000000000000000000", "1_2F"):
        for page in ("change", "history", "delete"):
            assert admin_client.get(url(model, page, identifier)).status_code in {302, 404}
        assert admin_client.get(url(model, "version", identifier, identifier)).status_code == 404


def test_the_history_of_a_tier_that_was_deleted_with_its_plan_is_no_error(admin_client):
    tier = factories.PlanTierFactory()
    pk, version = tier.pk, tier.history.latest().pk
    tier.plan.delete()
    assert admin_client.get(url(models.PlanTier, "history", pk)).status_code == 404
    assert admin_client.get(url(models.PlanTier, "version", pk, version)).status_code == 404


def _plan_of(number):
    """A plan with as many tiers, goals, initiatives and targets, each with its own tier, source and indicator."""
    plan = factories.PlanFactory()
    for _row in range(number):
        tier = factories.PlanTierFactory(plan=plan)
        for factory in (factories.GoalFactory, factories.InitiativeFactory, factories.TargetFactory):
            factory(plan=plan, tier=tier, source=factories.SourceFactory())
    return plan


def _initiative_of(number):
    """An initiative with as many updates, milestones, targets and observations, all with evidence of their own."""
    initiative = factories.InitiativeFactory()
    for _row in range(number):
        evidence = {"source": factories.SourceFactory(), "speaker": factories.PersonFactory()}
        factories.ProgressUpdateFactory(initiative=initiative, **evidence)
        factories.MilestoneFactory(initiative=initiative, **evidence)
        tier, goal = factories.PlanTierFactory(plan=initiative.plan), factories.GoalFactory(plan=initiative.plan)
        factories.TargetFactory(plan=initiative.plan, initiative=initiative, tier=tier, goal=goal, **evidence)
        factories.ObservationFactory(zone=initiative.zone, initiative=initiative, **evidence)
    return initiative


@pytest.mark.parametrize("make", [_plan_of, _initiative_of])
def test_a_form_with_rows_needs_the_same_queries_for_1_row_and_for_30(admin_client, make):
    small, large = make(1), make(30)
    queries_of(admin_client, url(type(small), "change", small.pk))
    few = queries_of(admin_client, url(type(small), "change", small.pk))
    assert queries_of(admin_client, url(type(large), "change", large.pk)) == few <= 20


@pytest.mark.parametrize("make", [_plan_of, _initiative_of])
def test_saving_a_form_asks_the_database_nothing_about_rows_that_were_not_touched(admin_client, make):
    needed = []
    for record in (make(1), make(10)):
        assert change(admin_client, record).status_code == 302
        data = sent_by(admin_client.get(url(type(record), "change", record.pk)))
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(url(type(record), "change", record.pk), data).status_code == 302
        needed.append(len(queries))
    assert needed[0] == needed[1] <= 40


def test_a_whole_plan_is_entered_in_one_form(admin_client):
    zone, period, indicator = factories.ZoneFactory(), factories.PeriodFactory(), factories.IndicatorFactory()
    source = factories.SourceFactory()
    address = url(models.Plan, "add")
    data = sent_by(admin_client.get(address)) | {
        "zone": zone.pk,
        "period": period.pk,
        "name_zh": "某区规划",
        "code": "1+2",
        "source": source.pk,
    }
    row = partial(add_row, data)
    row("tiers", position=1, label_zh="一个目标", declared_count=1)
    row("tiers", position=2, label_zh="两大工程", declared_count=2)
    row("goals", position=1, kind="goal", name_zh="目标")
    for position in (1, 2):
        row("initiatives", position=position, kind="project", name_zh="工程", source=source.pk, locator="§2 ¶6")
    row(
        "targets",
        indicator=indicator.pk,
        form="multiple",
        bound="exact",
        value=2,
        due_on="2025-01-01",
        due_on_precision="year",
    )
    answer = admin_client.post(address, data)
    assert answer.status_code == 302, errors_of(answer)
    plan = models.Plan.objects.get()
    assert plan.slug == f"{zone.slug}-14"
    assert [plan.tiers.count(), plan.goals.count(), plan.targets.count()] == [2, 1, 1]
    assert {(each.slug, each.zone) for each in plan.initiatives.all()} == {
        (f"{plan.slug}-project-1", zone),
        (f"{plan.slug}-project-2", zone),
    }


@each_model
def test_view_on_site_is_offered_only_where_the_page_exists(admin_client, model):
    record = NEW_ROW[model]()
    address = url(model, "change", record.pk)
    page = admin_client.get(address)
    offered = page.context["absolute_url"]
    assert offered == admin.site.get_model_admin(model).get_view_on_site_url(record)
    assert offered is None or offered.startswith("/")
    assert (offered is None) == ("viewsitelink" not in page.content.decode())
