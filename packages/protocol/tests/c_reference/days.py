"""Days and moments handed to both references, and what each says of them in one form."""

from array import array
from datetime import date

from loa_protocol.encoding import encode
from loa_protocol.messages import DayPlan, Envelope, Priority
from loa_protocol.rule import HeldAct, Timeline
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict

from c_reference.compiled import Library, parcel


def held_parts(held: tuple[HeldAct, ...]) -> list[int | bytes]:
    parts: list[int | bytes] = [len(held)]
    for one in held:
        parts += [one.serial, one.until, encode(one.act)]
    return parts


def question(
    library: Library,
    text: bytes,
    outer: Envelope | None,
    highest: Priority | None,
    held: tuple[HeldAct, ...],
    moments: list[tuple[Grounds, int]],
    ids: list[str],
) -> bytes:
    """A day as bytes, with the moments at which it is asked. ids: of its items, in their order."""
    rank = 2 if highest is None else highest.rank
    parts = [text, b"" if outer is None else encode(outer), rank, *held_parts(held), len(moments)]
    for grounds, now in moments:
        begun = [
            place for place, name in enumerate(ids) if grounds.begun is not None and name in grounds.begun
        ]
        parts += [
            now,
            library.reason_numbers[grounds.refused or ""],
            int(grounds.sure),
            int(grounds.line is not None),
            *grounds.valid,
            grounds.volume,
            int(grounds.begun is not None),
            len(begun),
            *begun,
        ]
    return parcel(*parts)


def of_c(library: Library, answer: array, ids: list[str]) -> tuple[list, list, list, list]:
    """Stretches, what is dropped, cuts, verdicts."""
    assert list(answer[:2]) == [0, 1]
    at, reasons = 2, library.reasons
    parts = []
    for width in (6, 2, 3):
        end = at + 1 + answer[at] * width
        parts.append([tuple(answer[n : n + width]) for n in range(at + 1, end, width)])
        at = end
    stretches = [(a, b, ids[item], sound, offset, volume) for a, b, item, sound, offset, volume in parts[0]]
    dropped = [(ids[item], reasons[why]) for item, why in parts[1]]
    cuts = [(ids[item], a, b) for item, a, b in parts[2]]
    assert answer[at] == 0
    verdicts = []
    for n in range(at + 1, len(answer), 6):
        why, until, stretch, offset, volume, by = answer[n : n + 6]
        verdicts.append((reasons[why], until, stretch, offset, volume, by))
    return stretches, dropped, cuts, verdicts


def of_python(line: Timeline, verdicts: list[tuple[SoundVerdict | SilentVerdict, tuple[HeldAct, ...]]]):
    stretches = [(s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume) for s in line.stretches]
    dropped = [(d.item.id, d.breach.code.value) for d in line.dropped]
    cuts = [(c.item.id, c.start_ms, c.end_ms) for c in line.cuts]
    return stretches, dropped, cuts, [_verdict(line, *one) for one in verdicts]


def _verdict(line: Timeline, said: SoundVerdict | SilentVerdict, held: tuple[HeldAct, ...]):
    stretch = -1 if said.stretch is None else line.stretches.index(said.stretch)
    if isinstance(said, SoundVerdict):
        return ("", said.until_ms, stretch, said.offset_ms, said.volume, -1)
    by = -1 if said.act is None else next(n for n, one in enumerate(held) if one.act is said.act)
    return (said.why.value, -1 if said.until_ms is None else said.until_ms, stretch, 0, 0, by)


def number_of(iso: str) -> int:
    """Days since 1970-01-01."""
    return date.fromisoformat(iso).toordinal() - date(1970, 1, 1).toordinal()


def ids_of(day: DayPlan) -> list[str]:
    return [item.id for item in day.items]
