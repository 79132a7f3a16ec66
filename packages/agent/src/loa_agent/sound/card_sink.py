"""A player on a real sound card, through PortAudio.

A thread of its own keeps a short ring of samples filled; PortAudio's callback only copies. The stream is
opened a few seconds before the first sound so that the card's time has settled, and closed after the last.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import sounddevice

from loa_agent.sound.level import FADE, ramped
from loa_agent.sound.opus import Samples
from loa_agent.sound.pace import Pace
from loa_agent.sound.port import PER_MS, RATE, Cue, Heard, Stopped
from loa_agent.sound.tape import Tape, until_set

PERIOD = 1024  # frames a callback: 21 ms
_RING = RATE * 2
_AHEAD = RATE * 2 // 5
_CHUNK = RATE // 20
_LEAD_MS = 8_000  # PortAudio gives up a start after a second: time for another, and a third
_LINGER_MS = 4_000
_RETRY_S = 2.0
_TICK_S = 0.02
_STILL_S = 1.0
_CLOSE_S = 5.0
_BEFORE_OTHERS = -11
_AT_ONCE_MS = 40.0  # from laying ready to the card's first frame, for what should sound already


class CardSink:
    """See the module. ``device`` is PortAudio's name or None for the default; ``wall`` the clock in ms;
    ``latency_ms`` the buffer in the card, which must outlast a busy moment of the box."""

    def __init__(
        self,
        device: str | None,
        find: Callable[[str], Path],
        wall: Callable[[], float],
        latency_ms: int = 250,
    ) -> None:
        self._device = device
        self._latency = latency_ms / 1000
        self._wall = wall
        self._tape = Tape(find)
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ring = np.zeros(_RING, np.int16)
        self._played = 0
        self._filled = 0
        self._laid = 0  # from a frame to the plan sample that it was last rendered for
        self._pending: list[Heard] = []
        self._called = 0.0
        self._stream: Any = None
        self._pace = Pace(wall)
        self._stopping = False
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._thread.start()

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """Take new cues at once; a change within what lies ready is made inside the ring."""
        with self._lock:
            if self._stream is None or not self._pace.known:
                self._tape.follow(cues, now_ms * PER_MS)
            elif self._tape.keeps(
                cues, self._pace.plan_sample(self._played), self._pace.plan_sample(self._filled)
            ):
                self._tape.follow(cues, self._pace.plan_sample(self._filled))
            else:
                self._cut(cues)
        self._wake.set()

    def seat(self, now_ms: int) -> None:
        """See `Player`. The card's pace follows the clock by itself; what lies ready is taken back."""
        with self._lock:
            if self._stream is not None and self._pace.known:
                self._move(now_ms * PER_MS)
            else:
                self._tape.seat(now_ms * PER_MS)

    def _cut(self, cues: Sequence[Cue]) -> None:
        """Take back what the card has not fetched yet, but for a short fall of what sounds. What goes on is
        not told anew."""
        frame = min(self._played + PERIOD, self._filled)
        at = self._pace.plan_sample(frame)
        tail = self._ready(frame)
        was = self._unsay(at)
        self._tape.follow(cues, at)
        if was is not None:
            if all(cue.key != was.cue.key for cue in cues):
                self._pending.append(was)
            else:
                self._tape.goes_on(was.cue.key)
            self._tape.overlay(ramped(tail, 0, rising=False))
        self._filled = frame

    def _move(self, now: int) -> None:
        """The same for a clock that was set: what has sounded is told by the clock as it was, and what sounds
        is cut now. The feeder may have met the new time first: then the tape has cut it there already."""
        frame = min(self._played + PERIOD, self._filled)
        tail = self._ready(frame)
        self._pending += self._tape.take_heard()
        met = until_set(self._pending, self._filled - frame)
        if met is not None:
            self._pending = met
            self._tape.rewind(now)
        elif (was := self._unsay(frame + self._laid)) is not None:
            self._pending.append(msgspec.structs.replace(was, at=now, why="clock"))
        self._pending = [msgspec.structs.replace(one, at=min(one.at, now)) for one in self._pending]
        self._tape.follow(self._tape.cues, now)
        self._tape.overlay(ramped(tail, 0, rising=False))
        self._filled = frame

    def _ready(self, frame: int) -> Samples:
        """What lies ready from this frame on, for a short fall."""
        length = min(FADE, self._filled - frame)
        return self._ring[np.arange(frame, frame + length) % _RING]

    def _put_right(self, off: int) -> None:
        """The card's frames are heard ``off`` samples later than was guessed: so is what was told of them.
        What follows goes on where the plan stands."""
        told = [*self._pending, *self._tape.take_heard()]
        self._pending = [msgspec.structs.replace(event, at=event.at + off) for event in told]
        self._cut(self._tape.cues)

    def _unsay(self, at: int) -> Stopped | None:
        """Nothing that was rendered for plan sample ``at`` and after has sounded; what is cut there."""
        self._pending += self._tape.take_heard()
        unheard = [event for event in self._pending if event.at >= at]
        self._pending = [event for event in self._pending if event.at < at]
        ended = [event for event in unheard if isinstance(event, Stopped) and event.cue.start < at]
        was = self._tape.running_at(at)
        if ended:
            was = Stopped(ended[0].cue, at, at - ended[0].cue.base, "told")
        self._tape.rewind(at)
        return was

    def _lose_card(self, trouble: str) -> None:
        """The card is gone, and with it what lay in its buffer: it was heard until it asked last."""
        self.trouble = trouble[:200]
        with self._lock:
            since = (time.monotonic() - self._called) * 1000 if self._stream is not None else 0.0
            was = self._unsay(int((self._wall() - since) * PER_MS))
            if was is not None:
                self._pending.append(msgspec.structs.replace(was, why="sink"))
        self._sleep_card()

    def advance(self, now_ms: int) -> list[Heard]:
        """What has left the speaker up to now."""
        now = now_ms * PER_MS
        with self._lock:
            if self._pace.guessing:
                return []
            self._pending += self._tape.take_heard()
            heard = [event for event in self._pending if event.at <= now]
            self._pending = [event for event in self._pending if event.at > now]
        return heard

    def close(self) -> None:
        """Stop at once."""
        self._stopping = True
        self._wake.set()
        self._thread.join(_CLOSE_S)  # a driver that hangs must not keep the box from stopping

    def _run(self) -> None:
        # PortAudio's own thread inherits it. Where it is not allowed the sound is no worse than before.
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEFORE_OTHERS)
        while not self._stopping:
            try:
                rest = self._step()
            except Exception as error:  # whatever it is: without this thread nothing would sound any more
                self._lose_card(f"{type(error).__name__}: {error}")
                rest = _RETRY_S
            self._wake.wait(rest)
            self._wake.clear()
        self._sleep_card()

    def _step(self) -> float:
        """One look at what is due; how long the thread may rest, in seconds."""
        with self._lock:
            start = self._tape.next_start(int(self._wall()) * PER_MS)
        if self._stream is None:
            if start is None:
                return 3600.0
            until = start / PER_MS - self._wall() - _LEAD_MS
            if until > 0:
                return min(until / 1000, 60.0)
            return _TICK_S if self._wake_card() else _RETRY_S
        if not self._stream.active:
            self._lose_card("the card is gone")
            return _RETRY_S
        if time.monotonic() - self._called > _STILL_S + 2 * self._latency:
            self._lose_card("the card stands still")
            return _RETRY_S
        with self._lock:
            if off := self._pace.misguessed():
                self._put_right(round(off * PER_MS))
            self._fill(self._played + _AHEAD)
            resting = start is None or start / PER_MS - self._wall() > _LEAD_MS + _LINGER_MS
            empty = not self._pending
        if resting and empty:
            self._sleep_card()
        return _TICK_S

    def _fill(self, until: int) -> None:
        while (filled := self._filled) < until:
            count = _CHUNK
            if self._pace.known:
                first = self._pace.plan_sample(filled)
                self._laid = first - filled
                block = self._tape.render(first, count)
            else:
                count = min(PERIOD, self._played + 2 * PERIOD - filled)
                if count <= 0:
                    return
                block = np.zeros(count, np.int16)
            self._ring[np.arange(filled, filled + count) % _RING] = block
            self._filled = max(filled + count, self._filled)
        self._pending += self._tape.take_heard()

    def _wake_card(self) -> bool:
        self._played = self._filled = 0
        self._ring[:] = 0
        with self._lock:
            self._tape.rewind(int(self._wall()) * PER_MS)
        self._called = time.monotonic()
        try:
            stream = sounddevice.RawOutputStream(
                samplerate=RATE, blocksize=PERIOD, device=self._device, channels=1, dtype="int16",
                latency=self._latency, callback=self._callback,
            )  # fmt: skip
            self._stream = stream
            self._lay_ready()
            self._called = time.monotonic()
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self.trouble = str(error)[:200]
            with self._lock:
                self._unsay(int(self._wall()) * PER_MS)
            self._sleep_card()
            self._look_again()
            return False
        self.trouble = ""
        return True

    def _lay_ready(self) -> None:
        """What should sound already, after a power cut say, lies ready before the card asks for its first
        buffers: it asks for all of them at once, and silence in them would be heard first."""
        reach = min(max(_AHEAD, round(2 * self._latency * RATE)), _RING - PERIOD)
        heard = time.monotonic_ns() / 1e6 + _AT_ONCE_MS
        with self._lock:
            now = int(self._wall()) * PER_MS
            start = self._tape.next_start(now)
            if start is None or start - now > reach:
                return
            self._pace.guess(heard)
            self._fill(reach)
        time.sleep(max(heard - time.monotonic_ns() / 1e6, 0.0) / 1000)

    @staticmethod
    def _look_again() -> None:
        """PortAudio lists the cards when it starts: start it anew, for one that was plugged in since."""
        with contextlib.suppress(sounddevice.PortAudioError):
            sounddevice._terminate()
            sounddevice._initialize()

    def _sleep_card(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            with contextlib.suppress(sounddevice.PortAudioError):
                stream.close(ignore_errors=True)
        self._pace = Pace(self._wall)  # after the last callback

    def _callback(self, out: Any, frames: int, moment: Any, status: Any) -> None:
        """PortAudio asks for frames: copy them, count them, note when they will be heard. Takes no lock."""
        first, self._called = self._played, time.monotonic()
        self._pace.note(first, moment.outputBufferDacTime - moment.currentTime)
        have = max(min(self._filled - first, frames), 0)
        places = np.arange(first, first + have) % _RING
        out[: have * 2] = self._ring[places].tobytes()
        if have < frames:
            out[have * 2 :] = bytes((frames - have) * 2)
            self._filled = max(self._filled, first + frames)
        self._played = first + frames
