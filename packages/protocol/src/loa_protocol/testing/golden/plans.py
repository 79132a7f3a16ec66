"""Golden bodies, day plans, timelines and moments."""

import random
from datetime import date
from typing import Any

import msgspec

from loa_protocol import timing
from loa_protocol.bodies import admit_body, admit_day
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    ActKind,
    Body,
    Cls,
    DayPlan,
    DayRef,
    Envelope,
    Item,
    Purpose,
    Rules,
    Sound,
    Target,
    TargetKind,
    Window,
)
from loa_protocol.refusals import Refusal
from loa_protocol.rule import Sounding, Timeline, moment, timeline
from loa_protocol.testing import days
from loa_protocol.testing.world import ENVELOPE, PLAN_ID, act, delegated, key, plan

Case = dict[str, Any]
DAY = date(2026, 11, 24)
APPROVAL = "0199cccc-0000-7000-8000-000000000001"
RULES = Rules(((Window(300, 420), Window(1020, 1110)),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 30, 80)
SEED = 20261124


def item(name: str, minute: int, minutes: int, cls: Cls = Cls.ORDINARY, late: int = 10) -> Item:
    """An item of the golden day: planned minute of the day, length in minutes."""
    start = timing.at_minute(DAY, minute)
    return Item(
        f"{name}@{DAY}",
        name,
        cls,
        start,
        start + late * timing.MINUTE,
        start + 2 * timing.HOUR,
        70,
        (Sound(sha256_hex(name.encode()), minutes * timing.MINUTE, 48_000, APPROVAL, f"Bản tin {name}"),),
        f"Chương trình {name}",
    )


def day(*items: Item, **changes: Any) -> DayPlan:
    """The golden day with these items."""
    return msgspec.structs.replace(DayPlan(1, DAY, "16012", RULES, items), **changes)


def body_cases() -> Case:
    """A plan's body and its days as bytes, and what is refused of them."""
    genuine = encode(day(item("a", 300, 5)))
    ref = DayRef(DAY, sha256_hex(genuine))
    body = encode(Body(1, (ref,)))
    head = plan(body_sha256=sha256_hex(body))
    granted = delegated(Purpose.PLAN, key("plan"))
    made = {
        "genuine": genuine,
        "one byte altered": genuine.replace(b'"volume":70', b'"volume":71'),
        "outside the envelope's hours": encode(day(item("a", 200, 5))),
        "louder than the envelope": encode(day(msgspec.structs.replace(item("a", 300, 5), volume=91))),
        "longer than the envelope": encode(day(item("a", 300, 61))),
        "above the highest class": encode(day(item("a", 300, 5, Cls.EMERGENCY))),
        "of another commune": encode(day(unit="16013")),
        "of another date": encode(day(date=date(2026, 11, 25))),
        "not JSON": b"not JSON",
    }
    found = []
    for name, data in made.items():
        named = ref if name == "one byte altered" else DayRef(DAY, sha256_hex(data))
        verdict = admit_day(named, data, PLAN_ID, granted)
        code = verdict.code.value if isinstance(verdict, Refusal) else None
        found.append({"name": name, "named_sha256": named.sha256, "day": data.decode(), "refused": code})
    if isinstance(admit_body(head, body), Refusal):
        raise TypeError("the golden body is refused")
    return {
        "plan": head,
        "body": body.decode(),
        "body_sha256": head.body_sha256,
        "plan_id": PLAN_ID,
        "envelope": ENVELOPE,
        "highest": granted.highest,
        "date": DAY,
        "days": found,
    }


def timeline_cases() -> Case:
    """Days and what sounds on them: named examples, then random ones from a fixed seed."""
    named: list[tuple[str, DayPlan, Envelope | None]] = [
        ("two after one another", day(item("a", 300, 5), item("b", 305, 5)), None),
        ("priority first", day(item("a", 300, 5), item("p", 300, 4, Cls.PRIORITY)), None),
        (
            "displaced past its latest start",
            day(item("a", 300, 5, late=3), item("p", 300, 4, Cls.PRIORITY)),
            None,
        ),
        ("session full", day(item("a", 300, 20), item("b", 330, 11)), None),
        ("outside hours", day(item("a", 295, 4)), None),
        ("past the end of the session", day(item("a", 418, 5)), None),
        (
            "quiet",
            day(item("a", 300, 5), rules=msgspec.structs.replace(RULES, quiet=(Window(302, 310),))),
            None,
        ),
        ("emergency mutes", day(item("a", 300, 10), item("e", 304, 2, Cls.EMERGENCY)), None),
        ("narrow envelope", day(item("a", 300, 5), item("b", 330, 5)), Envelope((Window(320, 400),), 60, 50)),
    ]
    rng = random.Random(SEED)  # noqa: S311 - golden days, not secrets
    for number in range(60):
        frame = days.rules(rng)
        named.append((f"random {number}", days.day_plan(rng, frame, 6), days.envelope(rng)))
    return {
        "seed": SEED,
        "cases": [
            {"name": name, "day": made, "envelope": outer, **_expected(timeline(made, outer))}
            for name, made, outer in named
        ],
    }


def _expected(line: Timeline) -> Case:
    return {
        "stretches": [
            [s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume] for s in line.stretches
        ],
        "dropped": [[d.item.id, d.breach.code.value] for d in line.dropped],
        "cuts": [[c.item.id, c.start_ms, c.end_ms] for c in line.cuts],
    }


def moment_cases() -> Case:
    """One day, and what sounds at a moment under acts."""
    made = day(item("a", 300, 10))
    line = timeline(made)
    start, ids = timing.at_minute(DAY, 300), frozenset({f"a@{DAY}"})
    minute = timing.MINUTE
    until: Case = {"at": start - minute, "expires_ms": start + timing.HOUR, "latest_start_ms": start}
    silence = act(target=Target(TargetKind.UNIT, "16012"), seq=1, **until)
    restore = act(ActKind.RESTORE, silence.target, **{**until, "seq": 2, "id": silence.id[:-1] + "2"})
    narrow = msgspec.structs.replace(restore, target=Target(TargetKind.PLAN, PLAN_ID))
    blank = msgspec.structs.replace(silence, kind=ActKind.BLANK, id=silence.id[:-1] + "3")
    tried = [
        ("at its start", (), start, frozenset[str]()),
        ("before", (), start - 1, ids),
        ("at its end", (), start + 10 * minute, ids),
        ("restarted in mid-sentence", (), start + 5 * minute + 250, ids),
        ("its last millisecond", (), start + 10 * minute - 1, ids),
        ("switched on at the last moment", (), start + 9 * minute, frozenset[str]()),
        ("silenced", (silence,), start + minute, ids),
        ("silenced and restored", (silence, restore), start + minute, ids),
        ("restored for another target", (silence, narrow), start + minute, ids),
        ("blanked", (blank, silence), start + minute, ids),
        ("silence over", (silence,), start + timing.HOUR, ids),
    ]
    late = day(item("a", 300, 10, late=2))
    found = [_moment(name, made, line, acts, now, begun) for name, acts, now, begun in tried]
    found.append(_moment("too late to begin", late, timeline(late), (), start + 2 * minute + 1, frozenset()))
    return {"cases": found}


def _moment(
    name: str, made: DayPlan, line: Timeline, acts: tuple[Any, ...], now: int, begun: frozenset[str]
) -> Case:
    answer = moment(line, acts, now, begun)
    told: Case = {"name": name, "day": made, "acts": acts, "now": now, "begun": sorted(begun)}
    if isinstance(answer, Sounding):
        return {
            **told,
            "sounds": [answer.stretch.item.id, answer.stretch.sound, answer.offset_ms],
            "quiet": None,
        }
    return {**told, "sounds": None, "quiet": answer.why.value}
