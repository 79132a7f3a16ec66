"""A linear chain of FFmpeg filters on 48 kHz mono float samples. Arrays go in; frames come out."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.filter import Graph

from loa.media.pipeline.limits import RATE

Samples = npt.NDArray[np.float32]
TICK = Fraction(1, RATE)
"""The time base of all frames: one sample."""


class Chain:
    """Filters in a row. `seen` is the newest metadata that came out; the loudness is in it."""

    def __init__(self, filters: list[tuple[str, str]]) -> None:
        self.graph = Graph()
        self.graph.threads = 1  # the sandbox allows no further threads
        self.fed = 0
        self.seen: dict[str, str] = {}
        last = self.graph.add_abuffer(sample_rate=RATE, format="fltp", layout="mono", time_base=TICK)
        for name, settings in filters:
            following = self.graph.add(name, settings)
            last.link_to(following)
            last = following
        last.link_to(self.graph.add("abuffersink"))
        self.graph.configure()

    def frames(self, blocks: Iterator[Samples]) -> Iterator[AudioFrame]:
        """Yields the output for `blocks`, up to and including the last sample."""
        for block in blocks:
            self.graph.push(self._frame(block))
            yield from self._drain()
        self.graph.push(None)
        yield from self._drain()

    def _frame(self, block: Samples) -> AudioFrame:
        frame = AudioFrame.from_ndarray(block[np.newaxis, :], format="fltp", layout="mono")
        frame.sample_rate = RATE
        frame.time_base = TICK
        frame.pts = self.fed
        self.fed += len(block)
        return frame

    def _drain(self) -> Iterator[AudioFrame]:
        while True:
            try:
                frame = self.graph.pull()
            # BlockingIOError: the filters need more input. EOFError: everything has come out.
            except (BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, AudioFrame)
            if frame.metadata:
                self.seen = dict(frame.metadata)
            yield frame
