"""The scope: the units whose rows this transaction may read and write. Only this module sets it.

The settings end with the transaction (as with `SET LOCAL`), so a connection that returns to the pool has no
scope. A scope opened inside another one restores the outer one at its end.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from loa.kernel.actor import Actor, current_or_none
from loa.kernel.errors import Forbidden
from loa.kernel.roles import AT_A_BODY, Capability, roles_with
from loa.places import reach
from loa.places.models import Body, Unit


@dataclass(frozen=True)
class Scope:
    """The units to read and to write, the bodies to act for, and who acts. Empty lists allow nothing."""

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
NOWHERE = (0,)  # no unit has this id; a scope with it reads what every scope may read, such as the tree
_current: ContextVar[Scope] = ContextVar("loa_scope", default=NOTHING)


def current() -> Scope:
    """Returns the scope that is set now; `NOTHING` outside of any."""
    return _current.get()


@contextmanager
def using(
    read: Iterable[int],
    write: Iterable[int] = (),
    person: int | None = None,
    account: int | None = None,
    bodies: Iterable[int] = (),
) -> Iterator[Scope]:
    """Opens a transaction (a savepoint inside another) that may read rows of `read`, write rows of `write`,
    and do both with rows of `bodies`."""
    with entered(Scope(frozenset(read), frozenset(write), person, account, frozenset(bodies))) as scope:
        yield scope


@contextmanager
def for_actor(actor: Actor) -> Iterator[Scope]:
    """Opens the scope of a signed-in person: the units that their present roles reach, with predecessors."""
    # The first scope has no units; it is there because `of` reads the tree of units.
    with entered(Scope(person=actor.person_id, account=actor.account_id)):
        scope = of(actor)
    with entered(scope):
        yield scope


def of(actor: Actor) -> Scope:
    """Returns the scope that an actor's grants reach. Needs a connection that may read places_unit."""
    sql, values = reach.of_grants(actor.grants)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        read, write = cursor.fetchone()
    return _scope(actor, read, write)


def read_by(actor: Actor, capability: Capability) -> frozenset[int]:
    """Returns the units of the present scope that the actor's roles with the capability reach for reading,
    with predecessors. Empty if no role has it."""
    roles = roles_with(capability)
    grants = tuple(each for each in actor.grants if each.role in roles)
    return of(replace(actor, grants=grants)).read & current().read if grants else frozenset()


def _scope(actor: Actor, read: Iterable[int], write: Iterable[int]) -> Scope:
    bodies = frozenset(held.body_id for held in actor.at_bodies if held.role in AT_A_BODY)
    return Scope(frozenset(read), frozenset(write), actor.person_id, actor.account_id, bodies)


def everywhere(*, writing: bool = True) -> Scope:
    """Returns the scope of every unit and every body that ever existed, for our own processes; without
    `writing` it takes no row of a unit. Raises Forbidden for a person."""
    acting = current_or_none()
    if acting is not None and not acting.is_process:
        raise Forbidden(_("Chỉ tiến trình của hệ thống làm việc này."))
    with using(NOWHERE):
        units = frozenset(Unit.objects.values_list("id", flat=True))
        bodies = frozenset(Body.objects.values_list("id", flat=True))
    return Scope(units, units if writing else frozenset(), bodies=bodies)


@contextmanager
def all_units() -> Iterator[Scope]:
    """Opens the scope of every unit and every body, for the periodic work of our own processes. Raises
    Forbidden for a person."""
    with entered(everywhere()) as scope:
        yield scope


@contextmanager
def beside() -> Iterator[CursorWrapper]:
    """Opens a second connection with the scope that is set now; each statement is a transaction of its own.
    It serves to report the progress of a long transaction while that is open. A statement waits two seconds
    for a lock, then raises django.db.OperationalError."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
            # `false`: the settings last for the connection, not for one transaction.
            cursor.execute(
                "select set_config('loa.' || key, value, false) from jsonb_each_text(%s::jsonb)",
                [json.dumps(_words(current()))],
            )
            yield cursor
    finally:
        other.close()


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Sets an existing scope for one transaction (a savepoint inside another)."""
    outer, inside = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        _set(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        # In a transaction of its own the scope ends by itself. After an error this line is not reached: the
        # rollback to the savepoint has restored the settings.
        if inside:
            _set(outer)


@contextmanager
def for_transaction(actor: Actor | None) -> Iterator[Scope]:
    """Sets the scope that an actor's grants reach (none for nobody) until the end of the transaction that is
    open now. For the owner of that transaction: the scope is not restored, since after an error no statement
    can run in it. Raises RuntimeError outside a transaction."""
    _need_transaction()
    scope = _set_for(actor) if actor else _set(NOTHING)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def narrow(person: int | None, account: int) -> None:
    """Sets a scope with only the rows of this person and account, until `for_transaction` sets the full one.
    Raises RuntimeError outside a transaction."""
    _need_transaction()
    _set(Scope(person=person, account=account))


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a scope outside a transaction would be gone at once")


def _set_for(actor: Actor) -> Scope:
    """Computes the scope of the actor's grants and sets it, in one statement."""
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
    """Returns the values of the settings for a scope."""
    lists = {"read": scope.read, "write": scope.write, "bodies": scope.bodies}
    words = {name: ",".join(map(str, sorted(units))) for name, units in lists.items()}
    return {**words, "person": str(scope.person or ""), "account": str(scope.account or "")}
