"""The one format that every agent plays: Opus in Ogg, 48 kHz mono, 32 kbit/s, frames of 20 ms."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer

from loa.media.pipeline.chain import Chain, Samples
from loa.media.pipeline.limits import RATE
from loa.media.pipeline.loudness import reading
from loa.media.pipeline.shape import PEAK_METER
from loa.media.pipeline.waveform import Crests

BIT_RATE = 32_000
OPTIONS = {"application": "audio", "vbr": "on", "frame_duration": "20", "compression_level": "10"}
# Without these the Ogg serial number is random and the tags carry versions: the same input would give
# other bytes.
SAME_BYTES = {"fflags": "+bitexact"}
BUCKETS = 240
"""Number of bars of the waveform on a page."""


def write(out: BinaryIO, frames: Iterator[AudioFrame]) -> None:
    """Encodes the frames to `out`."""
    with av.open(out, "w", format="ogg", options=SAME_BYTES) as container:
        stream = container.add_stream("libopus", rate=RATE, options=OPTIONS)
        stream.layout = "mono"
        stream.bit_rate = BIT_RATE
        stream.codec_context.flags |= int(av.codec.context.Flags.bitexact)
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@dataclass(frozen=True)
class FinishedSound:
    """What was measured on the finished file, decoded as a loudspeaker decodes it."""

    samples: int
    loudness: float | None
    true_peak_db: float
    waveform: list[int]


def listen(source: BinaryIO) -> FinishedSound:
    """Decodes and measures a finished file."""
    chain = Chain([PEAK_METER])
    crests = Crests()
    for _ in chain.frames(crests.watch(decoded(source))):
        pass
    peak = float(chain.seen.get("lavfi.r128.true_peak", "0"))
    # Silence has no logarithm, so it counts as -120 dB.
    true_peak_db = 20 * math.log10(max(peak, 1e-6))
    return FinishedSound(crests.samples, reading(chain), true_peak_db, crests.picture(BUCKETS))


def decoded(source: BinaryIO) -> Iterator[Samples]:
    """Yields the samples of a file that we encoded, in blocks of a second."""
    source.seek(0)
    even = av.AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=RATE)
    with av.open(source, "r", format="ogg") as container:
        for frame in even_frames(container, even):
            yield frame.to_ndarray()[0]


def even_frames(container: InputContainer, even: av.AudioResampler) -> Iterator[AudioFrame]:
    for frame in container.decode(audio=0):
        yield from even.resample(frame)
    yield from even.resample(None)
