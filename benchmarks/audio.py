"""`audio`: an hour of speech through the whole upload pipeline, against the ffmpeg program with the same
work.

Ours is `loa.media.pipeline.render` with its fenced child process: decoded once, measured, shaped, encoded,
and the finished file measured again. The peer does with commands what someone who knows ffmpeg well would
write: decode once to a 48 kHz file of floats, measure it (ebur128), shape and measure again, encode with the
corrected gain (the same filters, libopus with the same settings), measure the finished file's true peak.
ffmpeg runs its stages in threads; our child process is allowed none. Time is by the wall clock. Processor
time is a line of its own, because a shared machine blurs the wall clock.
"""

import re
import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
from loa.media.pipeline import Limits, forkserver_client, render
from loa.media.pipeline.opus import BIT_RATE
from loa.media.pipeline.shape import LIMIT_DB, TARGET_LUFS, shaped
from loa.media.tests.recordings import spoken

from benchmarks.harness import Result, command, result, seconds

HOUR, QUICK = 3600, 300
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
CACHE = Path(tempfile.gettempdir()) / "loa-bench-audio"
WORDS = (
    "Ủy ban nhân dân xã Hoằng Tiến thông báo lần thứ {n}: Trạm Y tế xã tiêm vắc xin cho trẻ dưới năm tuổi, "
    "từ bảy giờ ba mươi ngày {day} tháng chín. Các cháu ở thôn Kim Tân, Linh Trường tới nhà văn hóa "
    "thôn mình. Gia đình mang theo sổ tiêm chủng, cho cháu ăn no trước khi tiêm. "
)


def recording(length: int) -> Path:
    """Returns an MP3 of `length` seconds of Vietnamese, stereo at 44.1 kHz as phones and Zalo give it.

    It is stored for the next run.
    """
    CACHE.mkdir(exist_ok=True)
    made = CACHE / f"speech-{length}.mp3"
    if not made.exists():
        text = "".join(WORDS.format(n=n, day=n % 29 + 1) for n in range(1 + length // 12))
        wav = spoken(text, CACHE / "speech.wav")
        fresh = made.with_suffix(".new.mp3")
        ffmpeg("-i", wav, "-t", length, "-ac", 2, "-ar", 44100, "-b:a", "128k", fresh)
        wav.unlink()
        fresh.rename(made)
    return made


def ffmpeg(*arguments: object) -> str:
    """Runs ffmpeg and returns what it printed on standard error."""
    done = subprocess.run(
        [FFMPEG, "-nostdin", "-hide_banner", "-y", *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stderr


def chain(filters: list[tuple[str, str]], more: str = "") -> str:
    """Returns filters as an argument for ffmpeg."""
    return ",".join([*(f"{name}={settings}" for name, settings in filters), *([more] if more else [])])


def loudness(said: str) -> float:
    """Returns the integrated loudness in LUFS from what ffmpeg's ebur128 filter printed."""
    # ffmpeg prints a value for each frame and the summary last.
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def peer(source: Path, folder: Path) -> float:
    """Does the same with ffmpeg commands; returns the loudness that it reached, in LUFS."""
    spool, out = folder / "spool.wav", folder / "peer.opus"
    ffmpeg("-i", source, "-ac", 1, "-ar", 48000, "-c:a", "pcm_f32le", "-rf64", "auto", spool)
    gain = TARGET_LUFS - loudness(ffmpeg("-i", spool, "-af", "ebur128", "-f", "null", "-"))
    shape = chain(shaped(gain, LIMIT_DB), "ebur128")
    gain += TARGET_LUFS - loudness(ffmpeg("-i", spool, "-af", shape, "-f", "null", "-"))
    codec = ["-c:a", "libopus", "-b:a", BIT_RATE, "-application", "audio", "-compression_level", 10]
    ffmpeg("-i", spool, "-af", chain(shaped(gain, LIMIT_DB)), *codec, out)
    return loudness(ffmpeg("-i", out, "-af", "ebur128=peak=true", "-f", "null", "-"))


def processor(work: Callable[[], object]) -> tuple[float, float]:
    """Returns (seconds by the wall clock, processor seconds of the processes it started)."""
    before = _used()
    wall = seconds(work)
    return wall, _used() - before


def _used() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + forkserver_client.processor_seconds()


def run(quick: bool) -> list[Result]:
    """Measures one recording by both; returns a line for wall time and one for processor time."""
    length = QUICK if quick else HOUR
    source = recording(length)
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as name:
        folder = Path(name)
        limits = Limits(max_seconds=length + 60)
        ours, ours_cpu = processor(lambda: render(source, folder / "ours.opus", limits))
        theirs, theirs_cpu = processor(lambda: peer(source, folder))
    work = f"{length} s of speech, stereo MP3 of 44.1 kHz, {length / ours:.0f} times real time"
    return [
        result("audio", ours, "s", theirs, 1.1, work),
        result("audio, processor time", ours_cpu, "s", theirs_cpu, 1.1, work),
    ]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
