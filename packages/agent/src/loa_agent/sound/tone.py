"""The test tone: ten seconds of 1 kHz at -12 dB, as a media file like any other."""

from __future__ import annotations

import hashlib
import struct
from functools import cache

import numpy as np

from loa_agent.objects import Objects
from loa_agent.sound.port import RATE

_SECONDS = 10
_LEVEL = 8231  # -12 dB of full scale


@cache
def _wave() -> bytes:
    places = np.arange(RATE * _SECONDS)
    samples = np.rint(_LEVEL * np.sin(2 * np.pi * 1000 * places / RATE)).astype("<i2").tobytes()
    head = struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
    size = struct.pack("<I", len(samples))
    wave: bytes = (
        b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + head + b"data" + size + samples
    )
    return wave


def laid_down(objects: Objects) -> str:
    """Returns the hash of the tone's file, and creates the file if it is missing. Raises OSError."""
    wave = _wave()
    name = hashlib.sha256(wave).hexdigest()
    if not objects.has(name):
        objects.add(name, wave)
    return name
