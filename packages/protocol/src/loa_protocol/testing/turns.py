"""The share of many like cases that one run of the tests tries: all of them within seven days of runs.

Cases that come out the same in every run until somebody changes the code are not worth trying all of them in
each. The turn depends on the date: `TURNS` runs on consecutive days try every case. `--turn=all` does in one.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar
from zlib import crc32

TURNS: Final = 7
Case = TypeVar("Case")


def turn_of(day: date) -> int:
    """Returns the turn of a day."""
    return day.toordinal() % TURNS


def read(said: str, day: date) -> int | None:
    """Returns the turn that a word names: `today` is that of the day, `all` is None, else a number. Raises
    ValueError for any other word."""
    if said == "all":
        return None
    return turn_of(day) if said == "today" else int(said) % TURNS


def word(turn: int | None) -> str:
    """Returns the word that names a turn."""
    return "all" if turn is None else str(turn)


def share(name: str, cases: Sequence[Case], turn: int | None) -> list[Case]:
    """Returns the cases whose turn it is; all of them if `turn` is None. `TURNS` turns have each case once.

    The name sets where the counting begins, so that each day has about the same number of cases.
    """
    begin = crc32(name.encode())
    return [case for number, case in enumerate(cases, begin) if turn is None or number % TURNS == turn]
