"""The definitions of the roles: name, reach, capabilities, and the roles that exclude each other.

Everything else is derived from these rows: what a scope reaches, what an action asks for, the constraints of
the table of grants, the columns of the rights matrix, the choices and words of the pages, what the signer
accepts. Roles are code and never data, so nobody who can write a row can give themselves one. A new role is
one row here, its migration (`makemigrations` writes it), and the words of its row in each language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Capability(StrEnum):
    """What an action asks for. An action names what is done and never who does it."""

    WRITE = "write"
    """Write bulletins, make recordings, decide how a unit's own words are read."""
    APPROVE = "approve"
    """Approve a bulletin, or return it."""
    WITHDRAW = "withdraw"
    """Withdraw what was approved."""
    SCHEDULE = "schedule"
    STOP = "stop"
    """End what is playing now."""
    SILENCE = "silence"
    """Silence a place and end the silence, play a test tone."""
    WRITE_REGULATION = "write-regulation"
    AGREE_TO_REGULATION = "agree-to-regulation"
    KEEP_CLUSTERS = "keep-clusters"
    """Move, replace and disable clusters, hand out their codes."""
    ENROL_CLUSTERS = "enrol-clusters"
    KEEP_HAMLETS = "keep-hamlets"
    KEEP_UNITS = "keep-units"
    KEEP_PEOPLE = "keep-people"
    """Manage accounts, links and grants."""
    SEE_PEOPLE = "see-people"
    SEE_TRAIL = "see-trail"
    CONFIRM_CLOCK = "confirm-clock"
    LET_SIGN_AGAIN = "let-sign-again"
    """Confirm, after a restore from a backup, that somebody looked at what would be played."""
    SEE_KEYS = "see-keys"
    REVOKE_KEYS = "revoke-keys"


AT_ITS_UNIT: Final = "unit"
OVER_ALL_BELOW: Final = "subtree"


@dataclass(frozen=True)
class RoleDefinition:
    """What defines a role, beside its word and its name."""

    over: str
    """`AT_ITS_UNIT`: it counts only at the unit where it is held. `OVER_ALL_BELOW`: also at the units under
    it."""
    can: frozenset[Capability]
    is_for: str | Promise
    """One line for the person who grants it."""
    writes: bool = True
    """Whether rows within its reach may be written at all."""
    by_two: bool = False
    """Whether a grant takes effect only after a second administrator has confirmed it, for an account that
    two people set up."""
    at_a_body: bool = False
    """Whether it may be held at a body (a department, an office), where it then counts, and nowhere else.
    Only for a role that counts at exactly its unit, and that writes: a scope has one list of bodies for
    reading and writing."""
    never_with: frozenset[str] = frozenset()
    """Roles that nobody may hold at the same time, anywhere. It is enough to declare it on one side."""


NOTHING: Final = RoleDefinition(AT_ITS_UNIT, frozenset(), "", writes=False)


class Role(models.TextChoices):
    """The roles. A row is the value, the definition, and the word on pages."""

    definition: RoleDefinition

    def __new__(cls, value: str, definition: RoleDefinition = NOTHING) -> Role:
        made = str.__new__(cls, value)
        made._value_ = value
        made.definition = definition
        return made

    EDITOR = (
        "editor",
        RoleDefinition(
            AT_ITS_UNIT,
            frozenset({Capability.WRITE, Capability.WITHDRAW, Capability.STOP, Capability.KEEP_HAMLETS}),
            _("Viết, thu bản tin của đơn vị rồi gửi duyệt"),
        ),
        _("biên tập"),
    )
    APPROVER = (
        "approver",
        RoleDefinition(
            AT_ITS_UNIT,
            frozenset({Capability.APPROVE, Capability.WITHDRAW, Capability.STOP}),
            _("Nghe, duyệt hoặc trả lại bản tin của đơn vị"),
            by_two=True,
        ),
        _("duyệt"),
    )
    OPERATOR = (
        "operator",
        RoleDefinition(
            OVER_ALL_BELOW,
            frozenset(
                {
                    Capability.SCHEDULE,
                    Capability.STOP,
                    Capability.SILENCE,
                    Capability.WRITE_REGULATION,
                    Capability.AGREE_TO_REGULATION,
                    Capability.KEEP_CLUSTERS,
                    Capability.ENROL_CLUSTERS,
                    Capability.KEEP_HAMLETS,
                    Capability.CONFIRM_CLOCK,
                    Capability.LET_SIGN_AGAIN,
                    Capability.SEE_KEYS,
                }
            ),
            _("Xếp lịch phát, giữ các cụm loa, tắt tiếng khi cần"),
        ),
        _("vận hành"),
    )
    AUDITOR = (
        "auditor",
        RoleDefinition(
            OVER_ALL_BELOW,
            frozenset({Capability.SEE_PEOPLE, Capability.SEE_TRAIL, Capability.SEE_KEYS}),
            _("Chỉ xem: nhật ký phát, nhật ký thao tác"),
            writes=False,
        ),
        _("kiểm tra"),
    )
    ADMINISTRATOR = (
        "administrator",
        RoleDefinition(
            OVER_ALL_BELOW,
            frozenset(
                {
                    Capability.WRITE_REGULATION,
                    Capability.KEEP_CLUSTERS,
                    Capability.KEEP_HAMLETS,
                    Capability.KEEP_UNITS,
                    Capability.KEEP_PEOPLE,
                    Capability.SEE_PEOPLE,
                    Capability.SEE_TRAIL,
                    Capability.CONFIRM_CLOCK,
                    Capability.SEE_KEYS,
                    Capability.REVOKE_KEYS,
                }
            ),
            _("Thêm người, giao vai trò; không duyệt bản tin"),
            by_two=True,
            # Whoever grants rights must not approve what is played.
            never_with=frozenset({"approver"}),
        ),
        _("quản trị"),
    )


@cache
def roles_with(capability: Capability) -> frozenset[Role]:
    """Returns the roles that have the capability."""
    return frozenset(role for role in Role if capability in role.definition.can)


def _where(test: Any) -> frozenset[Role]:
    return frozenset(role for role in Role if test(role.definition))


ROLES: Final = frozenset(Role)
EXACT: Final = _where(lambda role: role.over == AT_ITS_UNIT)
OVER_SUBTREE: Final = _where(lambda role: role.over == OVER_ALL_BELOW)
READS_ONLY: Final = _where(lambda role: not role.writes)
AT_A_BODY: Final = _where(lambda role: role.at_a_body)
TWO_PEOPLE: Final = _where(lambda role: role.by_two)


def never_together() -> list[tuple[Role, Role]]:
    """Returns the pairs of roles that nobody may hold at the same time, each once, in the order of the
    rows."""
    return [
        (one, other)
        for one, other in combinations(Role, 2)
        if other in one.definition.never_with or one in other.definition.never_with
    ]


def clashing_with(role: Role) -> frozenset[Role]:
    """Returns the roles that a holder of this one may not hold."""
    return frozenset(other for pair in never_together() if role in pair for other in pair if other != role)


def words(roles: Iterable[Role]) -> list[str]:
    """Returns the roles as a database column holds them, in the order of the rows."""
    wanted = set(roles)
    return [role.value for role in Role if role in wanted]
