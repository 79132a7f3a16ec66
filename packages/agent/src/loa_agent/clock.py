"""What time it is, and whether that may be believed.

A box trusts its clock by a healthy RTC or by a signed answer to its own nonce; NTP only refines it. Between
the two the kernel's boot clock carries it, which no one can set, so a stepped system clock moves nothing.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import Protocol

import msgspec
from loa_protocol.messages.common import ClockQuality

_RTC_AGREES_MS = 2_000
_REFINES_MS = 1_000
_AGREES_MS = 250
_STA_UNSYNC = 0x40


class Anchor(msgspec.Struct, frozen=True):
    """Trust that outlives the process, not the boot: which boot, and wall minus boot clock in ms."""

    boot: str
    offset_ms: float
    quality: ClockQuality


class Clock(Protocol):
    """Time as the core sees it. All times are ms since 1970 (UTC)."""

    floor_ms: int
    """The newest signed moment held: it is not earlier."""

    def now_ms(self) -> int:
        """Now, never going back while trusted; only a guess when `quality` is none."""

    def monotonic_ms(self) -> int:
        """Ms since the box was powered; only goes forward."""

    def quality(self) -> ClockQuality:
        """Where the trust in it comes from. With `none`, nothing scheduled may sound."""

    def answered(self, now_ms: int, within_ms: int) -> None:
        """A signed answer says that it is now_ms at this moment, more or less within_ms: half of its way
        there and back, of which nobody can say on which half the time was spent."""

    def not_before(self, floor_ms: int) -> None:
        """Something signed at floor_ms is held: a clock that says less is wrong and loses its trust."""


class _Timex(ctypes.Structure):
    """The head of Linux's struct timex; the rest is room."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_long * 40),
    ]


def system_is_synchronised() -> bool:
    """True if the kernel says that NTP keeps the system clock."""
    timex = _Timex()
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None or adjtimex(ctypes.byref(timex)) < 0:
        return False
    return not timex.status & _STA_UNSYNC


def _boot_ms() -> float:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6


def boot_id() -> str:
    """The kernel's name for this boot; "" where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


class BoardClock:
    """The clock of a real box. ``rtc`` is its folder under /sys/class/rtc, or None for a box without."""

    def __init__(self, rtc: Path | None, anchor: Anchor | None = None) -> None:
        self.floor_ms = 0
        self._offset = time.time() * 1000 - _boot_ms()
        self._quality = ClockQuality.NONE
        trusted = anchor is not None and anchor.quality is not ClockQuality.NONE
        if anchor is not None and trusted and anchor.boot and anchor.boot == boot_id():
            self._offset, self._quality = anchor.offset_ms, anchor.quality
        elif rtc is not None and self._healthy(rtc):
            self._quality = ClockQuality.RTC

    @staticmethod
    def _healthy(rtc: Path) -> bool:
        """The RTC runs and the system took its time from it."""
        try:
            seconds = int((rtc / "since_epoch").read_text())
        except (OSError, ValueError):
            return False
        return abs(seconds * 1000 - time.time() * 1000) <= _RTC_AGREES_MS

    def exact_ms(self) -> float:
        """Now, with its fraction."""
        return _boot_ms() + self._offset

    def now_ms(self) -> int:
        """See `Clock`."""
        return int(self.exact_ms())

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        return int(_boot_ms())

    def quality(self) -> ClockQuality:
        """See `Clock`."""
        return self._quality

    def answered(self, now_ms: int, within_ms: int) -> None:
        """Take a signed answer; where NTP agrees with it, NTP's finer figure is taken. A clock that it does
        not contradict is left as it is."""
        self._quality = ClockQuality.SIGNED
        system = time.time() * 1000
        if abs(system - now_ms) <= within_ms + _REFINES_MS and system_is_synchronised():
            self._offset = system - _boot_ms()
        elif abs(self.exact_ms() - now_ms) > within_ms + _AGREES_MS:
            self._offset = now_ms - _boot_ms()

    def not_before(self, floor_ms: int) -> None:
        """See `Clock`."""
        self.floor_ms = floor_ms
        if self.exact_ms() < floor_ms:
            self._offset = floor_ms - _boot_ms()
            self._quality = ClockQuality.NONE

    def anchor(self) -> Anchor:
        """What a next process of this boot may start from."""
        return Anchor(boot_id(), self._offset, self._quality)


class DrivenClock:
    """A clock that only moves when told, for tests and the demo's check: hours pass in seconds."""

    def __init__(self) -> None:
        self._now = 0.0
        self._passed = 0.0
        self.floor_ms = 0
        self.placed = False
        self._quality = ClockQuality.NONE

    def exact_ms(self) -> float:
        """Now."""
        return self._now

    def now_ms(self) -> int:
        """See `Clock`."""
        return int(self._now)

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        return int(self._passed)

    def quality(self) -> ClockQuality:
        """See `Clock`."""
        return self._quality

    def answered(self, now_ms: int, within_ms: int) -> None:
        """An untrusted driven clock believes a signed answer, as a box without RTC does."""
        if self._quality == ClockQuality.NONE:
            self._now = float(now_ms)
            self._quality = ClockQuality.SIGNED

    def not_before(self, floor_ms: int) -> None:
        """See `Clock`."""
        self.floor_ms = floor_ms
        if self._now < self.floor_ms:
            self._now = float(self.floor_ms)
            self._quality = ClockQuality.NONE

    def move(self, to_ms: float) -> None:
        """Time passes until to_ms; never backwards."""
        if to_ms > self._now:
            self._passed += to_ms - self._now
            self._now = to_ms

    def set(self, to_ms: float, trusted: bool) -> None:
        """Put the wall clock somewhere, as a swapped battery or a wrong RTC would; no time passes."""
        self._now = to_ms
        self.placed = True
        self._quality = ClockQuality.RTC if trusted else ClockQuality.NONE
        self.not_before(self.floor_ms)


def rtc_folder(name: str) -> Path | None:
    """The folder of an RTC by its configured name ("rtc0"), None for "" (a box without one)."""
    return Path("/sys/class/rtc") / os.path.basename(name) if name else None
