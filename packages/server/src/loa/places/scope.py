"""The scope: which units' rows this transaction sees and takes. The one place that sets it.

`SET LOCAL` ends with the transaction, so a connection given back to the pool carries no one's scope.
A scope opened inside another puts the outer one back when it ends.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from loa.kernel.actor import Actor, current_or_none
from loa.kernel.errors import Forbidden
from loa.kernel.roles import AT_A_BODY
from loa.places import reach
from loa.places.models import Unit


@dataclass(frozen=True)
class Scope:
    """What is read, what is written, the bodies acted for, and who asks. Empty lists see and take nothing."""

    read: frozenset[int] = field(default=frozenset())
    write: frozenset[int] = field(default=frozenset())
    person: int | None = None
    account: int | None = None
    bodies: frozenset[int] = field(default=frozenset())


_SETTINGS = """
    set_config('loa.read', {read}, true), set_config('loa.write', {write}, true),
    set_config('loa.person', %(person)s, true), set_config('loa.account', %(account)s, true),
    set_config('loa.bodies', %(bodies)s, true)
"""
NOTHING = Scope()
NOWHERE = (0,)  # no unit has this id: enough of a scope to read what all may read
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
    sql, values = reach.of_grants(actor.grants)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        read, write = cursor.fetchone()
    return _scope(actor, read, write)


def _scope(actor: Actor, read: Iterable[int], write: Iterable[int]) -> Scope:
    bodies = frozenset(held.body_id for held in actor.at_bodies if held.role in AT_A_BODY)
    return Scope(frozenset(read), frozenset(write), actor.person_id, actor.account_id, bodies)


@contextmanager
def all_units() -> Iterator[Scope]:
    """For the periodic work of our own processes: every unit there ever was. Raises Refused for a person."""
    acting = current_or_none()
    if acting is not None and not acting.is_process:
        raise Forbidden(_("Chỉ tiến trình của hệ thống làm việc này."))
    with using(NOWHERE):
        units = frozenset(Unit.objects.values_list("id", flat=True))
    with using(units, units) as scope:
        yield scope


@contextmanager
def beside() -> Iterator[CursorWrapper]:
    """A second connection with the scope that is set now, each statement a transaction of its own: to tell
    how far a long transaction is while that is open. Waits two seconds for a row, then raises
    OperationalError."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
            cursor.execute(
                "select set_config('loa.' || key, value, false) from jsonb_each_text(%s::jsonb)",
                [json.dumps(_words(current()))],
            )
            yield cursor
    finally:
        other.close()


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Set a scope made before (kept for a request, say) for one transaction."""
    outer, inside = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        _set(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        # With a transaction of its own the scope ends by itself. Only on the way out without an error: after
        # one, the rollback to the savepoint has undone it.
        if inside:
            _set(outer)


@contextmanager
def for_transaction(actor: Actor | None) -> Iterator[Scope]:
    """Set what an actor reaches (nothing for nobody) until the end of the transaction that is open now. For
    whoever owns that transaction: the scope is not taken back, since after an error nothing more can be said
    in it. Raises RuntimeError outside a transaction."""
    _need_transaction()
    scope = _set_for(actor) if actor else _set(NOTHING)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def narrow(person: int | None, account: int) -> None:
    """Set what whoever is not known yet may see, until `for_transaction` says who it is: their own rows.
    Raises RuntimeError outside a transaction."""
    _need_transaction()
    _set(Scope(person=person, account=account))


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a scope outside a transaction would be gone at once")


def _set_for(actor: Actor) -> Scope:
    """Find what the actor's grants reach and set it, in one statement."""
    sql, values = reach.of_grants(actor.grants)
    read, write = (f"array_to_string(reached.{name}, ',')" for name in ("read", "write"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select read, write, {_SETTINGS.format(read=read, write=write)} from ({sql}) reached",  # noqa: S608
            {**values, **_words(_scope(actor, (), ()))},
        )
        found = cursor.fetchone()
    return _scope(actor, found[0], found[1])


def _set(scope: Scope) -> Scope:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_SETTINGS.format(read='%(read)s', write='%(write)s')}",
            _words(scope),
        )
    return scope


def _words(scope: Scope) -> dict[str, str]:
    """A scope as the settings hold it."""
    lists = {"read": scope.read, "write": scope.write, "bodies": scope.bodies}
    words = {name: ",".join(map(str, sorted(units))) for name, units in lists.items()}
    return {**words, "person": str(scope.person or ""), "account": str(scope.account or "")}
