"""The amplifier's supply: on before the first sample, off after the last."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Power(Protocol):
    """Whatever switches the amplifier."""

    def want(self, on: bool) -> None:
        """Switch, if it is not so already. Never raises: a broken switch is told by ``trouble``."""

    @property
    def trouble(self) -> str:
        """Why the last switching failed; "" if it did not."""


class NoPower:
    """The amplifier is always on, or switches itself."""

    trouble = ""

    def want(self, on: bool) -> None:
        """Nothing to do."""


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
