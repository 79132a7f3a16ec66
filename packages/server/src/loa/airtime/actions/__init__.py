"""The actions that change the schedule. A file has one verb or a few related ones."""

from .approved import check_approving, check_submitting, place_approved, withdraw_bulletin
from .regulation import agree, set_rule, take_back
from .slots import add, move, remove

__all__ = [
    "add",
    "agree",
    "check_approving",
    "check_submitting",
    "move",
    "place_approved",
    "remove",
    "set_rule",
    "take_back",
    "withdraw_bulletin",
]
