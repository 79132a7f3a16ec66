"""The rights matrix: every role and place against every address and job, answered by the real database role.

An app declares its rows in `tests/matrix_rows.py`:

    def plant(world): ...          # rows at own, other and province, and of the two bodies, whose texts
                                   # carry world.mark[...]
    ROWS = [
        MatrixRow("people_list", sees="reach", can=Capability.SEE_PEOPLE),
        MatrixRow("people_one", target="own", sees="target", can=Capability.SEE_PEOPLE, path=account),
        MatrixRow(
            "people_disable", "POST", target="own", changes=True, can=Capability.KEEP_PEOPLE, path=account
        ),
    ]
    JOBS = [Job("media.render", arguments=lambda w: {...}, changes={"own"})]

A cell is one row requested by one column (a role held at a place or a body, or nobody). It checks the answer,
the places and bodies whose marked rows were seen in it, and those whose rows it changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from loa.kernel.roles import AT_A_BODY, OVER_SUBTREE, READS_ONLY, Capability, Role, roles_with

PLACES = ("own", "other", "province")
BODIES = ("department", "neighbour")
"""Two departments at `own`: a role at one of them counts at no place, and not at the other body."""
BODIES_AT = "own"
SeenRows = Literal["nothing", "target", "home", "reach", "body"]


@dataclass(frozen=True)
class Column:
    """Who makes the request: a role at a place or a body; nobody when both are empty."""

    role: Role | None = None
    place: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.place}" if self.role else "nobody"

    @property
    def reach(self) -> frozenset[str]:
        """The places whose rows this column may see, or the one body."""
        if self.role is None:
            return frozenset()
        if self.place == "province" and self.role in OVER_SUBTREE:
            return frozenset(PLACES)
        return frozenset({self.place})

    @property
    def at_a_body(self) -> bool:
        return self.place in BODIES


COLUMNS = (
    Column(),
    *(Column(role, body) for role in Role if role in AT_A_BODY for body in BODIES),
    *(Column(role, place) for role in Role for place in PLACES),
)
"""In the order of reach: a test that needs somebody who may open a page takes the last that may."""
ADMINISTRATOR = Column(Role.ADMINISTRATOR, "province")


class World:
    """The rows that the matrix requests. Apps add what they create as attributes of their own."""

    def __init__(self, units: Mapping[str, Any]) -> None:
        self.unit = dict(units)
        self.body: dict[str, Any] = {}
        # These words occur nowhere else, so that a leak in any text is found.
        self.mark = {
            "own": "Dấuriêng",
            "other": "Dấukhác",
            "province": "Dấutỉnh",
            "department": "Dấuphòng",
            "neighbour": "Dấubênh",
        }
        self.actor: dict[Column, Any] = {}

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__:
            raise AttributeError(f"two rooms plant {name!r} in the matrix's world")
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no room has planted {name!r} in the matrix's world")


@dataclass(frozen=True)
class MatrixRow:
    """One address and method. Roles with the capability `can` (all roles if it is None) may use it: at any
    place or body when `target` is empty, otherwise only where their reach includes the target, which is a
    place or a body. `also` narrows this further, by the exact column.

    `sees`: "nothing", "target" (marked rows of the target), "home" (of the actor's own place), "reach" (of
    every place in reach), "body" (of the actor's own body), or a function of the column that returns places
    and bodies.
    `changes`: rows of the target are changed, or "home": of the actor's own place or body, or "account": of
    the place where the actor works (`elsewhere`: also of units and bodies that the cell creates). What is
    done for a body is recorded at the place where it is, and nothing else may change there.
    `outcome`: statuses of an allowed cell; `refused`: statuses of a refused one, beside 302 to sign in, 403,
    404 and 405, such as 200 for a form that is shown again with its fault.
    """

    route: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = "GET"
    can: Capability | None = None
    target: str = ""
    sees: SeenRows | Callable[[Column], frozenset[str]] = "nothing"
    changes: bool | Literal["home", "account"] = False
    public: bool = False
    exact: bool = False
    path: Callable[[World], Mapping[str, Any]] = lambda world: {}
    query: Callable[[World], Mapping[str, Any]] | None = None
    data: Callable[[World], Any] = lambda world: {}
    headers: Callable[[World], Mapping[str, str]] = lambda world: {}
    outcome: tuple[int, ...] = (200, 201, 204, 302)
    refused: tuple[int, ...] = ()
    elsewhere: bool = False
    also: Callable[[Column], bool] = lambda column: True
    content_type: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role) if self.can is None else roles_with(self.can)

    @property
    def key(self) -> tuple[str, str]:
        return self.route, self.method

    def standing(self, column: Column) -> tuple[object, ...]:
        """Returns why a column is refused. Columns with the same value are refused in the same way: with the
        same answer, after the same queries. A test checks this assumption (see loa.testing.matrix_today)."""
        if column.role is None:
            return ("nobody",)
        reached = not self.target or self.target in column.reach
        at = column.place == self.target or not self.target
        holds = column.role in self.roles
        return (
            holds,
            holds and column.role in OVER_SUBTREE,
            reached,
            at,
            column.role in READS_ONLY and reached,
        )

    def allows(self, column: Column) -> bool:
        """Returns whether the column may use this address."""
        if self.public:
            return True
        if column.role not in self.roles or not self.also(column):
            return False
        if not self.target:
            return True
        return column.place == self.target if self.exact else self.target in column.reach

    def expected(self, column: Column) -> tuple[frozenset[str], frozenset[str]]:
        """Returns (places and bodies seen, places and bodies changed)."""
        if not self.allows(column):
            return frozenset(), frozenset()
        seen = (
            self.sees(column)
            if callable(self.sees)
            else {
                "nothing": frozenset[str](),
                "target": frozenset({self.target}),
                "home": frozenset({column.place}) - set(BODIES),
                "reach": column.reach - set(BODIES),
                "body": column.reach & set(BODIES),
            }[self.sees]
        )
        changed = {self._changed(column)} if self.changes else set()
        if not changed.isdisjoint(BODIES):
            changed.add(BODIES_AT)
        return seen, frozenset(changed | ({"elsewhere"} if self.elsewhere else set()))

    def _changed(self, column: Column) -> str:
        if self.changes == "account":
            return BODIES_AT if column.at_a_body else column.place
        return column.place if self.changes == "home" else self.target


@dataclass(frozen=True)
class Job:
    """A job of the queue, run as loa_worker. `changes` are the places and bodies whose rows it changes."""

    name: str
    arguments: Callable[[World], Mapping[str, Any]] = lambda world: {}
    changes: frozenset[str] = frozenset()
