"""Compiles a commune's slots and rules to the documents that its devices fetch. Pure: same input, same
bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef, Item
from loa_protocol.messages.plan import PLAN_DAYS

from loa.airtime.occurrences import PlacedSlot, occurrences
from loa.airtime.rules import Commune

DAYS: Final = PLAN_DAYS
_PLACE: Final = b'"items":[]'
"""Where the items go in a frame."""


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """One item, with its bytes and their hash."""

    item: Item
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class CompiledDay:
    """One day plan: its date, the document without its items, and the hashes of the items in it."""

    date: date
    frame: bytes
    items: tuple[str, ...]


@dataclass(frozen=True)
class UnprovenParts:
    """What the signer could not prove, by the hashes of the bytes in which it was."""

    items: frozenset[str] = frozenset()
    """In every plan of the commune."""
    of_plan: Mapping[int | None, frozenset[str]] = field(default_factory=dict)
    """By hamlet: items that it may not hear."""
    of_day: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By day plan: items that break a rule because of the other items in it."""
    frames: frozenset[str] = frozenset()
    """Days, by their document without items, that are left out whole."""


ALL_PROVEN: Final = UnprovenParts()


@dataclass
class CompiledCommune:
    """A commune's plans as compiled: each distinct item, day plan and body once, by the hash of its bytes."""

    items: dict[str, CompiledItem] = field(default_factory=dict)
    days: dict[str, CompiledDay] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    listed: dict[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)
    """By body: the days in it."""
    plans: dict[int | None, str] = field(default_factory=dict)
    """By hamlet (None: clusters of the whole commune): its body."""


def compile_commune(
    commune: Commune, hamlets: Iterable[int | None], first: date, unproven: UnprovenParts = ALL_PROVEN
) -> CompiledCommune:
    """Compiles bodies of 8 local days from `first` on for these hamlets. Hamlets that hear the same share
    everything.

    A day on which the commune has no rules is left out: nothing may sound on it. What is unproven is left out
    too.
    """
    made = CompiledCommune()
    dates = (first + timedelta(days=n) for n in range(DAYS))
    days = [found for day in dates if (found := _day(commune, day, unproven)) is not None]
    for hamlet in hamlets:
        listed = tuple((day.date, day.heard_by(hamlet, made)) for day in days)
        name, data = _body(listed)
        made.bodies.setdefault(name, data)
        made.listed.setdefault(name, listed)
        made.plans[hamlet] = name
    return made


def joined(frame: bytes, items: Iterable[bytes]) -> bytes:
    """Returns the bytes of a day plan: its items (each as JSON) within its frame, a day plan without items.

    Keys are sorted and only a date comes before `items`, so the first `"items":[]` is the right one.
    """
    before, _, after = frame.partition(_PLACE)
    return b"".join((before, _PLACE[:-1], b",".join(items), _PLACE[-1:], after))


@dataclass(frozen=True)
class _Whole:
    """A local day of the commune: all items on it in order, and the day plans made of it so far."""

    date: date
    frame: bytes
    placed: Sequence[tuple[PlacedSlot, CompiledItem]]
    unproven: UnprovenParts
    seen: dict[tuple[str, ...], str] = field(default_factory=dict)

    def heard_by(self, hamlet: int | None, made: CompiledCommune) -> str:
        """Returns the hash of a hamlet's day plan, which is made if no hamlet before heard exactly this."""
        heard = [one for slot, one in self.placed if slot.reaches(hamlet)]
        if mute := self.unproven.of_plan.get(hamlet):
            heard = [one for one in heard if one.sha256 not in mute]
        names = tuple(one.sha256 for one in heard)
        if names not in self.seen:
            self.seen[names] = self._proven(heard, made)
        return self.seen[names]

    def _proven(self, heard: Sequence[CompiledItem], made: CompiledCommune) -> str:
        """Returns the hash of the day plan of these items, without those found to break a rule in exactly
        this day plan.

        Without them it is another day plan, which may have verdicts of its own.
        """
        name = sha256_hex(joined(self.frame, [one.data for one in heard]))
        if breaking := self.unproven.of_day.get(name):
            kept = [one for one in heard if one.sha256 not in breaking]
            if len(kept) < len(heard):
                return self._proven(kept, made)
        made.days[name] = CompiledDay(self.date, self.frame, tuple(one.sha256 for one in heard))
        made.items.update((one.sha256, one) for one in heard)
        return name


def _day(commune: Commune, day: date, unproven: UnprovenParts) -> _Whole | None:
    """Returns a local day with its items, or None where nothing may sound or the whole day is unproven."""
    rules = commune.rules_on(day)
    if rules is None:
        return None
    frame = encode(DayPlan(v=1, date=day, unit=commune.code, rules=rules, items=()))
    if unproven.frames and sha256_hex(frame) in unproven.frames:
        return None
    placed = [(slot, _item(item)) for slot, item in occurrences(commune.placed, day, rules)]
    if unproven.items:
        placed = [(slot, one) for slot, one in placed if one.sha256 not in unproven.items]
    return _Whole(day, frame, placed, unproven)


def _item(item: Item) -> CompiledItem:
    data = encode(item)
    return CompiledItem(item, data, sha256_hex(data))


def _body(listed: Sequence[tuple[date, str]]) -> tuple[str, bytes]:
    """Returns the hash and the bytes of a body."""
    data = encode(Body(v=1, days=tuple(DayRef(date=day, sha256=name) for day, name in listed)))
    return sha256_hex(data), data
