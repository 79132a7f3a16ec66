"""Lengths of the columns that hold a word of a code table or a plan's id, with space for longer ones to come.

Which words are allowed is defined by the table in the code (a class of choices, an enumeration) and never by
a length or a check in the database. So the next kind of act, class, source, state or channel needs no
migration.
"""

from typing import Final

WORD: Final = 40
"""A class, kind, state, role, tag, step or code."""
PLAN_ID: Final = 80
"""`unit.hamlet`, and a channel after it; also other ids of this form that a device requests or an act aims
at."""
