"""The actor: who acts in a request, a job or a long-running process. It is a value and never a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from loa.kernel.errors import Forbidden


@dataclass(frozen=True)
class Grant:
    """A role held now at a unit of `kind` (province, district, commune)."""

    role: str
    unit_id: int
    kind: str


@dataclass(frozen=True)
class BodyGrant:
    """A role held now at a body (a department, an office). It counts at that body and at no unit."""

    role: str
    body_id: int


@dataclass(frozen=True)
class Actor:
    """A person signed in with an account, or (both ids None) one of our processes, with the name `name`."""

    account_id: int | None
    person_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    at_bodies: tuple[BodyGrant, ...] = ()

    @property
    def is_process(self) -> bool:
        return self.account_id is None


def process(name: str) -> Actor:
    """Returns the actor of one of our own processes (`worker`, `signer`, `bridge`, ...): no person, no
    grants."""
    return Actor(account_id=None, person_id=None, name=name)


SYSTEM = process("system")

_current: ContextVar[Actor | None] = ContextVar("loa_actor", default=None)


def current() -> Actor:
    """Returns the current actor. Raises Forbidden when there is none."""
    actor = _current.get()
    if actor is None:
        raise Forbidden("Chưa đăng nhập.")
    return actor


def current_or_none() -> Actor | None:
    """Returns the current actor, or None."""
    return _current.get()


@contextmanager
def acting_or_nobody(actor: Actor | None) -> Iterator[None]:
    """Makes `actor` the current actor inside the block. With None, `current()` raises Forbidden there."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Makes `actor` the current actor inside the block."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)
