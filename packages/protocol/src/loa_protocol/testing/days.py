"""Generates random days from a seed, valid and invalid, and computes sessions by brute force to check the
rule against."""

import random
import uuid
from datetime import date, timedelta
from functools import cache

import msgspec

from loa_protocol import timing
from loa_protocol.messages import (
    DayPlan,
    Envelope,
    Item,
    Priority,
    Right,
    Rules,
    Sound,
    Sounds,
    UnsupportedContent,
    Window,
)
from loa_protocol.messages.common import NEVER

MIN = timing.MINUTE
CLASSES = [Priority.ORDINARY] * 12 + [Priority.PRIORITY] * 6 + [Priority.EMERGENCY]
HASHES = [f"{n:064x}" for n in range(64)]
APPROVALS = [str(uuid.UUID(int=n)) for n in range(64)]
FIRST_DAY = date(2026, 1, 1)


def rng_of(seed: int, number: int) -> random.Random:
    """Returns the source of one day's examples, whichever days were drawn before it."""
    return random.Random(f"{seed}.{number}")  # noqa: S311 (examples are no secrets)


def windows(rng: random.Random, most: int) -> tuple[Window, ...]:
    made = []
    for _ in range(rng.randint(0, most)):
        start = rng.choice((0, 300, 305, 420, 690, 1020, 1380, rng.randrange(1440)))
        made.append(Window(start, min(1440, start + rng.choice((1, 15, 30, 60, 90, 120, 240, 1440)))))
    return tuple(made)


def rules(rng: random.Random) -> Rules:
    usual = windows(rng, 3) or (Window(300, 420), Window(1020, 1110))
    hours = tuple(usual if rng.random() < 0.8 else windows(rng, 4) for _ in range(7))
    days = (1, 2, 3, 4, 5, 6, 7) if rng.random() < 0.7 else tuple(sorted(rng.sample(range(1, 8), 4)))
    quiet = windows(rng, 2) if rng.random() < 0.4 else ()
    return Rules(hours, quiet, days, rng.choice((0, 5, 15, 30, 45, 60, 240, 1440)), rng.randrange(101))


def envelope(rng: random.Random) -> Envelope | None:
    if rng.random() < 0.3:
        return None
    hours = (Window(300, 1320),) if rng.random() < 0.5 else windows(rng, 3)
    return Envelope(hours, rng.choice((10, 45, 60, 240, 1440)), rng.randrange(101))


def item(rng: random.Random, day: date, number: int, frame: Rules) -> Item:
    if rng.random() < 0.85 and frame.hours[day.isoweekday() - 1]:
        window = rng.choice(frame.hours[day.isoweekday() - 1])
        minute = rng.randint(max(0, window.start - 3), window.end)
        minute = rng.choice((window.start, minute, minute, minute // 5 * 5))
    else:
        # Before midnight and after it: such an item is dropped as `wrong-day`.
        minute = rng.randrange(-30, 1500)
    start = timing.day_bounds(day)[0] + minute * MIN + rng.choice((0, 0, 0, 1, 500, 30_000))
    media = tuple(
        Sound(
            HASHES[rng.randrange(64)],
            rng.choice((1, 999, 30_000, 60_000, 180_000, 300_000, 600_000, rng.randrange(1, 1_800_000))),
            1000,
            Right("bulletin", APPROVALS[rng.randrange(64)]),
        )
        for _ in range(rng.choice((1, 1, 1, 2, 3)))
    )
    latest = start + rng.choice((0, 0, 1, MIN, 5 * MIN, 15 * MIN, 60 * MIN, -1))
    expires = latest + rng.choice((1, 10 * MIN, 60 * MIN, 6 * 60 * MIN, 24 * 60 * MIN))
    name = f"slot{number if rng.random() < 0.98 else 0}"
    sounds = Sounds(rng.randrange(101), media)
    return Item(f"{name}@{day}", name, rng.choice(CLASSES), start, latest, expires, sounds.length_ms, sounds)


def day_plan(rng: random.Random, frame: Rules, most: int = 9) -> DayPlan:
    day = FIRST_DAY + timedelta(days=rng.randrange(2000))
    items = [item(rng, day, n, frame) for n in range(rng.randint(0, most))]
    if items and rng.random() < 0.3:  # two at the very same second
        twin = rng.choice(items)
        items.append(
            Item(
                f"twin@{day}",
                "twin",
                rng.choice(CLASSES),
                twin.start_ms,
                twin.latest_start_ms,
                twin.expires_ms,
                twin.length_ms,
                Sounds(50, twin.media),
            )
        )
    rng.shuffle(items)
    return DayPlan(1, day, "16012", frame, tuple(items))


def unknown(rng: random.Random, day: DayPlan) -> DayPlan:
    """Returns the day as an older version reads it: some items carry an unknown kind."""
    return msgspec.structs.replace(
        day,
        items=tuple(
            msgspec.structs.replace(each, carries=UnsupportedContent(NEVER)) if rng.random() < 0.3 else each
            for each in day.items
        ),
    )


@cache
def allowed_minutes(frame: Rules, outer: Envelope | None, weekday: int) -> tuple[int, ...]:
    """Returns for each minute of a day the number of its session, 0 where nothing may sound."""
    numbers, session, before = [], 0, False
    for minute in range(1440):
        now = (
            weekday in frame.days
            and any(w.start <= minute < w.end for w in frame.hours[weekday - 1])
            and not any(w.start <= minute < w.end for w in frame.quiet)
            and (outer is None or any(w.start <= minute < w.end for w in outer.hours))
        )
        session += now and not before
        numbers.append(session if now else 0)
        before = now
    return tuple(numbers)
