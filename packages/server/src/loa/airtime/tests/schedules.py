"""Small schedules to judge proposals against. Monday 23/11/2026 is today."""

from datetime import UTC, date, datetime, time

import msgspec
from loa_protocol.messages import Rules, Sound
from loa_protocol.messages.common import Priority

from loa.airtime.occurrences import PlacedSlot, Timing, bulletin_right
from loa.airtime.rules import Commune

TODAY = date(2026, 11, 23)
MORNING_AND_EVENING = [[300, 390], [1005, 1110]]  # 05:00-06:30, 16:45-18:30
RULES = msgspec.convert(
    {
        "hours": [MORNING_AND_EVENING] * 7,
        "quiet": [[690, 810]],
        "days": [1, 2, 3, 4, 5, 6],
        "minutes": 45,
        "volume": 80,
    },
    Rules,
)


def placed(
    name, at="17:00", days=(1, 2, 3, 4, 5, 6), minutes=3, first=TODAY, last=date(2026, 12, 31), **more
):
    sound = Sound(
        sha256="a" * 64,
        duration_ms=minutes * 60_000,
        bytes=1000,
        right=bulletin_right("00000000-0000-4000-8000-000000000001"),
        info={"title": name},
    )
    whole = {
        "slot": name,
        "timing": Timing(first, last, frozenset(days), time.fromisoformat(at)),
        "hamlets": frozenset(),
        "priority": Priority.ORDINARY,
        "latest_start_s": 600,
        "expires": datetime(2027, 1, 31, tzinfo=UTC),
        "volume": 100,
        "sounds": (sound,),
        "title": name,
    }
    return PlacedSlot(**whole | more)


def commune(*slots, rules=RULES, hamlets=(1, 2, 3)):
    return Commune("15991", frozenset(hamlets), lambda day: rules, tuple(slots))
