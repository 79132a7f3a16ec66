"""Decoded samples on disk between the passes, so that an upload is decoded once and the use of memory does
not grow with its length."""

import os
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loa.media.pipeline.channels import Weights
from loa.media.pipeline.limits import RATE

Samples = npt.NDArray[np.float32]


class Spool:
    """Samples as 32-bit float, channels interleaved, in a file that is already open (and already
    unlinked)."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.channels = 0
        self.samples = 0

    def clear(self) -> None:
        """Removes all samples, before another track is tried."""
        os.lseek(self.fd, 0, os.SEEK_SET)
        os.ftruncate(self.fd, 0)
        self.channels = self.samples = 0

    def append(self, block: Samples) -> None:
        """Appends `block`, of shape (channels, samples). The first block fixes the number of channels."""
        self.channels = self.channels or block.shape[0]
        view = np.ascontiguousarray(block.T, np.float32).data.cast("B")
        # os.write may write less than it was given.
        while view:
            view = view[os.write(self.fd, view) :]
        self.samples += block.shape[1]

    def mono(
        self, weights: Weights, start: int = 0, stop: int | None = None, size: int = RATE
    ) -> Iterator[Samples]:
        """Yields blocks of `size` samples of the mix by `weights`, from sample `start` up to `stop`."""
        stop = self.samples if stop is None else stop
        width = 4 * self.channels
        for at in range(start, stop, size):
            count = min(size, stop - at)
            raw = np.frombuffer(os.pread(self.fd, count * width, at * width), np.float32)
            yield raw if self.channels == 1 else mixed(raw.reshape(-1, 2), weights)


def mixed(pairs: Samples, weights: Weights) -> Samples:
    return (pairs[:, 0] * np.float32(weights.left) + pairs[:, 1] * np.float32(weights.right)).astype(
        np.float32
    )
