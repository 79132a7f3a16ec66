"""A process that submits and approves, each time in a fork of its own that may be killed at the n-th write.

A line of JSON in: verb, bulletin, revision, person, account, role, unit, die_at (0: never). Lines out: the
writes that the fork passed, then `exit` and its code. Statements and commit are the real ones; only the
moment of death is chosen.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

die_at = 0
steps = 0


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def passed(name: str) -> None:
    global steps
    steps += 1
    told(name)
    if steps == die_at:
        os.kill(os.getpid(), signal.SIGKILL)


django.setup()

from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from loa.kernel.actor import Actor, Grant, acting  # noqa: E402
from loa.newsroom import actions  # noqa: E402
from loa.places import scope  # noqa: E402
from loa.testing import bulletins  # noqa: E402

commit = BaseDatabaseWrapper._commit


def watched_commit(self: BaseDatabaseWrapper) -> None:
    passed("before commit")
    commit(self)
    passed("after commit")


BaseDatabaseWrapper._commit = watched_commit


def statements(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    result = execute(sql, params, many, context)
    if str(sql).lstrip().lower().startswith(("insert", "update", "delete")):
        passed(" ".join(str(sql).split()[:3]))
    return result


def decide(order: dict[str, Any]) -> None:
    grant = Grant(order["role"], order["unit"], "commune")
    who = Actor(order["account"], order["person"], "ai đó", (grant,))
    with connection.execute_wrapper(statements), acting(who), scope.for_actor(who):
        if order["verb"] == "submit":
            actions.submit(order["bulletin"])
        else:
            actions.approve(order["bulletin"], order["revision"], bulletins.proof(who))


told("ready")
for line in sys.stdin:
    asked = json.loads(line)
    fork = os.fork()
    if fork == 0:
        die_at = asked["die_at"]
        code = 1
        try:
            decide(asked)
            code = 0
        finally:
            os._exit(code)
    told(f"exit {os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])}")
