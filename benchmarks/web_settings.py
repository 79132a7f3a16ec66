"""The web's settings for `pages`: the same, but static files need not be collected (none is fetched here)."""

from loa.config.settings import *  # noqa: F403
from loa.config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
