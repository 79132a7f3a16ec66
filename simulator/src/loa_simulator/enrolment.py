"""The fleet file: the devices, and where their server is.

`keys` makes it with ids, public keys and sealed claims. Whoever enrols the devices (the demo) reads those and
adds the server's part. Private keys are derived from the one secret in the file; therefore its mode is 0600,
and its root must be a demo's.
"""

import hashlib
import os
import secrets
import uuid
from pathlib import Path

import msgspec
from loa_protocol.encoding import from_text, to_text
from loa_protocol.heads import seal
from loa_protocol.messages import Claim
from loa_protocol.pins import Pins
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey


class UnusableFleetFile(Exception):
    """The fleet file cannot be used; the message says why."""


class Member(msgspec.Struct, frozen=True):
    """One device: its id, the public half of its key (hex), whether it has a battery-backed clock, and its
    sealed claim (base64url; empty in older files)."""

    device: str
    public_key: str
    has_rtc: bool = True
    claim: str = ""


class Server(msgspec.Struct, frozen=True):
    """Where the devices connect: the server's name, its MQTT address, the root statement (base64url) and the
    hash of that statement. `authority`: a file of certificates to trust, "" for the system's."""

    name: str
    mqtt: str
    root: str
    root_sha256: str
    authority: str = ""


class FleetFile(msgspec.Struct, frozen=True):
    """The whole file. `server` is None until the devices have been enrolled."""

    secret: str
    devices: tuple[Member, ...]
    server: Server | None = None

    def key(self, device: str) -> SoftKey:
        """Returns the private key of a device."""
        return device_key(self.secret, device)


def device_key(secret: str, device: str) -> SoftKey:
    """Returns the private key of a device: its Ed25519 seed is the SHA-256 of a fixed word, the fleet's
    secret and the device id."""
    return SoftKey(hashlib.sha256(f"loa simulator v1 {secret} {device}".encode()).digest())


def make(count: int, without_rtc: int = 0) -> FleetFile:
    """Returns a new fleet of random ids and keys. The last `without_rtc` have no battery-backed clock."""
    secret = secrets.token_hex(32)
    members = []
    for number in range(count):
        device = str(uuid.uuid4())
        members.append(member(device, device_key(secret, device), has_rtc=number < count - without_rtc))
    return FleetFile(secret, tuple(members))


def member(device: str, key: SoftKey, *, has_rtc: bool = True) -> Member:
    """Returns a device with this key, and with its sealed claim, which has a random secret."""
    public = key.public_key.hex()
    said = Claim(
        v=1,
        device=device,
        secret=secrets.token_hex(16),
        public_key=public,
        agent="loa-simulator",
        has_rtc=has_rtc,
    )
    return Member(device, public, has_rtc, to_text(seal(said, key)))


def write(path: Path, file: FleetFile) -> None:
    """Writes the file whole or not at all, readable by this user only."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(file), indent=1))
    fresh.replace(path)


def read(path: Path) -> FleetFile:
    """Returns the fleet of this file. Raises UnusableFleetFile."""
    try:
        if path.stat().st_mode & 0o077:
            raise UnusableFleetFile(f"{path}: others can read it; chmod 600")
        return msgspec.json.decode(path.read_bytes(), type=FleetFile)
    except (OSError, msgspec.DecodeError) as error:
        raise UnusableFleetFile(f"{path}: {error}") from error


def pins(server: Server) -> Pins:
    """Returns the pins of every device. Raises UnusableFleetFile, also for a root that is not a demo's."""
    try:
        made = pin_root(from_text(server.root), server.root_sha256, demo_allowed=True)
    except Malformed as error:
        raise UnusableFleetFile(f"root: {error}") from error
    if isinstance(made, Refusal):
        raise UnusableFleetFile(f"root: {made.code} {made.detail}")
    if not made.demo:
        raise UnusableFleetFile("this is a real root: simulated devices are enrolled under a demo's alone")
    return made
