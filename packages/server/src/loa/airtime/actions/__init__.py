"""Every change of the schedule: one verb a file."""

from .approved import check_approving, place_approved, withdraw_bulletin
from .regulation import agree, set_rule, take_back
from .slots import add, move, remove

__all__ = [
    "add",
    "agree",
    "check_approving",
    "move",
    "place_approved",
    "remove",
    "set_rule",
    "take_back",
    "withdraw_bulletin",
]
