"""Tokens for the API: made and revoked on a page, shown once, hashed, ending, and asked for at every address."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories as make
from zones.models import ApiToken
from zones.services.tokens import make_token

pytestmark = pytest.mark.django_db
PAGE = "/account/tokens/"
PLANS = "/api/v1/plans/"


@pytest.fixture
def editor():
    return make.editor_of(make.ZoneFactory())


def signed_in(user, **kwargs):
    client = Client(**kwargs)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def bearer(text):
    return {"authorization": f"Token {text}"}


def shown_token(response):
    return response.context["text"]


@pytest.mark.parametrize("page", [PAGE, f"/en{PAGE}"])
def test_a_token_is_shown_once_and_only_its_hash_is_kept(editor, page):
    client = signed_in(editor)
    made = client.post(page, {"name": "夜间任务"})
    text = shown_token(made)
    assert len(text) == 64
    assert text in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.user, token.name) == (editor, "夜间任务")
    assert text not in (token.digest, token.token_key)
    again = client.get(page).content.decode()
    assert "夜间任务" in again
    assert text not in again


def test_a_token_opens_the_drafts_of_its_owners_areas_and_no_others(client, editor):
    own = make.PlanFactory(zone=editor.memberships.get().zone, publication="draft", accepted_version=None)
    other = make.PlanFactory(publication="draft", accepted_version=None)
    _token, text = make_token(user=editor)
    response = client.get(PLANS, headers=bearer(text))
    assert [row["slug"] for row in response.json()["results"]] == [own.slug]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"{PLANS}{own.slug}/", headers=bearer(text)).status_code == 200
    assert client.get(f"{PLANS}{other.slug}/", headers=bearer(text)).status_code == 404
    assert client.get(f"{PLANS}{own.slug}/").status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token x",
        "Token " + "0" * 64,
        "Token " + "é" * 64,
        "Bearer " + "0" * 64,
        "Basic eDp5",
        "Token a b",
        "",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_header_that_is_no_valid_token_is_refused_also_for_reading(client, header, method):
    response = getattr(client, method)(PLANS, headers={"authorization": header})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 401


def test_an_expired_a_revoked_and_an_inactive_persons_token_open_nothing(client, editor):
    token, text = make_token(user=editor)
    assert client.get(PLANS, headers=bearer(text)).status_code == 200
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert client.get(PLANS, headers=bearer(text)).status_code == 401
    assert ApiToken.objects.filter(pk=token.pk).exists(), "reading deletes nothing"
    token, text = make_token(user=editor)
    signed_in(editor).post(PAGE, {"revoke": token.token_key})
    assert client.get(PLANS, headers=bearer(text)).status_code == 401
    _token, text = make_token(user=editor)
    editor.is_active = False
    editor.save()
    assert client.get(PLANS, headers=bearer(text)).status_code == 401


def test_a_token_ends_after_the_days_that_are_set(editor, settings):
    token, _text = make_token(user=editor)
    assert token.expiry - token.created == pytest.approx(timedelta(days=90), abs=timedelta(seconds=5))


def test_nobody_has_more_tokens_than_allowed_and_expired_ones_make_room(editor, settings):
    settings.REST_KNOX = settings.REST_KNOX | {"TOKEN_LIMIT_PER_USER": 2}
    client = signed_in(editor)
    assert [client.post(PAGE, {"name": str(number)}).status_code for number in range(3)] == [200, 200, 400]
    assert ApiToken.objects.count() == 2
    ApiToken.objects.filter(name="0").update(expiry=timezone.now() - timedelta(days=1))
    assert client.post(PAGE, {"name": "3"}).status_code == 200
    assert sorted(ApiToken.objects.values_list("name", flat=True)) == ["1", "3"]


def test_who_is_not_signed_in_is_asked_to_and_who_has_no_role_gets_no_token(client, editor):
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")
    nobody = signed_in(make.UserFactory())
    assert nobody.get(PAGE).status_code == nobody.post(PAGE, {"name": "x"}).status_code == 403
    assert signed_in(make.UserFactory(is_superuser=True)).post(PAGE, {"name": "x"}).status_code == 200


def test_no_other_site_can_make_or_revoke_a_token(editor):
    token, _text = make_token(user=editor)
    client = signed_in(editor, enforce_csrf_checks=True)
    assert client.post(PAGE, {"name": "x"}).status_code == 403
    assert client.post(PAGE, {"revoke": token.token_key}).status_code == 403
    assert ApiToken.objects.count() == 1


def test_nobody_revokes_the_token_of_somebody_else(editor):
    token, _text = make_token(user=editor)
    signed_in(make.editor_of(make.ZoneFactory())).post(PAGE, {"revoke": token.token_key})
    assert ApiToken.objects.filter(pk=token.pk).exists()


@pytest.mark.parametrize("sent", ["\x00", "x" * 1000, "\ud800"])
def test_a_form_made_up_by_hand_is_no_error_of_ours(editor, sent):
    client = signed_in(editor)
    body = b"revoke=" + sent.encode("utf-8", "surrogatepass")
    assert client.post(PAGE, body, "application/x-www-form-urlencoded").status_code == 302
    assert client.post(PAGE, {"name": "x" * 101}).status_code == 400
    assert client.post(PAGE, {"name": "a\x00"}).status_code == 400


def test_superusers_see_all_tokens_in_the_admin_and_revoke_them_but_read_none(editor):
    token, text = make_token(user=editor, name="夜间任务")
    boss = signed_in(make.UserFactory(is_superuser=True))
    page = boss.get("/admin/zones/apitoken/").content.decode()
    assert "夜间任务" in page
    assert editor.username in page
    assert text not in page
    assert text not in boss.get(f"/admin/zones/apitoken/{token.pk}/change/").content.decode()
    boss.post(f"/admin/zones/apitoken/{token.pk}/delete/", {"post": "yes"})
    assert not ApiToken.objects.exists()
    assert signed_in(editor).get("/admin/zones/apitoken/").status_code == 403


def test_a_session_opens_nothing_in_the_api(editor):
    own = make.PlanFactory(zone=editor.memberships.get().zone, publication="draft", accepted_version=None)
    client = signed_in(editor)
    assert client.get(f"{PLANS}{own.slug}/").status_code == 404
    assert client.get(PLANS).json()["results"] == []


def test_who_asks_is_one_query_and_the_public_is_none(client, editor, django_assert_num_queries):
    _token, text = make_token(user=editor)
    address = "/api/v1/themes/"
    client.get(address)  # what is made once
    with django_assert_num_queries(2):  # the revision, and the page
        client.get(f"{address}?page_size=3")
    with django_assert_num_queries(2):  # who asks, and the page
        client.get(f"{address}?page_size=3", headers=bearer(text))
