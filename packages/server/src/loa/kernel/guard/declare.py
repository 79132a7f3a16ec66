"""The form of a declaration: pure values, without a database."""

from dataclasses import dataclass, field
from typing import Literal

ROLES = ("web", "worker", "bridge", "signer")
VERBS = {"s": "select", "i": "insert", "u": "update", "d": "delete"}

Kind = Literal["unit", "body", "person", "shared", "system", "lock"]


@dataclass(frozen=True)
class Policy:
    """A row policy beside those of the table's kind. `using` and `check` are SQL over the row."""

    name: str
    verbs: str
    roles: tuple[str, ...]
    using: str = "true"
    check: str | None = None


@dataclass(frozen=True)
class OfAFile:
    """The kinds of import of which the worker writes a table's rows: only while such a file is being written,
    in the name of whoever had it written.

    `for_its_unit`: only rows of the unit (`unit_id`) for which the file was sent. `of_the_province`: only for
    a person who keeps the units of the province."""

    kinds: tuple[str, ...]
    for_its_unit: bool = False
    of_the_province: bool = False


@dataclass(frozen=True)
class Table:
    """A table or view, and which role may do what with it."""

    name: str
    kind: Kind
    grants: dict[str, str]
    column: str = ""
    by: Literal["account", "person"] = "account"
    extra: tuple[Policy, ...] = field(default=())
    # By role, the only columns that it may update; a role that is not named may update all.
    update_only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # By role, the only columns that it may read; a role that is not named may read all.
    select_only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Columns that name another row, which must be of the same unit.
    one_unit: tuple[str, ...] = ()
    # Of which files the worker may write; None: it writes by its grants and policies alone.
    of_a_file: OfAFile | None = None

    def __post_init__(self) -> None:
        for role, letters in self.grants.items():
            if role not in ROLES or not set(letters) <= set(VERBS):
                raise ValueError(f"{self.name}: {role}={letters!r}")
        if self.of_a_file and "d" in self.grants.get("worker", ""):
            raise ValueError(f"{self.name}: no import deletes rows")


def _table(name: str, kind: Kind, grants: dict[str, str], **more: object) -> Table:
    return Table(name, kind, {role: letters for role, letters in grants.items() if letters}, **more)  # type: ignore[arg-type]


def unit(
    table: str,
    column: str = "unit_id",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    select_only: dict[str, tuple[str, ...]] | None = None,
    one_unit: tuple[str, ...] = (),
    of_a_file: OfAFile | None = None,
    **grants: str,
) -> Table:
    """Returns a table of rows that belong to a unit: readable in the read scope, writable in the write
    scope."""
    return _table(
        table,
        "unit",
        grants,
        column=column,
        extra=extra,
        update_only=update_only or {},
        select_only=select_only or {},
        one_unit=one_unit,
        of_a_file=of_a_file,
    )


def body(
    table: str,
    column: str = "body_id",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Returns a table of rows that belong to a body: readable and writable for whoever holds a role at the
    body. A role at the place where the body stands gives no right."""
    return _table(table, "body", grants, column=column, extra=extra, update_only=update_only or {})


def person(
    table: str,
    column: str = "account_id",
    by: Literal["account", "person"] = "account",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Returns a table of rows that belong to one account (or one person): only that one reads and writes
    them."""
    return _table(table, "person", grants, column=column, by=by, extra=extra, update_only=update_only or {})


def shared(
    table: str,
    column: str = "",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    one_unit: tuple[str, ...] = (),
    of_a_file: OfAFile | None = None,
    **grants: str,
) -> Table:
    """Returns a table of rows that everyone with any scope may read. With `column`, writes are limited to the
    write scope; without it, everyone with a write scope may make any granted write."""
    return _table(
        table,
        "shared",
        grants,
        column=column,
        extra=extra,
        update_only=update_only or {},
        one_unit=one_unit,
        of_a_file=of_a_file,
    )


def system(
    table: str,
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    select_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Returns a table without row policies. Only the named roles have any right."""
    return _table(
        table,
        "system",
        grants,
        extra=extra,
        update_only=update_only or {},
        select_only=select_only or {},
    )


def lock(view: str, role: str) -> Table:
    """Returns a view that shows nothing and serves as a lock for one role: the right `update` allows to lock
    it."""
    return _table(view, "lock", {role: "u"})
