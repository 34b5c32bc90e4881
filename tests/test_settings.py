"""Settings are read from the environment once, at start: each case here starts an interpreter of its own."""

import json
import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
OURS = (
    *("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "TRUSTED_ORIGINS", "SECRET_KEY", "TIME_ZONE", "VAR_DIR"),
    *("EMAIL_URL", "DEFAULT_FROM_EMAIL"),
)


def python(folder, *arguments, **environment):
    """Run Python in the project with only the given settings, its own files kept in `folder`."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(  # noqa: S603 - our own code with fixed arguments
        [sys.executable, *arguments],
        cwd=django_settings.BASE_DIR,
        env=clean | {"DJANGO_SETTINGS_MODULE": "tracker.settings", "VAR_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def read_settings(folder, *names, **environment):
    answer = python(folder, "-c", SHOW, *names, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_without_any_variable_an_instance_is_safe_and_local(tmp_path):
    found = read_settings(
        tmp_path,
        "DEBUG",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "SECURE_SSL_REDIRECT",
        "INSTALLED_APPS",
        "DATABASES",
    )
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["CSRF_TRUSTED_ORIGINS"] == []
    assert found["SECURE_SSL_REDIRECT"] is False
    assert "debug_toolbar" not in found["INSTALLED_APPS"]
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")


def test_the_secret_key_is_made_once_kept_and_readable_by_its_owner_only(tmp_path):
    folder = tmp_path / "made" / "on first use"
    first, second = (read_settings(folder, "SECRET_KEY")["SECRET_KEY"] for _ in range(2))
    kept = folder / "secret_key"
    assert first == second == kept.read_text()
    assert len(first) >= 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert read_settings(tmp_path / "another", "SECRET_KEY")["SECRET_KEY"] != first


def test_a_secret_key_of_the_environment_is_used_and_not_written_down(tmp_path):
    assert read_settings(tmp_path, "SECRET_KEY", SECRET_KEY="given") == {"SECRET_KEY": "given"}
    assert not (tmp_path / "secret_key").exists()


def test_lists_are_separated_by_commas(tmp_path):
    found = read_settings(
        tmp_path,
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        ALLOWED_HOSTS="a.example,b.example",
        TRUSTED_ORIGINS="https://a.example",
    )
    assert found == {"ALLOWED_HOSTS": ["a.example", "b.example"], "CSRF_TRUSTED_ORIGINS": ["https://a.example"]}


def test_a_postgresql_address_is_taken_apart_and_its_connections_are_kept(tmp_path):
    url = "postgres://reader:p%40ss@db.example:6543/zones"
    database = read_settings(tmp_path, "DATABASES", DATABASE_URL=url)["DATABASES"]["default"]
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "USER": "reader",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": 6543,
        "NAME": "zones",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    assert {name: database[name] for name in expected} == expected
    assert database["OPTIONS"]["connect_timeout"] == 5
    assert "transaction_mode" not in database["OPTIONS"]


def test_an_empty_database_url_is_as_none(tmp_path):
    database = read_settings(tmp_path, "DATABASES", DATABASE_URL="")["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "db.sqlite3")


@pytest.mark.parametrize("url", ["nonsense", "mysql://user@host/name", "postgres://user@host:port/name"])
def test_a_database_url_that_is_none_is_told_in_one_line(tmp_path, url):
    answer = python(tmp_path, "manage.py", "check", DATABASE_URL=url)
    assert answer.returncode != 0
    assert answer.stderr.splitlines() == [
        "DATABASE_URL must be sqlite:///path or postgres://user:password@host:port/name."
    ]


def test_without_a_mail_server_mails_are_written_to_the_output(tmp_path):
    found = read_settings(tmp_path, "EMAIL_BACKEND", EMAIL_URL="")
    assert found == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


def test_a_mail_address_is_taken_apart(tmp_path):
    expected = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "tracker@mail.example",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "DEFAULT_FROM_EMAIL": "tracker@mail.example",
        "SERVER_EMAIL": "tracker@mail.example",
    }
    url = "smtp+tls://tracker%40mail.example:p%40ss@mail.example:587"
    assert read_settings(tmp_path, *expected, EMAIL_URL=url, DEFAULT_FROM_EMAIL="tracker@mail.example") == expected


@pytest.mark.parametrize("url", ["nonsense", "https://mail.example", "smtp://mail.example:port"])
def test_a_mail_address_that_is_none_is_told_in_one_line(tmp_path, url):
    answer = python(tmp_path, "manage.py", "check", EMAIL_URL=url)
    assert answer.returncode != 0
    (line,) = answer.stderr.splitlines()
    assert line.startswith("EMAIL_URL must be smtp+tls://")


@pytest.mark.parametrize(("version", "journal"), [((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL")])
def test_sqlite_keeps_the_rollback_journal_until_its_wal_is_safe(tmp_path, version, journal):
    script = f"import sqlite3; sqlite3.sqlite_version_info = {version}\n{SHOW}"
    answer = python(tmp_path, "-c", script, "DATABASES")
    options = json.loads(answer.stdout)["DATABASES"]["default"]["OPTIONS"]
    assert f"journal_mode={journal};" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_the_database_file_has_the_journal_of_the_rule(tmp_path):
    script = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "for name in ('journal_mode', 'synchronous'):\n"
        "    print(connection.cursor().execute(f'PRAGMA {name}').fetchone()[0])"
    )
    journal = "wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "delete"
    assert python(tmp_path, "-c", script).stdout.split() == [journal, "2"]


def test_https_turns_on_secure_cookies_the_redirect_and_strict_transport(tmp_path):
    found = read_settings(
        tmp_path,
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_PROXY_SSL_HEADER",
        HTTPS="on",
    )
    assert found.pop("SECURE_HSTS_SECONDS") == 365 * 24 * 3600
    assert found.pop("SECURE_PROXY_SSL_HEADER") == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert set(found.values()) == {True}


def test_debug_brings_the_toolbar(tmp_path):
    found = read_settings(tmp_path, "DEBUG", "INSTALLED_APPS", DEBUG="on")
    assert found["DEBUG"] is True
    assert "debug_toolbar" in found["INSTALLED_APPS"]


@pytest.mark.django_db
def test_a_body_larger_than_an_upload_is_refused_unread_at_any_address(client):
    for address in ("/", "/admin/login/", "/healthz", "/en/admin/exchange/import/"):
        answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(django_settings.LARGEST_BODY + 1))
        assert answer.status_code == 413
        assert "10 MB" in answer.content.decode()
    for length in (str(django_settings.LARGEST_UPLOAD), "", "-1", "x", "９"):
        assert client.generic("GET", "/healthz", b"", CONTENT_LENGTH=length).status_code != 413
