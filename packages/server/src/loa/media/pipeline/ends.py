"""Finds where the voice begins and ends. Pure."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from loa.media.pipeline.limits import RATE
from loa.media.pipeline.refusals import FileRefused, RefusalCode

BLOCK = RATE // 100  # 10 ms
PAD_BEFORE_MS = 150
PAD_AFTER_MS = 300  # longer than before the voice: the room's echo belongs to the last word
SILENT_DB = -65.0
"""If the RMS of the loudest fifth of a second is below this, amplifying it to the level of a horn would play
only hiss."""
NEVER = -120.0


def levels(blocks: Iterable[npt.NDArray[np.float32]]) -> npt.NDArray[np.float64]:
    """Returns the RMS level in dBFS of each 10 ms, without the DC offset that a cheap sound card adds. The
    length of each block is a multiple of 10 ms, except that of the last."""
    found: list[npt.NDArray[np.float64]] = []
    for block in blocks:
        short = -len(block) % BLOCK
        # Padding with zeros would look like a step in a block with a DC offset.
        whole = np.pad(block, (0, short), "edge") if short else block
        power = whole.reshape(-1, BLOCK).var(axis=1, dtype=np.float64)
        found.append(10 * np.log10(power + 10 ** (NEVER / 10)))
    return np.concatenate(found) if found else np.zeros(0)


def threshold(level: npt.NDArray[np.float64]) -> float:
    """Returns a level between the room's noise and the voice, in dBFS.

    The room's noise is the tenth percentile. A sound 40 dB below the voice is inaudible from a horn. In a
    noisy room the threshold is 10 dB above the noise instead, but at least 20 dB below the voice, so that no
    soft syllable is lost.
    """
    loud = loudest(level)
    room = float(np.percentile(level, 10))
    return max(min(max(room + 10, loud - 40), loud - 20), SILENT_DB - 10)


def loudest(level: npt.NDArray[np.float64]) -> float:
    """Returns the level that a fifth of a second reaches (in a shorter item, a fifth of it). A single click
    does not count as a voice."""
    rank = max(1, min(20, len(level) // 5))
    return float(np.partition(level, -rank)[-rank])


def span(level: npt.NDArray[np.float64], samples: int) -> tuple[int, int]:
    """Returns the first sample to keep and the one after the last, padding included. Raises FileRefused for a
    sound that is silent throughout."""
    if not len(level) or samples < 10 * BLOCK:
        raise FileRefused(RefusalCode.EMPTY, f"{samples} samples")
    if loudest(level) < SILENT_DB:
        raise FileRefused(RefusalCode.SILENT, f"{loudest(level):.0f} dBFS")
    above = level >= threshold(level)
    # Three of five blocks must be above: the click of the recorder's button is not the beginning.
    steady = np.convolve(above, np.ones(5), mode="same") >= 3 if len(above) >= 5 else above
    heard = np.flatnonzero(steady & above)
    if not len(heard):
        return 0, samples
    start = int(heard[0]) * BLOCK - PAD_BEFORE_MS * RATE // 1000
    stop = (int(heard[-1]) + 1) * BLOCK + PAD_AFTER_MS * RATE // 1000
    return max(0, start), min(samples, stop)
