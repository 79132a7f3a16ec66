"""What granian serves: `granian --interface wsgi loa.config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
application = get_wsgi_application()

# Every address is known before the first request asks. What is loaded by now lives as long as the process: a
# collection that went through it held up a page, and all beside it, for a tenth of a second.
reverse("wagtailadmin_home")
gc.collect()
gc.freeze()
