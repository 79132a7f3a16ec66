"""Django's settings. Everything that differs between machines comes from `loa.config.env`."""

import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from loa.config import loading
from loa.config.env import env
from loa.config.settings.rooms import DOORS, ROOMS

loading.begins()
_env = env()
_loa = Path(__file__).resolve().parents[2]

LOA_ENV = _env
DEBUG = False
# Without a file (commands that serve no requests) the secret is random and valid in this process only.
SECRET_KEY = _env.secret or secrets.token_urlsafe(48)
ALLOWED_HOSTS = list(_env.hosts)
ROOT_URLCONF = "loa.config.urls"
WSGI_APPLICATION = "loa.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    *DOORS,
    *ROOMS,
    # Of Wagtail the revisions alone: its admin is three tenths of what a process loads, and no page needs it.
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "django_filters",
    "procrastinate.contrib.django",
    "axes",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "loa.config",  # last: connects listeners when all apps are ready
]
# axes.W002: our sign-in view shows the lockout itself.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

MIDDLEWARE = [
    "loa.desk.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "loa.desk.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "loa.desk.typed.DirectionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Late: the transaction of the request then spans the view and its rendering, and nothing else.
    "loa.people.middleware.ScopeMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _env.database.name,
        "HOST": _env.database.host,
        "PORT": str(_env.database.port),
        "USER": _env.database.role,
        "PASSWORD": _env.database.password or "",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # ScopeMiddleware runs view and rendering in one transaction
        "OPTIONS": {"application_name": _env.database.role},
    }
}

# --- people
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "loa.people.backend.GrantsBackend"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/quan-ly/"
_VALIDATION = "loa.people.validators"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.LongEnough"},
    {"NAME": f"{_VALIDATION}.NotCommon"},
    {"NAME": f"{_VALIDATION}.NotOnlyDigits"},
    {"NAME": f"{_VALIDATION}.NotTheName"},
]
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [_env.public_url]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
_https = urlsplit(_env.public_url).scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
# A browser that came by HTTPS once uses only HTTPS for 30 days. It obeys only if it trusts the certificate.
SECURE_HSTS_SECONDS = int(timedelta(days=30).total_seconds()) if _https else 0
if _env.proxy and _https:
    # Only behind a proxy of ours: otherwise any client could send this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AXES_FAILURE_LIMIT = 5
# The inner list is a pair: five failures lock one username for one address, not the username for all.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "loa.people.attempts.address"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# --- language, time, numbers
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = urlsplit(_env.public_url).scheme == "https"
LOCALE_PATHS = [_loa / "config" / "locale"]
FORMAT_MODULE_PATH = ["loa.config.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- uploads
# A form that is too long is rejected before any of it is read. Recordings are sent in pieces (loa.media.tus).
FILE_UPLOAD_HANDLERS = [
    "loa.kernel.upload_limit.BoundedHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- files
STATIC_URL = "/tinh/"
STATIC_ROOT = _env.data / "static"
MEDIA_ROOT = _env.media_dir
MEDIA_STORE = _env.media_store
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Wagtail
WAGTAIL_SITE_NAME = "Loa"
WAGTAIL_WORKFLOW_ENABLED = False  # bulletins have a workflow of their own: see docs/adr/one-state-one-road.md
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES[:1]
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # Loa sends no e-mail: see people/README.md

# --- jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
