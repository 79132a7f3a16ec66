"""A real broker for tests of the link."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nats
from loa_protocol import topics
from loa_protocol.testing import world

from agent_rig.town import wait_for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    """nats-server from its wheel with an MQTT listener, and a plain client that stands for the bridge."""

    def __init__(self, folder: Path, certificate: tuple[Path, Path] | None = None) -> None:
        self.port, self.mqtt, self.web = free_port(), free_port(), free_port()
        self.config = folder / "nats.conf"
        tls = ""
        if certificate is not None:
            tls = f'tls {{ cert_file: "{certificate[0]}", key_file: "{certificate[1]}" }}'
        self.config.write_text(
            f'listen: "127.0.0.1:{self.port}"\nserver_name: test\n'
            f'jetstream {{ store_dir: "{folder}/js" }}\n'
            f'mqtt {{ listen: "127.0.0.1:{self.mqtt}"\n{tls} }}\n'
            f'websocket {{ listen: "127.0.0.1:{self.web}"\n{tls or "no_tls: true"} }}\n'
        )
        self.loop = asyncio.new_event_loop()
        self.heard: list[tuple[str, bytes]] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binary = shutil.which("nats-server") or str(Path(sys.executable).parent / "nats-server")
        self.process = subprocess.Popen([binary, "-c", str(self.config)], stderr=subprocess.DEVNULL)
        wait_for(lambda: self._open(), "the broker")
        self.client = self.loop.run_until_complete(nats.connect(f"nats://127.0.0.1:{self.port}"))
        self.loop.run_until_complete(self.client.subscribe("d.*.up.>", cb=self._take))
        self.loop.run_until_complete(self.client.flush())

    def _open(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.mqtt), 1):
            return True
        return False

    async def _take(self, message) -> None:
        self.heard.append((message.subject, message.data))

    def send(self, topic: str, data: bytes) -> None:
        self.loop.run_until_complete(self.client.publish(topics.subject(topic), data))
        self.loop.run_until_complete(self.client.flush())

    def said(self, kind: topics.Up) -> list[bytes]:
        self.loop.run_until_complete(asyncio.sleep(0.05))
        subject = topics.subject(topics.up(world.DEVICE, kind))
        return [data for name, data in self.heard if name == subject and data]

    def stop(self) -> None:
        with contextlib.suppress(Exception):
            self.loop.run_until_complete(self.client.close())
        if self.process is not None:
            self.process.kill()
            self.process.wait()
