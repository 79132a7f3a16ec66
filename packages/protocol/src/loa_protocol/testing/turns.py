"""The share of many like cases that one run of the tests tries: seven runs on seven days in a row try all.

Cases that come out the same in every run until somebody changes the code are not worth trying all of them in
each. The turn depends on the date, and a case's turn on its own name: a case that is added moves no other.
`--turn=all` tries all in one run.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar
from zlib import crc32

TURNS: Final = 7
Case = TypeVar("Case")


def turn_of(day: date) -> int:
    """Returns the turn of a day."""
    return day.toordinal() % TURNS


def read(said: str, day: date) -> int | None:
    """Returns the turn that a word names: `today` is that of the day, `all` is None, else one of the numbers
    from 0. Raises ValueError for any other word."""
    if said == "all":
        return None
    if said == "today":
        return turn_of(day)
    if said in map(str, range(TURNS)):
        return int(said)
    raise ValueError(f"a turn is today, all, or 0 to {TURNS - 1}: {said!r}")


def word(turn: int | None) -> str:
    """Returns the word that names a turn."""
    return "all" if turn is None else str(turn)


def share(name: str, cases: Iterable[Case], turn: int | None, key: Callable[[Case], str] = str) -> list[Case]:
    """Returns the cases whose turn it is; all of them if `turn` is None. `TURNS` turns have each case once.

    name: of all the cases; each kind of cases begins at another turn. key: the name of one.
    """
    return [case for case in cases if turn is None or crc32(f"{name} {key(case)}".encode()) % TURNS == turn]
