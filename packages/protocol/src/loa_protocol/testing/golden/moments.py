"""Golden moments: what sounds at a second of the golden day, under the acts that a device holds."""

from typing import Any, NamedTuple

import msgspec

from loa_protocol import timing
from loa_protocol.messages import Act, ActKind, Cancelled, CancelWhat, DayPlan, Target, TargetKind
from loa_protocol.rule import moment, timeline
from loa_protocol.testing.deciding.sounding import heard
from loa_protocol.testing.golden.day import APPROVAL, DAY, but, day, emergency, item, sound
from loa_protocol.testing.world import DEVICE, PLAN_ID, act
from loa_protocol.timing import HOUR, MINUTE

Case = dict[str, Any]
START = timing.at_minute(DAY, 300)
BEGUN = frozenset({f"a@{DAY}"})
A = day(item("a", 300, 10))
WITH_ALARM = day(item("a", 300, 10), emergency("e", 302, 5))
COMMUNE = Target(TargetKind.UNIT, "16012")
PROVINCE = Target(TargetKind.UNIT, "38")
OTHER = "0199cccc-0000-7000-8000-000000000002"
"""An approval of another sound."""

TWO = day(
    but(item("a", 300, 5), media=(sound("a", 5), msgspec.structs.replace(sound("b", 5), approval=OTHER)))
)


class Asked(NamedTuple):
    """A moment of a day on one device."""

    name: str
    now: int
    acts: tuple[Act, ...] = ()
    begun: frozenset[str] = BEGUN
    day: DayPlan = A
    sure: bool = True


def stop(kind: ActKind, seq: int, target: Target = COMMUNE, *, ends: int = START + HOUR, **more: Any) -> Act:
    """An act of a minute before the item begins; its id is made of its sequence."""
    return act(
        kind,
        target,
        seq=seq,
        id=f"0199bbbb-0000-7000-8000-{seq:012d}",
        at=START - MINUTE,
        latest_start_ms=START,
        expires_ms=ends,
        **more,
    )


def _plan() -> list[Asked]:
    """Without any act."""
    nobody = frozenset[str]()
    late = day(item("a", 300, 10, late=2))
    two = day(but(item("a", 300, 5), media=(sound("a", 5), sound("b", 5))), item("c", 310, 5))
    return [
        Asked("at its start", START, begun=nobody),
        Asked("before", START - 1),
        Asked("at its end", START + 10 * MINUTE),
        Asked("its last millisecond", START + 10 * MINUTE - 1),
        Asked("table 8: power back, begun", START + 7 * MINUTE, day=day(item("a", 300, 10, late=5))),
        Asked(
            "table 9: power back, not begun",
            START + 7 * MINUTE,
            begun=nobody,
            day=day(item("a", 300, 10, late=5)),
        ),
        Asked("restarted in mid-sentence", START + 5 * MINUTE + 250),
        Asked("switched on at the last moment", START + 9 * MINUTE, begun=nobody),
        Asked("begun at its latest start", START + 2 * MINUTE, begun=nobody, day=late),
        Asked("too late to begin", START + 2 * MINUTE + 1, begun=nobody, day=late),
        Asked("another item has begun", START + 2 * MINUTE + 1, begun=frozenset({f"b@{DAY}"}), day=late),
        Asked("the second sound", START + 6 * MINUTE, day=two),
        Asked("the next item, without a pause", START + 10 * MINUTE, begun=nobody, day=two),
        Asked("an emergency in it", START + 4 * MINUTE, day=WITH_ALARM),
        Asked("after the emergency", START + 7 * MINUTE, day=WITH_ALARM),
        Asked("clock not trusted", START + MINUTE, sure=False),
        Asked("clock not trusted, an emergency", START + 4 * MINUTE, day=WITH_ALARM, sure=False),
        Asked("clock not trusted, nothing planned", START - HOUR, sure=False),
    ]


def _stops() -> list[Asked]:
    """Silence, blank and restore."""
    silence, blank = stop(ActKind.SILENCE, 3), stop(ActKind.BLANK, 3)
    provinces = stop(ActKind.SILENCE, 3, PROVINCE)
    then, alarm = START + MINUTE, START + 4 * MINUTE
    restore, older = stop(ActKind.RESTORE, 4), stop(ActKind.RESTORE, 2)
    short = stop(ActKind.RESTORE, 4, ends=START)
    tried = [
        ("silenced", (silence,)),
        ("silenced and restored", (silence, restore)),
        ("the restore came first", (restore, silence)),
        ("restored before it was silenced", (silence, older)),
        ("restored with the same sequence", (silence, stop(ActKind.RESTORE, 3))),
        ("silenced again after the restore", (silence, restore, stop(ActKind.SILENCE, 5))),
        ("restored, and the restore has ended", (silence, short)),
        ("restored on the plan", (silence, stop(ActKind.RESTORE, 4, Target(TargetKind.PLAN, PLAN_ID)))),
        ("restored on the device", (silence, stop(ActKind.RESTORE, 4, Target(TargetKind.DEVICE, DEVICE)))),
        ("the province's silence, the commune's restore", (provinces, restore)),
        ("the commune's silence, the province's restore", (silence, stop(ActKind.RESTORE, 4, PROVINCE))),
        ("both silenced, the commune's restored", (provinces, silence, restore)),
        ("both silenced, both restored", (provinces, silence, restore, stop(ActKind.RESTORE, 5, PROVINCE))),
        ("blanked", (blank,)),
        ("blanked and restored", (blank, restore)),
        ("blanked and silenced", (blank, stop(ActKind.SILENCE, 4))),
        ("blanked and later silenced on another target", (blank, stop(ActKind.SILENCE, 4, PROVINCE))),
        (
            "a silence of another kind of target, same name",
            (stop(ActKind.SILENCE, 3, Target(TargetKind.PLAN, "16012")), restore),
        ),
        ("a tone is no silence", (stop(ActKind.TONE, 3, tone_ms=3000),)),
        ("a silence from before the item", (msgspec.structs.replace(silence, at=START - HOUR),)),
    ]
    return [
        *(Asked(name, then, acts) for name, acts in tried),
        Asked("silence in its last millisecond", START + HOUR - 1, (silence,), day=_long()),
        Asked("silence over", START + HOUR, (silence,), day=_long()),
        Asked("blank over", START + HOUR, (blank,), day=_long()),
        Asked("an emergency under silence", alarm, (silence,), day=WITH_ALARM),
        Asked("an emergency under blank", alarm, (blank,), day=WITH_ALARM),
        Asked(
            "silenced before too late",
            START + 9 * MINUTE,
            (silence,),
            frozenset(),
            day(item("a", 300, 10, late=1)),
        ),
    ]


def _long() -> DayPlan:
    return day(item("a", 300, 90, late=80), rules=msgspec.structs.replace(A.rules, minutes=120))


def _cancels() -> list[Asked]:
    """What a cancel names."""
    first, second, then = START + MINUTE, START + 6 * MINUTE, START + MINUTE

    def cancelled(*things: tuple[CancelWhat, str], ends: int = START + HOUR) -> tuple[Act, ...]:
        named = tuple(Cancelled(what, id_) for what, id_ in things)
        return (stop(ActKind.CANCEL, 3, cancels=named, ends=ends),)

    media = TWO.items[0].media[0].sha256
    return [
        Asked("its item cancelled", then, cancelled((CancelWhat.ITEM, f"a@{DAY}"))),
        Asked("its slot cancelled", then, cancelled((CancelWhat.SLOT, "a"))),
        Asked("its approval cancelled", then, cancelled((CancelWhat.APPROVAL, APPROVAL))),
        Asked("its sound cancelled", then, cancelled((CancelWhat.MEDIA, media))),
        Asked("another item cancelled", then, cancelled((CancelWhat.ITEM, f"b@{DAY}"))),
        Asked("its slot's name cancelled as an item", then, cancelled((CancelWhat.ITEM, "a"))),
        Asked("its item's id cancelled as a slot", then, cancelled((CancelWhat.SLOT, f"a@{DAY}"))),
        Asked(
            "the second of two things cancelled",
            then,
            cancelled((CancelWhat.SLOT, "z"), (CancelWhat.SLOT, "a")),
        ),
        Asked("the first of two sounds cancelled", first, cancelled((CancelWhat.MEDIA, media)), day=TWO),
        Asked("the second sound then", second, cancelled((CancelWhat.MEDIA, media)), day=TWO),
        Asked("the other's approval cancelled", first, cancelled((CancelWhat.APPROVAL, OTHER)), day=TWO),
        Asked(
            "the second sound's approval cancelled", second, cancelled((CancelWhat.APPROVAL, OTHER)), day=TWO
        ),
        Asked("a cancel when it ends", then, cancelled((CancelWhat.SLOT, "a"), ends=then)),
        Asked("a cancel that is over", then, cancelled((CancelWhat.SLOT, "a"), ends=START)),
        Asked("a cancel and a restore", then, (*cancelled((CancelWhat.SLOT, "a")), stop(ActKind.RESTORE, 4))),
        Asked(
            "an emergency cancelled", START + 4 * MINUTE, cancelled((CancelWhat.SLOT, "e")), day=WITH_ALARM
        ),
        Asked(
            "silenced before cancelled", then, (*cancelled((CancelWhat.SLOT, "a")), stop(ActKind.SILENCE, 4))
        ),
        Asked(
            "cancelled before too late",
            START + 9 * MINUTE,
            cancelled((CancelWhat.SLOT, "a")),
            frozenset(),
            day(item("a", 300, 10, late=1)),
        ),
    ]


def cases() -> Case:
    """All of them."""
    return {"cases": [_case(asked) for asked in (*_plan(), *_stops(), *_cancels())]}


def _case(asked: Asked) -> Case:
    line = timeline(asked.day)
    answer = moment(line, asked.acts, asked.now, asked.begun, sure=asked.sure)
    return {**asked._asdict(), "begun": sorted(asked.begun), **heard(answer)}
