"""WSGI applications of the peers, each with the middleware that `startproject` writes."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "benchmarks.peers.applications.use_addresses_of_peers",
]


def use_addresses_of_peers(get_response):
    """Let requests find the peers' addresses instead of the product's, which are those of the settings."""

    def middleware(request):
        request.urlconf = "benchmarks.peers.urls"
        return get_response(request)

    return middleware


def make_application() -> WSGIHandler:
    """Return the application that serves all peers within Django, in a process that may know of no settings yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        return WSGIHandler()
