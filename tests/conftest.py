"""Fixtures that every test may ask for, and the switch between the two databases: DATABASE_URL, as in production."""

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import translation

from tests import roles
from tests.world import one_of_everything
from zones.middleware.kept import STORE


@pytest.fixture(autouse=True)
def _plain_storage(settings, tmp_path_factory):
    """Serve static files without a collected manifest, keep files apart and hash passwords fast."""
    settings.VAR_DIR = tmp_path_factory.getbasetemp() / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"  # each client reads the whole folder before its first request
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


@pytest.fixture(autouse=True)
def _default_language():
    """A request for an English page leaves its language active; the next test begins in Chinese all the same."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Answers that an earlier test was given are not there: queries are counted, and settings differ by test."""
    STORE.clear()


@pytest.fixture(autouse=True)
def _without_limits(settings):
    """All tests ask from the same address, more than anybody should in a minute."""
    settings.LIMITS = dict.fromkeys(settings.LIMITS, 0)


@pytest.fixture
def world(db):
    """One of everything, under addresses that the tests know; returns the plan."""
    return one_of_everything()


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Two areas with people of all roles for the tests of a file, which undo what they try; see `tests/roles.py`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield roles.build()
        transaction.set_rollback(True)
