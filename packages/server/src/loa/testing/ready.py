"""Sets up Django for the tests, before the first of its models is imported."""

import os

import django


def ready() -> None:
    """Sets the settings of the tests, compiles the message catalogues from their present sources, and loads
    all apps. May be called repeatedly."""
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings.test")
    from loa.config.translation.compile import compile_all

    compile_all()
    django.setup()
