"""Every route of the resolver × role × own or other area × draft or public × GET and POST, cell by cell.

What must come of each stands in `role_tables.py`; a route without a row there fails here. Requests that would be the
same are sent once. Nothing that one of them writes lasts.
"""

from functools import partial
from itertools import product
from urllib.parse import urlencode

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.role_tables import BESIDE, PAGES, TABLES, WITH_RECORD, word_for
from tests.roles import AREAS, HIDDEN, ROLES, STATES, ZONE_RECORDS, changed_form, new_record, outcome, url_of
from tests.routes import ONLY_WRITTEN_TO, arguments, routes, text_of
from zones import models

pytestmark = pytest.mark.django_db
PAGES_OF_A_TOKEN = ("change", "delete", "history")
OLD, NOWHERE = "admin:<path:object_id>/", "admin:(?P<url>.*)$"
KINDS = {"organisation": models.Organisation, "update": models.ProgressUpdate, "tier": models.PlanTier}
KINDS |= {model._meta.model_name: model for model in TABLES}
MACHINES = {"healthz", "robots", "sitemap", "sitemap-section"}


def everything(resolver=None, namespaces=()):
    """Yield the name of every route; those of the admin without a name lead from old addresses and to nowhere."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from everything(pattern, (*namespaces, *filter(None, [pattern.namespace])))
        else:
            yield ":".join((*namespaces, pattern.name or str(pattern.pattern)))


def request_of(ground, model, page, method, area, state):
    """Return the address of a page of a record and what is sent to it."""
    record, data = ground.record(model, area, state), None
    if page in ("changelist", "add"):
        address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}")
    elif page == "version":
        address = reverse(f"{admin_name(model)}_version", args=[record.pk, record.history.last().pk])
    elif page == "old":
        address = url_of(record, "change").removesuffix("change/")
    else:
        address = url_of(record, "password_change" if page == "password" else page)
    if method == "POST":
        data = {"post": "yes", "reason": "Because."}
        if page == "changelist":
            data |= {"action": "delete_selected", "_selected_action": [record.pk]}
        elif page == "add":
            data = new_record(ground, model, area)
        elif page == "change":
            data = changed_form(ground, record)
    return record, address, data


def admin_name(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


@pytest.mark.parametrize(
    ("model", "method", "name"),
    [(model, *row) for model, rows in TABLES.items() for row in rows],
    ids=lambda value: value if isinstance(value, str) else value._meta.model_name,
)
def test_every_page_of_every_record_answers_each_role_as_the_table_says(ground, model, method, name):
    row, asked, found = TABLES[model][method, name], {}, {}
    requests = {place: request_of(ground, model, name, method, *place) for place in product(AREAS, STATES)}
    for role, ((area, state), (record, address, data)) in product(ROLES, requests.items()):
        if (role, area) == ("superuser", "own"):
            continue  # both areas are the same to them
        request = (role, address, str(data))
        if request not in asked:  # what is of no area or state is asked for once
            asked[request] = ground.ask(role, method, address, data)
        of = area if model in ZONE_RECORDS or (model is models.Zone and name != "add") else None
        found[role, area, state] = outcome(*asked[request], method, of, record)
    expected = {cell: word_for(row, *cell) for cell in found}
    assert {cell: (word, expected[cell]) for cell, word in found.items() if word != expected[cell]} == {}


# --- every other route of the admin -----------------------------------------------------------------


def address_beside(ground, name):
    """Return the address of a route that is of no area, and what its form sends."""
    theme, twin = ground.record(models.Theme).pk, models.Theme.objects.order_by("pk").last().pk
    args = {
        "admin:app_list": ["zones"],
        "admin:merge": ["theme"],
        "admin:source_file": [ground.record(models.Source).pk],
        "admin:exchange_template": ["plan"],
        "password_reset_confirm": ["MQ", "set-password"],
        **{f"admin:zones_apitoken_{page}": [ground.record(models.ApiToken).pk] for page in PAGES_OF_A_TOKEN},
    }
    if name == NOWHERE:
        return "/admin/nothing/here/", {}
    query = {"kept": theme, "duplicate": twin} if name == "admin:merge" else {}
    return reverse(name, args=args.get(name), query=query), {"email": "somebody@example.org"}


@pytest.mark.parametrize(("method", "name"), BESIDE)
def test_every_page_beside_the_records_answers_each_role_as_the_table_says(ground, method, name):
    address, data = address_beside(ground, name)
    found = {role: outcome(*ground.ask(role, method, address, data), method, None, None) for role in ROLES}
    assert found == BESIDE[method, name]


def address_of(ground, name, area, state):
    """Return a record, the address of a route about it, what its form sends, and a sign of it on a page."""
    kind = {"clone_plan": models.Plan, "exchange_plan": models.Plan, "autocomplete": models.Plan}
    kind |= dict.fromkeys(("report_selected", "progress"), models.Initiative)
    page = name.removeprefix("admin:")
    record = ground.record(kind.get(page, models.Goal), area, state)
    report = {"as_of": "2023-05-01", "status": "in_progress"}
    later = models.Period.objects.get(number=15).pk
    decision = {"decision": "publish" if state == "draft" else "accept", "version": record.version}
    field = {"app_label": "zones", "model_name": "goal", "field_name": "plan", "term": record.name_zh}
    args, query, data, sign = {
        "clone_plan": ([record.pk], {}, {"period": later, "name_zh": "全新"}, ""),
        "report_selected": ([], {"of": record.pk}, report, ""),
        "progress": (
            [],
            {"plan": f"{area}-plan"},
            {f"i{record.pk}-{key}": value for key, value in report.items()},
            f"i{record.pk}-status",
        ),
        "review_decide": (["goal", record.pk], {}, decision, ""),
        "exchange_plan": ([record.slug], {}, {}, ""),
        "exchange_export": (["goal"], {"format": "csv"}, {}, record.slug),
        "autocomplete": ([], field, {}, f'"id": "{record.pk}"'),
    }[page]
    return reverse(name, args=args, query=query), data, sign


@pytest.mark.parametrize(("method", "name"), WITH_RECORD)
def test_every_page_about_a_record_answers_each_role_as_the_table_says(ground, method, name):
    found = {}
    for role, area, state in product(ROLES, AREAS, STATES):
        address, data, sign = address_of(ground, name, area, state)
        response, changed = ground.ask(role, method, address, data)
        word = outcome(response, changed, method, area, None)
        if word == "ok" and sign:
            word = "shown" if sign in text_of(response) else "hidden"
        found[role, area, state] = word
    expected = {cell: word_for(WITH_RECORD[method, name], *cell) for cell in found}
    assert {cell: (word, expected[cell]) for cell, word in found.items() if word != expected[cell]} == {}


# --- what the public reads --------------------------------------------------------------------------

OURS = {name: names for name, names, _pattern in routes() if name not in {name for _method, name in BESIDE}}


def keys(ground, area, state, kind):
    """Return by what the address of a record's page names it."""
    record = ground.record(KINDS[kind], area, state)
    if kind == "tier":
        return [f"{record.plan.slug}~{record.position}"]
    return [record.number if kind == "period" else record.slug]


# What an address of the API must be asked with.
ASKED_WITH = {"compare": {"zone": ["own-zone", "other-zone"]}, "changes": {"since": "2026-01-01"}}


def public_addresses(ground, name):
    """Return the addresses of a route for each of its records, those of drafts too, each once."""
    query = next((asked for word, asked in ASKED_WITH.items() if name.startswith("api:") and word in name), {})
    query = {"q": "公开的"} if "search" in name else query
    return {
        f"{reverse(name, kwargs=kwargs)}?{urlencode(query, doseq=True)}" if query else reverse(name, kwargs=kwargs)
        for area, state in product(AREAS, STATES)
        for kwargs in arguments(name, OURS[name], partial(keys, ground, area, state))
    }


def group_of(name):
    """Return in which row of PAGES a route stands."""
    if name.endswith(ONLY_WRITTEN_TO):
        return "writing"
    if f"{name.removesuffix('-list')}-bulk" in OURS:
        return "collection"
    return "api" if name.startswith("api:") else "machine" if name in MACHINES else "page"


@pytest.mark.parametrize("name", OURS)
def test_readers_never_see_a_draft_whoever_they_are(ground, name):
    group = group_of(name)
    wrong = {}
    for role, method, address in product(ROLES, ("GET", "POST"), public_addresses(ground, name)):
        state = "draft" if "-draft-" in address else "public"
        response, changed = ground.ask(role, method, address)
        word = outcome(response, changed, method, None, None)
        if word != PAGES[method, group][state]:
            wrong[role, method, address] = word
        assert state == "draft" or not any(sign in text_of(response) for sign in (HIDDEN, "-draft-")), address
    assert wrong == {}


@pytest.mark.parametrize("name", ["plan", "goal", "initiative"])
def test_a_preview_shows_a_draft_to_the_people_of_its_area_alone(ground, name):
    for role, area in product(ROLES, AREAS):
        draft = ground.record(KINDS[name], area, "draft")
        response, _changed = ground.ask(role, "GET", draft.get_absolute_url() + "?preview=1")
        invited = role == "superuser" or (role in ("editor", "reviewer") and area == "own")
        assert response.status_code == (200 if invited else 404), (role, area)


# --- no route without a row -------------------------------------------------------------------------


def test_every_route_has_a_row():
    rows = {name for _method, name in (*BESIDE, *WITH_RECORD)} | set(OURS) | {OLD}
    for model, pages in TABLES.items():
        rows |= {f"{admin_name(model)}_{page}" for _method, page in pages} - {f"{admin_name(model)}_old"}
    rows = {"admin:auth_user_password_change" if name == "admin:auth_user_password" else name for name in rows}
    assert set(everything()) == rows


@pytest.mark.parametrize("rows", [*TABLES.values(), BESIDE, WITH_RECORD, PAGES])
def test_every_row_is_there_for_both_methods(rows):
    assert {("GET", name) for _method, name in rows} | {("POST", name) for _method, name in rows} == set(rows)
