"""What both agents sounded, held against the approved sound as the desk serves it."""

import hashlib
from datetime import datetime
from pathlib import Path

import numpy as np

from launcher.inside.check import listening
from launcher.words import stop, t

LEAST_SCORE = 0.9
MOST_SCORE_OF_NOTHING = 0.3
MOST_OFF_S = 0.05
AROUND_S = 20.0


def wav_of(folder: Path, start: datetime) -> Path:
    """The hour's file in which a sound that starts then lies."""
    return folder / f"{start:%Y-%m-%dT%H}.wav"


def hold_against(name: str, wav: Path, reference: bytes, start: datetime) -> list[str]:
    """The lines of evidence of one agent. Stops with what was found instead."""
    short = listening.decoded(reference)
    length = len(short) / listening.RATE
    planned = start.minute * 60 + start.second
    long = listening.recorded(wav, planned - AROUND_S, planned + length + AROUND_S)
    found = listening.find(short, long)
    off = found.at_s - AROUND_S
    if found.score < LEAST_SCORE or abs(off) > MOST_OFF_S:
        stop(
            f"{name}: không thấy bản tin đã duyệt ở {wav}: giống {found.score:.3f}, lệch {off:+.3f} giây.",
            f"{name}: the approved sound is not in {wav}: score {found.score:.3f}, off by {off:+.3f} s.",
        )
    silent = _silent_stretch(wav, planned, length)
    nothing = listening.find(short, silent)
    if nothing.score > MOST_SCORE_OF_NOTHING:
        stop(
            f"{name}: cùng phép tìm ấy lại thấy bản tin trong đoạn im lặng ({nothing.score:.3f}).",
            f"{name}: the same search finds the sound in a silent stretch ({nothing.score:.3f}).",
        )
    return [
        t(
            f"{name}: bản tin đã duyệt bắt đầu lúc {start:%H:%M:%S}, lệch {1000 * off:+.2f} ms, "
            f"giống {found.score:.4f} (cần {LEAST_SCORE}), dài {length:.2f} giây, trong {wav.name}",
            f"{name}: the approved sound begins at {start:%H:%M:%S}, off by {1000 * off:+.2f} ms, "
            f"score {found.score:.4f} (least {LEAST_SCORE}), {length:.2f} s long, in {wav.name}",
        ),
        t(
            f"{name}: cùng phép tìm ấy trên {len(silent) / listening.RATE:.0f} giây không có lịch phát: "
            f"giống {nothing.score:.4f}, biên độ lớn nhất {np.max(np.abs(silent)):.0f}",
            f"{name}: the same search over {len(silent) / listening.RATE:.0f} s without a plan: "
            f"score {nothing.score:.4f}, peak {np.max(np.abs(silent)):.0f}",
        ),
    ]


def _silent_stretch(wav: Path, planned: float, length: float) -> listening.Sound:
    """As long as the sound and a little more, where nothing was planned: before it, or well after."""
    wanted = length + AROUND_S
    first = planned - wanted - 10 if planned > wanted + 10 else planned + wanted + 10
    return listening.recorded(wav, first, first + wanted)


def named(reference: bytes) -> str:
    """The approved sound's own name."""
    return hashlib.sha256(reference).hexdigest()
