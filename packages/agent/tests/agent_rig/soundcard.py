"""The real sound path without a sound card: PortAudio -> ALSA's file plugin (captures every bit that is
played) -> a PulseAudio null sink that paces it like a card."""

import contextlib
import io
import os
import subprocess
import threading
import time
from pathlib import Path

import numpy as np

from agent_rig.town import wait_for


class SoundCard:
    """A PulseAudio of our own with a null sink, and an ALSA whose device ``cap`` leads there."""

    def __init__(self, folder: Path, stereo: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.capture = folder / "cap.wav"
        self.socket = folder / "native"
        self.asoundrc = folder / "asoundrc"
        left = "left" if stereo else "horn"
        self.asoundrc.write_text(
            "pcm.!default { type plug; slave { pcm cap; rate 48000; format S16_LE; channels 1 } }\n"
            f'pcm.cap {{ type file; slave.pcm pa; file "{self.capture}"; format wav }}\n'
            f'pcm.pa {{ type pulse; server "unix:{self.socket}" }}\n'
            f'pcm.agentleft {{ type pulse; server "unix:{self.socket}"; device {left} }}\n'
            f'pcm.agentright {{ type pulse; server "unix:{self.socket}"; device right }}\n'
        )
        self.environment = {
            **os.environ,
            "ALSA_CONFIG_PATH": f"/usr/share/alsa/alsa.conf:{self.asoundrc}",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }
        line = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        line += ["--disable-shm=yes", "--log-level=error"]
        line += ["-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"]
        channels = "channels=2" if stereo else "channels=1"
        line += ["-L", f"module-null-sink sink_name=horn rate=48000 {channels} format=s16le"]
        for name in ("left", "right") if stereo else ():
            channel = f"channels=1 channel_map=mono master_channel_map=front-{name} remix=no"
            line += ["-L", f"module-remap-sink sink_name={name} master=horn {channel}"]
        self._ears: list[Ear] = []
        self._line = line
        self.plug_in()

    def plug_in(self) -> None:
        """There is a card; at once after the first, as after `unplug`."""
        self.process = subprocess.Popen(self._line, env=self.environment, stderr=subprocess.DEVNULL)
        wait_for(self.socket.exists, "PulseAudio")

    def unplug(self) -> None:
        """The card is gone in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()
        self.socket.unlink()

    def listen(self, channels: int = 1) -> "Ear":
        """An ear on the line behind the card; it ends with the card at the latest."""
        self._ears.append(Ear(self, channels))
        return self._ears[-1]

    def samples(self) -> np.ndarray:
        """All that has been played into it."""
        if not self.capture.exists():
            return np.zeros(0, np.int16)
        data = self.capture.read_bytes()[44:]
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def close(self) -> None:
        for ear in self._ears:
            ear.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        self.process.wait()


class Ear:
    """A recorder on the line behind the card, from now on. It knows nothing of any agent."""

    def __init__(self, card: SoundCard, channels: int) -> None:
        line = ["parec", f"--server=unix:{card.socket}", "-d", "horn.monitor", "--raw", "--format=s16le"]
        line += ["--rate=48000", f"--channels={channels}", "--latency-msec=10"]
        self._channels = channels
        self._process = subprocess.Popen(line, env=card.environment, stdout=subprocess.PIPE)
        self._pieces: list[bytes] = []
        self._first: float | None = None
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        """A piece is read no earlier than its last sample was there: the earliest such start is the truth."""
        got, a_ms = 0, 2 * self._channels * 48
        pipe = self._process.stdout
        assert isinstance(pipe, io.BufferedReader)
        while piece := pipe.read1(65536):
            now = time.time() * 1000
            self._pieces.append(piece)
            got += len(piece)
            start = now - got / a_ms
            self._first = start if self._first is None else min(self._first, start)
        pipe.close()

    def close(self) -> None:
        """Listen no longer."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()

    def heard(self) -> tuple[float, np.ndarray]:
        """Until now: wall ms (UTC) of the first sample, and all samples, a column for each channel."""
        self.close()
        assert self._first is not None, "the ear heard nothing at all"
        data, whole = b"".join(self._pieces), 2 * self._channels
        samples = np.frombuffer(data[: len(data) // whole * whole], np.int16)
        return self._first, samples.reshape(-1, self._channels)
