"""Gives the player what should sound now, and the play journal what sounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loa_protocol.messages.records import RecordKind
from loa_protocol.refusals import Code, Refusal
from loa_protocol.rule import Reason, standing
from loa_protocol.verdict import SilentVerdict, SoundVerdict

from loa_agent import planner, tones
from loa_agent.grounds import grounds
from loa_agent.held_acts import HeldActs
from loa_agent.plan_store import PlanStore, RejectedObject, StoredPlan
from loa_agent.planner import PlannerInput
from loa_agent.play_journal import BEAT_MS, PlayJournal
from loa_agent.sound import tone
from loa_agent.sound.port import PER_MS, Cue, PlayerEvent, SoundBegan, SoundFailed, SoundStopped
from loa_agent.store import StoreFull
from loa_agent.trust_state import TrustState

if TYPE_CHECKING:
    from loa_agent.core import AgentSettings, Ports

_AHEAD_MS = 3_600_000  # cues are calculated this far ahead, and again after half of it
_JUMP_MS = 1_000
_WHOLLY = (Reason.NO_TRUST, Reason.DISABLED, Reason.NOT_YET_VALID, Reason.EXPIRED)
"""Reasons for which nothing sounds, whatever is planned."""


class Playback:
    """The playback of one device, one step after the other."""

    def __init__(
        self,
        ports: Ports,
        settings: AgentSettings,
        trust_state: TrustState,
        plan_store: PlanStore,
        held_acts: HeldActs,
        play_journal: PlayJournal,
    ) -> None:
        self._ports = ports
        self._settings = settings
        self._trust_state = trust_state
        self._plan_store = plan_store
        self._held_acts = held_acts
        self._play_journal = play_journal
        self._stale = True
        self._until = 0
        self._planner_input: PlannerInput | None = None
        self._cues: tuple[Cue, ...] = ()
        self._tone: Cue | None = None
        self._was: tuple[int, int] | None = None
        self._unsure = False
        self.altered: list[RejectedObject] = []
        self.silenced = False

    def stale(self) -> None:
        """Notes that something has changed on which the cues depend."""
        self._stale = True

    def take_altered(self) -> list[RejectedObject]:
        """Returns the media files that turned out to be damaged, since the last call."""
        altered, self.altered = self.altered, []
        return altered

    def step(self, now: int) -> int | None:
        """Gives the journal what sounded, and the player its cues. Returns when to step again (wall ms)."""
        sure = self._trust_state.sure
        self._notice_jump(now)
        self._hear(self._ports.player.advance(now))
        if not sure:
            self._unsure = True
            self._play_journal.seen(
                SilentVerdict(Reason.CLOCK, None), self._ports.objects.has, self._ports.player.trouble
            )
            self._show((), now)
            self._power(now)
            return None
        if self._planner_input is None or self._stale or now >= self._until:
            self._planner_input = self._look()
        planner_input = self._planner_input
        held = self._plan_store.current
        answer = planner.state(planner_input, now)
        self._play_journal.seen(answer, planner_input.has, self._ports.player.trouble)
        self._account(held, answer, now)
        tone_cue = self._tone_cue(now)
        if self._stale or now >= self._until or tone_cue is not self._tone:
            self._tone = tone_cue
            self._plan(planner_input, now)
        self._play_journal.beat(now)
        self._power(now)
        return self._next(answer, now)

    def _notice_jump(self, now: int) -> None:
        """Finds out whether the clock was set: wall and monotonic time must advance by the same amount."""
        mono = self._ports.clock.monotonic_ms()
        if self._was is not None and abs((now - self._was[0]) - (mono - self._was[1])) > _JUMP_MS:
            self._ports.player.seat(now)
            self._stale = self._unsure = True
        self._was = (now, mono)

    def _look(self) -> PlannerInput:
        """Returns everything that the planner looks at, as it is now."""
        held, acts, begun = self._plan_store.current, self._held_acts.held, self._play_journal.begun.keys()
        return PlannerInput(grounds(self._trust_state, held, acts, begun), self._ports.objects.has)

    def _plan(self, planner_input: PlannerInput, now: int) -> None:
        """Calculates the cues of the next hour, and how long they hold."""
        made = planner.cues(planner_input, now, now + _AHEAD_MS)
        ends = [one.act.expires_ms for one in self._held_acts.held if one.act.expires_ms > now]
        self._until = min([now + _AHEAD_MS // 2, *ends])
        self._stale = False
        self._show(made, now)

    def _show(self, made: tuple[Cue, ...], now: int) -> None:
        """Gives the player these cues and the test tone, if they differ from the last ones."""
        state = standing(self._held_acts.held, now)
        self.silenced = state.silenced or state.overfull
        if self._tone is not None and not self.silenced and self._trust_state.sure:
            made = (*made, self._tone)
        if made != self._cues:
            self._cues = made
            self._ports.player.follow(made, now)

    def _tone_cue(self, now: int) -> Cue | None:
        """Returns the test tone that sounds or should begin; None if the plan leaves no room for it."""
        at = now * PER_MS
        if self._tone is not None and at < self._tone.end:
            return self._tone
        act = self._held_acts.tone(now)
        if act is None:
            return None
        envelope = self._held_acts.envelope(act.id)
        if tones.refused(self._trust_state, self._plan_store, self._held_acts, envelope) is not None:
            return None
        start = (now + self._settings.amplifier_before_ms) * PER_MS
        end = start + act.tone_ms * PER_MS
        if any(cue.start < end and start < cue.end for cue in self._cues):
            return None
        # That the tone has begun is stored before it sounds; without room for that it does not sound.
        try:
            media = tone.laid_down(self._ports.objects)
            self._held_acts.tone_begins(act)
        except (StoreFull, OSError):
            return None
        return Cue(f"tone:{act.id}", 0, media, start, start, end, 1.0, cut=True, leg=start)

    def _hear(self, events: list[PlayerEvent]) -> None:
        """Takes the player's events: those of the tone are recorded here, the others by the journal."""
        held = self._plan_store.current
        plain = [event for event in events if not event.cue.item.startswith("tone:")]
        for event in events:
            if event.cue.item.startswith("tone:"):
                self._hear_tone(event)
            elif isinstance(event, SoundFailed) and event.why in ("altered", "broken"):
                self._drop(event.cue.media, event.why)
        self._play_journal.heard(plain, held.sha256 if held else "", self._length)

    def _drop(self, media: str, why: str) -> None:
        """Rejects a media file that cannot be played. An altered one is deleted, and so fetched again."""
        if why == "altered":
            self._ports.objects.drop(media)
        code = Code.ALTERED if why == "altered" else Code.MALFORMED
        self.altered.append(RejectedObject(media, Refusal(code, "sound on disk")))

    def _hear_tone(self, event: PlayerEvent) -> None:
        """Records how much of the test tone sounded."""
        if isinstance(event, SoundBegan):
            return
        act = event.cue.item.partition(":")[2]
        sounded = event.sample // PER_MS if isinstance(event, SoundStopped) else 0
        record = self._play_journal.note(
            RecordKind.TONE, offset_ms=max(sounded, 0), note=act,
            code=event.why if isinstance(event, SoundFailed) else "",
        )  # fmt: skip
        self._play_journal.tell(record)

    def _length(self, cue: Cue) -> int:
        """Returns the planned length of a cue's whole sound, in ms."""
        held = self._plan_store.current
        for stretch in held.line.stretches if held and held.line else ():
            if stretch.item.id == cue.item and stretch.sound == cue.part and stretch.media is not None:
                return stretch.media.duration_ms
        return (cue.end - cue.base) // PER_MS

    def _account(self, held: StoredPlan | None, answer: SoundVerdict | SilentVerdict, now: int) -> None:
        """Reports to the journal what passed without a sound, with the reason that holds for all of it."""
        otherwise = Reason.OFF
        if self._unsure:
            otherwise = Reason.CLOCK
        elif isinstance(answer, SilentVerdict) and answer.why in _WHOLLY:
            otherwise = answer.why
        self._play_journal.account(held.line if held else None, held.sha256 if held else "", now, otherwise)
        self._unsure = False

    def _power(self, now: int) -> None:
        """Switches the amplifier."""
        settings = self._settings
        on = planner.amplifier(self._cues, now, settings.amplifier_before_ms, settings.amplifier_after_ms)
        self._ports.power.want(on)

    def _next(self, answer: SoundVerdict | SilentVerdict, now: int) -> int | None:
        """Returns when the next thing changes (wall ms): a verdict, a cue or the amplifier."""
        settings, edges = self._settings, [self._until]
        if answer.until_ms is not None:
            edges.append(answer.until_ms)
        for cue in self._cues:
            start, end = cue.start // PER_MS, -(-cue.end // PER_MS)  # the end rounded up
            edges += [start - settings.amplifier_before_ms, start, end, end + settings.amplifier_after_ms]
        if self._play_journal.sounding:
            edges.append(now + BEAT_MS)
        return min((edge for edge in edges if edge > now), default=None)
