"""Real sounds for tests: Vietnamese sentences spoken by eSpeak NG, encoded as the server encodes them."""

import hashlib
import subprocess
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from loa_agent.sound.opus import Reader

FFMPEG = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", "pipe:0", "-ar", "48000", "-ac", "1"]
SENTENCES = {
    "storm": "Ủy ban nhân dân xã thông báo: chiều nay có mưa to, bà con chú ý đề phòng ngập lụt, sạt lở đất.",
    "vaccine": "Trạm y tế xã mời các gia đình có con nhỏ đưa các cháu đi tiêm chủng sáng thứ bảy tuần này.",
    "fees": "Đề nghị bà con nộp tiền điện trước ngày hai mươi lăm tại nhà văn hóa thôn.",
}


class Sound:
    """One encoded sound: its file's bytes, hash, duration, and what a correct player makes of it."""

    def __init__(self, data: bytes, folder: Path) -> None:
        self.data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.path = folder / self.sha256
        self.path.write_bytes(data)
        reader = Reader(self.path, self.sha256, 0)
        self.samples = reader.read(48_000 * 7200)
        reader.close()
        self.duration_ms = len(self.samples) // 48


@cache
def spoken(text: str, repeats: int = 1) -> bytes:
    """Opus in Ogg, 48 kHz mono, 24 kbit/s."""
    wav = subprocess.run(
        ["espeak-ng", "-v", "vi", "--stdout", " ".join([text] * repeats)], check=True, capture_output=True
    ).stdout
    return subprocess.run(
        [*FFMPEG, "-c:a", "libopus", "-b:a", "24k", "-f", "ogg", "pipe:1"],
        check=True,
        capture_output=True,
        input=wav,
    ).stdout


def decode_elsewhere(data: bytes) -> np.ndarray:
    """The same bytes by the ffmpeg program, which shares no code of ours: the tests' second opinion."""
    raw = subprocess.run(
        [*FFMPEG, "-f", "s16le", "pipe:1"],
        check=True,
        capture_output=True,
        input=data,
    ).stdout
    return np.frombuffer(raw, np.int16)
