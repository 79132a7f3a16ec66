"""All changes of a bulletin. Each action checks the right, writes, audits and announces in one
transaction."""

from .approval import approve
from .discarding import discard
from .draft import copy_as_new, create, require_newest, save
from .submission import recall, return_, submit
from .withdrawal import withdraw

__all__ = [
    "approve",
    "copy_as_new",
    "create",
    "discard",
    "recall",
    "require_newest",
    "return_",
    "save",
    "submit",
    "withdraw",
]
