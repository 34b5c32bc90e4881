"""What a superuser and an invited person do in a browser, for the tests of accounts and of people."""

import re
from contextlib import nullcontext

from django.urls import reverse

from tests.admin_forms import sent_by
from zones.services import accounts

OLD, CHOSEN = "old and long enough", "三江口 2026 规划"
CHANGELIST, ADD = "admin:auth_user_changelist", "admin:auth_user_add"


def form_of(person):
    return reverse("admin:auth_user_change", args=[person.pk])


def invite(client, capture=lambda execute: nullcontext(), **fields):
    """Fill in the form for a new person, send it, run what waits for the commit, and return the page that follows."""
    data = sent_by(client.get(reverse(ADD))) | {"username": "lin", "email": "lin@example.org"} | fields
    with capture(execute=True):
        answer = client.post(reverse(ADD), data)
    return client.get(answer.url) if answer.status_code == 302 else answer


def links_in(message):
    """Return the paths of the links for a password in a mail: Chinese, English."""
    return re.findall(r"http://testserver(/\S*password/\S+)", message.body)


def choose_password(client, link, password=CHOSEN):
    """Follow a link from a mail and fill in the form there; return the last answer."""
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    return client.post(address, {"new_password1": password, "new_password2": password}, follow=True)


def ask_for_link(client, email):
    answer = client.post(reverse("admin_password_reset"), {"email": email}, follow=True)
    accounts.OUTBOX.submit(int).result()  # the only worker has then sent what came before
    return answer


def said_on(page):
    return [str(message) for message in page.context["messages"]]
