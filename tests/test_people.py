"""People in the admin: only superusers see them, give them roles, and deactivate rather than delete them."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.admin_forms import errors_of, sent_by
from tests.invitations import ADD, CHANGELIST, OLD, ask_for_link, form_of, invite, links_in
from zones.models import Membership
from zones.services import accounts


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def lin(db):
    """Somebody who may enter and has a password."""
    return User.objects.create_user("lin", "Lin@example.org", OLD, is_staff=True)


# --- people are for superusers --------------------------------------------------------------------


def test_only_superusers_see_and_change_people(client, lin):
    Membership.objects.create(user=lin, zone=factories.ZoneFactory(), role="reviewer")
    client.force_login(lin)
    for address in (reverse(CHANGELIST), reverse(ADD), form_of(lin), reverse("admin:auth_user_delete", args=[lin.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address, {"is_superuser": "on"}).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[lin.pk])).status_code == 403
    assert reverse(CHANGELIST) not in client.get(reverse("admin:index")).content.decode()


def test_the_list_filters_and_searches(admin_client, lin, django_capture_on_commit_callbacks):
    invite(admin_client, django_capture_on_commit_callbacks, username="wu", email="wu@example.org")
    found = admin_client.get(reverse(CHANGELIST)).context["cl"]
    choices = [choice["query_string"] for spec in found.filter_specs for choice in spec.choices(found)]
    for query in (*choices, "?q=lin", "?o=2.-3"):
        assert admin_client.get(reverse(CHANGELIST) + query).status_code == 200
    for state, names in (("no", ["wu"]), ("yes", ["admin", "lin"])):
        listed = admin_client.get(f"{reverse(CHANGELIST)}?chosen={state}").context["cl"]
        assert [person.username for person in listed.result_list] == names


def test_the_list_asks_as_often_for_many_people_as_for_few(admin_client, django_assert_num_queries):
    def with_roles(number):
        for name in range(number):
            person = User.objects.create_user(f"{number}-{name}")
            Membership.objects.create(user=person, zone=factories.ZoneFactory())

    with_roles(1)
    admin_client.get(reverse(CHANGELIST))
    with CaptureQueriesContext(connection) as few:
        admin_client.get(reverse(CHANGELIST))
    with_roles(5)
    with django_assert_num_queries(len(few)):
        admin_client.get(reverse(CHANGELIST))


def test_a_superuser_cannot_lock_themselves_out(admin_client):
    admin_user = User.objects.get(username="admin")
    data = sent_by(admin_client.get(form_of(admin_user)))
    del data["is_active"], data["is_superuser"]
    assert set(errors_of(admin_client.post(form_of(admin_user), data))) == {"is_active", "is_superuser"}
    admin_client.post(reverse(CHANGELIST), {"action": "deactivate", "_selected_action": [admin_user.pk]})
    assert (
        admin_client.post(reverse("admin:auth_user_delete", args=[admin_user.pk]), {"post": "yes"}).status_code == 403
    )
    admin_user.refresh_from_db()
    assert admin_user.is_active


# --- leaving --------------------------------------------------------------------------------------


def test_a_deactivated_person_is_out_at_once_and_can_come_back(admin_client, client, lin):
    theirs = type(client)()
    theirs.force_login(lin)
    assert theirs.get(reverse("admin:index")).status_code == 200
    ask_for_link(admin_client, "lin@example.org")
    admin_client.post(reverse(CHANGELIST), {"action": "deactivate", "_selected_action": [lin.pk]})
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert not theirs.login(username="lin", password=OLD)
    assert not theirs.get(links_in(mail.outbox[0])[0], follow=True).context["validlink"]
    ask_for_link(admin_client, "lin@example.org")
    assert len(mail.outbox) == 1
    admin_client.post(reverse(CHANGELIST), {"action": "activate", "_selected_action": [lin.pk]})
    assert theirs.login(username="lin", password=OLD)
    assert LogEntry.objects.filter(object_id=str(lin.pk)).count() == 2


def _changed_a_theme(person):
    theme = factories.ThemeFactory()
    theme._history_user = person
    theme.save()


def _reported_progress(person):
    factories.ProgressUpdateFactory(author=person)


def _was_logged(person):
    LogEntry.objects.log_actions(person.pk, [factories.ThemeFactory()], 2, "x", single_object=True)


@pytest.mark.parametrize("enter", [_changed_a_theme, _reported_progress, _was_logged])
def test_whoever_entered_something_cannot_be_deleted(admin_client, lin, enter):
    assert not accounts.has_entered_something(lin)
    enter(lin)
    address = reverse("admin:auth_user_delete", args=[lin.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    page = admin_client.get(form_of(lin))
    assert page.context["only_deactivated"]
    assert address not in page.content.decode()
    many = {"action": "delete_selected", "_selected_action": [lin.pk], "post": "yes"}
    admin_client.post(reverse(CHANGELIST), many)
    assert User.objects.filter(pk=lin.pk).exists()


def test_an_account_that_left_no_trace_can_be_deleted(admin_client, lin):
    Membership.objects.create(user=lin, zone=factories.ZoneFactory())
    admin_client.post(reverse("admin:auth_user_delete", args=[lin.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=lin.pk).exists()


# --- history cannot be rewritten ------------------------------------------------------------------


def test_no_history_row_can_be_changed_or_deleted_in_the_admin(admin_client):
    theme = factories.ThemeFactory(name_en="First")
    theme.name_en = "Second"
    theme.save()
    before = list(theme.history.order_by("pk").values())
    first = theme.history.earliest()
    address = f"{reverse('admin:zones_theme_history', args=[theme.pk])}{first.pk}/"
    page = admin_client.get(address)
    assert "_change_history" not in page.content.decode()
    admin_client.post(address, {"name_zh": "改写", "name_en": "Forged", "_change_history": "1", "history_user": "1"})
    admin_client.post(f"{address}delete/", {"post": "yes"})
    assert list(theme.history.order_by("pk").values())[: len(before)] == before


def test_neither_histories_nor_the_log_have_an_admin_of_their_own():
    registered = {model._meta.label for model in admin.site._registry}
    assert not {label for label in registered if "Historical" in label or "LogEntry" in label}


def test_an_address_of_the_admin_that_leads_nowhere_is_a_page_not_an_error(admin_client):
    assert admin_client.get("/admin/password_change/nothing").status_code == 404
