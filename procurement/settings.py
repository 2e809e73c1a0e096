"""Settings by environment, safe by default: nothing is open unless a variable opens it."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django_guid.integrations import CeleryIntegration

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)


def _secret(name: str) -> str:
    """A required secret; the demonstration's are made once by the set-up, production must supply its own."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Give it in the environment; `make run` makes one for a demonstration."
        )
    return value


SECRET_KEY = _secret("SECRET_KEY")
# Fernet keys that wrap each tender's sealing key, newest first, separated by commas.
SEALING_KEYS: list[str] = [key for key in _secret("SEALING_KEYS").split(",") if key]

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where people reach the site, for the links in notifications; a system check asks for it outside the demonstration.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if DEMO or DEBUG else "").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The demonstration is served on this computer without TLS; anything else is HTTPS only.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not (DEMO or DEBUG))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "django_guid",
    "procurement.audit",
    "procurement.core",
    "procurement.accounts",
    "procurement.organisations",
    "procurement.frameworks",
    "procurement.tenders",
    "procurement.bids",
    "procurement.evaluation",
    "procurement.awards",
    "procurement.notices",
    "procurement.desk",
]

MIDDLEWARE = [
    "procurement.core.time.ArrivalTimeMiddleware",
    "django_guid.middleware.guid_middleware",
    "procurement.core.metrics.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "procurement.core.signed_out.SignedOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "procurement.accounts.middleware.SecondFactorMiddleware",
    "procurement.accounts.middleware.LastSeenMiddleware",
    "procurement.core.access.RefusalMiddleware",
    "procurement.core.remembering.RememberingMiddleware",
]

ROOT_URLCONF = "procurement.urls"
WSGI_APPLICATION = "procurement.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "procurement.core.context.site",
            ],
        },
    },
]

# --- database -----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'commonweal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Immediate transactions are SQLite's row lock: see docs/decisions/sqlite-and-postgresql.md for the measurements.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache --------------------------------------------------------------------------------------------------------
# What is counted to limit attempts is shared by all processes: in the database, or in Redis (rediscache://host:port/1).
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://cache")}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    # A full table is thinned out at random: with Django's 300 rows a guesser could push their own count out.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "procurement.accounts.adapter.InvitedPeopleAdapter"
ACCOUNT_FORMS = {
    "login": "procurement.accounts.forms.SignInForm",
    "add_email": "procurement.accounts.forms.NewAddressForm",
    "change_password": "procurement.accounts.forms.ChangePasswordForm",
    "set_password": "procurement.accounts.forms.SetPasswordForm",
    "reset_password": "procurement.accounts.forms.ForgottenForm",
    "reset_password_from_key": "procurement.accounts.forms.ResetForm",
    "reauthenticate": "procurement.accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who asks for a new password with an address that nobody has gets no mail: the site is no way to write to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS_ONLY else "http"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:home"
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

# --- second factors: docs/decisions/second-factor.md --------------------------------------------------------------
MFA_ADAPTER = "procurement.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "procurement.accounts.forms.CodeForm",
    "reauthenticate": "procurement.accounts.forms.CodeAgainForm",
    "activate_totp": "procurement.accounts.forms.AppForm",
    "add_webauthn": "procurement.accounts.forms.PasskeyForm",
    "edit_webauthn": "procurement.accounts.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A code of the half minute before or after is taken too: clocks of telephones are not exact.
MFA_TOTP_TOLERANCE = 1
# Nobody signs in with an unconfirmed address; without this nobody with a second factor could change theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers allow passkeys without TLS on this computer alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG

# --- the organisation's own sign-in, by OpenID Connect ------------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "procurement.accounts.adapter.KnownPeopleAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A link, because the content policy keeps forms from leading to another site. It signs in, and never links accounts.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="your organisation"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# --- words, places and times --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
SITE_NAME = "Commonweal"

# Who makes drafts from notices in the demonstration when nobody is named.
DEMO_OFFICER = "officer@demonstration.example" if DEMO else ""

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATIC_STORAGE", default="whitenoise.storage.CompressedStaticFilesStorage")
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_BID_FILE_BYTES = env.int("MAX_BID_FILE_BYTES", default=20 * 1024 * 1024)
MAX_DOCUMENT_BYTES = env.int("MAX_DOCUMENT_BYTES", default=50 * 1024 * 1024)
# An upload stays in memory until it is sealed, and is dropped where it is larger than any form takes: on disk it would
# be in the clear. A file of notices may have 20 MB, whatever the limit for files of bids is.
FILE_UPLOAD_HANDLERS = ["procurement.core.uploads.MemoryOnlyUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = max(MAX_BID_FILE_BYTES, MAX_DOCUMENT_BYTES, 20 * 1024 * 1024) + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
OPEN_DATA = Path(env.str("OPEN_DATA", default=str(BASE_DIR.parent / "shared" / "data")))

# --- mail ---------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Commonweal <noreply@localhost>")

# GOV.UK Notify sends the mail instead, where its key is given.
GOVUK_NOTIFY_API_KEY = env.str("GOVUK_NOTIFY_API_KEY", default="")
GOVUK_NOTIFY_TEMPLATE_ID = env.str("GOVUK_NOTIFY_TEMPLATE_ID", default="")
GOVUK_NOTIFY_URL = env.str("GOVUK_NOTIFY_URL", default="https://api.notifications.service.gov.uk")
if GOVUK_NOTIFY_API_KEY:
    EMAIL_BACKEND = "procurement.core.govuk_notify.GovukNotifyBackend"

# --- worker -------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker = Path(env.str("BROKER_DIR", default=str(VAR_DIR / "broker")))
    for _folder in ("messages", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Mail that is printed is printed as it is: the log would take out its links.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
OUTBOX_SWEEP_SECONDS = env.int("OUTBOX_SWEEP_SECONDS", default=15)
CELERY_BEAT_SCHEDULE = {
    # What was not run in its time is not run late: the next one is there already.
    "outbox-sweep": {
        "task": "core.sweep_outbox",
        "schedule": OUTBOX_SWEEP_SECONDS,
        "options": {"expires": 10 * OUTBOX_SWEEP_SECONDS},
    },
    "worker-heartbeat": {"task": "core.heartbeat", "schedule": 20, "options": {"expires": 60}},
    "deadline-notifications": {"task": "bids.remind", "schedule": 300, "options": {"expires": 600}},
}

# --- health, metrics and logs -------------------------------------------------------------------------------------
# After so many seconds without a heartbeat the worker counts as stopped. A long report keeps it from one for a while.
WORKER_STALE_SECONDS = env.int("WORKER_STALE_SECONDS", default=180)
MIN_FREE_MEGABYTES = env.int("MIN_FREE_MEGABYTES", default=500)
# Who asks for /metrics sends it as a bearer token; without one there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration()],
}
LOG_FORMAT = env.str("LOG_FORMAT", default="plain")
if LOG_FORMAT not in ("plain", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is plain or json.")

# --- forms --------------------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

# --- security -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_SSL_REDIRECT = HTTPS_ONLY
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Attempts to sign in are counted by address: behind a proxy that is the one that the proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "procurement.desk.views.errors.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "procurement.core.logs.RequestId"},
        "not_for_health": {"()": "procurement.core.logs.NotForHealth"},
    },
    "formatters": {
        "plain": {
            "()": "procurement.core.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s %(message)s",
        },
        "json": {"()": "procurement.core.logs.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Django's own handlers write lines without a request's id; a strange X-Request-ID is no news.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["not_for_health"]},
        "django_guid": {"level": "ERROR"},
    },
}
