"""The scope: which units' rows this transaction sees and takes. The one place that sets it.

`SET LOCAL` ends with the transaction, so a connection given back to the pool carries no one's scope.
A scope opened inside another puts the outer one back when it ends.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction

from loa.kernel.actor import Actor
from loa.places import reach


@dataclass(frozen=True)
class Scope:
    """The two lists, and who asks. Empty lists see and take nothing."""

    read: frozenset[int] = field(default=frozenset())
    write: frozenset[int] = field(default=frozenset())
    person: int | None = None
    account: int | None = None


NOTHING = Scope()
_current: ContextVar[Scope] = ContextVar("loa_scope", default=NOTHING)


def current() -> Scope:
    """The scope that is set now; `NOTHING` outside any."""
    return _current.get()


@contextmanager
def using(
    read: Iterable[int], write: Iterable[int] = (), person: int | None = None, account: int | None = None
) -> Iterator[Scope]:
    """One transaction (a savepoint inside another) that sees rows of `read` and takes rows of `write`."""
    with entered(Scope(frozenset(read), frozenset(write), person, account)) as scope:
        yield scope


@contextmanager
def for_actor(actor: Actor) -> Iterator[Scope]:
    """The scope of a signed-in person: what the roles held now reach, successors with their predecessors."""
    with entered(Scope(person=actor.person_id, account=actor.account_id)):
        scope = of(actor)
    with entered(scope):
        yield scope


def of(actor: Actor) -> Scope:
    """What an actor's grants reach. Needs a connection that may read places_unit."""
    read, write = reach.of_grants(actor.grants)
    return Scope(read, write, actor.person_id, actor.account_id)


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Set a scope made before (kept for a request, say) for one transaction."""
    outer = _current.get()
    with transaction.atomic():
        _set(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        # Only on the way out without an error: after one, the rollback to the savepoint has undone it.
        _set(outer)


def _set(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('loa.read', %s, true), set_config('loa.write', %s, true),"
            " set_config('loa.person', %s, true), set_config('loa.account', %s, true)",
            [
                ",".join(map(str, sorted(scope.read))),
                ",".join(map(str, sorted(scope.write))),
                str(scope.person or ""),
                str(scope.account or ""),
            ],
        )
