"""Every setting, read from the environment; without any, a safe local instance on SQLite.

DATABASE_URL     sqlite:///… or postgres://user:password@host/name   (default: var/db.sqlite3)
DEBUG            on for development only                              (default: off)
HTTPS            on when served behind TLS: secure cookies, redirect, HSTS
ALLOWED_HOSTS    comma-separated host names                           (default: this machine; `serve` adds HOST)
TRUSTED_ORIGINS  comma-separated origins for forms, https://zones.example.org
SECRET_KEY       otherwise one is made once and kept in var/secret_key
TIME_ZONE        default Asia/Shanghai
EMAIL_URL        smtp+tls://user:password@host:587                    (default: mails are written to the output)
DEFAULT_FROM_EMAIL  the sender of all mails                           (default: webmaster@localhost)
STALE_AFTER_DAYS  after so many days without news an initiative is on the worklist (default: 90)
TOKEN_DAYS       days after which a token for the API ends            (default: 90)
TOKENS_PER_USER  tokens that a person may have at a time              (default: 10)
KEPT_ANSWERS_MB  memory for answers to the public in each worker process; 0 keeps none (default: 32)
LIMIT_READING    requests to the API that an address, or a person with a token, may make in a minute (default: 600)
LIMIT_WRITING    … that change something (default: 120); LIMIT_FILES: … for whole lists (default: 30);
                 LIMIT_REFUSED: … with a token that is none (default: 20). 0 is without limit
TRUSTED_PROXIES  proxies of ours before the server, whose X-Forwarded-For is believed (default: 0)
CACHE_URL        redis://host:6379/0, with the package `redis`, to count requests over all workers and machines
                 (default: each worker process counts for itself)
"""

import contextlib
import os
import secrets
import sqlite3
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything an instance makes for itself (database, secret key, collected static files) lives here, outside git.
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)


def _kept_secret_key() -> str:
    """Return the key of this instance, made on first use with an exclusive create so that two starts agree on one."""
    path = VAR_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "zones.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "rules",
    "simple_history",
    "zones",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zones.middleware.cross_origin",  # before what is kept, so that a 304 has its headers too
    "zones.middleware.kept_answers",  # before all that costs time; the headers that are set below are kept with them
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "zones.middleware.LastSlash",
    "zones.middleware.refuse_large_bodies",  # before CSRF, which reads forms
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database -------------------------------------------------------------------------------------


def _database(url: str) -> dict:
    """Return Django's settings for a DATABASE_URL; raises ImproperlyConfigured unless it is SQLite or PostgreSQL."""
    if url.startswith(("sqlite:", "postgres:", "postgresql:")):
        with contextlib.suppress(ValueError):  # a port that is no number
            return env.db_url_config(url)
    raise ImproperlyConfigured("DATABASE_URL must be sqlite:///path or postgres://user:password@host:port/name.")


DATABASES = {"default": _database(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None  # to open SQLite's file anew costs more than most questions
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Two writers can corrupt a WAL database before SQLite 3.51.3, so older ones keep the rollback journal.
    _journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn at BEGIN instead of failing half-way
        "init_command": f"PRAGMA journal_mode={_journal}; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# --- people and passwords -------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",  # zones/permissions.py
    "django.contrib.auth.backends.ModelBackend",
]
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "zones.validators.LongEnough",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Five wrong passwords lock this account from this address for an hour; others are not locked out with it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its tables are for operators, by `manage.py axes_list_attempts`

LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # the mails say "within three days"

# --- mail: invitations and forgotten passwords ----------------------------------------------------


def _email(url: str) -> dict:
    """Return Django's settings for an EMAIL_URL; raises ImproperlyConfigured unless it is one of a kind we know."""
    if url.partition(":")[0] in env.EMAIL_SCHEMES:
        with contextlib.suppress(ValueError):  # a port that is no number
            return env.email_url_config(url)
    raise ImproperlyConfigured("EMAIL_URL must be smtp+tls://user:password@host:port, or smtp+ssl, smtp, consolemail.")


globals().update(_email(env.str("EMAIL_URL", default="") or "consolemail://"))
EMAIL_TIMEOUT = 10  # seconds that whoever invites waits for the mail server
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or "webmaster@localhost"

# --- the editors' worklist ------------------------------------------------------------------------

STALE_AFTER_DAYS = env.int("STALE_AFTER_DAYS", default=90)
if not 1 <= STALE_AFTER_DAYS <= 36_500:
    raise ImproperlyConfigured("STALE_AFTER_DAYS is a number of days from 1 to 36500.")
DUE_SOON_DAYS = 30

# --- answers kept for the public: docs/caching.md -------------------------------------------------

_kept = env.int("KEPT_ANSWERS_MB", default=32)
if not 0 <= _kept <= 65_536:
    raise ImproperlyConfigured("KEPT_ANSWERS_MB is a number of megabytes from 0 to 65536.")
KEPT_ANSWERS = _kept * 2**20

# --- what one may ask in a minute: zones/api/throttling.py -----------------------------------------

_defaults = {"reading": 600, "writing": 120, "files": 30, "refused": 20}
LIMITS = {kind: env.int(f"LIMIT_{kind.upper()}", default=most) for kind, most in _defaults.items()}
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if not (min(LIMITS.values()) >= 0 and 0 <= TRUSTED_PROXIES <= 10):
    raise ImproperlyConfigured("LIMIT_… are numbers of requests from 0 on, TRUSTED_PROXIES is one from 0 to 10.")


def _cache(name: str) -> dict:
    """Return Django's settings for a cache: the Redis of CACHE_URL, or memory of this process up to a bound."""
    url = env.str("CACHE_URL", default="")
    if not url:
        backend = "django.core.cache.backends.locmem.LocMemCache"
        return {"BACKEND": backend, "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": 10_000}}
    if not url.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured("CACHE_URL must be redis://host:port/number, or rediss://… for TLS.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": name}


# What is counted by address may be driven out by very many addresses; what guards accounts may not be by them.
CACHES = {name: _cache(name) for name in ("default", "limits")}

# --- languages and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "zones" / "locale"]  # one catalogue for code and templates
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# --- static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"  # copies of sources, served by the admin alone
VENDOR_DIR = BASE_DIR / "vendor"  # the few files copied out of node_modules by `make static`
STATICFILES_DIRS = [VENDOR_DIR] if VENDOR_DIR.is_dir() else []
# Source maps are the largest files and only debuggers read them: compressing them takes as long as all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- security -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, past the proxy that ends TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
LARGEST_UPLOAD = 10 * 1024 * 1024
LARGEST_BODY = LARGEST_UPLOAD + 64 * 1024  # a file, and what its form sends beside it
LARGEST_API_BODY = 1024 * 1024  # a thousand records
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # the plan form has many rows

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["zones.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["zones.api.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["zones.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": ["zones.api.throttling.Limit"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PAGINATION_CLASS": "zones.api.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["zones.api.filters.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "zones.api.problems.problem_response",
    "COERCE_DECIMAL_TO_STRING": False,
    "DATETIME_FORMAT": None,  # the renderer writes moments, all in UTC
    "URL_FORMAT_OVERRIDE": None,
}
_days, _tokens = env.int("TOKEN_DAYS", default=90), env.int("TOKENS_PER_USER", default=10)
if not (1 <= _days <= 3_650 and 1 <= _tokens <= 1_000):
    raise ImproperlyConfigured("TOKEN_DAYS is a number from 1 to 3650, TOKENS_PER_USER one from 1 to 1000.")
KNOX_TOKEN_MODEL = "zones.ApiToken"  # noqa: S105 - the name of a model
MIGRATION_MODULES = {"knox": None}  # its only table is replaced by ours
REST_KNOX = {"TOKEN_TTL": timedelta(days=_days), "TOKEN_LIMIT_PER_USER": _tokens, "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Zone plan tracker API",
    "DESCRIPTION": "Plans of China's national high-tech zones, their evidence, and what became of them.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "zones.api.files.describe",
        "zones.api.schema.complete",
        "zones.api.schema.let_fields_be_left_out",
        "zones.api.schema.share_parameters",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- logging: one line an event on standard error, which the process manager keeps ----------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}

if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(2, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
