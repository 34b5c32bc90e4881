"""The doors inside of the pages: list actions, choices of a form, rows in it, suggestions, an upload.

Through none of them does anybody reach a record of an area in which they have no role.
"""

from itertools import product

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.admin_forms import add_row, errors_of, url
from tests.role_tables import ACTIONS, word_for
from tests.roles import AREAS, HIDDEN, ROLES, STATES, ZONE_RECORDS, changed_form, outcome, url_of
from tests.routes import text_of
from zones import models
from zones.admin.fields import TierField
from zones.models import ZoneBound

pytestmark = pytest.mark.django_db
PEOPLE = ("editor", "reviewer")
each_model = pytest.mark.parametrize("model", ZONE_RECORDS, ids=lambda model: model._meta.model_name)
# A list with each action.
LISTS = {"clone_selected": models.Plan, "report_selected": models.Initiative}


# --- actions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for _method, name in ACTIONS])
def test_an_action_does_to_selected_records_what_the_table_says(ground, name):
    model = LISTS.get(name, models.Goal)
    found = {}
    for role, area, state in product(ROLES, AREAS, STATES):
        data = {"action": name, "_selected_action": [ground.record(model, area, state).pk]}
        response, changed = ground.ask(role, "POST", url(model, "changelist"), data)
        word = outcome(response, changed, "POST", area, None)
        found[role, area, state] = "on" if word == "refused" else word  # so is an action that is not offered
    expected = {cell: word_for(ACTIONS["POST", name], *cell) for cell in found}
    assert {cell: (word, expected[cell]) for cell, word in found.items() if word != expected[cell]} == {}


@each_model
def test_every_action_of_a_list_of_an_area_is_known(ground, model, rf):
    request = rf.get("/")
    request.user = models.Membership.objects.first().user
    request.user.is_superuser = True
    actions = set(admin.site.get_model_admin(model).get_actions(request))
    assert actions <= {name for _method, name in ACTIONS} | {"delete_selected"}


# --- choices and rows of a form -----------------------------------------------------------------------


def choices(form):
    """Return by field the model of the records of an area that a form offers."""
    offered = {name: field.queryset.model for name, field in form.fields.items() if hasattr(field, "queryset")}
    offered |= {name: models.PlanTier for name, field in form.fields.items() if isinstance(field, TierField)}
    return {name: model for name, model in offered.items() if issubclass(model, ZoneBound) and name != "id"}


def forms_of(ground, model):
    """Return the form of a public record of one's own area, its address, what it sends, and its tables of rows."""
    record = ground.record(model)
    address = url_of(record, "change")
    page = ground.clients["superuser"].get(address)
    rows = [inline.formset for inline in page.context["inline_admin_formsets"]]
    return page.context["adminform"].form, address, changed_form(ground, record), rows


def assert_refused(ground, address, data, fields):
    """Send all the foreign choices at once; each is refused by itself, and nothing is saved."""
    for role in PEOPLE:
        response, changed = ground.ask(role, "POST", address, data)
        assert (response.status_code, changed) == (200, set()), role
        assert set(fields) <= set(errors_of(response)), role


@each_model
def test_no_form_takes_a_record_of_another_area(ground, model):
    form, address, data, _tables = forms_of(ground, model)
    foreign = {name: ground.record(chosen, "other").pk for name, chosen in choices(form).items()}
    assert foreign
    assert_refused(ground, address, data | foreign, foreign)


@each_model
def test_no_row_of_a_form_takes_a_record_of_another_area(ground, model):
    _form, address, data, tables = forms_of(ground, model)
    fields = []
    for rows in tables:
        offered = choices(rows.empty_form)
        fields += [f"{rows.prefix}-{data[f'{rows.prefix}-TOTAL_FORMS']}-{name}" for name in offered]
        foreign = {name: ground.record(chosen, "other").pk for name, chosen in offered.items()}
        data = add_row(data, rows.prefix, **foreign) if foreign else data
    if fields:
        assert_refused(ground, address, data, fields)


@each_model
@pytest.mark.parametrize("what", [{"name_zh": "篡改"}, {"DELETE": "on"}], ids=["changed", "deleted"])
def test_no_row_of_another_area_is_changed_or_deleted_by_a_form_of_ones_own(ground, model, what):
    _form, address, data, tables = forms_of(ground, model)
    for rows in tables:
        stolen = {"id": ground.record(rows.model, "other", "draft").pk, **what}
        sent = data | {f"{rows.prefix}-0-{name}": value for name, value in stolen.items()}
        sent |= {f"{rows.prefix}-TOTAL_FORMS": 1, f"{rows.prefix}-INITIAL_FORMS": 1}
        for role in PEOPLE:
            response, changed = ground.ask(role, "POST", address, sent)
            assert changed <= {"own"}
            assert f"{HIDDEN}other" not in text_of(response)


# --- suggestions --------------------------------------------------------------------------------------


def suggested():
    """Return every field for which the admin suggests records of an area, by the model that it stands in."""
    found = set()
    for model, model_admin in admin.site._registry.items():
        for each in (model_admin, *(inline(model, admin.site) for inline in model_admin.inlines)):
            fields = (each.model._meta.get_field(name) for name in getattr(each, "autocomplete_fields", ()))
            found |= {field for field in fields if issubclass(field.related_model, ZoneBound)}
    return sorted(found, key=str)


@pytest.mark.parametrize("field", suggested(), ids=str)
def test_no_record_of_another_area_is_suggested(ground, field):
    opts = field.model._meta
    query = {"app_label": opts.app_label, "model_name": opts.model_name, "field_name": field.name}
    keys = {area: {str(ground.record(field.related_model, area, state).pk) for state in STATES} for area in AREAS}
    for role in PEOPLE:
        response, _changed = ground.ask(role, "GET", reverse("admin:autocomplete", query=query))
        if response.status_code == 403 and opts.model_name == "membership":
            continue  # only superusers give roles
        offered = {result["id"] for result in response.json()["results"]}
        assert keys["own"] <= offered, role
        assert not keys["other"] & offered, role


# --- uploads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
def test_an_upload_changes_nothing_in_another_area(ground, role, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    export = reverse("admin:exchange_export", args=["goal"], query={"format": "csv", "language": "en"})
    lines = text_of(ground.ask("superuser", "GET", export)[0])
    assert f"{HIDDEN}other" in lines
    address, changed_lines = reverse("admin:exchange_import"), lines.replace("other,", "篡改,")
    file = SimpleUploadedFile("goals.csv", changed_lines.encode())
    response, changed = ground.ask(role, "POST", address, {"file": file, "kind": "goal"})
    assert changed == set()
    assert response.context["preview"].problems
    assert f"{HIDDEN}other" not in text_of(response)
    data = {"ticket": response.context["ticket"]}
    assert ground.ask(role, "POST", reverse("admin:exchange_confirm"), data)[1] == set()
