"""The loudness of a cue: the rule's volume as gain, and the ramps that keep a cut from clicking."""

from __future__ import annotations

import numpy as np

from loa_agent.sound.opus import Samples
from loa_agent.sound.port import RATE

FADE = RATE // 50  # 20 ms: shorter clicks on a horn, longer smears a syllable


def gain(volume: int) -> float:
    """Returns the amplitude for a volume of 0..100, by a volume knob's square law: 50 is 1/4 (-12 dB)."""
    share = min(max(volume, 0), 100) / 100
    return share * share


def scaled(samples: Samples, factor: float) -> Samples:
    """Returns the samples times a factor of 0..1."""
    if factor >= 1:
        return samples
    out: Samples = np.rint(samples * np.float32(factor)).astype(np.int16)
    return out


def ramped(samples: Samples, first: int, rising: bool) -> Samples:
    """Returns the samples under a linear ramp of FADE samples, of which ``first`` have already passed."""
    place = np.arange(first, first + len(samples), dtype=np.float32) / FADE
    slope = np.clip(place if rising else 1 - place, 0, 1)
    out: Samples = np.rint(samples * slope).astype(np.int16)
    return out


def mixed(a: Samples, b: Samples) -> Samples:
    """Returns the sum of two sounds, limited to 16 bits."""
    out: Samples = np.clip(a.astype(np.int32) + b, -32768, 32767).astype(np.int16)
    return out
