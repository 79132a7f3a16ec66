"""How long the columns are that hold a word of a code table, or a plan's id: with room for what comes next.

Which words there are is said by the table in the code (a class of choices, an enumeration), never by a length
or a check of the database: the next kind of act, class, source, state or channel needs no migration.
"""

from typing import Final

WORD: Final = 40
"""A class, kind, state, role, tag, rung or code."""
PLAN_ID: Final = 80
"""`unit.hamlet`, and a channel after it; also what else is asked for or aimed at by such an id."""
