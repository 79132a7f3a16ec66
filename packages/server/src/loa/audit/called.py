"""What the record's sentences call the things that were acted on. Each room says it of its own things in
`audit_words.py`; this is the form in which it does."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any


@dataclass(frozen=True)
class Called:
    """A thing's name as it is now, and the address of its page ("": it has none that the reader may open)."""

    name: str
    url: str = ""


Namer = Callable[[Collection[str]], Mapping[str, Called]]
"""From keys as the record keeps them to names, in one question; what is not there any more is left out."""


def day(iso: Any) -> str:
    """A recorded date as it is read: "2026-11-27" -> "27/11/2026". Raises ValueError."""
    return date.fromisoformat(str(iso)).strftime("%d/%m/%Y")


def clock_time(iso: Any) -> str:
    """A recorded time of day: "17:20:00" -> "17:20". Raises ValueError."""
    return time.fromisoformat(str(iso)).strftime("%H:%M")
