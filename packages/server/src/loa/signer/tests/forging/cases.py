"""How a forged row is said: what is other than in its honest twin, and what does not let it through."""

from collections.abc import Callable
from dataclasses import dataclass, field

SIGNED = "signed"
"""The signer signed by the row, or listed what it says."""
IGNORED = "ignored"
"""The row is there, and the signer goes on as if it were not."""
STAMPED = "stamped"
"""The row is there, with the database's own moment in place of the written one."""
PASSES = "passes"
"""As good as the honest twin. Such a case stands by its name in SECURITY.md."""


@dataclass(frozen=True)
class Denied:
    """PostgreSQL refuses, with this SQLSTATE and these words (of its message or its constraint)."""

    state: str
    words: str = ""


def fenced(words):
    """By a trigger or a grant: insufficient privilege."""
    return Denied("42501", words)


OF_ANOTHER_UNIT = Denied("23514", "names a row of another unit")
"""By the trigger of what a row names: a row that is not there is of no unit."""
NO_GRANT = fenced("permission denied")
ONLY_ADDED = fenced("permission denied")
IN_ANOTHERS_NAME = fenced("somebody else's name")
IN_NOBODYS_NAME = fenced("nobody's name")
NO_SUCH_PERSON = Denied("23503", "people_person")
NOT_NULL = Denied("23502")


@dataclass(frozen=True)
class Case:
    """One forged row: the honest one of its table but for `changes` (a value, or what it is in a house).

    `by` is whose name the transaction carries, of the house's people; `stamp` the column whose moment was
    written by hand.
    """

    name: str
    outcome: object
    by: str | None = ""
    changes: dict[str, object] = field(default_factory=dict)
    stamp: str = ""


@dataclass(frozen=True)
class Table:
    """A table that web may write, its honest row, and what the signer makes of it."""

    name: str
    by: str
    row: Callable
    """Of a house, the actor in whose name, and the changes: the columns by name."""
    became: Callable
    """Of a house and the row: SIGNED, IGNORED or a refusal's code."""
    cases: tuple[Case, ...] = ()
    key: str = "id"


@dataclass(frozen=True)
class Statement:
    """A statement that web may not run, or that comes to nothing; `twin` is one that it may.

    `became` is as a table's, where PostgreSQL lets it run.
    """

    name: str
    sql: str
    outcome: object
    twin: str
    by: str = "anh"
    became: Callable | None = None
    twin_by: str = ""


@dataclass(frozen=True)
class Deed:
    """Several rows one after another, as a function of a house that says what became of them; `twin` is the
    same as it may be done."""

    name: str
    do: Callable
    outcome: object
    twin: Callable


def person(name):
    """A person of the house, by id, as a change."""
    return lambda house: getattr(house, name).person_id


def account(name):
    return lambda house: getattr(house, name).account_id


def unit(name):
    """A unit of the house, by id, as a change."""
    return lambda house: getattr(house.places, name).id


NOBODY = 2_000_000_000
"""A person's id that there is none of."""
