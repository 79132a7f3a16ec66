"""The roles, once: what each is called, how far it is held, what it may do, what it may not be held with.

Everything else derives from these rows: what a scope reaches, what an action asks for, the constraints of the
table of grants, the matrix's columns, the choices and words of the pages, what the signer accepts. Roles are
code, never data: nobody who can write a row gives themselves one. A new role is one row here, its migration
(`makemigrations` writes it), and the words of its row in each language.
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
    """What an action asks for. An action names what is done, never who does it."""

    WRITE = "write"
    """Bulletins, recordings, how a unit's own words are read."""
    APPROVE = "approve"
    """Approve a bulletin, or return it."""
    WITHDRAW = "withdraw"
    """Take back what was approved."""
    SCHEDULE = "schedule"
    STOP = "stop"
    """End what sounds now."""
    SILENCE = "silence"
    """Silence a place and lift it, sound a test tone."""
    WRITE_REGULATION = "write-regulation"
    AGREE_TO_REGULATION = "agree-to-regulation"
    KEEP_CLUSTERS = "keep-clusters"
    """Move, replace, disable clusters, hand out their codes."""
    ENROL_CLUSTERS = "enrol-clusters"
    KEEP_HAMLETS = "keep-hamlets"
    KEEP_UNITS = "keep-units"
    KEEP_PEOPLE = "keep-people"
    """Accounts, links and grants."""
    SEE_PEOPLE = "see-people"
    SEE_TRAIL = "see-trail"
    CONFIRM_CLOCK = "confirm-clock"
    LET_SIGN_AGAIN = "let-sign-again"
    """Say that what a restored house would sound was looked at."""
    SEE_KEYS = "see-keys"
    REVOKE_KEYS = "revoke-keys"


AT_ITS_UNIT: Final = "unit"
OVER_ALL_BELOW: Final = "subtree"


@dataclass(frozen=True)
class RoleDefinition:
    """What a role is, beside its word and its name."""

    over: str
    """`AT_ITS_UNIT`: it counts at exactly the unit where it is held. `OVER_ALL_BELOW`: also under it."""
    can: frozenset[Capability]
    is_for: str | Promise
    """One line for whoever gives it."""
    writes: bool = True
    """Whether rows of what it reaches may be written at all."""
    by_two: bool = False
    """In force once a second administrator has confirmed it, for an account that two opened the way to."""
    at_a_body: bool = False
    """Whether it may be held at a body (a department, an office), where it then counts, and nowhere else.
    Only for what is held at exactly its unit, and writes: a scope has one list of bodies for both."""
    never_with: frozenset[str] = frozenset()
    """Roles that nobody holds at the same time, anywhere. Said on one side, it counts for both."""


NOTHING: Final = RoleDefinition(AT_ITS_UNIT, frozenset(), "", writes=False)


class Role(models.TextChoices):
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
            # Whoever gives rights does not use the one that lets something sound.
            never_with=frozenset({"approver"}),
        ),
        _("quản trị"),
    )


@cache
def roles_with(capability: Capability) -> frozenset[Role]:
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
    """Pairs of roles that nobody holds at the same time, each once, in the order of the rows."""
    return [
        (one, other)
        for one, other in combinations(Role, 2)
        if other in one.definition.never_with or one in other.definition.never_with
    ]


def clashing_with(role: Role) -> frozenset[Role]:
    """Roles that whoever holds this one may not hold."""
    return frozenset(other for pair in never_together() if role in pair for other in pair if other != role)


def words(roles: Iterable[Role]) -> list[str]:
    """The roles as a database column holds them, in the order of the rows."""
    wanted = set(roles)
    return [role.value for role in Role if role in wanted]
