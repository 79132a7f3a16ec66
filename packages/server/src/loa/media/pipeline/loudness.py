"""EBU R128 loudness of a stream of blocks, and the gain that brings it to the target."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from loa.media.pipeline.chain import Chain, Samples
from loa.media.pipeline.limits import RATE
from loa.media.pipeline.shape import (
    CLOSE_AT_ONCE_LU,
    CLOSE_LU,
    LEAST_SHARE,
    LIMIT_DB,
    LONGEST_GAIN_DB,
    METER,
    TARGET_LUFS,
    shaped,
)

GATE_LUFS = -69.9  # what the meter shows when no block passed its absolute gate
SHORTEST = RATE * 2 // 5  # R128 gates in blocks of 0.4 s: shorter items have no integrated loudness

SEARCHED = 120 * RATE
"""Samples that the search for the gain measures of a long sound: two minutes."""

Part = Callable[[int, int], Iterator[Samples]]


@dataclass(frozen=True)
class Piece:
    """The part of the recording to keep. It can be read any number of times."""

    part: Part
    samples: int

    def blocks(self) -> Iterator[Samples]:
        return self.part(0, self.samples)

    @property
    def defined(self) -> bool:
        return self.samples >= SHORTEST

    def short_enough(self) -> "Piece":
        """Returns itself, or two minutes of it in thirty windows: enough to measure what the limiter takes
        from this voice."""
        window = 4 * RATE
        if self.samples <= SEARCHED:
            return self
        wanted = np.linspace(0, self.samples - window, SEARCHED // window).astype(int)

        def windows(start: int, stop: int) -> Iterator[Samples]:
            for at in wanted:
                yield from self.part(int(at), int(at) + window)

        return Piece(windows, SEARCHED)

    def long_enough(self) -> "Piece":
        """Returns itself or, where it is too short for R128, itself repeated for three seconds: a chime or a
        single word then sounds as loud as a sentence."""
        if self.defined:
            return self
        once = np.concatenate(list(self.blocks()))
        again = np.tile(once, math.ceil(3 * RATE / len(once)))
        return Piece(lambda start, stop: iter([again[start:stop]]), len(again))


def integrated(blocks: Iterator[Samples], before: list[tuple[str, str]] | None = None) -> float | None:
    """Returns the loudness in LUFS after the filters `before`, or None where nothing passed the gate."""
    chain = Chain([*(before or []), METER])
    for _ in chain.frames(blocks):
        pass
    return reading(chain)


def reading(chain: Chain) -> float | None:
    """Returns the loudness in LUFS after all blocks went through the chain, or None where nothing passed the
    gate."""
    value = float(chain.seen.get("lavfi.r128.I", "-inf"))
    return value if value > GATE_LUFS and math.isfinite(value) else None


def gain_for(piece: Piece, loudness: float, limit_db: float = LIMIT_DB) -> float:
    """Returns the gain in dB that brings the shaped piece, which has `loudness` without gain, to the target.

    The limiter takes up to 2 LU from peaky speech, and the highpass takes some from a low voice, so the
    result is measured. One decibel more of gain yields less than one decibel more of loudness; two
    measurements give the share. The second correction uses it and comes within a quarter of an LU, where the
    first missed by one.
    """
    searched = piece.short_enough()
    target = TARGET_LUFS
    if searched is not piece:
        # Windows may be louder or softer than the whole; what counts is what the shaping takes from them.
        own = integrated(searched.blocks())
        target += 0.0 if own is None else own - loudness
    gain = bounded(TARGET_LUFS - loudness)
    share = 1.0
    before: tuple[float, float] | None = None
    for _ in range(4):
        after = integrated(searched.blocks(), shaped(gain, limit_db))
        if after is None:
            break
        if before is not None and gain != before[0]:
            share = min(1.0, max(LEAST_SHARE, (after - before[1]) / (gain - before[0])))
        known = before is not None
        before = (gain, after)
        gain = bounded(gain + (target - after) / share)
        if abs(target - after) <= (CLOSE_LU if known else CLOSE_AT_ONCE_LU):
            break
    return gain


def bounded(gain: float) -> float:
    """Limits a gain in dB to what a recording may need."""
    return max(-LONGEST_GAIN_DB, min(LONGEST_GAIN_DB, gain))
