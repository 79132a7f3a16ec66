"""The real sound path without a sound card: PortAudio -> ALSA's file plugin (captures every bit that is
played) -> a PulseAudio null sink that paces it like a card."""

import contextlib
import os
import subprocess
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
        self.process = subprocess.Popen(line, env=self.environment, stderr=subprocess.DEVNULL)
        wait_for(self.socket.exists, "PulseAudio")

    def samples(self) -> np.ndarray:
        """All that has been played into it."""
        if not self.capture.exists():
            return np.zeros(0, np.int16)
        data = self.capture.read_bytes()[44:]
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        self.process.wait()
