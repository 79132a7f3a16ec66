"""A process that sends one piece and is killed on the way: at the n-th of its system's writes and renames.

Arguments: folder of media, upload id, offset, the bytes in hex, person and unit, at which step to die (0:
never). Prints the steps it passed. The steps are the real calls of the store, the real statements and the
real commit; only the moment of death is chosen.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

die_at = int(sys.argv[6])
steps = 0


def step(name: str) -> None:
    global steps
    steps += 1
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()
    if steps == die_at:
        os.kill(os.getpid(), signal.SIGKILL)


def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, with a place to die before it and one after it."""

    def through(*args: Any, **kwargs: Any) -> Any:
        step(f"before {name}")
        result = call(*args, **kwargs)
        step(f"after {name}")
        return result

    return through


for known in ("pwrite", "ftruncate", "fsync", "link", "replace", "unlink"):
    setattr(os, known, watched(known, getattr(os, known)))

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from loa.kernel.actor import Actor, Grant, acting  # noqa: E402
from loa.media import actions  # noqa: E402
from loa.places import scope  # noqa: E402

BaseDatabaseWrapper._commit = watched("commit", BaseDatabaseWrapper._commit)


def statements(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if not str(sql).lstrip().lower().startswith(("insert", "update")):
        return execute(sql, params, many, context)
    return watched("statement", execute)(sql, params, many, context)


settings.MEDIA_ROOT = sys.argv[1]
person, unit = (int(part) for part in sys.argv[5].split(","))
someone = Actor(person, person, "ai đó", (Grant("editor", unit, "commune"),))
with connection.execute_wrapper(statements), acting(someone), scope.for_actor(someone):
    actions.append(UUID(sys.argv[2]), int(sys.argv[3]), bytes.fromhex(sys.argv[4]))
