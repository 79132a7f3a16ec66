"""The WSGI application that granian serves: `granian --interface wsgi loa.config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
application = get_wsgi_application()

# `reverse` loads all addresses before the first request. What is loaded by now lives as long as the
# process: a garbage collection that went through it delayed a page, and all requests beside it, by a tenth
# of a second.
reverse("desk_home")
gc.collect()
gc.freeze()
