"""Golden acts held: which a device must still keep, and which test tone is due."""

from typing import Any

import msgspec

from loa_protocol.messages import Act, ActKind, Cancelled, CancelWhat, Envelope, Target, TargetKind, Window
from loa_protocol.testing.golden.moments import PROVINCE, START, stop
from loa_protocol.timing import HOUR, MINUTE

Case = dict[str, Any]


def _open(*hours: tuple[int, int]) -> Envelope:
    return Envelope(tuple(Window(start, end) for start, end in hours), 60, 90)


OPEN = _open((240, 420))


def cases() -> Case:
    """Acts by id; `kept` in the order of their sequences."""
    return {"kept": _kept(), "tones": _tones()}


def _kept() -> list[Case]:
    silence, restore = stop(ActKind.SILENCE, 3), stop(ActKind.RESTORE, 4, ends=START)
    elsewhere = stop(ActKind.SILENCE, 3, PROVINCE)
    cancel = stop(ActKind.CANCEL, 5, cancels=(Cancelled(CancelWhat.SLOT, "a"),), ends=START)
    lasting = msgspec.structs.replace(cancel, expires_ms=START + HOUR)
    short = stop(ActKind.SILENCE, 2, ends=START)
    tried: list[tuple[str, tuple[Act, ...], int, tuple[Act, ...]]] = [
        ("a silence in force", (silence,), START, (silence,)),
        ("a silence that is over", (silence,), START + HOUR, ()),
        ("a restore that is over, its silence not", (silence, restore), START, (silence, restore)),
        ("both over", (silence, restore), START + HOUR, ()),
        ("a restore that is over, without a silence", (restore,), START, ()),
        ("a restore that is over, a silence elsewhere", (elsewhere, restore), START, (elsewhere,)),
        ("a restore that is over, a cancel of its target", (restore, lasting), START, (lasting,)),
        ("a silence that is over, another of its target", (short, silence), START, (silence,)),
        ("a cancel that is over", (cancel,), START, ()),
        ("the same act twice", (silence, silence), START, (silence,)),
        ("in the order of their sequences", (restore, silence), START - 1, (silence, restore)),
    ]
    return [
        {"name": name, "acts": acts, "now": now, "kept": [one.id for one in kept]}
        for name, acts, now, kept in tried
    ]


def _tones() -> list[Case]:
    tone = stop(ActKind.TONE, 3, tone_ms=3000, ends=START + MINUTE)
    later = stop(ActKind.TONE, 4, tone_ms=3000)
    device = Target(TargetKind.DEVICE, "0199aaaa-0000-7000-8000-000000000001")
    silence, blank = stop(ActKind.SILENCE, 2, device), stop(ActKind.BLANK, 2, device)
    restore = stop(ActKind.RESTORE, 5, device)
    closed = msgspec.structs.replace(OPEN, hours=(Window(420, 480),))
    renamed = msgspec.structs.replace(tone, id=later.id[:-1] + "9")
    done = frozenset({tone.id})
    none = frozenset[str]()
    short = msgspec.structs.replace(tone, latest_start_ms=START + MINUTE, expires_ms=START + 1)
    tried: list[tuple[str, tuple[Act, ...], int, frozenset[str], Envelope | None, Act | None]] = [
        ("at its latest start", (tone,), START, none, OPEN, tone),
        ("after its latest start", (tone,), START + 1, none, OPEN, None),
        ("when it was decided", (tone,), tone.at, none, OPEN, tone),
        ("before it was decided", (tone,), tone.at - 1, none, OPEN, None),
        ("over before its latest start", (short,), START + 1, none, OPEN, None),
        ("done", (tone,), START, done, OPEN, None),
        ("two, in the order of their sequences", (later, tone), START, none, OPEN, tone),
        ("the second when the first is done", (later, tone), START, done, OPEN, later),
        ("under a silence", (tone, silence), START, none, OPEN, None),
        ("under a blank", (tone, blank), START, none, OPEN, None),
        ("under a silence that was lifted", (tone, silence, restore), START, none, OPEN, tone),
        ("outside the envelope's hours", (tone,), START, none, closed, None),
        ("when the envelope's hours begin", (tone,), START, none, _open((300, 420)), tone),
        ("when the envelope's hours end", (tone,), START, none, _open((240, 300)), None),
        ("after the envelope's hours", (tone,), START, none, _open((200, 240)), None),
        ("in the second of the envelope's hours", (tone,), START, none, _open((0, 9), (240, 420)), tone),
        ("without an envelope", (tone,), START, none, None, tone),
        ("the lower sequence though the higher id", (later, renamed), START, none, OPEN, renamed),
        ("of one sequence the lower id", (renamed, tone), START, none, OPEN, tone),
        ("a silence is no tone", (silence,), START, none, OPEN, None),
    ]
    return [
        {
            "name": name,
            "acts": acts,
            "now": now,
            "done": sorted(told),
            "envelope": envelope,
            "tone": None if due is None else due.id,
        }
        for name, acts, now, told, envelope, due in tried
    ]
