"""Acts applied: what is silenced, blanked or cancelled at a moment.

Acts on one target are ordered by sequence and lifted by a restore on that very target: a commune's restore
does not lift the province's silence, nor that of a single faulty cluster. Blank is stronger than silence.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from loa_protocol.messages.act import Act, ActKind, CancelWhat, Target
from loa_protocol.messages.plan import Envelope, Item, Sound
from loa_protocol.rule.hours import in_ms, merged
from loa_protocol.timing import local_date

_STOPS = (ActKind.SILENCE, ActKind.BLANK)


@dataclass(frozen=True, slots=True)
class Standing:
    """What acts say at one moment. `by` is the act that keeps the device mute, if any."""

    blanked: bool
    silenced: bool
    cancelled: frozenset[tuple[CancelWhat, str]]
    by: Act | None = None

    def cancels(self, item: Item, sound: Sound) -> bool:
        """True when this sound of this item has been cancelled."""
        return bool(self.cancelled) and not self.cancelled.isdisjoint(
            (
                (CancelWhat.ITEM, item.id),
                (CancelWhat.SLOT, item.slot),
                (CancelWhat.APPROVAL, sound.approval),
                (CancelWhat.MEDIA, sound.sha256),
            )
        )


def standing(acts: Iterable[Act], now: int) -> Standing:
    """What the acts that a device holds say at `now` (UTC ms). The order of `acts` does not matter."""
    held = list(acts)
    restored = _restored(held)
    stops = [
        act
        for act in held
        if act.kind in _STOPS and now < act.expires_ms and act.seq >= restored.get(act.target, 0)
    ]
    blanks = [act for act in stops if act.kind is ActKind.BLANK]
    cancelled = frozenset(
        (one.what, one.id)
        for act in held
        if act.kind is ActKind.CANCEL and now < act.expires_ms
        for one in act.cancels
    )
    by = max(blanks or stops, key=lambda act: act.seq, default=None)
    return Standing(bool(blanks), bool(stops), cancelled, by)


def keep_acts(acts: Iterable[Act], now: int) -> tuple[Act, ...]:
    """The acts a device must still hold, each once, by sequence.

    An expired restore is kept while a silence or blank that it lifted is not yet expired.
    """
    each = {act.id: act for act in sorted(acts, key=lambda a: (a.seq, a.id))}
    live = [act for act in each.values() if now < act.expires_ms]
    lifted = {act.target: act.seq for act in live if act.kind in _STOPS}
    kept = (
        act
        for act in each.values()
        if now < act.expires_ms or (act.kind is ActKind.RESTORE and act.target in lifted)
    )
    return tuple(sorted(kept, key=lambda a: (a.seq, a.id)))


def tone_due(
    acts: Iterable[Act], now: int, done: AbstractSet[str], envelope: Envelope | None = None
) -> Act | None:
    """The test tone that should sound now: not yet done (by act id), in time, inside the envelope's hours of
    the key that signed it, and nothing mute."""
    held = list(acts)
    if standing(held, now).silenced:
        return None
    if envelope is not None:
        day = local_date(now)
        if not any(a <= now < b for a, b in in_ms(merged(envelope.hours), day)):
            return None
    due = (
        act
        for act in held
        if act.kind is ActKind.TONE
        and act.id not in done
        and act.at <= now <= act.latest_start_ms
        and now < act.expires_ms
    )
    return min(due, key=lambda act: (act.seq, act.id), default=None)


def _restored(acts: Iterable[Act]) -> dict[Target, int]:
    """The sequence from which on an act on a target counts: one above its last restore; equals stay mute."""
    last: dict[Target, int] = {}
    for act in acts:
        if act.kind is ActKind.RESTORE:
            last[act.target] = max(last.get(act.target, 0), act.seq)
    return last
