"""Golden cases of held acts: which a device must still hold, which test tone is due, whether it may sound."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from loa_protocol.messages import (
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    DayPlan,
    Envelope,
    Target,
    TargetKind,
    Window,
)
from loa_protocol.rule import HeldAct, Reason
from loa_protocol.testing.golden.day import DAY, ruled
from loa_protocol.testing.golden.moment_parts import PROVINCE, START, but_act, stop
from loa_protocol.timing import HOUR, MINUTE

Case = dict[str, Any]
DEVICE = Target(TargetKind.DEVICE, "0199aaaa-0000-7000-8000-000000000001")


def _open(*hours: tuple[int, int]) -> Envelope:
    return Envelope(tuple(Window(start, end) for start, end in hours), 60, 90)


OPEN = _open((240, 420))


def cases() -> Case:
    """Returns the cases of acts.json. `kept` names acts by id, in the order of their sequences, each with the
    moment up to which it is held."""
    return {"kept": _kept(), "due": _due(), "tones": _tones()}


def _kept() -> list[Case]:
    silence, restore = stop(ActKind.SILENCE, 3), stop(ActKind.RESTORE, 4, ends=START)
    elsewhere, later = stop(ActKind.SILENCE, 3, PROVINCE), stop(ActKind.SILENCE, 5)
    cancel = stop(ActKind.CANCEL, 6, does=Cancel((Cancelled(CancelWhat.SLOT, "a"),)), ends=START)
    lasting, short = but_act(cancel, expires_ms=START + HOUR), stop(ActKind.SILENCE, 2, ends=START)
    brief = stop(ActKind.SILENCE, 5, ends=START + MINUTE)
    low, high = but_act(lasting, seq=9, id=_id("a")), but_act(lasting, seq=8, id=_id("b"))
    first = but_act(low, id=_id("c"))
    newer = HeldAct(but_act(high, seq=1).act, 2)
    equal = but_act(low, id=_id("0"))
    again = but_act(later, id=silence.act.id, expires_ms=START + MINUTE)
    renewed = but_act(HeldAct(lasting.act, 2), seq=1, expires_ms=START + MINUTE)
    tone = stop(ActKind.TONE, 7, ends=START + MINUTE)
    remembering = stop(ActKind.RESTORE, 4, ends=START, until=START + HOUR)
    recalling, ends = replace(brief, until=START + HOUR), START + HOUR
    tried: list[tuple[str, tuple[HeldAct, ...], int, list[tuple[HeldAct, int]]]] = [
        ("a silence in force", (silence,), START, [(silence, ends)]),
        ("a silence that is over", (silence,), ends, []),
        ("a restore takes the place of its silence", (silence, restore), START - 1, [(restore, ends)]),
        ("a restore that is over, its silence not", (silence, restore), START, [(restore, ends)]),
        ("a restore that remembers a silence", (remembering,), START, [(restore, ends)]),
        ("the silence comes again", (silence, remembering), START, [(restore, ends)]),
        ("the restore comes again", (remembering, restore), START - 1, [(restore, ends)]),
        ("the restore came again before", (restore, remembering), START - 1, [(restore, ends)]),
        ("both over", (silence, restore), ends, []),
        ("a restore that is over, without a silence", (restore,), START, []),
        ("a restore that is over, a silence elsewhere", (elsewhere, restore), START, [(elsewhere, ends)]),
        ("a silence after the restore", (silence, restore, later), START, [(later, ends)]),
        ("the same act twice", (silence, silence), START, [(silence, ends)]),
        ("the same id under a later order", (silence, again), START + MINUTE, [(again, ends)]),
        (
            "the same id under a later order, that came first",
            (again, silence),
            START + MINUTE,
            [(again, ends)],
        ),
        ("a cancel signed again by a newer key", (renewed, lasting), START, [(renewed, START + MINUTE)]),
        (
            "a newer key's act",
            (stop(ActKind.SILENCE, 1, serial=2), restore),
            START,
            [(stop(ActKind.SILENCE, 1, serial=2), ends)],
        ),
        ("a cancel beside a silence", (cancel, silence), START - 1, [(silence, ends), (cancel, START)]),
        ("a short silence after a longer one", (silence, brief), START, [(brief, ends)]),
        ("a short silence that is over, the longer not", (silence, brief), START + MINUTE, [(brief, ends)]),
        ("the longer comes again", (silence, recalling), START + MINUTE, [(recalling, ends)]),
        ("a cancel that is over", (cancel,), START, []),
        ("a restore that is over, a cancel of its target", (restore, lasting), START, [(lasting, ends)]),
        ("a silence that is over, another of its target", (short, silence), START, [(silence, ends)]),
        ("a tone until it ends", (tone,), START, [(tone, START + MINUTE)]),
        ("in the order of serials", (newer, first), START, [(first, ends), (newer, ends)]),
        ("in the order of sequences", (low, high), START, [(high, ends), (low, ends)]),
        ("of one sequence in the order of ids", (low, equal), START, [(equal, ends), (low, ends)]),
        ("a tone that is over", (tone,), START + MINUTE, []),
    ]
    return [
        {"name": name, "acts": _held(acts), "now": now, "kept": [[one.act.id, until] for one, until in kept]}
        for name, acts, now, kept in tried
    ]


def _due() -> list[Case]:
    tone, later = stop(ActKind.TONE, 3, ends=START + MINUTE), stop(ActKind.TONE, 4)
    done, none = frozenset({tone.act.id}), frozenset[str]()
    short = but_act(tone, latest_start_ms=START + MINUTE, expires_ms=START + 1)
    renamed = but_act(tone, id=later.act.id[:-1] + "9")
    tried: list[tuple[str, tuple[HeldAct, ...], int, frozenset[str], HeldAct | None]] = [
        ("at its latest start", (tone,), START, none, tone),
        ("after its latest start", (tone,), START + 1, none, None),
        ("when it was decided", (tone,), tone.act.at, none, tone),
        ("before it was decided", (tone,), tone.act.at - 1, none, None),
        ("over before its latest start", (short,), START + 1, none, None),
        ("done", (tone,), START, done, None),
        ("two, in the order of their sequences", (later, tone), START, none, tone),
        ("the second when the first is done", (later, tone), START, done, later),
        ("the lower sequence though the higher id", (later, renamed), START, none, renamed),
        ("of one sequence the lower id", (renamed, tone), START, none, tone),
        ("a silence is no tone", (stop(ActKind.SILENCE, 2),), START, none, None),
    ]
    return [
        {
            "name": name,
            "acts": _held(acts),
            "now": now,
            "done": sorted(told),
            "tone": None if due is None else due.act.id,
            "length_ms": None if due is None else due.act.tone_ms,
        }
        for name, acts, now, told, due in tried
    ]


def _tones() -> list[Case]:
    """Returns cases of a tone at 05:00; `why` is the reason why it may not sound, or null."""
    silence, blank = stop(ActKind.SILENCE, 2, DEVICE), stop(ActKind.BLANK, 2, DEVICE)
    restore = stop(ActKind.RESTORE, 5, DEVICE)
    many = tuple(
        stop(ActKind.CANCEL, n, does=Cancel((Cancelled(CancelWhat.SLOT, f"x{n}"),))) for n in range(1, 66)
    )
    free = {"acts": (), "envelope": OPEN, "day": ruled(), "refused": None, "sure": True, "why": None}
    tried: dict[str, Case] = {
        "nothing against it": {},
        "under a silence": {"acts": (silence,), "why": Reason.SILENCED},
        "under a blank": {"acts": (blank,), "why": Reason.BLANKED},
        "under a silence that was lifted": {"acts": (silence, restore)},
        "under a silence that is over": {"acts": (stop(ActKind.SILENCE, 2, DEVICE, ends=START),)},
        "overfull": {"acts": many, "why": Reason.OVERFULL},
        "overfull and silenced": {"acts": (*many, silence), "why": Reason.OVERFULL},
        "overfull and blanked": {"acts": (*many, blank), "why": Reason.OVERFULL},
        "outside the envelope's hours": {"envelope": _open((420, 480)), "why": Reason.ENVELOPE_HOURS},
        "when the envelope's hours begin": {"envelope": _open((300, 420))},
        "when the envelope's hours end": {"envelope": _open((240, 300)), "why": Reason.ENVELOPE_HOURS},
        "after the envelope's hours": {"envelope": _open((200, 240)), "why": Reason.ENVELOPE_HOURS},
        "in the second of the envelope's hours": {"envelope": _open((0, 9), (240, 420))},
        "without an envelope": {"envelope": None},
        "in a quiet window": {"day": ruled(quiet=(Window(270, 301),)), "why": Reason.QUIET},
        "in a quiet window of another day": {"day": _tomorrow(quiet=(Window(270, 301),))},
        "where a quiet window ends": {"day": ruled(quiet=(Window(270, 300),))},
        "outside the commune's hours": {"day": ruled(hours=((),) * 7)},
        "without a day plan": {"day": None},
        "disabled": {"refused": Reason.DISABLED, "why": Reason.DISABLED},
        "without trust": {"refused": Reason.NO_TRUST, "sure": False, "why": Reason.NO_TRUST},
        "without a trusted clock": {"sure": False, "why": Reason.CLOCK},
    }
    made = []
    for name, changes in tried.items():
        case = {"name": name, "now": START, **free, **changes}
        made.append({**case, "acts": _held(case["acts"])})
    return made


def _id(digit: str) -> str:
    return f"0199bbbb-0000-7000-8000-{digit * 12}"


def _tomorrow(**changes: Any) -> DayPlan:
    return msgspec.structs.replace(ruled(**changes), date=DAY + timedelta(days=1))


def _held(acts: tuple[HeldAct, ...]) -> list[Case]:
    return [{"act": one.act, "serial": one.serial, "until": one.until} for one in acts]
