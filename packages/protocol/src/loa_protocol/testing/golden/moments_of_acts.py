"""Golden moments with silences, blanks, restores and cancels."""

import msgspec

from loa_protocol.messages import (
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    DayPlan,
    Right,
    Target,
    TargetKind,
)
from loa_protocol.rule import HeldAct
from loa_protocol.testing.golden.day import DAY, RIGHT, but, day, item, sound
from loa_protocol.testing.golden.moment_parts import PROVINCE, START, WITH_ALARM, A, MomentCase, but_act, stop
from loa_protocol.testing.world import DEVICE, PLAN_ID
from loa_protocol.timing import HOUR, MINUTE

OTHER = Right("bulletin", "0199cccc-0000-7000-8000-000000000002")
"""The right of another sound."""

TWO = day(but(item("a", 300, 5), media=(sound("a", 5), msgspec.structs.replace(sound("b", 5), right=OTHER))))


def stops() -> list[MomentCase]:
    """Returns moments with silences, blanks and restores."""
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
        ("restored with the same sequence, the higher id", (silence, stop(ActKind.RESTORE, 3))),
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
        *(MomentCase(name, then, acts) for name, acts in tried),
        MomentCase("silence in its last millisecond", START + HOUR - 1, (silence,), day=_long()),
        MomentCase("silence over", START + HOUR, (silence,), day=_long()),
        MomentCase("blank over", START + HOUR, (blank,), day=_long()),
        MomentCase("an emergency under silence", alarm, (silence,), day=WITH_ALARM),
        MomentCase("an emergency under blank", alarm, (blank,), day=WITH_ALARM),
        MomentCase(
            "silenced before too late",
            START + 9 * MINUTE,
            (silence,),
            frozenset(),
            day(item("a", 300, 10, late=1)),
        ),
    ]


def _long() -> DayPlan:
    return day(item("a", 300, 90, late=80), rules=msgspec.structs.replace(A.rules, minutes=120))


def cancels() -> list[MomentCase]:
    """Returns moments with cancels of each thing that a cancel can name."""
    first, second, then = START + MINUTE, START + 6 * MINUTE, START + MINUTE

    def cancelled(*things: tuple[CancelWhat, str], ends: int = START + HOUR) -> tuple[HeldAct, ...]:
        named = tuple(Cancelled(what, id_) for what, id_ in things)
        return (stop(ActKind.CANCEL, 3, does=Cancel(named), ends=ends),)

    media = TWO.items[0].media[0].sha256
    return [
        MomentCase("its item cancelled", then, cancelled((CancelWhat.ITEM, f"a@{DAY}"))),
        MomentCase("its slot cancelled", then, cancelled((CancelWhat.SLOT, "a"))),
        MomentCase("its right cancelled", then, cancelled((CancelWhat.RIGHT, RIGHT.id))),
        MomentCase("its sound cancelled", then, cancelled((CancelWhat.MEDIA, media))),
        MomentCase("another item cancelled", then, cancelled((CancelWhat.ITEM, f"b@{DAY}"))),
        MomentCase("its slot's name cancelled as an item", then, cancelled((CancelWhat.ITEM, "a"))),
        MomentCase("its item's id cancelled as a slot", then, cancelled((CancelWhat.SLOT, f"a@{DAY}"))),
        MomentCase(
            "the second of two things cancelled",
            then,
            cancelled((CancelWhat.SLOT, "z"), (CancelWhat.SLOT, "a")),
        ),
        MomentCase("the first of two sounds cancelled", first, cancelled((CancelWhat.MEDIA, media)), day=TWO),
        MomentCase("the second sound then", second, cancelled((CancelWhat.MEDIA, media)), day=TWO),
        MomentCase("the other's right cancelled", first, cancelled((CancelWhat.RIGHT, OTHER.id)), day=TWO),
        MomentCase(
            "the second sound's right cancelled", second, cancelled((CancelWhat.RIGHT, OTHER.id)), day=TWO
        ),
        MomentCase("a cancel when it ends", then, cancelled((CancelWhat.SLOT, "a"), ends=then)),
        MomentCase("a cancel that is over", then, cancelled((CancelWhat.SLOT, "a"), ends=START)),
        MomentCase(
            "a cancel and a restore", then, (*cancelled((CancelWhat.SLOT, "a")), stop(ActKind.RESTORE, 4))
        ),
        MomentCase(
            "an emergency cancelled", START + 4 * MINUTE, cancelled((CancelWhat.SLOT, "e")), day=WITH_ALARM
        ),
        MomentCase(
            "silenced before cancelled", then, (*cancelled((CancelWhat.SLOT, "a")), stop(ActKind.SILENCE, 4))
        ),
        MomentCase(
            "cancelled before too late",
            START + 9 * MINUTE,
            cancelled((CancelWhat.SLOT, "a")),
            frozenset(),
            day(item("a", 300, 10, late=1)),
        ),
    ]
