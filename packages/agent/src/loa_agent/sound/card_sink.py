"""A player on a real sound card, through PortAudio.

A separate thread (the feeder) keeps a ring buffer filled with samples; PortAudio's callback only copies from
it. The stream is opened a few seconds before the first sound, so that the card's timing has settled, and
closed after the last.
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
from loa_agent.sound.port import PER_MS, RATE, Cue, PlayerEvent, SoundStopped
from loa_agent.sound.tape import Tape, until_set

PERIOD = 1024  # frames for each callback: 21 ms
_RING = RATE * 2  # samples in the ring: 2 s
_AHEAD = RATE * 2 // 5  # the ring is filled 0.4 s ahead of the card
_CHUNK = RATE // 20  # samples rendered at once: 50 ms
_LEAD_MS = 8_000  # PortAudio gives up a start after a second: this leaves time for a second and a third try
_LINGER_MS = 4_000  # the stream stays open if the next sound starts within _LEAD_MS and this
_RETRY_S = 2.0
_TICK_S = 0.02
_STILL_S = 1.0  # a card that has not asked for frames for this long, and twice its latency, has stopped
_CLOSE_S = 5.0
_BEFORE_OTHERS = -11  # the feeder's nice value
_AT_ONCE_MS = 40.0  # guess: from the filled ring to the card's first frame, for a sound that is already due


class CardSink:
    """The player on a sound card.

    ``device`` is PortAudio's name, or None for the default. ``wall`` returns the time in ms. ``latency_ms``
    is the length of the card's buffer, which must last longer than a moment in which the box is busy. `_lock`
    guards the tape and the pending events between the caller's thread and the feeder.
    """

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
        self._laid = 0  # plan sample minus frame of the block that was rendered last
        self._pending: list[PlayerEvent] = []
        self._called = 0.0
        self._stream: Any = None
        self._pace = Pace(wall)
        self._stopping = False
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._thread.start()

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """Takes new cues at once. A change that concerns samples already rendered is made inside the ring."""
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
        """See `Player`. The pace follows the clock by itself; rendered samples are taken back."""
        with self._lock:
            if self._stream is not None and self._pace.known:
                self._move(now_ms * PER_MS)
            else:
                self._tape.seat(now_ms * PER_MS)

    def _cut(self, cues: Sequence[Cue]) -> None:
        """Takes back the samples that the card has not fetched yet, except a short fade-out of what sounds. A
        cue that continues is not reported as begun again."""
        # The callback may be copying the next period at this moment, so the cut is behind it.
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
        """Does the same after the clock was set. What has sounded is reported by the clock as it was; what
        sounds is cut now. The feeder may have met the new time first; then the tape has already cut the sound
        there."""
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
        """Returns the rendered samples from this frame on, as many as a fade-out needs."""
        length = min(FADE, self._filled - frame)
        return self._ring[np.arange(frame, frame + length) % _RING]

    def _put_right(self, off: int) -> None:
        """Corrects a wrong guess: the card's frames are heard ``off`` samples later than was assumed. The
        events reported for them move by as much. The following sound continues where the plan then is."""
        told = [*self._pending, *self._tape.take_heard()]
        self._pending = [msgspec.structs.replace(event, at=event.at + off) for event in told]
        self._cut(self._tape.cues)

    def _unsay(self, at: int) -> SoundStopped | None:
        """Rewinds the tape to plan sample ``at`` and removes the later events, because those samples have not
        sounded. Returns the stop of the cue that is cut there, or None."""
        self._pending += self._tape.take_heard()
        unheard = [event for event in self._pending if event.at >= at]
        self._pending = [event for event in self._pending if event.at < at]
        ended = [event for event in unheard if isinstance(event, SoundStopped) and event.cue.start < at]
        was = self._tape.running_at(at)
        if ended:  # the tape had ended this cue already, but its end has not been heard
            was = SoundStopped(ended[0].cue, at, at - ended[0].cue.base, "told")
        self._tape.rewind(at)
        return was

    def _lose_card(self, trouble: str) -> None:
        """Handles the loss of the card. The samples in its buffer are lost too: the sound counts as heard
        until the card's last callback."""
        self.trouble = trouble[:200]
        with self._lock:
            since = (time.monotonic() - self._called) * 1000 if self._stream is not None else 0.0
            was = self._unsay(int((self._wall() - since) * PER_MS))
            if was is not None:
                self._pending.append(msgspec.structs.replace(was, why="sink"))
        self._sleep_card()

    def advance(self, now_ms: int) -> list[PlayerEvent]:
        """Returns the events of what has left the speaker up to now."""
        now = now_ms * PER_MS
        with self._lock:
            # The times are still guessed, and the correction may move them.
            if self._pace.guessing:
                return []
            self._pending += self._tape.take_heard()
            heard = [event for event in self._pending if event.at <= now]
            self._pending = [event for event in self._pending if event.at > now]
        return heard

    def close(self) -> None:
        """Stops at once."""
        self._stopping = True
        self._wake.set()
        self._thread.join(_CLOSE_S)  # with a limit: a driver that hangs must not keep the agent from stopping

    def _run(self) -> None:
        """Runs the feeder thread."""
        # PortAudio's own thread inherits the priority. Without the permission the sound still plays.
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEFORE_OTHERS)
        while not self._stopping:
            try:
                rest = self._step()
            except Exception as error:  # any error: without this thread nothing would sound any more
                self._lose_card(f"{type(error).__name__}: {error}")
                rest = _RETRY_S
            self._wake.wait(rest)
            self._wake.clear()
        self._sleep_card()

    def _step(self) -> float:
        """Does what is due once. Returns how long the thread may rest, in seconds."""
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
        """Renders samples into the ring up to this frame."""
        while (filled := self._filled) < until:
            count = _CHUNK
            if self._pace.known:
                first = self._pace.plan_sample(filled)
                self._laid = first - filled  # `_move` needs it, when the clock has been set meanwhile
                block = self._tape.render(first, count)
            else:
                # Before the timing is known only silence is given, and only as much as the card needs next.
                count = min(PERIOD, self._played + 2 * PERIOD - filled)
                if count <= 0:
                    return
                block = np.zeros(count, np.int16)
            self._ring[np.arange(filled, filled + count) % _RING] = block
            self._filled = max(filled + count, self._filled)  # the callback moves it too, in an underrun
        self._pending += self._tape.take_heard()

    def _wake_card(self) -> bool:
        """Opens the card. Returns False if that failed."""
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
        """Fills the ring before the card asks for its first buffers, if a sound is already due (after a power
        cut, for example). The card asks for all of its buffers at once, and would play silence first."""
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
        """Restarts PortAudio, which lists the cards only when it starts: one may be plugged in since."""
        with contextlib.suppress(sounddevice.PortAudioError):
            sounddevice._terminate()
            sounddevice._initialize()

    def _sleep_card(self) -> None:
        """Closes the card."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            with contextlib.suppress(sounddevice.PortAudioError):
                stream.close(ignore_errors=True)
        self._pace = Pace(self._wall)  # only after the last callback, which would still write to it

    def _callback(self, out: Any, frames: int, moment: Any, status: Any) -> None:
        """Copies the frames that PortAudio asks for, and notes when they will be heard. Takes no lock."""
        first, self._called = self._played, time.monotonic()
        self._pace.note(first, moment.outputBufferDacTime - moment.currentTime)
        # Fewer than `frames` is an underrun: the rest is silence, and the count goes on.
        have = max(min(self._filled - first, frames), 0)
        places = np.arange(first, first + have) % _RING
        out[: have * 2] = self._ring[places].tobytes()
        if have < frames:
            out[have * 2 :] = bytes((frames - have) * 2)
            self._filled = max(self._filled, first + frames)
        self._played = first + frames
