"""The time, and whether it can be trusted.

A box trusts its clock because of a healthy RTC (battery-backed clock), or because of a signed answer to its
own nonce; NTP only refines the time. Between two answers the box counts with the kernel's boot clock, which
nobody can set, so a step of the system clock has no effect.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import Protocol

import msgspec
from loa_protocol.messages.common import ClockQuality

_RTC_AGREES_MS = 2_000  # the RTC is read in whole seconds
_REFINES_MS = 1_000  # NTP may differ this much beyond the answer's error and still be used
_AGREES_MS = 250  # a clock that differs by no more than this beyond the answer's error is left alone
_STA_UNSYNC = 0x40  # from Linux's timex.h


class Anchor(msgspec.Struct, frozen=True):
    """The trust in the clock, stored for the next process of the same boot.

    ``boot`` names the boot; ``offset_ms`` is wall clock minus boot clock.
    """

    boot: str
    offset_ms: float
    quality: ClockQuality


class Clock(Protocol):
    """The time as the core sees it. All times are ms since 1970 (UTC)."""

    floor_ms: int
    """The newest signed moment that the box holds. The present is never before it."""

    def now_ms(self) -> int:
        """Returns the time. It never goes back while trusted; with quality `none` it is only a guess."""

    def monotonic_ms(self) -> int:
        """Returns the ms since the box was powered on. The value never goes back."""

    def quality(self) -> ClockQuality:
        """Returns the reason for trust in the clock. With `none`, nothing scheduled may sound."""

    def answered(self, now_ms: int, within_ms: int) -> None:
        """Takes a signed answer: the time is now_ms at this moment, give or take within_ms.

        within_ms is half of the round trip, because nobody can tell how the time was split between the way
        there and the way back.
        """

    def not_before(self, floor_ms: int) -> None:
        """Notes that something signed at floor_ms is held. A clock that shows less loses its trust."""


class _Timex(ctypes.Structure):
    """The first fields of Linux's struct timex, and enough space for the rest."""

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
    """Returns True if the kernel reports that NTP keeps the system clock."""
    timex = _Timex()  # `modes` is 0: adjtimex only reads
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None or adjtimex(ctypes.byref(timex)) < 0:
        return False
    return not timex.status & _STA_UNSYNC


def _boot_ms() -> float:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6


def boot_id() -> str:
    """Returns the kernel's id of this boot, "" if there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


class BoardClock:
    """The clock of a real box. ``rtc`` is its folder under /sys/class/rtc, or None for a box without one."""

    def __init__(self, rtc: Path | None, anchor: Anchor | None = None) -> None:
        self.floor_ms = 0
        self._offset = time.time() * 1000 - _boot_ms()
        self._quality = ClockQuality.NONE
        # The boot clock starts anew with each boot, so an offset of another boot says nothing.
        trusted = anchor is not None and anchor.quality is not ClockQuality.NONE
        if anchor is not None and trusted and anchor.boot and anchor.boot == boot_id():
            self._offset, self._quality = anchor.offset_ms, anchor.quality
        elif rtc is not None and self._healthy(rtc):
            self._quality = ClockQuality.RTC

    @staticmethod
    def _healthy(rtc: Path) -> bool:
        """Returns True if the RTC runs and the system took its time from it."""
        try:
            seconds = int((rtc / "since_epoch").read_text())
        except (OSError, ValueError):
            return False
        return abs(seconds * 1000 - time.time() * 1000) <= _RTC_AGREES_MS

    def exact_ms(self) -> float:
        """Returns the time with its fraction."""
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
        """Takes a signed answer. Where NTP agrees with it, NTP's finer time is used. A clock that does not
        contradict the answer is not moved."""
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
        """Returns the anchor from which the next process of this boot can start."""
        return Anchor(boot_id(), self._offset, self._quality)


class DrivenClock:
    """A clock that moves only on command, for tests and the demo's check: hours pass in seconds."""

    def __init__(self) -> None:
        self._now = 0.0
        self._passed = 0.0
        self.floor_ms = 0
        self.placed = False
        self._quality = ClockQuality.NONE

    def exact_ms(self) -> float:
        """Returns the time."""
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
        """Takes a signed answer if the clock is not trusted, as a box without RTC does; else ignores it."""
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
        """Lets time pass until to_ms. The clock never moves back."""
        if to_ms > self._now:
            self._passed += to_ms - self._now
            self._now = to_ms

    def set(self, to_ms: float, trusted: bool) -> None:
        """Sets the wall clock, as a new battery or a wrong RTC would. No time passes."""
        self._now = to_ms
        self.placed = True
        self._quality = ClockQuality.RTC if trusted else ClockQuality.NONE
        self.not_before(self.floor_ms)


def rtc_folder(name: str) -> Path | None:
    """Returns the folder of an RTC by its configured name ("rtc0"), None for "" (a box without one)."""
    return Path("/sys/class/rtc") / os.path.basename(name) if name else None
