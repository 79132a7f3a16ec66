"""From a commune's slots and rules to the bytes that its devices fetch. Pure: same input, same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef
from loa_protocol.messages.plan import PLAN_DAYS

from loa.airtime.rules import Commune

DAYS: Final = PLAN_DAYS


@dataclass(frozen=True)
class Made:
    """One document: its bytes and their name."""

    sha256: str
    data: bytes


@dataclass
class Compiled:
    """What a commune's plans are now. `days` and `bodies` hold each distinct document once, by hash."""

    days: dict[str, tuple[DayPlan, bytes]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    listed: dict[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)
    """By body: the days in it."""
    plans: dict[int | None, str] = field(default_factory=dict)
    """By hamlet (None: clusters of the whole commune): its body."""


def compile_commune(commune: Commune, hamlets: Iterable[int | None], first: date) -> Compiled:
    """Bodies of 8 local days from `first` on for these hamlets; hamlets that hear the same share everything.

    A day on which the commune has no rules is left out: nothing may sound on it.
    """
    made = Compiled()
    days = [first + timedelta(days=n) for n in range(DAYS)]
    seen: dict[tuple[date, tuple[str, ...]], str | None] = {}
    for hamlet in hamlets:
        listed = tuple(
            (day, name) for day in days if (name := _day(commune, day, hamlet, seen, made)) is not None
        )
        body = _body(listed)
        made.bodies.setdefault(body.sha256, body.data)
        made.listed.setdefault(body.sha256, listed)
        made.plans[hamlet] = body.sha256
    return made


def _day(
    commune: Commune,
    day: date,
    hamlet: int | None,
    seen: dict[tuple[date, tuple[str, ...]], str | None],
    made: Compiled,
) -> str | None:
    slots = tuple(each.slot for each in commune.placed if each.timing.falls_on(day) and each.reaches(hamlet))
    if (day, slots) not in seen:
        plan = commune.day(day, hamlet)
        if plan is None:
            seen[day, slots] = None
        else:
            data = encode(plan)
            name = sha256_hex(data)
            made.days[name] = (plan, data)
            seen[day, slots] = name
    return seen[day, slots]


def _body(listed: Sequence[tuple[date, str]]) -> Made:
    data = encode(Body(v=1, days=tuple(DayRef(date=day, sha256=name) for day, name in listed)))
    return Made(sha256_hex(data), data)
