"""Fixtures that every test may ask for, and the switch between the two databases: DATABASE_URL, as in production."""

import pytest


@pytest.fixture(autouse=True)
def _plain_storage(settings):
    """Serve static files without a collected manifest and hash passwords fast."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
