"""The golden day, from which the cases of bodies, timelines and moments are made."""

from datetime import date
from typing import Any

import msgspec

from loa_protocol import timing
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import DayPlan, Item, Priority, Right, Rules, Sound, Sounds, Window, sound_item

Case = dict[str, Any]
DAY = date(2026, 11, 24)
RIGHT = Right("bulletin", "0199cccc-0000-7000-8000-000000000001")
RULES = Rules(((Window(300, 420), Window(1020, 1110)),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 30, 80)
"""05:00-07:00 and 17:00-18:30 on every day, 30 minutes for each session, 80 per cent."""


def item(
    name: str, minute: float, minutes: float, priority: Priority = Priority.ORDINARY, late: float = 10
) -> Item:
    """Returns an item of the golden day. minute: its planned start, in minutes of the day. minutes: its
    length. late: how many minutes after the planned start it may begin at the latest."""
    start = timing.day_bounds(DAY)[0] + int(minute * timing.MINUTE)
    return sound_item(
        70,
        (sound(name, minutes),),
        f"Chương trình {name}",
        id=f"{name}@{DAY}",
        slot=name,
        priority=priority,
        start_ms=start,
        latest_start_ms=start + int(late * timing.MINUTE),
        expires_ms=start + 2 * timing.HOUR,
    )


def sound(name: str, minutes: float) -> Sound:
    """Returns a sound of this length in minutes; its hash is made from its name."""
    length = int(minutes * timing.MINUTE)
    return Sound(sha256_hex(name.encode()), length, 48_000, RIGHT, {"title": f"Bản tin {name}"})


def priority(name: str, minute: float, minutes: float, late: float = 10) -> Item:
    """Returns a priority item; see `item`."""
    return item(name, minute, minutes, Priority.PRIORITY, late)


def emergency(name: str, minute: float, minutes: float, late: float = 10) -> Item:
    """Returns an emergency item; see `item`."""
    return item(name, minute, minutes, Priority.EMERGENCY, late)


def but(changed: Item, **changes: Any) -> Item:
    """Returns the item with some fields of its frame changed, or its volume, or its sounds. Its length
    follows from the sounds unless it is given."""
    volume, media = changes.pop("volume", changed.volume), changes.pop("media", changed.media)
    sounds = Sounds(volume, media)
    return msgspec.structs.replace(changed, **{"carries": sounds, "length_ms": sounds.length_ms, **changes})


def day(*items: Item, **changes: Any) -> DayPlan:
    """Returns the golden day with these items."""
    return msgspec.structs.replace(DayPlan(1, DAY, "16012", RULES, items), **changes)


def ruled(*items: Item, **changes: Any) -> DayPlan:
    """Returns the golden day with these items and changed rules."""
    return day(*items, rules=msgspec.structs.replace(RULES, **changes))
