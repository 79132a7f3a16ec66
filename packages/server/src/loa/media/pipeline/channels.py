"""Mixes two channels to one without losing the voice. Pure."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ONE_SIDED_DB = 20.0
"""A channel that is weaker than the other by this much carries hum or crosstalk. Mixing it in would only
halve the voice."""
INVERTED = -0.5
"""Below this correlation the channels cancel each other when added: a cable with swapped wires, or a phone
with fake stereo."""


@dataclass(frozen=True)
class Weights:
    """The factors by which the two channels are mixed."""

    left: float
    right: float
    name: str


MONO = Weights(1.0, 0.0, "mono")
LEFT = Weights(1.0, 0.0, "left")
RIGHT = Weights(0.0, 1.0, "right")
BOTH = Weights(0.5, 0.5, "both")
TURNED = Weights(0.5, -0.5, "turned")


class Balance:
    """Running energies of the two channels and of their product. The DC offset of a cheap sound card is
    subtracted, so that a side without a voice is not taken for one."""

    def __init__(self) -> None:
        self._count = 0
        self._sums = np.zeros(2)
        self._squares = np.zeros((2, 2))

    def add(self, block: npt.NDArray[np.float32]) -> None:
        """Adds a block of shape (2, samples)."""
        self._count += block.shape[1]
        self._sums += block.sum(axis=1, dtype=np.float64)
        self._squares += block @ block.T

    def weights(self) -> Weights:
        """Returns how to mix: the louder side of a one-sided file, the difference of an inverted one,
        otherwise the mean."""
        # The mean of each channel is its DC offset; this removes it from sums of squares and products.
        offsets = np.outer(self._sums, self._sums) / max(self._count, 1)
        (left, cross), (_, right) = self._squares - offsets
        least = 10 ** (-ONE_SIDED_DB / 10)
        if right <= left * least:
            return LEFT
        if left <= right * least:
            return RIGHT
        correlation = cross / math.sqrt(left * right)
        return TURNED if correlation < INVERTED else BOTH


def folded(block: npt.NDArray[np.float32], wanted: int) -> npt.NDArray[np.float32]:
    """Returns `block` with `wanted` (1 or 2) channels. Three or more channels become their mean; the loudness
    is set later."""
    have = block.shape[0]
    if have == wanted:
        return block
    mean = block.mean(axis=0, keepdims=True, dtype=np.float32)
    return mean if wanted == 1 else np.repeat(mean, 2, axis=0)
