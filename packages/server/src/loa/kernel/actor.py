"""Who acts: one value for a request, a job or a long-running process. Never a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from loa.kernel.errors import Refused


@dataclass(frozen=True)
class Grant:
    """A role held now at a unit of `kind` (province, district, commune)."""

    role: str
    unit_id: int
    kind: str


@dataclass(frozen=True)
class BodyGrant:
    """A role held now at a body (a department, an office): it counts there, and at no place."""

    role: str
    body_id: int


@dataclass(frozen=True)
class Actor:
    """A person signed in with an account, or (both ids None) a process of ours named `name`."""

    account_id: int | None
    person_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    at_bodies: tuple[BodyGrant, ...] = ()

    @property
    def is_process(self) -> bool:
        return self.account_id is None


def process(name: str) -> Actor:
    """The actor of one of our own processes (`worker`, `signer`, `bridge`, ...): no person, no grants."""
    return Actor(account_id=None, person_id=None, name=name)


SYSTEM = process("system")

_current: ContextVar[Actor | None] = ContextVar("loa_actor", default=None)


def current() -> Actor:
    """Who acts now. Raises Refused when nobody does."""
    actor = _current.get()
    if actor is None:
        raise Refused("Chưa đăng nhập.")
    return actor


def current_or_none() -> Actor | None:
    return _current.get()


@contextmanager
def acting_or_nobody(actor: Actor | None) -> Iterator[None]:
    """Inside, `current()` is `actor`, or refuses when there is none."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Inside, `current()` is `actor`."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)
