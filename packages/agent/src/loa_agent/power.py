"""The amplifier's supply: on before the first sample, off after the last."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Power(Protocol):
    """The port of the switch of the amplifier."""

    def want(self, on: bool) -> None:
        """Switches, unless it is so already. Never raises: ``trouble`` reports a broken switch."""

    @property
    def trouble(self) -> str:
        """Why the last switching failed; "" if it did not."""


class NoPower:
    """The switch of an amplifier that is always on, or switches itself."""

    trouble = ""

    def want(self, on: bool) -> None:
        """Does nothing."""


class FilePower:
    """A GPIO line's value file (sysfs, or a driver's), which takes 1 and 0."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._on: bool | None = None
        self.trouble = ""

    def want(self, on: bool) -> None:
        """See `Power`."""
        if on == self._on:
            return
        try:
            self._path.write_text("1" if on else "0")
        except OSError as error:
            self.trouble = str(error)
            return
        self._on = on
        self.trouble = ""
