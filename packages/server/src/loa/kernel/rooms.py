"""Finds what each room says of itself in a file of a known name (`tables.py`, `permissions.py`, ...), or in a
folder of it."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def files(name: str) -> Iterator[tuple[str, ModuleType]]:
    """(room's label, module) of every installed room or door that has such a file, in the house's order."""
    for app in apps.get_app_configs():
        module = f"{app.name}.{name}"
        if app.name.startswith("loa.") and find_spec(module) is not None:
            yield app.label, import_module(module)
