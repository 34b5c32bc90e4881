"""Fixtures that every test may ask for, and the switch between the two databases: DATABASE_URL, as in production."""

import gc
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import translation

from tests import roles
from tests.world import one_of_everything
from zones.middleware.kept import STORE

OF_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out the tests that may not touch the database: on SQLite they have said the same."""
    if connection.vendor == "sqlite":
        return
    here = Path(__file__).parent  # those in the folders below start servers with databases of their own
    left_out = {item for item in items if item.path.parent == here and not _may_touch_the_database(item)}
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _may_touch_the_database(item):
    """Whether a test is marked for it, or it or a fixture of ours that it asks for asks for the database."""
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames}:
        return True
    fixtures = [fixture for name in item.fixturenames for fixture in item._fixtureinfo.name2fixturedefs.get(name, ())]
    return any(
        fixture.func.__module__.startswith("tests.") and OF_THE_DATABASE & {*fixture.argnames} for fixture in fixtures
    )


def pytest_collection_finish():
    """Let the garbage collector pass over all that stays to the end, and look for rubbish less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
