"""Gives the player what should sound now, and the play journal what sounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loa_protocol.messages.records import RecordKind
from loa_protocol.refusals import Code, Refusal
from loa_protocol.rule import Reason, standing
from loa_protocol.verdict import Silent, Sounding

from loa_agent import planner, tones
from loa_agent.belief import Belief
from loa_agent.diary import BEAT_MS, Diary
from loa_agent.grounds import grounds
from loa_agent.holdings import Held, Holdings, Turned
from loa_agent.orders import Orders
from loa_agent.planner import Outlook
from loa_agent.sound import tone
from loa_agent.sound.port import PER_MS, Began, Cue, Failed, Heard, Stopped
from loa_agent.store import Full

if TYPE_CHECKING:
    from loa_agent.core import Habits, Ports

_AHEAD_MS = 3_600_000  # cues are calculated this far ahead, and again after half of it
_JUMP_MS = 1_000
_WHOLLY = (Reason.NO_TRUST, Reason.DISABLED, Reason.NOT_YET_VALID, Reason.EXPIRED)
"""Reasons for which nothing sounds, whatever is planned."""


class Stage:
    """The playback of one device, one step after the other."""

    def __init__(
        self,
        ports: Ports,
        habits: Habits,
        belief: Belief,
        holdings: Holdings,
        orders: Orders,
        diary: Diary,
    ) -> None:
        self._ports = ports
        self._habits = habits
        self._belief = belief
        self._holdings = holdings
        self._orders = orders
        self._diary = diary
        self._stale = True
        self._until = 0
        self._outlook: Outlook | None = None
        self._cues: tuple[Cue, ...] = ()
        self._tone: Cue | None = None
        self._was: tuple[int, int] | None = None
        self._unsure = False
        self.altered: list[Turned] = []
        self.silenced = False

    def stale(self) -> None:
        """Notes that something has changed on which the cues depend."""
        self._stale = True

    def take_altered(self) -> list[Turned]:
        """Returns the media files that turned out to be damaged, since the last call."""
        altered, self.altered = self.altered, []
        return altered

    def step(self, now: int) -> int | None:
        """Gives the journal what sounded, and the player its cues. Returns when to step again (wall ms)."""
        sure = self._belief.sure
        self._notice_jump(now)
        self._hear(self._ports.player.advance(now))
        if not sure:
            self._unsure = True
            self._diary.seen(Silent(Reason.CLOCK, None), self._ports.objects.has, self._ports.player.trouble)
            self._show((), now)
            self._power(now)
            return None
        if self._outlook is None or self._stale or now >= self._until:
            self._outlook = self._look()
        outlook = self._outlook
        held = self._holdings.current
        answer = planner.state(outlook, now)
        self._diary.seen(answer, outlook.has, self._ports.player.trouble)
        self._account(held, answer, now)
        tone_cue = self._tone_cue(now)
        if self._stale or now >= self._until or tone_cue is not self._tone:
            self._tone = tone_cue
            self._plan(outlook, now)
        self._diary.beat(now)
        self._power(now)
        return self._next(answer, now)

    def _notice_jump(self, now: int) -> None:
        """Finds out whether the clock was set: wall and monotonic time must advance by the same amount."""
        mono = self._ports.clock.monotonic_ms()
        if self._was is not None and abs((now - self._was[0]) - (mono - self._was[1])) > _JUMP_MS:
            self._ports.player.seat(now)
            self._stale = self._unsure = True
        self._was = (now, mono)

    def _look(self) -> Outlook:
        """Returns everything that the planner looks at, as it is now."""
        held, acts, begun = self._holdings.current, self._orders.held, self._diary.begun.keys()
        return Outlook(grounds(self._belief, held, acts, begun), self._ports.objects.has)

    def _plan(self, outlook: Outlook, now: int) -> None:
        """Calculates the cues of the next hour, and how long they hold."""
        made = planner.cues(outlook, now, now + _AHEAD_MS)
        ends = [one.act.expires_ms for one in self._orders.held if one.act.expires_ms > now]
        self._until = min([now + _AHEAD_MS // 2, *ends])
        self._stale = False
        self._show(made, now)

    def _show(self, made: tuple[Cue, ...], now: int) -> None:
        """Gives the player these cues and the test tone, if they differ from the last ones."""
        state = standing(self._orders.held, now)
        self.silenced = state.silenced or state.overfull
        if self._tone is not None and not self.silenced and self._belief.sure:
            made = (*made, self._tone)
        if made != self._cues:
            self._cues = made
            self._ports.player.follow(made, now)

    def _tone_cue(self, now: int) -> Cue | None:
        """Returns the test tone that sounds or should begin; None if the plan leaves no room for it."""
        at = now * PER_MS
        if self._tone is not None and at < self._tone.end:
            return self._tone
        act = self._orders.tone(now)
        if act is None:
            return None
        envelope = self._orders.envelope(act.id)
        if tones.refused(self._belief, self._holdings, self._orders, envelope) is not None:
            return None
        start = (now + self._habits.amplifier_before_ms) * PER_MS
        end = start + act.tone_ms * PER_MS
        if any(cue.start < end and start < cue.end for cue in self._cues):
            return None
        # That the tone has begun is stored before it sounds; without room for that it does not sound.
        try:
            media = tone.laid_down(self._ports.objects)
            self._orders.tone_begins(act)
        except (Full, OSError):
            return None
        return Cue(f"tone:{act.id}", 0, media, start, start, end, 1.0, cut=True, leg=start)

    def _hear(self, events: list[Heard]) -> None:
        """Takes the player's events: those of the tone are recorded here, the others by the journal."""
        held = self._holdings.current
        plain = [event for event in events if not event.cue.item.startswith("tone:")]
        for event in events:
            if event.cue.item.startswith("tone:"):
                self._hear_tone(event)
            elif isinstance(event, Failed) and event.why in ("altered", "broken"):
                self._drop(event.cue.media, event.why)
        self._diary.heard(plain, held.sha256 if held else "", self._length)

    def _drop(self, media: str, why: str) -> None:
        """Rejects a media file that cannot be played. An altered one is deleted, and so fetched again."""
        if why == "altered":
            self._ports.objects.drop(media)
        code = Code.ALTERED if why == "altered" else Code.MALFORMED
        self.altered.append(Turned(media, Refusal(code, "sound on disk")))

    def _hear_tone(self, event: Heard) -> None:
        """Records how much of the test tone sounded."""
        if isinstance(event, Began):
            return
        act = event.cue.item.partition(":")[2]
        sounded = event.sample // PER_MS if isinstance(event, Stopped) else 0
        record = self._diary.note(
            RecordKind.TONE, offset_ms=max(sounded, 0), note=act,
            code=event.why if isinstance(event, Failed) else "",
        )  # fmt: skip
        self._diary.tell(record)

    def _length(self, cue: Cue) -> int:
        """Returns the planned length of a cue's whole sound, in ms."""
        held = self._holdings.current
        for stretch in held.line.stretches if held and held.line else ():
            if stretch.item.id == cue.item and stretch.sound == cue.part and stretch.media is not None:
                return stretch.media.duration_ms
        return (cue.end - cue.base) // PER_MS

    def _account(self, held: Held | None, answer: Sounding | Silent, now: int) -> None:
        """Reports to the journal what passed without a sound, with the reason that holds for all of it."""
        otherwise = Reason.OFF
        if self._unsure:
            otherwise = Reason.CLOCK
        elif isinstance(answer, Silent) and answer.why in _WHOLLY:
            otherwise = answer.why
        self._diary.account(held.line if held else None, held.sha256 if held else "", now, otherwise)
        self._unsure = False

    def _power(self, now: int) -> None:
        """Switches the amplifier."""
        habits = self._habits
        on = planner.amplifier(self._cues, now, habits.amplifier_before_ms, habits.amplifier_after_ms)
        self._ports.power.want(on)

    def _next(self, answer: Sounding | Silent, now: int) -> int | None:
        """Returns when the next thing changes (wall ms): a verdict, a cue or the amplifier."""
        habits, edges = self._habits, [self._until]
        if answer.until_ms is not None:
            edges.append(answer.until_ms)
        for cue in self._cues:
            start, end = cue.start // PER_MS, -(-cue.end // PER_MS)  # the end rounded up
            edges += [start - habits.amplifier_before_ms, start, end, end + habits.amplifier_after_ms]
        if self._diary.sounding:
            edges.append(now + BEAT_MS)
        return min((edge for edge in edges if edge > now), default=None)
