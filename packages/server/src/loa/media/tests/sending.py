"""A process that sends pieces, each in a fork of its own that may be killed on the way: at the n-th of its
writes.

A line of JSON in: upload, offset, data (hex), person, unit, die_at (0: never). Lines out: the steps that the
fork passed, then `exit` and its code. The steps are the real calls of the store, the real statements and the
real commit; only the moment of death is chosen. Argument: the folder of media.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

die_at = 0
steps = 0


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def step(name: str) -> None:
    global steps
    steps += 1
    told(name)
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


def send(order: dict[str, Any]) -> None:
    someone = Actor(order["person"], order["person"], "ai đó", (Grant("editor", order["unit"], "commune"),))
    with connection.execute_wrapper(statements), acting(someone), scope.for_actor(someone):
        actions.append(UUID(order["upload"]), order["offset"], bytes.fromhex(order["data"]))


settings.MEDIA_ROOT = sys.argv[1]
told("ready")
for line in sys.stdin:
    order = json.loads(line)
    fork = os.fork()
    if fork == 0:
        die_at = order["die_at"]
        code = 1
        try:
            send(order)
            code = 0
        finally:
            os._exit(code)
    told(f"exit {os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])}")
