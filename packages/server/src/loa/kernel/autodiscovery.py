"""Finds the modules of a known name (`tables.py`, `audit_words.py`, ...) in all installed apps."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def files(name: str) -> Iterator[tuple[str, ModuleType]]:
    """Yields (label of the app, module) for every installed app that has such a module, in the order of
    INSTALLED_APPS."""
    for app in apps.get_app_configs():
        module = f"{app.name}.{name}"
        if app.name.startswith("loa.") and find_spec(module) is not None:
            yield app.label, import_module(module)
