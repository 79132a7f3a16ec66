"""Golden bodies and day plans as bytes, and why some are refused."""

from datetime import date, timedelta
from typing import Any

from loa_protocol.bodies import LARGEST_DOCUMENT
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef, Envelope, Purpose, Window
from loa_protocol.testing.golden.day import DAY, but, day, emergency, item, priority, ruled
from loa_protocol.testing.world import PLAN_ID, delegated, key

Case = dict[str, Any]
NEXT = DAY + timedelta(days=1)
SEAM = Envelope((Window(600, 1320), Window(300, 600)), 60, 90)
GRANTED = delegated(Purpose.PLAN, key("plan"), envelope=SEAM)
"""A delegation up to the class priority. Its envelope is 05:00-22:00 as two windows that touch, 60 minutes,
90 per cent."""

_SIZES: tuple[tuple[str, int, str | None], ...] = (
    ("of 131,072 bytes", LARGEST_DOCUMENT, None),
    ("of a byte more", LARGEST_DOCUMENT + 1, "too-large"),
)


def cases() -> Case:
    """Returns the cases of bodies.json: bodies with the hash in the plan head, days with the hash in the
    body."""
    return {"bodies": _bodies(), "plan_id": PLAN_ID, "delegation": GRANTED, "days": _days()}


def _bodies() -> list[Case]:
    genuine = encode(Body(1, (DayRef(DAY, "ab" * 32), DayRef(NEXT, "cd" * 32))))
    twice = genuine.replace(str(NEXT).encode(), str(DAY).encode())
    tried: list[tuple[str, bytes, str | None]] = [
        ("genuine", genuine, None),
        ("a space behind it", genuine + b" ", "altered"),
        ("a day altered", genuine.replace(b"cd", b"ce", 1), "altered"),
        ("a day twice, by its own hash", twice, "malformed"),
        ("of no day", encode(Body(1, ())), None),
    ]
    made = []
    for name, data, code in tried:
        named = sha256_hex(genuine if code == "altered" else data)
        made.append(
            {"name": name, "named_sha256": named, "body": data.decode(), "spaces": 0, "refused": code}
        )
    for name, size, code in _SIZES:
        made.append({"name": name, **_long("body", genuine, size), "refused": code})
    return made


def _days() -> list[Case]:
    usual = day(item("a", 300, 5))
    made: list[tuple[str, DayPlan, str | None]] = [
        ("genuine", usual, None),
        ("empty", day(), None),
        ("begins with the envelope's hours", day(item("a", 300, 5)), None),
        ("over the seam of the envelope's hours", day(item("a", 595, 10)), None),
        ("before the envelope's hours", day(item("a", 299, 5)), "beyond-envelope"),
        ("ends with the envelope's hours", day(priority("p", 1310, 10)), None),
        ("ends after the envelope's hours", day(priority("p", 1310, 11)), "beyond-envelope"),
        ("as loud as the envelope", day(but(item("a", 300, 5), volume=90)), None),
        ("louder than the envelope", day(but(item("a", 300, 5), volume=91)), "beyond-envelope"),
        ("as long as the envelope", day(item("a", 300, 60)), None),
        ("longer than the envelope", day(item("a", 300, 61)), "beyond-envelope"),
        ("of the highest class", day(priority("p", 300, 5)), None),
        ("above the highest class", day(emergency("e", 300, 5)), "beyond-envelope"),
        ("one of two beyond the envelope", day(item("a", 300, 5), item("b", 200, 5)), "beyond-envelope"),
        ("outside the commune's hours alone", day(item("a", 600, 5)), None),
        ("louder than the commune's rule alone", ruled(item("a", 300, 5), volume=10), None),
        ("more minutes in all than the envelope", day(item("a", 300, 50), item("b", 350, 50)), None),
        ("of another commune", day(unit="16013"), "wrong-place"),
        ("of a commune whose code begins alike", day(unit="1601"), "wrong-place"),
        ("of another date", day(date=date(2026, 11, 25)), "malformed"),
    ]
    found = [_day(name, encode(one), code) for name, one, code in made]
    data = encode(usual)
    for name, other, code in (
        ("one byte altered", data.replace(b'"volume":70', b'"volume":71'), "altered"),
        ("a space behind it", data + b" ", "altered"),
    ):
        found.append(_day(name, other, code, data))
    for name, other in (
        ("not JSON", b"not JSON"),
        ("an unknown field", data[:-1] + b',"x":1}'),
        ("a name twice", data.replace(b'"slot"', b'"cls":"ordinary","slot"')),
        ("a window backwards", data.replace(b"[300,420]", b"[420,300]", 1)),
        ("an item that is null", data.replace(b'"items":[', b'"items":[null,')),
    ):
        found.append(_day(name, other, "malformed"))
    for name, size, refused in _SIZES:
        found.append({**_day(name, data, refused), **_long("day", data, size)})
    return found


def _long(part: str, data: bytes, size: int) -> Case:
    """Returns the fields of a case whose document is followed by spaces up to this size in bytes."""
    spaces = size - len(data)
    return {"named_sha256": sha256_hex(data + b" " * spaces), part: data.decode(), "spaces": spaces}


def _day(name: str, data: bytes, code: str | None, named: bytes | None = None) -> Case:
    return {
        "name": name,
        "date": DAY,
        "named_sha256": sha256_hex(named or data),
        "day": data.decode(),
        "spaces": 0,
        "refused": code,
    }
