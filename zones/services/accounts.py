"""Accounts: people are invited by mail and choose their password themselves; nobody else ever knows it.

Every mail says the same in both languages, because nobody knows yet which one its reader prefers.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from smtplib import SMTPException

from axes.utils import reset
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from simple_history.utils import get_history_model_for_model

from zones.models import ProgressUpdate
from zones.services.retention import models_with_history

logger = logging.getLogger(__name__)

# Whoever asks for links waits for no mail server: the time of an answer would tell whether an address is known.
OUTBOX = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
LINKS_AN_HOUR = 3  # mails to one address
REQUESTS_AN_HOUR = 20  # by one machine
HOUR = 3600


class MailError(Exception):
    """A mail could not be handed over; the message says why, in the mail server's words."""


# --- inviting -----------------------------------------------------------------------------------------------------


def add_person(*, person: User) -> User:
    """Save a new account that may enter the admin, without a password until its owner chooses one."""
    person.is_staff = True
    person.set_unusable_password()
    person.save()
    return person


def send_invitation(*, person: User, origin: str) -> None:
    """Send a person the link to choose a first password, on the site at `origin`; raise MailError if it cannot go."""
    try:
        _mail("invitation", person, origin).send()
    except (OSError, SMTPException, ValueError) as error:  # no server, refused by it, an address that is none
        logger.warning("The invitation of user %s could not be sent: %s", person.pk, error)
        raise MailError(str(error)) from error


def is_invited(person: User) -> bool:
    """Whether a person may enter but has not chosen a password yet."""
    return person.is_active and not person.has_usable_password()


# --- forgotten passwords ------------------------------------------------------------------------------------------


def with_address(email: str) -> QuerySet[User]:
    """Return who gets a link at an address, also people who were invited and let their first link expire."""
    return User.objects.filter(email__iexact=email, is_active=True, is_staff=True)


def may_ask(*, machine: str) -> bool:
    """Count a request for a link by a machine, and say whether it is still within what one may ask in an hour."""
    return _count(f"links-asked-by-{machine}") <= REQUESTS_AN_HOUR


def send_password_links(*, people: Iterable[User], origin: str) -> Future:
    """Send each person the link to choose a new password, behind the back of whoever asked for it."""
    return OUTBOX.submit(_send_links, list(people), origin)


def _send_links(people: list[User], origin: str) -> None:
    for person in people:
        if _count(f"links-sent-to-{person.pk}") > LINKS_AN_HOUR:
            continue
        try:
            _mail("password", person, origin).send()
        except Exception:
            logger.exception("The link for a new password of user %s could not be sent", person.pk)


def forgive_wrong_passwords(*, person: User) -> None:
    """Unlock an account whose owner has just proved, by a link from the mail, who they are."""
    reset(username=person.get_username())


def _count(what: str) -> int:
    """Count up what happened and return how often it did within an hour; each server process counts by itself."""
    cache.add(what, 0, HOUR)
    try:
        return cache.incr(what)
    except ValueError:  # the hour ended between the two
        return 1


# --- leaving ------------------------------------------------------------------------------------------------------


def has_entered_something(person: User) -> bool:
    """Whether the history or the log names a person, who would be unknown without the account."""
    return any(rows.exists() for rows in _traces(person))


def _traces(person: User) -> list[QuerySet]:
    histories = [get_history_model_for_model(model) for model in models_with_history()]
    return [
        LogEntry.objects.filter(user=person),
        ProgressUpdate._base_manager.filter(author=person),
        *(history._base_manager.filter(history_user=person) for history in histories),
    ]


# --- mails --------------------------------------------------------------------------------------------------------


def origin_of(request: HttpRequest) -> str:
    """Return what the links of a mail begin with: the host name that was asked, if it is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def _mail(kind: str, person: User, origin: str) -> EmailMessage:
    """Return a mail of a kind, Chinese first; its texts stand in `templates/account/`."""
    subjects, bodies = [], []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            context = {"person": person, "origin": origin, "link": f"{origin}{_path_of_link(person)}"}
            subjects.append(render_to_string(f"account/{kind}_subject.txt", context).strip())
            bodies.append(render_to_string(f"account/{kind}.txt", context).strip())
    rule = "\n\n" + "-" * 40 + "\n\n"
    return EmailMessage(" / ".join(subjects), rule.join(bodies) + "\n", to=[person.email])


def _path_of_link(person: User) -> str:
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("password_reset_confirm", args=[key, default_token_generator.make_token(person)])
