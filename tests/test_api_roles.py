"""Who may write what through the API: each role × list × own or other area × draft or public, cell by cell.

401  asked for a token    403  refused     404  as though it did not exist
done it is written, and no other area is changed          409 428 …  as the answer says
"""

import json

import pytest
from django.db import transaction
from django.test import Client

from tests.role_tables import table, word_for
from tests.roles import AREAS, ROLES, SHARED, STATES, ZONE_RECORDS, contents
from tests.test_api_writing import MODELS, NO_TEXT, TEXT, address_of, list_of
from zones import models, revision

pytestmark = pytest.mark.django_db
NAMES = {model: name for name, model in MODELS.items()}

#                    anonymous  nobody | editor: draft public other    | reviewer: draft public other   | superuser
OF_AN_AREA = table("""
    POST   new         401      403    | done    done    403           | done    done    403            | done
    PATCH  record      401      404/403| done    done    404/403       | done    done    404/403        | done
    PUT    record      401      404/403| done    done    404/403       | done    done    404/403        | done
    DELETE record      401      404/403| done    403     404/403       | done    done    404/403        | done
    POST   bulk        401      403    | done    done    409/403       | done    done    409/403        | done
    POST   submit      401      404/403| done    409     404/403       | done    409     404/403        | done/409
    POST   publish     401      404/403| 403     409     404/403       | done    409     404/403        | done/409
    POST   withdraw    401      404/403| 409     403     404/403       | 409     done    404/403        | 409/done
""")
SHARED_BY_ALL = table(
    """
    POST   new         401      403      done     done      done
    PATCH  record      401      403      403      done      done
    PUT    record      401      403      403      done      done
    DELETE record      401      403      403      done      done
    POST   bulk        401      403      403      done      done
    """,
    ROLES,
)
AREA_ITSELF = table("""
    POST   new         401      403    | 403     403     403           | 403     403     403            | done
    PATCH  record      401      403    | 403     403     403           | done    done    403            | done
    PUT    record      401      403    | 403     403     403           | done    done    403            | done
    DELETE record      401      403    | 403     403     403           | 403     403     403            | 409
    POST   bulk        401      403    | 403     403     403           | done    done    403            | done
""")
PERIOD = table(
    """
    POST   new         401      403      403      403       done
    PATCH  record      401      403      403      403       done
    PUT    record      401      403      403      403       done
    DELETE record      401      403      403      403       409
    POST   bulk        401      403      403      403       done
    """,
    ROLES,
)
# A tier is named by its plan, and of a plan that is not shown there is none.
TIER = OF_AN_AREA | table("""
    POST   bulk        401      403    | done    done    400/403       | done    done    400/403        | done
""")
TABLES = dict.fromkeys(ZONE_RECORDS, OF_AN_AREA) | {models.PlanTier: TIER} | dict.fromkeys(SHARED, SHARED_BY_ALL)
TABLES |= {models.Zone: AREA_ITSELF, models.Period: PERIOD}
CASES = [
    (model, method, what)
    for model, rows in TABLES.items()
    for method, what in rows
    if what in ("new", "record", "bulk") or issubclass(model, models.Published)
]


@pytest.fixture(scope="module")
def headers(ground, django_db_blocker):
    """What somebody of each role sends to say who they are."""
    with django_db_blocker.unblock():
        people = {role: client.session.get("_auth_user_id") for role, client in ground.clients.items()}
        users = {
            role: models.Membership.user.field.related_model.objects.get(pk=pk) for role, pk in people.items() if pk
        }
        return {role: token_of(users[role]) if role in users else {} for role in ROLES}


def token_of(user):
    """Return the header of a person, who has a token even without a role: roles are taken away, too."""
    _token, text = models.ApiToken.objects.create(user)
    return {"authorization": f"Token {text}"}


def new_record(ground, model, area):
    """Return what is sent for a new record in an area."""
    plan, zone = f"{area}-plan", ground.zones[area].slug
    name = {"name_zh": "全新", "slug": "entirely-new"}
    indicator = ground.record(models.Indicator).slug
    return {
        models.Zone: name | {"level": "zone", "parent": ground.zones[area].parent.slug},
        models.Plan: name | {"zone": zone, "kind": "special"},
        models.PlanTier: {"plan": plan, "position": 77, "label_zh": "全新"},
        models.Goal: name | {"plan": plan},
        models.Initiative: name | {"plan": plan},
        models.Milestone: name | {"initiative": f"{area}-initiative"},
        models.ProgressUpdate: {"initiative": f"{area}-initiative", "as_of": "2023-05", "status": "in_progress"},
        models.Target: {"plan": plan, "indicator": indicator, "value": 7},
        models.Observation: {"zone": zone, "indicator": indicator, "value": 7},
        models.Theme: name | {"group": "industry"},
        models.Period: {"name_zh": "全新", "number": 77, "first_year": 2050, "last_year": 2055},
    }.get(model, name)


def key_of(model, record):
    if model is models.PlanTier:
        return {"plan": record.plan.slug, "position": record.position}
    return {"number": record.number} if model is models.Period else {"slug": record.slug}


def request_of(ground, model, method, what, area, state):
    """Return the address that is asked, and what is sent to it."""
    name, record = NAMES[model], ground.record(model, area, state)
    text = NO_TEXT.get(name, TEXT[name])
    change = {text: {"nature": "binding"}.get(text, "Another text")}
    if what == "new":
        return list_of(name), new_record(ground, model, area)
    if what == "bulk":
        return f"{list_of(name)}bulk/", {"rows": [change | key_of(model, record) | {"version": record.version}]}
    if what == "record":
        whole = {
            key: value for key, value in new_record(ground, model, area).items() if key not in ("slug", "position")
        }
        whole |= {"level": "zone"} if model is models.Zone else {}
        sent = {"PATCH": change, "PUT": whole | change | key_of(model, record), "DELETE": None}[method]
        return address_of(name, record), sent
    return f"{address_of(name, record)}publication/", {"move": what}


def ask(ground, method, address, data, headers):
    """Send a request, undo what it did, and return its status and the areas in which it changed anything."""
    with transaction.atomic():
        body = b"" if data is None else json.dumps(data)
        response = Client().generic(method, address, body, "application/json", headers=headers | {"if-match": "*"})
        changed = set()
        if revision.read() != ground.seen:  # something was written
            after = contents()
            keys = after.keys() | ground.before.keys()
            changed = {key[0] for key in keys if after.get(key) != ground.before.get(key)}
        transaction.set_rollback(True)
    return response, {next((area for area, zone in ground.zones.items() if zone.pk == key), None) for key in changed}


@pytest.mark.parametrize(
    ("model", "method", "what"), CASES, ids=lambda value: value if isinstance(value, str) else value._meta.model_name
)
def test_each_role_writes_what_the_table_says(ground, headers, model, method, what):
    ground.before, ground.seen = contents(), revision.read()
    row, wrong = TABLES[model][method, what], {}
    for role in ROLES:
        for area in AREAS:
            for state in STATES:
                if (role, area) == ("superuser", "own") or (model not in ZONE_RECORDS and state == "draft"):
                    continue
                address, data = request_of(ground, model, method, what, area, state)
                response, changed = ask(ground, method, address, data, headers[role])
                of = area if model in ZONE_RECORDS or (model is models.Zone and what != "new") else None
                if changed - {of} or (changed and not response.status_code < 300):
                    wrong[role, area, state] = f"changed in {changed}"
                word = "done" if response.status_code < 300 else str(response.status_code)
                expected = word_for(row, role, area, state)
                if word != expected:
                    wrong[role, area, state] = (word, expected, response.content.decode()[:300])
    assert wrong == {}


def test_nobody_hears_of_a_draft_of_another_area_by_writing(ground, headers):
    """Whether a record exists is told by no answer: as little as of one that never did."""
    ground.before, ground.seen = contents(), revision.read()
    for model in ZONE_RECORDS:
        if model is models.PlanTier:
            continue
        name, record = NAMES[model], ground.record(model, "other", "draft")
        for role in ("nobody", "reviewer"):
            for method in ("PATCH", "DELETE"):
                there, _changed = ask(ground, method, address_of(name, record), {}, headers[role])
                never, _changed = ask(ground, method, f"{list_of(name)}never-was/", {}, headers[role])
                assert (there.status_code, never.status_code) == (404, 404)
                assert there.content.replace(record.slug.encode(), b"never-was") == never.content
