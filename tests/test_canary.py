"""What is not public is found nowhere: as no word, no number, in no count, by no slug, by nobody but its people."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.canary import MODELS, SONG, WORD, Cage, slugs_of
from tests.routes import addresses, answer, arguments, routes
from zones import models
from zones.choices import Publication
from zones.filtersets.fields import RecordsField
from zones.views.discovery import MODELS as PAGES
from zones.views.downloads import FORMATS

pytestmark = pytest.mark.django_db

# Kinds of records by the name of their routes.
KINDS = {model._meta.model_name: model for model in (*PAGES, *MODELS, models.Person, models.Period)}
KINDS |= {"update": models.ProgressUpdate, "tier": models.PlanTier}
# What to ask a filter for that names neither records nor words; one of ANYTHING means something to every other one.
TEXTS = {"q": ["name", "zqx7", WORD], "code": ["1246", WORD]}
ANYTHING = ["true", "2020", "2020-01-01", "48675309"]
# And what to ask its lookups for; `__in` is the very filter of the bare name.
LOOKUPS = {"contains": [WORD], "isnull": ["true", "false"], "empty": ["true"]}
LOOKUPS |= {bound: ["2020-01-01", "48675309"] for bound in ("gte", "gt", "lte", "lt")}
FURTHER = ["/no-such-page/", "/compare/?zone=zone&zone=elsewhere", *(f"/search/?q=name&kind={kind}" for kind in KINDS)]
FURTHER += [f"/search/?q={word}&kind=initiative&format={format}" for word in ("name", "zqx7") for format in FORMATS]
FURTHER += [f"/{place}/changes/?since=2026-01-01" for place in ("zones/zone", "plans/plan")]

WHERE_RECORDS_SHOW = [
    *(f"/api/v1/{name}/" for name in ("plans", "tiers", "goals", "initiatives", "milestones", "updates")),
    *("/api/v1/targets/", "/api/v1/observations/", "/api/v1/zones/zone/", "/api/v1/plans/plan/"),
    *("/api/v1/goals/goal/", "/api/v1/initiatives/initiative/", "/api/v1/search/?q=zqx7", "/search/?q=zqx7"),
    *("/", "/zones/", "/zones/zone/", "/plans/", "/plans/plan/", "/goals/", "/goals/goal/", "/initiatives/"),
    *("/initiatives/initiative/", "/updates/", "/updates/feed/", "/zones/zone/feed/", "/themes/theme/"),
    *("/themes/theme/feed/", "/indicators/indicator/", "/sources/source/", "/organisations/organisation/"),
    *(f"/{name}/?format={format}" for name in ("plans", "goals", "initiatives", "updates") for format in FORMATS),
    *("/zones/zone/report.docx", "/plans/plan/report.docx", "/en/plans/plan/report.docx"),
    *("/compare/?zone=zone&zone=elsewhere", "/sitemap-plan.xml", "/sitemap-goal.xml", "/sitemap-initiative.xml"),
    *(f"/api/v1/initiatives/?format={format}" for format in ("json", "csv", "xlsx")),
    *("/api/v1/search/?q=zqx7&format=csv", "/api/v1/export/"),
]


@pytest.fixture
def cage(world):
    return Cage(world)


@pytest.fixture
def boss():
    return factories.UserFactory(is_superuser=True)


def slugs(kind):
    """Return the keys by which a kind of record is asked for: of a public one, of none, and of all its canaries."""
    model = KINDS.get(kind)
    if model is None:
        return []
    if model is models.Period:
        return [14, 99]
    if model is models.PlanTier:
        return ["plan~1", "nothing~1", *slugs_of(model)]
    known = model.objects.order_by("pk").values_list("slug", flat=True)
    return [kind if kind in known else known[0], "nothing", *slugs_of(model)]


def questions(client):
    """Return the address of every list with each of its filters, by public records and by canaries, and each order."""
    for name, names, pattern in routes():
        if names:
            continue
        filterset = getattr(getattr(pattern.callback, "cls", None), "filterset_class", None)
        if filterset:
            fields = filterset().form.fields
            yield from (f"{reverse(name)}?{query}" for query in ("count=true", "page_size=1"))
        else:
            context = client.get(reverse(name)).context or {}
            fields = getattr(context.get("form"), "fields", {})
        for field_name, field in fields.items():
            for value in values(field_name, field):
                yield f"{reverse(name)}?{urlencode({field_name: value})}"


def values(name, field):
    """Return what to ask a filter for; of records a public one, none, and two canaries are enough."""
    _bare, _, lookup = name.partition("__")
    if lookup:
        return LOOKUPS.get(lookup, [])
    if isinstance(field, RecordsField):
        kind = field.records.model._meta.model_name
        return slugs({"plantier": "tier"}.get(kind, kind))[:4]
    return getattr(field, "words", None) or getattr(field, "names", None) or TEXTS.get(name, ANYTHING)


def files():
    """Return the address of every list as a file; what is no list pays no heed to it or refuses it."""
    lists = [reverse(name) for name, names, _pattern in routes() if not names]
    return [f"{page}?format={format}" for page in lists for format in FORMATS]


def everything(client):
    """Return every address that there is to ask for."""
    pages = addresses(slugs)
    previews = [f"{page}?preview=1" for page in pages if page.count("/") == 3 and not page.startswith("/api/")]
    return [*pages, *previews, *as_of_today(pages), *FURTHER, *files(), *questions(client)]


def as_of_today(pages):
    """Return the addresses of the pages and records that can be had as of a day, with that of today."""
    of_a_day = re.compile("(/api/v1)?/(zones|plans|initiatives)/[^/]+/")
    return [f"{page}?as_of={timezone.localdate()}" for page in pages if of_a_day.fullmatch(page)]


def test_records_that_are_not_public_change_no_answer_to_anybody_else(client, cage, boss):
    asked = everything(client)
    before = {address: answer(client, address) for address in asked}
    # Tokens are for whoever signs in, and some addresses of the API are only written to.
    assert {status for status, _headers, _body in before.values()} == {200, 302, 400, 404, 405}
    cage.fill(by=boss)
    after = {address: answer(client, address) for address in asked}
    heard = {address: SONG.search(body) for address, (_, _, body) in after.items() if not SONG.search(address)}
    assert {address: song for address, song in heard.items() if song} == {}
    assert [address for address in asked if after[address] != before[address]] == []
    # The API looks at no session, and the pages on passwords and tokens are another for whoever is signed in.
    theirs = ("/api/", "/admin/", "/en/admin/", "/account/", "/en/account/")
    pages = [address for address in asked if not address.startswith(theirs)]
    client.force_login(factories.editor_of(models.Zone.objects.get(slug="elsewhere")))
    assert [address for address in pages if answer(client, address)[::2] != before[address][::2]] == []


def test_a_canary_that_is_let_out_is_found_in_every_list(client, cage, boss):
    cage.fill(by=boss, states=[Publication.PUBLISHED])
    silent = [page for page in WHERE_RECORDS_SHOW if not SONG.search(answer(client, page)[2])]
    assert silent == []


def test_a_new_route_must_be_made_known_to_the_canary():
    assert arguments("new", set(), slugs) == [{}]
    with pytest.raises(AssertionError):
        arguments("new", {"year"}, slugs)
    with pytest.raises(AssertionError):
        arguments("new", {"slug"}, slugs)
