"""Settings of the tests. They differ in the place of the database (set by the plugin) and in the cost of a
hash."""

from loa.config.settings import *  # noqa: F403
from loa.config.settings import STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# One round instead of a million: the same algorithm and format.
PASSWORD_HASHERS = ["loa.testing.hasher.QuickPBKDF2"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True  # browser tests get static files from the source folders
