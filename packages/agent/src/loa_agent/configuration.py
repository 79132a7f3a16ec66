"""What the installer decides: one TOML or JSON file, and flags over it. No environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta


class ConfigurationError(Exception):
    """The configuration cannot be used; the message says which line and why."""


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every setting.

    ``sound``: "card", "card:<PortAudio device>" or "file:<folder>". ``clock``: "board" or "driven:<socket>".
    ``card_latency_ms``: the card's buffer; a stop is heard only after it, and a box that is busy for longer
    stutters. ``rtc``: the name under /sys/class/rtc, "" for a box without one. ``amplifier``: "" or
    "file:<path>", a GPIO value file that takes 1 and 0. ``mqtt`` replaces the address from the claim, until
    the server says that it has moved. ``authority``: a file of certificates to trust besides the system's.
    ``keep_free_mb`` of the disk with the state stay free for play records, whatever has to be fetched.
    """

    state: str
    sound: str = "card"
    clock: str = "board"
    rtc: str = "rtc0"
    card_latency_ms: Annotated[int, Meta(ge=20, le=5_000)] = 250
    amplifier: str = ""
    amplifier_before_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1_500
    amplifier_after_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1_000
    mqtt: str = ""
    authority: str = ""
    health_s: Annotated[int, Meta(ge=1, le=600)] = 300
    keep_free_mb: Annotated[int, Meta(ge=0)] = 16

    @property
    def folder(self) -> Path:
        """The folder for everything that must last."""
        return Path(self.state)

    @property
    def file_sink(self) -> Path | None:
        """The folder of the file sink, None for a sound card."""
        kind, _, rest = self.sound.partition(":")
        return Path(rest) if kind == "file" else None

    @property
    def card(self) -> str | None:
        """PortAudio's name of the card, None for its default."""
        return self.sound.partition(":")[2] or None

    @property
    def clock_socket(self) -> Path | None:
        """The socket that drives a driven clock, None for the box's own time."""
        kind, _, rest = self.clock.partition(":")
        return Path(rest) if kind == "driven" else None


def load(path: Path, **flags: str | None) -> Configuration:
    """Reads a .toml or .json file. A flag that is not None overrides it. Raises ConfigurationError."""
    try:
        raw = path.read_bytes()
        decode = msgspec.json.decode if path.suffix == ".json" else msgspec.toml.decode
        found = decode(raw)
        if not isinstance(found, dict):
            raise ConfigurationError(f"{path}: not a table")
        found.update({name: value for name, value in flags.items() if value is not None})
        made = msgspec.convert(found, Configuration)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    _check(made)
    return made


def _check(made: Configuration) -> None:
    known = {"sound": ("card", "file"), "clock": ("board", "driven"), "amplifier": ("", "file")}
    for name, kinds in known.items():
        kind, _, rest = str(getattr(made, name)).partition(":")
        if kind not in kinds or (kind in ("file", "driven") and not rest):
            raise ConfigurationError(f"{name} = {getattr(made, name)!r}: one of {', '.join(kinds)}")
    if not made.folder.is_absolute():
        raise ConfigurationError("state must be an absolute path")
