"""Django as the tests need it, before the first of its models is imported."""

import os

import django


def ready() -> None:
    """Settings of the tests, the catalogues as the sources stand now, all apps loaded. Idempotent."""
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings.test")
    from loa.config.translation.compile import compile_all

    compile_all()
    django.setup()
