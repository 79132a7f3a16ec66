"""Every change of the schedule: one verb a file."""

from .approved import check_approving, place_approved, withdraw_bulletin
from .regulation import set_rule
from .slots import add, move, remove

__all__ = ["add", "check_approving", "move", "place_approved", "remove", "set_rule", "withdraw_bulletin"]
