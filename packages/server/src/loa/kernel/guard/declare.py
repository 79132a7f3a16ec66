"""How a table is declared: pure values, no database."""

from dataclasses import dataclass, field
from typing import Literal

ROLES = ("web", "worker", "bridge", "signer")
VERBS = {"s": "select", "i": "insert", "u": "update", "d": "delete"}

Kind = Literal["unit", "body", "person", "shared", "system", "lock"]


@dataclass(frozen=True)
class Policy:
    """One more row policy beside the kind's own. `using` and `check` are SQL over the row."""

    name: str
    verbs: str
    roles: tuple[str, ...]
    using: str = "true"
    check: str | None = None


@dataclass(frozen=True)
class Table:
    """A table (or view, sequence-owning) and who may do what with it."""

    name: str
    kind: Kind
    grants: dict[str, str]
    column: str = ""
    by: Literal["account", "person"] = "account"
    extra: tuple[Policy, ...] = field(default=())
    # By role, the only columns that it may update; a role not named may update all.
    update_only: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role, letters in self.grants.items():
            if role not in ROLES or not set(letters) <= set(VERBS):
                raise ValueError(f"{self.name}: {role}={letters!r}")


def _table(name: str, kind: Kind, grants: dict[str, str], **more: object) -> Table:
    return Table(name, kind, {role: letters for role, letters in grants.items() if letters}, **more)  # type: ignore[arg-type]


def unit(
    table: str,
    column: str = "unit_id",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Rows of a unit: seen in the read scope, written in the write scope."""
    return _table(table, "unit", grants, column=column, extra=extra, update_only=update_only or {})


def body(
    table: str,
    column: str = "body_id",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Rows of a body: seen and written by whoever holds a role at it, and by nobody for holding one at the
    place where it stands."""
    return _table(table, "body", grants, column=column, extra=extra, update_only=update_only or {})


def person(
    table: str,
    column: str = "account_id",
    by: Literal["account", "person"] = "account",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Rows of one account (or one person): seen and written by that one alone."""
    return _table(table, "person", grants, column=column, by=by, extra=extra, update_only=update_only or {})


def shared(
    table: str,
    column: str = "",
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """Rows that whoever has any scope may read. With `column`, writes stay within the write scope;
    without, any granted write is allowed to whoever has a write scope."""
    return _table(table, "shared", grants, column=column, extra=extra, update_only=update_only or {})


def system(
    table: str,
    extra: tuple[Policy, ...] = (),
    update_only: dict[str, tuple[str, ...]] | None = None,
    **grants: str,
) -> Table:
    """No row policy; only the named roles get anything at all."""
    return _table(table, "system", grants, extra=extra, update_only=update_only or {})


def lock(view: str, role: str) -> Table:
    """A view with nothing to see that is only locked, by one role: `update` is the right to."""
    return _table(view, "lock", {role: "u"})
