"""Golden timelines: days and what sounds on them. Each named day tests one sentence of PROTOCOL.md; random
days follow."""

import random
from typing import Any, NamedTuple

from loa_protocol import timing
from loa_protocol.messages import DayPlan, Envelope, Item, Priority, Window
from loa_protocol.rule import timeline
from loa_protocol.testing import days
from loa_protocol.testing.deciding.sounding import told
from loa_protocol.testing.golden.day import but, day, emergency, item, priority, ruled, sound
from loa_protocol.timing import MINUTE

Case = dict[str, Any]
SEED = 20261124
RANDOM = 60
NARROW = Envelope((Window(320, 400),), 60, 50)
SHORT = Envelope((Window(0, 1440),), 12, 100)
ALWAYS = tuple((Window(0, 1440),) for _ in range(7))


class Day(NamedTuple):
    """A case: a day and the limits of the key that signed it."""

    name: str
    day: DayPlan
    envelope: Envelope | None = None
    highest: Priority | None = None


def _table() -> list[Day]:
    """Returns the rows of the table in section 12, in its order, except the last two, which are moments."""
    p = priority("p", 300, 4)
    return [
        Day("table 1: as planned", day(item("a", 300, 5), item("b", 305, 5))),
        Day("table 2: priority first", day(item("a", 300, 5), p)),
        Day("table 3: displaced past its latest start", day(item("a", 300, 5, late=3), p)),
        Day(
            "table 4: into a gap, or displaced",
            day(item("a", 300, 8, late=9), item("c", 301, 2), priority("p", 305, 4), item("b", 312, 5)),
        ),
        Day("table 5: minutes", day(item("a", 300, 14), item("b", 320, 14), priority("p", 340, 10))),
        Day("table 6: past the session", day(item("a", 418, 5))),
        Day("table 7: emergency", day(item("a", 300, 10), emergency("e", 304, 2))),
    ]


def _dropped() -> list[Day]:
    """Returns days for step 1: breaches of single items."""
    a = item("a", 300, 5)
    early = timing.day_bounds(day().date)[0]
    yesterday = but(a, start_ms=early - MINUTE, latest_start_ms=early, expires_ms=early + 60 * MINUTE)
    return [
        Day("an id twice: the first counts", day(a, but(item("a", 310, 5), volume=60))),
        Day("an id twice, though the first is dropped", day(item("a", 290, 5), item("a", 310, 5))),
        Day("latest start before start", day(but(a, latest_start_ms=a.start_ms - 1))),
        Day("latest start at start", day(but(a, latest_start_ms=a.start_ms))),
        Day("expiry at start", day(but(a, expires_ms=a.start_ms))),
        Day("ends past its expiry", day(but(a, expires_ms=a.start_ms + 5 * MINUTE - 1))),
        Day("ends at its expiry", day(but(a, expires_ms=a.start_ms + 5 * MINUTE))),
        Day("begins the day before", ruled(yesterday, hours=ALWAYS)),
        Day("begins with the day", ruled(item("a", 0, 5), hours=ALWAYS)),
        Day("begins with the day after", ruled(item("a", 1440, 5), hours=ALWAYS)),
        Day("ends after midnight", ruled(item("a", 1436, 5), hours=ALWAYS)),
        Day("ends at midnight", ruled(item("a", 1435, 5), hours=ALWAYS)),
        Day("an emergency that ends after midnight", day(emergency("e", 1436, 5))),
        Day("an emergency that ends at midnight", day(emergency("e", 1435, 5))),
        Day("above the class", day(priority("p", 300, 5), a), None, Priority.ORDINARY),
        Day(
            "emergency above the class",
            day(emergency("e", 300, 5), item("b", 310, 5)),
            None,
            Priority.PRIORITY,
        ),
        Day("of the highest class", day(priority("p", 300, 5)), None, Priority.PRIORITY),
        Day("outside the envelope's hours", day(a, item("b", 330, 5)), NARROW),
        Day("longer than the envelope's minutes", day(item("a", 300, 13), item("b", 320, 12)), SHORT),
        Day("emergency outside the envelope's hours", day(emergency("e", 300, 5)), NARROW),
        Day("emergency longer than the envelope", day(emergency("e", 300, 13)), SHORT),
        Day("on a day off", ruled(a, days=(1, 3, 4, 5, 6, 7))),
        Day("an emergency on a day off", ruled(emergency("e", 300, 5), days=(1,))),
        Day("outside hours", day(item("a", 295, 4))),
        Day("an emergency outside hours", day(emergency("e", 600, 5))),
        Day("a priority item outside hours", day(priority("p", 600, 5))),
        Day("in a quiet window", ruled(a, quiet=(Window(302, 310),))),
        Day("ends where quiet begins", ruled(a, quiet=(Window(305, 310),))),
        Day("an emergency in a quiet window", ruled(emergency("e", 300, 5), quiet=(Window(302, 310),))),
        Day("hours of another weekday", ruled(a, hours=((Window(300, 420),), (), *ALWAYS[2:]))),
    ]


def _sessions() -> list[Day]:
    """Returns days that show what one session is."""
    touching = tuple((Window(360, 420), Window(300, 360)) for _ in range(7))
    over = tuple((Window(300, 380), Window(340, 420)) for _ in range(7))
    two, last = (item("a", 300, 20), item("b", 400, 20)), item("a", 412, 5)
    three = (item("a", 322, 3), item("b", 332, 10), item("c", 342, 8))
    return [
        Day("over the seam of two windows", ruled(item("a", 358, 5), hours=touching)),
        Day("windows that touch are one session", ruled(*two, hours=touching)),
        Day("windows that overlap are one session", ruled(*two, hours=over)),
        Day("the second and the third of three windows", ruled(*three, hours=_hours(330, 340, 335, 350))),
        Day("the third window within the second", ruled(*three, hours=_hours(330, 350, 335, 340))),
        Day(
            "quiet between two sessions",
            ruled(item("a", 500, 5), item("b", 1030, 5), quiet=(Window(430, 440),)),
        ),
        Day("quiet up to the end of a session", ruled(*three, quiet=(Window(400, 420),))),
        Day(
            "an envelope that only touches the hours",
            day(*two),
            Envelope((Window(240, 300), Window(420, 430)), 60, 90),
        ),
        Day("quiet parts a session in two", ruled(*two, quiet=(Window(350, 351),))),
        Day(
            "the envelope parts no minutes",
            day(*two),
            Envelope((Window(300, 350), Window(350, 420)), 60, 100),
        ),
        Day("minutes of two sessions", day(item("a", 300, 30), item("b", 1020, 30))),
        Day("minutes to the millisecond", day(item("a", 300, 15), item("b", 330, 15))),
        Day("a millisecond too many", day(item("a", 300, 15), item("b", 330, 15 + 1 / 60000))),
        Day("no minutes at all", ruled(item("a", 300, 1), minutes=0)),
        Day("the envelope's minutes are the lower", day(item("a", 300, 8), item("b", 330, 8)), SHORT),
        Day(
            "a shorter one still fits after one that does not",
            day(item("a", 300, 20), item("b", 330, 11), item("c", 350, 10)),
        ),
        Day("past the end of the session by itself", day(item("a", 418, 5))),
        Day("moved past the end of the session", day(priority("p", 410, 8), item("a", 412, 5))),
        Day(
            "moved past its expiry and the end of the session",
            day(priority("p", 410, 8), but(last, expires_ms=last.start_ms + 10 * MINUTE)),
        ),
        Day("moved to the very end of the session", day(priority("p", 410, 5), item("a", 412, 5))),
        Day("priority moved past the end of the session", day(priority("p", 410, 8), priority("q", 412, 5))),
    ]


def _of_two_sounds() -> Item:
    return but(item("a", 300, 10), media=(sound("a", 5), sound("b", 5)))


def _hours(start: int, end: int, next_start: int, next_end: int) -> tuple[tuple[Window, ...], ...]:
    """Returns hours of 05:00-05:20 and two more windows on every day, in minutes."""
    return ((Window(300, 320), Window(start, end), Window(next_start, next_end)),) * 7


def _placing() -> list[Day]:
    """Returns days for steps 2 to 5: where items are placed."""
    expiring = item("a", 300, 5)
    expiring = but(expiring, expires_ms=expiring.start_ms + 8 * MINUTE)
    return [
        Day("priority meets priority", day(priority("p", 300, 5), priority("q", 302, 5))),
        Day("priority of one second: the lower id first", day(priority("q", 300, 5), priority("p", 300, 5))),
        Day("ordinary of one second: the lower id keeps it", day(item("b", 300, 5), item("a", 300, 5))),
        Day("priority displaced by priority", day(priority("p", 300, 5), priority("q", 302, 5, late=2))),
        Day("step 3 before step 4", day(priority("p", 300, 5), item("a", 301, 5), item("b", 305, 5, late=0))),
        Day(
            "who moves takes no planned time",
            day(priority("p", 300, 5), item("a", 300, 6, late=20), item("b", 306, 5)),
        ),
        Day(
            "the first gap that holds all of it",
            day(priority("p", 300, 5), item("a", 301, 6, late=30), item("b", 308, 5)),
        ),
        Day("a gap of just its length", day(priority("p", 300, 5), item("a", 301, 3), item("b", 308, 5))),
        Day(
            "of those who move the first first",
            day(priority("p", 300, 5), item("b", 302, 3), item("a", 301, 3)),
        ),
        Day("moved to its latest start", day(priority("p", 300, 5), item("a", 300, 5, late=5))),
        Day("moved a millisecond past it", day(priority("p", 300, 5), item("a", 300, 5, late=5 - 1 / 60000))),
        Day("moved past its expiry", day(priority("p", 300, 5), expiring)),
        Day("ends where the next begins", day(item("a", 300, 5), item("b", 305, 5, late=0))),
        Day(
            "over one gap into the next",
            day(priority("p", 320, 10), item("a", 310, 10), item("b", 312, 8, late=30)),
        ),
        Day("priority comes for minutes first", day(item("a", 300, 20), priority("p", 330, 20))),
        Day(
            "who was dropped takes no minutes",
            day(item("a", 300, 29), item("b", 301, 29, late=0), item("c", 330, 1)),
        ),
    ]


def _emergencies() -> list[Day]:
    """Returns days for step 6: emergencies."""
    a, two = item("a", 300, 10), but(item("a", 300, 3), media=(sound("a", 3), sound("b", 3), sound("c", 3)))
    return [
        Day("an emergency takes the middle", day(a, emergency("e", 304, 2))),
        Day("an emergency takes the end", day(a, emergency("e", 308, 5))),
        Day("an emergency takes the beginning", day(a, emergency("e", 298, 5))),
        Day("an emergency in the first of two sounds", day(_of_two_sounds(), emergency("e", 301, 2))),
        Day(
            "an emergency as long as the envelope's minutes",
            day(emergency("e", 300, 5)),
            Envelope((Window(240, 420),), 5, 90),
        ),
        Day("an emergency begins with it", day(a, emergency("e", 300, 2))),
        Day("an emergency ends with it", day(a, emergency("e", 308, 2))),
        Day("an emergency right before it", day(a, emergency("e", 298, 2))),
        Day("an emergency right behind it", day(a, emergency("e", 310, 2))),
        Day("begun in time, an emergency later", day(item("a", 300, 10, late=2), emergency("e", 304, 2))),
        Day(
            "preempted: the beginning past its latest start",
            day(item("a", 300, 10, late=2), emergency("e", 298, 5)),
        ),
        Day(
            "an emergency leaves it its latest start", day(item("a", 300, 10, late=3), emergency("e", 298, 5))
        ),
        Day("preempted: all of it", day(item("a", 300, 5, late=30), emergency("e", 299, 10))),
        Day("two emergencies that overlap", day(emergency("e", 300, 5), emergency("f", 303, 5))),
        Day("two emergencies of one second", day(emergency("f", 300, 5), emergency("e", 300, 5))),
        Day("an emergency displaced by another", day(emergency("e", 300, 5), emergency("f", 301, 5, late=3))),
        Day("two emergencies in one item", day(a, emergency("e", 302, 2), emergency("f", 306, 2))),
        Day("an emergency takes no minutes", day(item("a", 300, 30), emergency("e", 340, 30))),
        Day("an emergency is bound by no minutes", ruled(emergency("e", 300, 30), minutes=0)),
        Day(
            "two emergencies longer than the envelope's minutes",
            day(emergency("e", 300, 10), emergency("f", 310, 10)),
            SHORT,
        ),
        Day(
            "an emergency moves nobody", day(priority("p", 300, 5), item("a", 306, 5), emergency("e", 303, 5))
        ),
        Day(
            "an emergency moved past the envelope's hours",
            day(emergency("e", 390, 8), emergency("f", 392, 5)),
            NARROW,
        ),
        Day(
            "two emergencies without a pause in one item",
            day(a, emergency("e", 302, 2), emergency("f", 304, 2)),
        ),
        Day(
            "an emergency without an envelope, moved past midnight",
            day(emergency("e", 1430, 8), emergency("f", 1432, 5)),
        ),
        Day(
            "an emergency without an envelope, moved to midnight",
            day(emergency("e", 1430, 5), emergency("f", 1432, 5)),
        ),
        Day("an emergency across two sounds", day(two, emergency("e", 302, 5))),
        Day("three sounds without a pause", day(two)),
        Day(
            "a lost item still has its minutes",
            day(item("a", 300, 30, late=1), emergency("e", 299, 5), item("b", 340, 5)),
        ),
    ]


def _volumes() -> list[Day]:
    """Returns days for step 7: volume."""
    loud, alarm = but(item("a", 330, 5), volume=100), but(emergency("e", 340, 5), volume=100)
    return [
        Day("volume of the item", day(but(loud, volume=20))),
        Day("volume of the rules", day(loud)),
        Day("volume of the envelope", day(loud), NARROW),
        Day("volume of a priority item", day(but(priority("p", 330, 5), volume=100))),
        Day("an emergency is not bound by the rules' volume", ruled(alarm, volume=10)),
        Day("an emergency is bound by the envelope's volume", ruled(alarm, volume=10), NARROW),
        Day("no volume at all", ruled(loud, volume=0)),
    ]


def cases() -> Case:
    """Returns the cases of timelines.json."""
    named = [*_table(), *_dropped(), *_sessions(), *_placing(), *_emergencies(), *_volumes()]
    rng = random.Random(SEED)  # noqa: S311 - golden days, not secrets
    for number in range(RANDOM):
        frame = days.rules(rng)
        highest = None if number % 3 else Priority.PRIORITY
        named.append(Day(f"random {number}", days.day_plan(rng, frame, 6), days.envelope(rng), highest))
    return {
        "seed": SEED,
        "cases": [{**one._asdict(), **told(timeline(one.day, one.envelope, one.highest))} for one in named],
    }
