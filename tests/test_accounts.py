"""Accounts: people are invited by mail, choose their passwords themselves, and get new ones by mail."""

import re
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils.translation import override

from tests import factories
from tests.admin_forms import add_row, errors_of, sent_by
from tests.invitations import (
    CHANGELIST,
    CHOSEN,
    OLD,
    ask_for_link,
    choose_password,
    form_of,
    invite,
    links_in,
    said_on,
)
from zones.models import Membership
from zones.services import accounts

# What a superuser is told of a mail that is sent after the commit can be seen only when there is one.
really_committed = pytest.mark.django_db(transaction=True)
each_language = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def lin(db):
    """Somebody who may enter and has a password."""
    return User.objects.create_user("lin", "Lin@example.org", OLD, is_staff=True)


@pytest.fixture
def refusing_mail_server(monkeypatch):
    def refuse(self, messages):
        raise SMTPRecipientsRefused({"lin@example.org": (550, b"No such mailbox")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


# --- invitation -----------------------------------------------------------------------------------


@really_committed
def test_who_is_invited_gets_one_mail_in_both_languages(admin_client):
    page = invite(admin_client)
    (message,) = mail.outbox
    assert message.to == ["lin@example.org"]
    assert "lin@example.org" in said_on(page)[-1]
    chinese, english = message.body.split("-" * 40)
    assert re.search(r"[一-鿿]", chinese)
    assert "You are invited" in english
    assert "http://testserver/admin/password/" in chinese
    assert "http://testserver/en/admin/password/" in english
    assert "lin" in chinese
    assert "\n" not in message.subject


def test_the_invited_person_may_enter_but_has_no_password_until_it_is_chosen(
    admin_client, client, django_capture_on_commit_callbacks
):
    invite(admin_client, django_capture_on_commit_callbacks)
    person = User.objects.get(username="lin")
    assert person.is_staff
    assert not person.is_superuser
    assert not person.has_usable_password()
    for link in links_in(mail.outbox[0]):
        assert "lin" in client.get(link, follow=True).content.decode()
    done = choose_password(client, links_in(mail.outbox[0])[0])
    assert reverse("admin:login") in done.content.decode()
    assert client.login(username="lin", password=CHOSEN)
    assert client.get(reverse("admin:index")).status_code == 200


def test_roles_in_zones_are_given_with_the_invitation(admin_client, django_capture_on_commit_callbacks):
    zone = factories.ZoneFactory()
    rows = add_row({"memberships-TOTAL_FORMS": 0}, "memberships", zone=zone.pk, role="reviewer")
    invite(admin_client, django_capture_on_commit_callbacks, **rows)
    role = Membership.objects.get()
    assert (role.user.username, role.zone, role.role) == ("lin", zone, "reviewer")
    assert role.history.get().history_user.username == "admin"
    listed = admin_client.get(reverse(CHANGELIST)).content.decode()
    assert f"{zone.name}: {role.get_role_display()}" in listed


def test_nothing_is_sent_for_a_form_with_errors(admin_client, django_capture_on_commit_callbacks):
    for fields in ({"email": ""}, {"email": "nobody"}, {"email": "ADMIN@example.com"}, {"username": "admin"}):
        answer = invite(admin_client, django_capture_on_commit_callbacks, **fields)
        assert set(errors_of(answer)) == set(fields)
    assert mail.outbox == []
    assert User.objects.count() == 1


@really_committed
def test_when_the_mail_cannot_be_sent_the_superuser_is_told_and_the_account_stays(admin_client, refusing_mail_server):
    page = invite(admin_client)
    assert page.status_code == 200
    assert any("No such mailbox" in text for text in said_on(page))
    assert User.objects.filter(username="lin").exists()


@really_committed
def test_a_mail_server_that_is_not_there_is_told_too(admin_client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = invite(admin_client)
    assert page.status_code == 200
    assert any("lin@example.org" in text for text in said_on(page))
    assert User.objects.filter(username="lin").exists()


def test_an_invitation_can_be_sent_again_from_the_form_also_to_a_corrected_address(
    admin_client, client, django_capture_on_commit_callbacks
):
    invite(admin_client, django_capture_on_commit_callbacks)
    address = form_of(User.objects.get(username="lin"))
    page = admin_client.get(address)
    assert 'name="_invite"' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address, sent_by(page) | {"email": "lin.mei@example.org", "_invite": "1"})
    first, second = mail.outbox
    assert second.to == ["lin.mei@example.org"]
    assert not client.get(links_in(first)[0], follow=True).context["validlink"]
    assert client.get(links_in(second)[0], follow=True).context["validlink"]


def test_an_invitation_can_be_sent_again_from_the_list_to_those_who_need_one(
    admin_client, lin, django_capture_on_commit_callbacks
):
    invite(admin_client, django_capture_on_commit_callbacks, username="wu", email="wu@example.org")
    mail.outbox.clear()
    everyone = list(User.objects.values_list("pk", flat=True))
    admin_client.post(reverse(CHANGELIST), {"action": "invite_again", "_selected_action": everyone})
    assert [message.to for message in mail.outbox] == [["wu@example.org"]]


def test_a_link_works_for_three_days_and_once(admin_client, client, django_capture_on_commit_callbacks):
    with time_machine.travel("2026-03-01 12:00", tick=False) as clock:
        invite(admin_client, django_capture_on_commit_callbacks)
        link = links_in(mail.outbox[0])[0]
        clock.shift(3 * 24 * 3600)
        assert client.get(link, follow=True).context["validlink"]
        clock.shift(1)
        late = client.get(link, follow=True)
        assert not late.context["validlink"]
        assert reverse("admin_password_reset") in late.content.decode()
        clock.shift(-1)
        choose_password(client, link)
        assert not client.get(link, follow=True).context["validlink"]


def test_whoever_let_the_invitation_expire_can_ask_for_a_new_link(
    admin_client, client, django_capture_on_commit_callbacks
):
    invite(admin_client, django_capture_on_commit_callbacks)
    ask_for_link(client, "lin@example.org")
    choose_password(client, links_in(mail.outbox[-1])[0])
    assert User.objects.get(username="lin").check_password(CHOSEN)


# --- forgotten passwords --------------------------------------------------------------------------


@each_language
def test_the_sign_in_page_leads_to_a_link_for_a_new_password(client, lin, language):
    with override(language):
        page = client.get(reverse("admin:login"))
        assert f'href="{reverse("admin_password_reset")}"' in page.content.decode()
        ask_for_link(client, "lin@EXAMPLE.org")
    choose_password(client, links_in(mail.outbox[0])[0])
    assert client.login(username="lin", password=CHOSEN)


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(client, lin):
    known, unknown = (ask_for_link(client, address) for address in ("lin@example.org", "nobody@example.org"))
    strip = re.compile(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"')
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())
    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [["Lin@example.org"]]


def test_a_mail_that_cannot_be_sent_shows_nothing_to_whoever_asked(client, lin, refusing_mail_server):
    answer = ask_for_link(client, "lin@example.org")
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == reverse("password_reset_done")


def test_nobody_can_flood_a_mailbox(client, lin):
    for _time in range(accounts.LINKS_AN_HOUR + 2):
        assert ask_for_link(client, "lin@example.org").status_code == 200
    assert len(mail.outbox) == accounts.LINKS_AN_HOUR
    with time_machine.travel("2100-01-01"):
        ask_for_link(client, "lin@example.org")
    assert len(mail.outbox) == accounts.LINKS_AN_HOUR + 1


def test_one_machine_can_ask_only_so_often(client, db):
    for _time in range(accounts.REQUESTS_AN_HOUR):
        assert ask_for_link(client, "nobody@example.org").status_code == 200
    assert ask_for_link(client, "nobody@example.org").status_code == 429


def test_a_host_that_is_not_ours_gets_no_link(client, lin, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.post(reverse("admin_password_reset"), {"email": "lin@example.org"}, HTTP_HOST="evil.example")
    assert answer.status_code == 400
    accounts.OUTBOX.submit(int).result()
    assert mail.outbox == []


def test_a_new_password_unlocks_an_account_that_wrong_ones_have_locked(client, lin, settings):
    settings.AXES_ENABLED = True
    wrong, right = ({"username": "lin", "password": password} for password in ("wrong", CHOSEN))
    for _time in range(settings.AXES_FAILURE_LIMIT):
        locked = client.post(reverse("admin:login"), wrong)
    assert locked.status_code == 429
    assert AccessAttempt.objects.exists()
    ask_for_link(client, "lin@example.org")
    choose_password(client, links_in(mail.outbox[0])[0])
    assert client.post(reverse("admin:login"), right).status_code == 302


def test_a_weak_password_is_refused_with_a_reason(client, lin):
    ask_for_link(client, "lin@example.org")
    page = choose_password(client, links_in(mail.outbox[0])[0], "12345")
    assert any("8" in error and "too short" not in error for error in page.context["form"].errors["new_password2"])
    assert User.objects.get(username="lin").check_password(OLD)


def test_a_link_that_was_made_up_is_a_page_not_an_error(client, db):
    for key, token in (
        ("MQ", "abc-def"),
        ("%00", "x"),
        ("MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw", "set-password"),
        ("é", "-"),
    ):
        answer = client.get(f"/admin/password/{key}/{token}/")
        assert answer.status_code == 200
        assert not answer.context["validlink"]


# --- one's own password ---------------------------------------------------------------------------


@each_language
def test_an_editor_changes_the_own_password(client, lin, language):
    Membership.objects.create(user=lin, zone=factories.ZoneFactory())
    client.force_login(lin)
    with override(language):
        address = reverse("admin:password_change")
        assert f'href="{address}"' in client.get(reverse("admin:index")).content.decode()
        page = client.get(address).content.decode()
        assert ("修改密码" in page) == (language == "zh-hans")
        data = {"old_password": "wrong", "new_password1": CHOSEN, "new_password2": CHOSEN}
        assert "old_password" in client.post(address, data).context["form"].errors
        answer = client.post(address, data | {"old_password": OLD}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("/password_change/done/")
    assert User.objects.get(username="lin").check_password(CHOSEN)
