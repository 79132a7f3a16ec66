"""The only module that decodes untrusted bytes. It runs in the sandboxed child only."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from loa.media.pipeline.channels import MONO, Balance, Weights, folded
from loa.media.pipeline.formats import OPENED, OPENING, film_is_cut, looks_like_audio
from loa.media.pipeline.limits import RATE, Limits
from loa.media.pipeline.refusals import FileRefused, RefusalCode
from loa.media.pipeline.spool import Samples, Spool

LOUDEST = 8.0  # float files may exceed full scale by some decibels; more is an error or an attack
HONEST_LENGTH = {"mov,mp4,m4a,3gp,3g2,mj2", "flac"}
"""Containers whose track states its length, written by a program that had the whole sound. For the others
FFmpeg estimates the length."""
UNKNOWN_LENGTH = {0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF024}
"""Sizes in the header of a WAV that was written while it was recorded."""
WHOLE = 0.9
"""Smallest share of the stated length that a complete file has."""
TORN_SHARE = 0.1
"""Largest share of packets that may fail to decode."""


@dataclass(frozen=True)
class DecodedAudio:
    """Which codec the sound had, how its channels are mixed, and whether the file has more tracks."""

    codec: str
    weights: Weights
    more_tracks: bool = False


def decode(
    source: BinaryIO, spool: Spool, limits: Limits, tell: Callable[[float], None], track: int = 0
) -> DecodedAudio:
    """Fills `spool` with the samples of the file's sound, at 48 kHz. Raises FileRefused for a file that is no
    usable recording.

    `track`: 0 is the track that a player would choose, 1 and up are the others in their order.
    """
    source.seek(0)
    head = source.read(16)
    source.seek(0)
    if not head:
        raise FileRefused(RefusalCode.EMPTY, "no bytes")
    _refuse_cut_wav(head, source)
    try:
        # Tags in TCVN3 or Latin-1 are no reason to reject a sound.
        container = av.open(source, "r", options=OPENING, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OverflowError) as error:
        raise FileRefused(_why_closed(head, source), str(error)) from error
    with container:
        best = container.streams.best("audio")
        if not isinstance(best, AudioStream):
            raise FileRefused(RefusalCode.NO_TRACK)
        tracks = [best, *(each for each in container.streams.audio if each.index != best.index)]
        name = tracks[track].codec_context.codec.name
        # FFmpeg applies its own list only while it probes (see `OPENED`).
        if name not in OPENED:
            raise FileRefused(RefusalCode.UNUSUAL, f"codec {name}")
        found = _Reading(container, tracks[track], spool, limits, tell).whole()
        return replace(found, more_tracks=track + 1 < len(tracks))


def _why_closed(head: bytes, source: BinaryIO) -> RefusalCode:
    """Returns why FFmpeg could not open the file."""
    if not looks_like_audio(head):
        return RefusalCode.NOT_AUDIO
    return RefusalCode.CUT if film_is_cut(source) else RefusalCode.BROKEN


def bounded(block: Samples) -> Samples:
    """Returns the block with finite samples of at most `LOUDEST`. One sum over the block finds out whether
    anything must be repaired, which is almost never the case."""
    if np.isfinite(np.dot(block.ravel(), block.ravel())) and np.abs(block).max(initial=0) <= LOUDEST:
        return block
    return np.clip(np.nan_to_num(block), -LOUDEST, LOUDEST).astype(np.float32, copy=False)


def _refuse_cut_wav(head: bytes, source: BinaryIO) -> None:
    """Rejects a WAV that is shorter than its header says. FFmpeg takes the length of a WAV from the size of
    the file, so the header is read here."""
    if head[:4] != b"RIFF":
        return
    promised = int.from_bytes(head[4:8], "little")
    at = source.tell()
    size = source.seek(0, io.SEEK_END)
    source.seek(at)
    if promised not in UNKNOWN_LENGTH and size < WHOLE * promised:
        raise FileRefused(RefusalCode.CUT, f"{size} of {promised} bytes")


class _Reading:
    """One pass over one stream."""

    def __init__(
        self,
        container: InputContainer,
        stream: AudioStream,
        spool: Spool,
        limits: Limits,
        tell: Callable[[float], None],
    ) -> None:
        self.container, self.stream, self.spool, self.limits, self.tell = (
            container,
            stream,
            spool,
            limits,
            tell,
        )
        self.balance = Balance()
        self.packets = self.torn = 0
        self.resampler: av.AudioResampler | None = None
        self.shape: tuple[str, str, int] | None = None

    def whole(self) -> DecodedAudio:
        """Decodes the whole stream into the spool and checks it. Raises FileRefused."""
        stated = self._stated_seconds()
        for frame in self._frames():
            for even in self._resampled(frame):
                self._keep(even)
            self.tell(min(1.0, self.spool.samples / RATE / stated) if stated else 0.0)
        for even in self._flushed():
            self._keep(even)
        self._judge()
        codec = self.stream.codec_context.name
        return DecodedAudio(codec, self.balance.weights() if self.spool.channels == 2 else MONO)

    def _stated_seconds(self) -> float:
        return self.container.duration / av.time_base if self.container.duration else 0.0

    def _frames(self) -> Iterator[AudioFrame]:
        # The sandbox allows no further threads.
        """Yields the decoded frames of the stream. Packets that cannot be decoded are counted and skipped."""
        self.stream.codec_context.thread_count = 1
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                self.torn += 1
                return
            self.packets += 1
            try:
                yield from packet.decode()
            except (av.FFmpegError, ValueError):
                self.torn += 1

    def _resampled(self, frame: AudioFrame) -> Iterator[AudioFrame]:
        """Yields the frame at 48 kHz, after what the resampler held back of an earlier format."""
        self._check(frame)
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        # A stream may change its format midway; one resampler takes one format.
        if shape != self.shape:
            yield from self._flushed()
            self.shape = shape
            self.resampler = av.AudioResampler("fltp", frame.layout, RATE, frame_size=RATE)
        frame.pts = None
        assert self.resampler is not None
        yield from self.resampler.resample(frame)

    def _flushed(self) -> Iterator[AudioFrame]:
        if self.resampler is not None:
            yield from self.resampler.resample(None)
            self.resampler = None

    def _check(self, frame: AudioFrame) -> None:
        """Raises FileRefused for channels or a sample rate that no recording has."""
        channels, rate = frame.layout.nb_channels, frame.sample_rate
        if channels > self.limits.max_channels:
            raise FileRefused(RefusalCode.UNUSUAL, f"{channels} channels")
        if not self.limits.min_rate <= rate <= self.limits.max_rate:
            raise FileRefused(RefusalCode.UNUSUAL, f"{rate} Hz")

    def _keep(self, frame: AudioFrame) -> None:
        """Appends a frame to the spool. Raises FileRefused when the sound gets too long."""
        block = bounded(frame.to_ndarray().astype(np.float32, copy=False))
        # The first block decides whether the spool has one channel or two.
        block = folded(block, self.spool.channels or (2 if block.shape[0] == 2 else 1))
        if block.shape[0] == 2:
            self.balance.add(block)
        self.spool.append(block)
        if self.spool.samples > self.limits.max_seconds * RATE:
            raise FileRefused(RefusalCode.TOO_LONG, f"over {self.limits.max_seconds} s")

    def _judge(self) -> None:
        """Rejects what was decoded if it is only a remainder of the recording."""
        if not self.spool.samples:
            raise FileRefused(
                RefusalCode.BROKEN if self.torn else RefusalCode.EMPTY,
                f"{self.torn} of {self.packets} packets torn",
            )
        # One or two damaged packets are tolerated, however short the file is.
        if self.torn > 2 and self.torn > TORN_SHARE * self.packets:
            raise FileRefused(RefusalCode.BROKEN, f"{self.torn} of {self.packets} packets torn")
        seconds = self.spool.samples / RATE
        tick = self.stream.time_base
        track = float(self.stream.duration * tick) if self.stream.duration and tick else 0.0
        # Half a second may be missing in any case, which is much of a short file.
        if self.container.format.name in HONEST_LENGTH and seconds < WHOLE * track - 0.5:
            raise FileRefused(RefusalCode.CUT, f"{seconds:.1f} of {track:.1f} s")
