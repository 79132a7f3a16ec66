"""The form in which each room names its things for the sentences of the record, in its `audit_words.py`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any


@dataclass(frozen=True)
class NamedThing:
    """The current name of a thing and the address of its page ("": there is none that the reader may
    open)."""

    name: str
    url: str = ""


Namer = Callable[[Collection[str]], Mapping[str, NamedThing]]
"""Maps keys as the record stores them to names, in one query; things that no longer exist are left out."""


def day(iso: Any) -> str:
    """Returns a recorded date as it is displayed: "2026-11-27" -> "27/11/2026". Raises ValueError."""
    return date.fromisoformat(str(iso)).strftime("%d/%m/%Y")


def clock_time(iso: Any) -> str:
    """Returns a recorded time of day as it is displayed: "17:20:00" -> "17:20". Raises ValueError."""
    return time.fromisoformat(str(iso)).strftime("%H:%M")
