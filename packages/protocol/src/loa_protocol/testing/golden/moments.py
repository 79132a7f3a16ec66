"""Golden moments: what sounds at a second of the golden day, under the acts that a device holds."""

from typing import Any, NamedTuple

import msgspec

from loa_protocol import timing
from loa_protocol.messages import (
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    DayPlan,
    Right,
    Target,
    TargetKind,
    Unsupported,
)
from loa_protocol.messages.common import NEVER
from loa_protocol.rule import MOST_ACTS, HeldAct, Reason
from loa_protocol.testing.deciding.reading import plain
from loa_protocol.testing.deciding.sounding import grounds, heard
from loa_protocol.testing.golden.day import DAY, RIGHT, but, day, emergency, item, sound
from loa_protocol.testing.world import DEVICE, PLAN_ID, act
from loa_protocol.timing import DAY as DAY_MS
from loa_protocol.timing import HOUR, MINUTE
from loa_protocol.verdict import verdict

Case = dict[str, Any]
START = timing.at_minute(DAY, 300)
BEGUN = frozenset({f"a@{DAY}"})
A = day(item("a", 300, 10))
WITH_ALARM = day(item("a", 300, 10), emergency("e", 302, 5))
COMMUNE = Target(TargetKind.UNIT, "16012")
PROVINCE = Target(TargetKind.UNIT, "38")
OTHER = Right("bulletin", "0199cccc-0000-7000-8000-000000000002")
"""The right of another sound."""

TWO = day(but(item("a", 300, 5), media=(sound("a", 5), msgspec.structs.replace(sound("b", 5), right=OTHER))))


STRANGE = day(msgspec.structs.replace(item("a", 300, 10, late=1), carries=Unsupported(NEVER)))


class Asked(NamedTuple):
    """A moment of a day on one device. held: the plan is; refused: why it may sound nothing at all."""

    name: str
    now: int
    acts: tuple[HeldAct, ...] = ()
    begun: frozenset[str] = BEGUN
    day: DayPlan = A
    sure: bool = True
    refused: Reason | None = None
    held: bool = True
    valid: tuple[int, int] = (START - DAY_MS, START + DAY_MS)
    volume: int = 80


def stop(
    kind: ActKind,
    seq: int,
    target: Target = COMMUNE,
    *,
    ends: int = START + HOUR,
    serial: int = 1,
    until: int = 0,
    **more: Any,
) -> HeldAct:
    """An act of a minute before the item begins; its id is made of its order."""
    made = act(
        kind,
        target,
        seq=seq,
        id=f"0199bbbb-0000-7000-{serial:04d}-{seq:012d}",
        at=START - MINUTE,
        latest_start_ms=START,
        expires_ms=ends,
        **more,
    )
    return HeldAct(made, serial, until)


def but_act(changed: HeldAct, **changes: Any) -> HeldAct:
    """The act with some fields changed."""
    return HeldAct(msgspec.structs.replace(changed.act, **changes), changed.serial, changed.until)


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
    another = but_act(silence, id=silence.act.id[:-1] + "f")
    over, lower = but_act(another, expires_ms=START), but_act(silence, expires_ms=START)
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
        ("silenced with the same sequence as a restore before it", (stop(ActKind.RESTORE, 3), silence)),
        ("blanked with the same sequence as a silence", (blank, another)),
        ("blanked with the same sequence as a silence before it", (another, blank)),
        ("two silences of one sequence, the higher id over", (silence, over)),
        ("two silences of one sequence, the higher id over and first", (over, silence)),
        ("two silences of one sequence, the lower id over", (another, lower)),
        ("two silences of one sequence, the lower id over and first", (lower, another)),
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
        ("blanked and later silenced", (blank, stop(ActKind.SILENCE, 4))),
        ("silenced and later blanked", (silence, stop(ActKind.BLANK, 4))),
        (
            "blanked and silenced on one target, restored between",
            (stop(ActKind.BLANK, 3), restore, stop(ActKind.SILENCE, 5)),
        ),
        ("restored by a newer key, lower sequence", (silence, stop(ActKind.RESTORE, 1, serial=2))),
        ("restored by an older key, higher sequence", (stop(ActKind.SILENCE, 1, serial=2), restore)),
        ("blanked and later silenced on another target", (blank, stop(ActKind.SILENCE, 4, PROVINCE))),
        (
            "a silence of another kind of target, same name",
            (stop(ActKind.SILENCE, 3, Target(TargetKind.PLAN, "16012")), restore),
        ),
        ("a tone is no silence", (stop(ActKind.TONE, 3),)),
        ("a silence from before the item", (but_act(silence, at=START - HOUR),)),
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

    def cancelled(*things: tuple[CancelWhat, str], ends: int = START + HOUR) -> tuple[HeldAct, ...]:
        named = tuple(Cancelled(what, id_) for what, id_ in things)
        return (stop(ActKind.CANCEL, 3, does=Cancel(named), ends=ends),)

    media = TWO.items[0].media[0].sha256
    return [
        Asked("its item cancelled", then, cancelled((CancelWhat.ITEM, f"a@{DAY}"))),
        Asked("its slot cancelled", then, cancelled((CancelWhat.SLOT, "a"))),
        Asked("its right cancelled", then, cancelled((CancelWhat.RIGHT, RIGHT.id))),
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
        Asked("the other's right cancelled", first, cancelled((CancelWhat.RIGHT, OTHER.id)), day=TWO),
        Asked("the second sound's right cancelled", second, cancelled((CancelWhat.RIGHT, OTHER.id)), day=TWO),
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


def _grounds() -> list[Asked]:
    """All else on which sound hangs, in the order of the reasons."""
    then, silence = START + MINUTE, (stop(ActKind.SILENCE, 3),)
    many = tuple(
        stop(ActKind.CANCEL, n, does=Cancel((Cancelled(CancelWhat.SLOT, f"x{n}"),))) for n in range(1, 67)
    )
    over = (START - HOUR, then)
    return [
        Asked("no trust", then, silence, refused=Reason.NO_TRUST, sure=False, held=False),
        Asked("disabled", then, silence, refused=Reason.DISABLED, sure=False, held=False),
        Asked("no trusted clock, no plan", then, silence, sure=False, held=False),
        Asked("no plan", then, silence, held=False, valid=over),
        Asked("in the first millisecond of its validity", then, valid=(then, then + HOUR)),
        Asked("not yet valid", then, silence, valid=(then + 1, then + HOUR)),
        Asked("in the last millisecond of its validity", then - 1, valid=over),
        Asked("over", then, silence, valid=over),
        Asked("over where nothing is planned", then, day=day(), valid=over),
        Asked("nothing planned, silenced", START - HOUR, silence),
        Asked("64 cancels of other things", then, many[:MOST_ACTS]),
        Asked("65 cancels of other things", then, many[: MOST_ACTS + 1]),
        Asked("65 cancels, one of them held twice", then, (*many[:MOST_ACTS], many[0])),
        Asked(
            "65 cancels, one of them over",
            then,
            (but_act(many[0], expires_ms=START), *many[1 : MOST_ACTS + 1]),
        ),
        Asked("64 cancels and a restore", then, (*many[:MOST_ACTS], stop(ActKind.RESTORE, 90))),
        Asked("64 cancels and a silence", then, (*many[:MOST_ACTS], stop(ActKind.SILENCE, 80))),
        Asked(
            "64 cancels and a silence that is lifted",
            then,
            (*many[:MOST_ACTS], *silence, stop(ActKind.RESTORE, 90)),
        ),
        Asked("overfull before blanked", then, (*many[: MOST_ACTS + 1], stop(ActKind.BLANK, 90))),
        Asked(
            "an emergency on a device that is overfull",
            START + 4 * MINUTE,
            many[: MOST_ACTS + 1],
            day=WITH_ALARM,
        ),
        Asked("of a kind that is not known", then, day=STRANGE),
        Asked("of a kind that is not known, silenced", then, silence, day=STRANGE),
        Asked("of a kind that is not known, too late", START + 9 * MINUTE, begun=frozenset(), day=STRANGE),
        Asked("the assignment's volume is the lowest", then, volume=33),
        Asked("the assignment's volume is not the lowest", then, volume=100),
    ]


def _until() -> list[Asked]:
    """For how long a verdict holds."""
    late, nobody = day(item("a", 300, 10, late=2)), frozenset[str]()
    short = stop(ActKind.SILENCE, 3, ends=START + 3 * MINUTE)
    return [
        Asked("until it begins", START - MINUTE),
        Asked("until its latest start, begun or not", START, day=late, begun=nobody),
        Asked("until its end, past its latest start", START + 3 * MINUTE, day=late),
        Asked("until the silence ends", START + 2 * MINUTE, (short,), day=late),
        Asked("until the plan ends", START + 3 * MINUTE, day=late, valid=(0, START + 5 * MINUTE)),
        Asked("until the plan begins", START, valid=(START + MINUTE, START + HOUR)),
        Asked("until the plan ends, after the last item", START + HOUR),
        Asked(
            "until the emergency ends, whatever it cuts",
            START + 4 * MINUTE,
            day=day(item("a", 300, 10, late=5), emergency("e", 302, 5)),
        ),
        Asked("until the emergency", START + MINUTE, day=WITH_ALARM, begun=nobody),
    ]


def cases() -> Case:
    """All of them."""
    return {"cases": [_case(asked) for asked in (*_plan(), *_stops(), *_cancels(), *_grounds(), *_until())]}


def _case(asked: Asked) -> Case:
    acts = [{"act": one.act, "serial": one.serial, "until": one.until} for one in asked.acts]
    told = {**asked._asdict(), "acts": acts, "begun": sorted(asked.begun)}
    return {**told, **heard(verdict(grounds(plain(told)), asked.now))}
