"""The waveform of a sound: the highest sample of each of its equal parts."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from loa.media.pipeline.limits import RATE

Samples = npt.NDArray[np.float32]
FINE = RATE // 200  # 5 ms


class Crests:
    """Passes blocks through and stores the peak of each 5 ms, so that the length need not be known before."""

    def __init__(self) -> None:
        self.samples = 0
        self._fine: list[Samples] = []

    def watch(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """Yields the blocks unchanged and stores their peaks."""
        for block in blocks:
            self.samples += len(block)
            short = -len(block) % FINE
            whole = np.pad(block, (0, short)) if short else block
            self._fine.append(np.abs(whole).reshape(-1, FINE).max(axis=1))
            yield block

    def picture(self, buckets: int) -> list[int]:
        """Returns `buckets` heights from 0 to 255, where 255 is the loudest part of this sound."""
        fine = np.concatenate(self._fine) if self._fine else np.zeros(1, np.float32)
        edges = np.linspace(0, len(fine), buckets + 1).astype(int)
        # A sound with fewer values than buckets has empty parts; each takes one value.
        heights = np.array([fine[a : max(b, a + 1)].max() for a, b in pairwise(edges)])
        top = float(heights.max())
        return [round(255 * float(h) / top) for h in heights] if top > 0 else [0] * buckets
