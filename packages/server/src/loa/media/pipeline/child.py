"""The sandboxed child process. It gets file descriptors and answers in lines of JSON. The fork server that
forked it has loaded everything it needs."""

import io
import json
import os
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from loa.kernel import fence
from loa.media.pipeline import ends, opus
from loa.media.pipeline.chain import Chain, Samples
from loa.media.pipeline.decode import DecodedAudio, decode
from loa.media.pipeline.limits import RATE, Limits
from loa.media.pipeline.loudness import Piece, gain_for, integrated
from loa.media.pipeline.refusals import FileRefused, RefusalCode
from loa.media.pipeline.rendition import Rendition
from loa.media.pipeline.shape import CEILING_DBTP, LIMIT_DB, MISSED_LU, TARGET_LUFS, shaped
from loa.media.pipeline.spool import Spool

Say = Callable[..., None]
MOST_TRACKS = 4
"""Number of audio tracks of a video that are tried. The time limits hold for all of them together."""
SHARES = {"decode": 0.25, "measure": 0.35, "encode": 0.85, "check": 1.0}
"""Progress at the end of each step, from the times that an hour of speech took."""


def work(order: dict[str, Any]) -> None:
    """Enters the sandbox and makes one sound. `order` holds the limits, the descriptors and the process to
    die with."""
    limits = Limits(**order["limits"])
    source, out = os.fdopen(order["source"], "rb"), os.fdopen(order["out"], "r+b")
    held = fence.enter(limits.cpu_seconds, limits.memory_bytes, limits.spool_bytes)
    fence.die_with_parent(order["parent"])  # last: the kernel resets it when the user changes
    say(fence=held)
    try:
        made = make(source, Spool(order["spool"]), out, limits, say)
    except FileRefused as refusal:
        say(refused=refusal.why, detail=refusal.detail)
    except MemoryError:
        say(refused=RefusalCode.UNUSUAL, detail="memory")
    else:
        say(made=made.as_dict())


def make(source: BinaryIO, spool: Spool, out: BinaryIO, limits: Limits, say: Say) -> Rendition:
    """Decodes `source`, chooses the part with sound, encodes it to `out`, and returns its description. Raises
    FileRefused."""
    found, (start, stop) = _first_heard(source, spool, limits, say)
    piece = Piece(lambda a, b: spool.mono(found.weights, start + a, start + b), stop - start)
    tell = Progress(say, "measure", SHARES["decode"])
    before = integrated(piece.blocks())
    tell(0.4)
    louder = piece.long_enough()
    # A piece under 0.4 s has no loudness of its own, so it is measured repeated.
    basis = before if piece.defined else integrated(louder.blocks())
    if basis is None:
        raise FileRefused(RefusalCode.SILENT, "nothing passes the gate")
    heard = _encoded(piece, basis, out, say)
    return Rendition(
        duration_ms=round(heard.samples * 1000 / RATE),
        samples=heard.samples,
        loudness_before=_one_place(before) if piece.defined else None,
        loudness_after=_one_place(heard.loudness) if piece.defined else None,
        true_peak_db=round(heard.true_peak_db, 1),
        waveform=heard.waveform,
        codec=found.codec,
        channels=found.weights.name,
        trimmed_ms=(start * 1000 // RATE, (spool.samples - stop) * 1000 // RATE),
    )


def _first_heard(
    source: BinaryIO, spool: Spool, limits: Limits, say: Say
) -> tuple[DecodedAudio, tuple[int, int]]:
    """Decodes tracks until one is not silent. Returns it and the span of samples to keep. Cameras record a
    silent track beside the one with sound."""
    track = 0
    while True:
        found = decode(source, spool, limits, Progress(say, "decode", 0.0), track)
        try:
            return found, ends.span(ends.levels(spool.mono(found.weights)), spool.samples)
        except FileRefused as refusal:
            track += 1
            if refusal.why != RefusalCode.SILENT or not found.more_tracks or track == MOST_TRACKS:
                raise
        spool.clear()


def _encoded(piece: Piece, basis: float, out: BinaryIO, say: Say) -> opus.FinishedSound:
    """Encodes and measures the result, and encodes again where the peak is over the ceiling or the loudness
    is off the target. In a recording of a noisy room Opus drops more than a decibel."""
    limit = LIMIT_DB
    gain = gain_for(piece.long_enough(), basis)
    lost = 0.0
    # At most three encodings; the last one is taken as it is.
    for again in (True, True, False):
        out.seek(0)
        out.truncate()
        opus.write(out, Chain(shaped(gain + lost, limit)).frames(_told(piece, say)))
        out.flush()
        heard = opus.listen(out)
        over = heard.true_peak_db - CEILING_DBTP
        missing = TARGET_LUFS - heard.loudness if heard.loudness is not None and piece.defined else 0.0
        if not again or (over <= 0 and abs(missing) <= MISSED_LU):
            break
        lost += missing
        if over > 0:
            # A lower limit changes what the limiter takes, so the gain is searched again.
            limit -= over + 0.1
            gain = gain_for(piece.long_enough(), basis, limit)
    return heard


def _told(piece: Piece, say: Say) -> Iterator[Samples]:
    """Yields the blocks of the piece and reports how many the encoder has taken."""
    tell = Progress(say, "encode", SHARES["measure"])
    done = 0
    for block in piece.blocks():
        yield block
        done += len(block)
        tell(done / piece.samples)


def _one_place(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


class Progress:
    """Reports to the parent how far a step is, at most ten times a second."""

    def __init__(self, say: Say, step: str, start: float) -> None:
        self.say, self.step, self.start, self.size = say, step, start, SHARES[step] - start
        self.last = 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if now - self.last >= 0.1:
            self.last = now
            self.say(step=self.step, done=round(self.start + self.size * share, 3))


def say(**values: Any) -> None:
    """Writes a message to the parent: one line of JSON on standard output, which is the socket."""
    os.write(1, json.dumps(values).encode() + b"\n")


def warm_up() -> None:
    """Runs the whole work once on one second of generated noise. Libraries that load late could not be opened
    inside the sandbox."""
    hiss = np.random.default_rng(0).integers(-9000, 9000, 2 * RATE, np.int16)
    memory = io.BytesIO()
    with wave.open(memory, "wb") as made:
        made.setparams((2, 2, RATE, RATE, "NONE", ""))
        made.writeframes(hiss.tobytes())
    memory.seek(0)
    with tempfile.TemporaryFile() as spool:
        make(memory, Spool(spool.fileno()), io.BytesIO(), Limits(), lambda **_: None)
