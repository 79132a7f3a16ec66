"""Reads one media file (Opus in Ogg, or another that FFmpeg reads) as 48 kHz mono samples from any sample."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import av.audio
import numpy as np
import numpy.typing as npt

from loa_agent.sound.port import RATE

Samples = npt.NDArray[np.int16]
_PREROLL = RATE // 2  # Opus needs 80 ms to converge after a seek; half a second also covers a page of Ogg

_LONGEST_GAP = 60 * RATE  # a time stamp further ahead than this is itself damaged


class Unplayable(Exception):
    """The file cannot be played; ``why`` is one of the reasons of `Failed`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def check(path: Path, sha256: str) -> None:
    """Raises Unplayable if the file is missing or is not, byte for byte, the approved one."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 18):
                digest.update(piece)
    except OSError as error:
        raise Unplayable("missing") from error
    if digest.hexdigest() != sha256:
        raise Unplayable("altered")


class Reader:
    """The samples of one file, in order. A damaged packet becomes silence of its length, so that no later
    sample moves in time."""

    def __init__(self, path: Path, sha256: str, sample: int) -> None:
        check(path, sha256)
        try:
            self._container = av.open(str(path), metadata_errors="ignore")
        except (OSError, av.FFmpegError, ValueError) as error:
            raise Unplayable("broken") from error
        if not self._container.streams.audio:
            self._container.close()
            raise Unplayable("broken")
        self._stream = self._container.streams.audio[0]
        self._resampler = _resampler()
        self._packets = iter(self._container.demux(self._stream))
        self._sample = sample
        self._ready: list[Samples] = []
        self._held = 0
        self._next: int | None = None
        self._done = False
        if sample > _PREROLL:
            self._seek(sample - _PREROLL)

    def _seek(self, sample: int) -> None:
        base = self._stream.time_base
        assert base is not None
        try:
            self._container.seek(int(sample / RATE / base), stream=self._stream)
        except av.FFmpegError:
            return  # not seekable: decode from the beginning, which is slower and gives the same samples
        self._packets = iter(self._container.demux(self._stream))

    def read(self, count: int) -> Samples:
        """Returns the next ``count`` samples, fewer only at the end of the file."""
        while self._held < count and not self._done:
            self._decode()
        pieces: list[Samples] = []
        left = count
        while left and self._ready:
            piece = self._ready[0]
            if len(piece) <= left:
                self._ready.pop(0)
            else:
                self._ready[0], piece = piece[left:], piece[:left]
            pieces.append(piece)
            left -= len(piece)
            self._held -= len(piece)
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)

    def _decode(self) -> None:
        try:
            packet = next(self._packets)
        except (StopIteration, av.FFmpegError):  # the end, or damage behind which nothing can be read
            self._flush()
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            return  # `_take` fills the gap when the next good frame gives its time
        for frame in frames:
            if isinstance(frame, av.AudioFrame):
                self._take(frame)

    def _take(self, frame: av.AudioFrame) -> None:
        if frame.pts is not None and frame.time_base is not None:
            at = round(frame.pts * frame.time_base * RATE)
            if self._next is None:
                self._next = at
            elif self._next + RATE // 100 < at < self._next + _LONGEST_GAP:
                # Up to 10 ms is no gap; more means that packets before this frame were damaged.
                self._place(np.zeros(at - self._next, np.int16))
        elif self._next is None:
            self._next = 0
        frame.pts = None
        for out in self._resampled(frame):
            self._place(_samples(out))

    def _resampled(self, frame: av.AudioFrame) -> list[av.AudioFrame]:
        """Returns the frame as 48 kHz mono. A file can change its format: a second stream follows the first,
        or damage looks like one. Then a new resampler is used."""
        try:
            return self._resampler.resample(frame)
        except ValueError:
            self._resampler = _resampler()
        try:
            return self._resampler.resample(frame)
        except (ValueError, av.FFmpegError):
            return []  # a gap, which `_take` fills when the next good frame gives its time

    def _place(self, samples: Samples) -> None:
        """Adds the samples at or after the wanted one, with silence before them if they begin later."""
        assert self._next is not None
        skip = min(max(self._sample - self._next, 0), len(samples))
        if self._next > self._sample:
            self._put(np.zeros(self._next - self._sample, np.int16))
        self._next += len(samples)
        self._put(samples[skip:])

    def _put(self, samples: Samples) -> None:
        if len(samples):
            self._ready.append(samples)
            self._held += len(samples)
            self._sample += len(samples)

    def _flush(self) -> None:
        self._done = True
        if self._next is not None:
            for out in self._resampler.resample(None):
                self._place(_samples(out))

    def close(self) -> None:
        """Closes the file."""
        self._container.close()


def _resampler() -> av.AudioResampler:
    return av.AudioResampler(format="s16", layout="mono", rate=RATE)


def _samples(frame: av.AudioFrame) -> Samples:
    """Returns a frame of the resampler (always 16-bit mono) as an array of samples."""
    return frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)
