"""A real nats-server with its MQTT listener, as the launcher configures it, for tests."""

import base64
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ACCOUNT_PREFIX = 0  # nkeys: letter A
SEED_PREFIX = 18 << 3  # letter S


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return crc


def _nkey(raw: bytes) -> str:
    return base64.b32encode(raw + _crc16(raw).to_bytes(2, "little")).rstrip(b"=").decode()


def account_key() -> tuple[str, str]:
    """A fresh account nkey: its seed and its public name."""
    private = os.urandom(32)
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    first = bytes([SEED_PREFIX | (ACCOUNT_PREFIX >> 5), (ACCOUNT_PREFIX & 31) << 3])
    return _nkey(first + private), _nkey(bytes([ACCOUNT_PREFIX]) + public)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@dataclass
class Broker:
    """One nats-server that can be killed and started again on the same ports and store."""

    home: Path
    port: int = field(default_factory=free_port)
    mqtt: int = field(default_factory=free_port)
    key: tuple[str, str] = field(default_factory=account_key)
    process: subprocess.Popen | None = None

    @property
    def secrets(self) -> dict[str, str]:
        """What the launcher writes for the bridge."""
        return {
            "url": f"nats://127.0.0.1:{self.port}",
            "user": "bridge",
            "password": "b-secret",
            "auth_user": "auth",
            "auth_password": "a-secret",
            "sys_user": "sys",
            "sys_password": "s-secret",
            "account_seed": self.key[0],
            "account_public": self.key[1],
        }

    def start(self) -> None:
        config = self.home / "nats.conf"
        config.write_text(
            f"""
            listen: "127.0.0.1:{self.port}"
            jetstream {{ store_dir: "{self.home}/js", limits {{ default_max_consumers: 100000 }} }}
            mqtt {{ listen: "127.0.0.1:{self.mqtt}" }}
            accounts {{
              AUTH: {{ users: [ {{ user: auth, password: a-secret }} ] }}
              APP: {{ jetstream: enabled, users: [ {{ user: bridge, password: b-secret }} ] }}
              SYS: {{ users: [ {{ user: sys, password: s-secret }} ] }}
            }}
            system_account: SYS
            authorization {{
              timeout: 30
              auth_callout {{ issuer: {self.key[1]}, account: AUTH, auth_users: [auth, bridge, sys] }}
            }}
            """
        )
        binary = Path(sys.executable).parent / "nats-server"
        with (self.home / "nats.log").open("ab") as out:
            self.process = subprocess.Popen([binary, "-c", config], stderr=out, stdout=out)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.mqtt), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError((self.home / "nats.log").read_text()[-2000:])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
