"""All declarations of all installed rooms and doors."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from loa.kernel.guard.declare import Table


def declared() -> dict[str, Table]:
    """Every declared table by name. Raises ValueError where two rooms declare the same one."""
    found: dict[str, Table] = {}
    for app in apps.get_app_configs():
        module = f"{app.name}.tables"
        if not app.name.startswith("loa.") or find_spec(module) is None:
            continue
        for table in import_module(module).TABLES:
            if table.name in found:
                raise ValueError(f"{table.name} is declared twice, again in {module}")
            found[table.name] = table
    return found
