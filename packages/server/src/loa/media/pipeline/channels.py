"""Two channels to one without losing the voice. Pure."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ONE_SIDED_DB = 20.0
"""A channel this much weaker than the other carries hum or crosstalk, and would only halve the voice."""
INVERTED = -0.5
"""Below this correlation the channels cancel when added: a cable with swapped wires, a fake-stereo phone."""


@dataclass(frozen=True)
class Weights:
    left: float
    right: float
    name: str


MONO = Weights(1.0, 0.0, "mono")
LEFT = Weights(1.0, 0.0, "left")
RIGHT = Weights(0.0, 1.0, "right")
BOTH = Weights(0.5, 0.5, "both")
TURNED = Weights(0.5, -0.5, "turned")


class Balance:
    """Running energies of the two channels and of their product, without the offset of a cheap sound card:
    an empty side must not pass for the voice."""

    def __init__(self) -> None:
        self._count = 0
        self._sums = np.zeros(2)
        self._squares = np.zeros((2, 2))

    def add(self, block: npt.NDArray[np.float32]) -> None:
        self._count += block.shape[1]
        self._sums += block.sum(axis=1, dtype=np.float64)
        self._squares += block @ block.T

    def weights(self) -> Weights:
        """How to mix: the louder side of a one-sided file, the difference of an inverted one, else the
        mean."""
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
    """To `wanted` (1 or 2) channels. Three and more become their mean: loudness is set later anyway."""
    have = block.shape[0]
    if have == wanted:
        return block
    mean = block.mean(axis=0, keepdims=True, dtype=np.float32)
    return mean if wanted == 1 else np.repeat(mean, 2, axis=0)
