"""Places cues on the plan's time and renders the samples, one block after the other.

The caller gives the plan sample at which each block begins. A card's crystal never runs at exactly the speed
of the clock, so that figure drifts against the count kept here. Within a cue the own count is used: no sample
is lost or doubled in the middle of a sentence, and the last word is heard even if a slow card plays it after
the planned end. The next cue begins at its own plan sample again, or, if that has already passed, directly
after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from loa_agent.sound.level import FADE, mixed, ramped, scaled
from loa_agent.sound.opus import Reader, Samples, Unplayable
from loa_agent.sound.port import RATE, Cue, Key, PlayerEvent, SoundBegan, SoundFailed, SoundStopped

JOIN = RATE // 500  # 2 ms: cues that follow each other within this are joined without a gap or a cut
JUMP = RATE // 4  # a quarter of a second between count and clock is a jump of the clock, not drift
SHORT = RATE // 10  # a file that ends this much before its cue is too short; less is rounding


class _Running:
    """The cue that sounds now: its reader, and the plan sample that it has reached by its own count."""

    def __init__(self, cue: Cue, reader: Reader, position: int) -> None:
        self.cue = cue
        self.reader = reader
        self.position = position
        self.risen = 0 if position > cue.base else FADE  # samples of the fade-in that are done

    def take(self, count: int) -> Samples:
        """Returns the next samples with gain: with a fade-in if the cue was joined in the middle, and a
        fade-out if it is cut."""
        samples = scaled(self.reader.read(count), self.cue.gain)
        if self.risen < FADE and len(samples):
            samples = ramped(samples, self.risen, rising=True)
            self.risen += len(samples)
        before_end = self.cue.end - FADE - self.position
        if self.cue.cut and before_end < len(samples):
            kept = max(before_end, 0)
            fall = ramped(samples[kept:], max(-before_end, 0), rising=False)
            samples = np.concatenate([samples[:kept], fall])
        self.position += len(samples)
        return samples


class Tape:
    """The cues of one player on the plan's time. ``find`` returns the path of a media file by its hash."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        self._find = find
        self._cues: tuple[Cue, ...] = ()
        self._running: _Running | None = None
        self._over: dict[Key, int] = {}  # cue -> plan sample at which it ended
        self._told: Key | None = None  # a cue that continues at another place: its begin is already reported
        self._lag: int | None = None  # how late the cue that ends exactly here is; None after silence
        self._heard: list[PlayerEvent] = []
        self._tail: Samples = np.zeros(0, np.int16)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues that were asked for last."""
        return self._cues

    def follow(self, cues: Sequence[Cue], at: int) -> None:
        """Takes new cues. A cue that sounds and is not among them ends at ``at``, with a short fade-out."""
        self._cues = tuple(sorted(cues, key=lambda cue: cue.start))
        wanted = {cue.key: cue for cue in self._cues}
        self._over = {key: when for key, when in self._over.items() if key in wanted}
        if self._running is None:
            return
        same = wanted.get(self._running.cue.key)
        if same is not None and same.media == self._running.cue.media and same.end > at:
            self._running.cue = same
            return
        tail = self._running.take(FADE)
        self._stop(at, "told")
        self.overlay(ramped(tail, 0, rising=False))

    def keeps(self, cues: Sequence[Cue], since: int, until: int) -> bool:
        """Returns True if these cues would not change anything that was rendered for [since, until)."""

        def touching(some: Sequence[Cue]) -> list[Cue]:
            return [cue for cue in some if cue.start < until and cue.end > since]

        return touching(sorted(cues, key=lambda cue: cue.start)) == touching(self._cues)

    def overlay(self, tail: Samples) -> None:
        """Mixes these samples over the beginning of what is rendered next."""
        self._tail = tail

    def goes_on(self, cue: Key) -> None:
        """Notes that this cue already sounds: its next start, at another place, is not reported."""
        self._told = cue

    def rewind(self, at: int) -> None:
        """Forgets what was rendered for ``at`` and later, because it was never heard."""
        self._told = None
        self._heard = [heard for heard in self._heard if heard.at < at]
        self._over = {key: when for key, when in self._over.items() if when <= at}
        if self._running is not None:
            self._running.reader.close()
            self._running = None

    def seat(self, at: int) -> None:
        """Follows a clock that was set: it is ``at`` now. What sounds is cut here, and starts again at the
        place of the plan for the new time, if there is one."""
        if self._running is not None:
            self._stop(at, "clock")
        self._told = None
        self._heard = [msgspec.structs.replace(heard, at=min(heard.at, at)) for heard in self._heard]
        self._over = {key: when for key, when in self._over.items() if when <= at}

    def running_at(self, at: int) -> SoundStopped | None:
        """Returns the stop event for the running cue if it stops at plan sample ``at``; None without one."""
        if self._running is None or at <= self._running.cue.start:
            return None
        return SoundStopped(self._running.cue, at, at - self._running.cue.base, "told")

    def take_heard(self) -> list[PlayerEvent]:
        """Returns what began, stopped and failed since the last call, by its place in the render."""
        heard, self._heard = self._heard, []
        return heard

    def next_start(self, at: int) -> int | None:
        """Returns the first plan sample at or after ``at`` that is not silence; None if there is none."""
        if self._running is not None or len(self._tail):
            return at
        return self._next_cue(at)

    def _next_cue(self, at: int) -> int | None:
        for cue in self._cues:
            if cue.end > at and cue.key not in self._over:
                return max(cue.start, at)
        return None

    def render(self, first: int, count: int) -> Samples:
        """Returns ``count`` samples. The first is plan sample ``first`` by the clock as it is known now."""
        block = np.zeros(count, np.int16)
        filled = 0
        while filled < count:
            if self._running is None and not self._begin(first + filled):
                start = self._next_cue(first + filled)
                if start is None or start >= first + count:
                    break
                filled = max(start - first, filled)
                continue
            filled += self._continue(block[filled:], first + filled)
        if len(self._tail):
            length = min(len(self._tail), count)
            block[:length] = mixed(block[:length], self._tail[:length])
            self._tail = self._tail[length:]
        return block

    def _begin(self, at: int) -> bool:
        """Opens the cue that is due at ``at``. Returns False if there is none."""
        # Directly after another cue, this one may begin a little early, or as late as that one ended, and is
        # still played from its first sample. After silence it begins where the plan now is.
        early, late = (0, 0) if self._lag is None else (JOIN, max(JOIN, self._lag))
        for cue in self._cues:
            if cue.key in self._over or cue.end <= at:
                continue
            if cue.start - at > early:
                break
            position = max(cue.start, at) if at - cue.start > late else cue.start
            try:
                reader = Reader(self._find(cue.media), cue.media, position - cue.base)
            except Unplayable as error:
                self._over[cue.key] = at
                self._heard.append(SoundFailed(cue, at, error.why))
                continue
            self._running = _Running(cue, reader, position)
            self._lag = None
            if cue.key != self._told:
                self._heard.append(SoundBegan(cue, at, position - cue.base))
            self._told = None
            return True
        self._lag = None
        return False

    def _continue(self, block: Samples, at: int) -> int:
        """Writes the running cue into the block. Returns how many samples of the block are done."""
        running = self._running
        assert running is not None
        drift = at - running.position
        if abs(drift) > JUMP:
            self._stop(at, "clock")
            return 0
        left = running.cue.end - running.position
        # A file that goes on beyond the end of its cue must not run late into the next item.
        if running.cue.cut and drift > JOIN:
            left = min(left, running.cue.end - at)
        want = min(left, len(block))
        if want <= 0:
            self._end(at, "end")
            return 0
        samples = running.take(want)
        block[: len(samples)] = samples
        if len(samples) < want:
            missing = running.cue.end - running.position
            self._end(at + len(samples), "short" if missing > SHORT else "end")
        elif running.position >= running.cue.end:
            self._end(at + len(samples), "end")
        return len(samples)

    def _end(self, at: int, why: str) -> None:
        """Notes that the running cue is over, and stops it."""
        running = self._running
        assert running is not None
        self._over[running.cue.key] = at
        self._lag = at - running.position if why == "end" else None
        self._stop(at, why)

    def _stop(self, at: int, why: str) -> None:
        """Closes the running cue's reader and reports the stop."""
        running = self._running
        assert running is not None
        self._heard.append(SoundStopped(running.cue, at, running.position - running.cue.base, why))
        running.reader.close()
        self._running = None


def until_set(events: Sequence[PlayerEvent], ready: int) -> list[PlayerEvent] | None:
    """Returns the events up to where the tape met a clock that had been set, or None if it has met none.

    ``ready`` samples of what it rendered had not been played, so the stop comes that much earlier in the
    sound.
    """
    for place, event in enumerate(events):
        if isinstance(event, SoundStopped) and event.why == "clock":
            heard = msgspec.structs.replace(event, sample=max(event.sample - ready, 0))
            return [*events[:place], heard]
    return None
