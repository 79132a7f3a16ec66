"""`speech`: official sentences, from text to finished audio. The floor is the engine on the normalised text
and then the ffmpeg program with the same filters and codec."""

import re
import resource
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import imageio_ffmpeg
from loa.media.pipeline import forkserver_client, render
from loa.media.pipeline.opus import BIT_RATE, OPTIONS
from loa.media.pipeline.shape import LIMIT_DB, METER, PEAK_METER, TARGET_LUFS, shaped
from loa.speech.engines.espeak import Espeak
from loa.speech.reader import Phrase, phrases, read

from benchmarks.harness import Result, command, result, seconds
from benchmarks.read import sentences

SENTENCES_A_BULLETIN = 10
_LOUDNESS = re.compile(r"I:\s+(-?[0-9.]+) LUFS")


def ours(text: str, folder: Path) -> None:
    """Does what the job does: reads the text, speaks it, and runs the fenced pipeline."""
    wav = folder / "ours.wav"
    Espeak().speak(phrases(read(text)), "vi", wav)
    render(wav, folder / "ours.opus")


def floor(script: list[Phrase], folder: Path) -> None:
    """Runs the engine on words that are normalised already, then ffmpeg.

    ffmpeg measures, measures the shaped sound, encodes, and measures the result: the loudness that the
    pipeline guarantees needs each of these passes.
    """
    wav, opus = folder / "floor.wav", folder / "floor.ogg"
    Espeak().speak(script, "vi", wav)
    first = _measure(wav, [])
    gain = TARGET_LUFS - first
    gain += TARGET_LUFS - _measure(wav, shaped(gain, LIMIT_DB))
    options = [part for name, value in OPTIONS.items() for part in (f"-{name}", value)]
    encoded = ["-ar", "48000", "-ac", "1", "-c:a", "libopus", "-b:a", str(BIT_RATE), *options]
    _ffmpeg("-i", str(wav), "-af", _chain(shaped(gain, LIMIT_DB)), *encoded, str(opus))
    _ffmpeg("-i", str(opus), "-af", _chain([PEAK_METER]), "-f", "null", "-")


def _chain(filters: list[tuple[str, str]]) -> str:
    return ",".join(["aresample=48000", *(f"{name}={settings}" for name, settings in filters)])


def _measure(wav: Path, before: list[tuple[str, str]]) -> float:
    meter = (METER[0], METER[1].replace("framelog=quiet", "framelog=verbose"))
    said = _ffmpeg("-i", str(wav), "-af", _chain([*before, meter]), "-f", "null", "-")
    return float(_LOUDNESS.findall(said)[-1])


def _ffmpeg(*arguments: str) -> str:
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-threads", "1", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stderr


def run(quick: bool) -> list[Result]:
    """Measures bulletins of ten sentences, one after another, as one media worker makes them.

    Ours and the floor run in turns, so that other load on the machine affects both.
    """
    count = 60 if quick else 1_000
    lines = sentences(count)
    took = least = busy = floor_busy = 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for n in range(0, count, SENTENCES_A_BULLETIN):
            text = "\n".join(lines[n : n + SENTENCES_A_BULLETIN])
            script = phrases(read(text))
            start = _processor()
            least += seconds(partial(floor, script, folder))
            between = _processor()
            took += seconds(partial(ours, text, folder))
            floor_busy += between - start
            busy += _processor() - between
    bulletins = count // SENTENCES_A_BULLETIN
    work = f"{count} sentences in {bulletins} bulletins; processor {busy:.1f} s against {floor_busy:.1f} s"
    return [result("speech", took, "s", least, 1.2, work)]


def _processor() -> float:
    """Returns processor seconds of this process, of the programs it has run, and of the decoders' fork
    server."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used) + forkserver_client.processor_seconds()


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
