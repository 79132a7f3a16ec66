"""The device's own key: made here, stored here, never shown."""

from __future__ import annotations

import os
from pathlib import Path

from loa_protocol.signing import SoftKey

_NAME = "device.key"


class UnsafeKeyFile(Exception):
    """Others can read the key file, or it holds no key; the message says why."""


def key(folder: Path) -> SoftKey:
    """Returns the device key of this state folder, and makes it at the first call. Raises UnsafeKeyFile."""
    path = folder / _NAME
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise UnsafeKeyFile(f"{path} can be read by others: chmod 600 it, or claim the box anew")
    try:
        return SoftKey(bytes.fromhex(path.read_text().strip()))
    except ValueError as error:
        raise UnsafeKeyFile(f"{path} holds no key") from error


def _make(path: Path) -> None:
    """Writes a new key, whole or not at all: half a key after a power cut would cost the box its identity."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, SoftKey.generate().seed.hex().encode())
        os.fsync(file)
    finally:
        os.close(file)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
