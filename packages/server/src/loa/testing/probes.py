"""Asks every guarded table itself, as every role that holds a grant on it: what does a scope of one unit see,
what does it take? Made from the declarations, so that no table and no role is forgotten.

Rows are put in by the superuser with constraints of other tables off (`session_replication_role`): a probe
asks about policies, not about meaning. A table whose own checks refuse the made-up row names better values in
its room's `tests/matrix_rows.py`: `SAMPLES = {"airtime_slot": {"kind": "once", ...}}`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from loa.kernel.guard.declare import Table
from loa.places.scope import Scope, _set

OWN, OTHER = 900_001, 900_002


def samples() -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.tests.matrix_rows"
        if app.name.startswith("loa.") and find_spec(f"{app.name}.tests") and find_spec(name):
            found.update(getattr(import_module(name), "SAMPLES", {}))
    return found


def key_column(table: Table) -> str:
    return table.column or "id"
