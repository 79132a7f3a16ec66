"""A player without a sound card: it reports at which sample each sound would have begun and ended.

The time is what `advance` is given, as for the agent's file sink. A card plays a cue on its sample however
late it is asked about it, so what was due between two calls began when it was due.
"""

from collections.abc import Sequence

from loa_agent.sound.port import PER_MS, Cue, Key, PlayerEvent, SoundBegan, SoundStopped


class SilentCard:
    """The player of a simulated device; see `loa_agent.sound.port.Player`."""

    trouble = ""

    def __init__(self) -> None:
        self._cues: tuple[Cue, ...] = ()
        self._running: Cue | None = None
        self._over: set[Key] = set()
        self._at: int | None = None
        self._heard: list[PlayerEvent] = []

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """See `Player`."""
        self._at = now_ms * PER_MS if self._at is None else self._at
        self._cues = tuple(sorted(cues, key=lambda cue: cue.start))
        wanted = {cue.key: cue for cue in self._cues}
        self._over &= wanted.keys()
        running = self._running
        if running is None:
            return
        same = wanted.get(running.key)
        if same is not None and same.media == running.media and same.end > self._at:
            self._running = same
        else:
            self._stop(running, max(self._at, running.start), "told")

    def advance(self, now_ms: int) -> list[PlayerEvent]:
        """See `Player`."""
        now = now_ms * PER_MS
        at = now if self._at is None else self._at
        if self._running is not None and self._running.end <= now:
            self._stop(self._running, self._running.end, "end")
        for cue in self._cues:
            if cue.start > now or self._running is not None:
                break
            if cue.key in self._over or cue.end <= at:
                continue
            begins = max(cue.start, at)
            self._running = cue
            self._heard.append(SoundBegan(cue, begins, begins - cue.base))
            if cue.end <= now:
                self._stop(cue, cue.end, "end")
        self._at = max(now, at)
        heard, self._heard = self._heard, []
        return heard

    def seat(self, now_ms: int) -> None:
        """See `Player`."""
        was, self._at = self._at, now_ms * PER_MS
        if self._running is not None and was is not None:
            sample = was - self._running.base
            self._heard.append(SoundStopped(self._running, self._at, sample, "clock"))
        self._running = None
        self._over.clear()

    def close(self) -> None:
        """Does nothing: there is no device to release."""

    def _stop(self, cue: Cue, at: int, why: str) -> None:
        if why == "end":
            self._over.add(cue.key)  # a cue that was told to stop may be allowed again
        self._running = None
        self._heard.append(SoundStopped(cue, at, at - cue.base, why))
