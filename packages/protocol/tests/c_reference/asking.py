"""What the Python reference is asked about heads, asked of the C one: a code or None, and what moved."""

from dataclasses import dataclass

import msgspec
from loa_protocol.encoding import encode
from loa_protocol.judging import Recipient
from loa_protocol.messages import TrustFile
from loa_protocol.pins import Pins
from loa_protocol.trust import Trust

from c_reference.compiled import Library, Reader, parcel
from c_reference.pins import me_parts, pins_parts, read_pins


def code_of(library: Library, reader: Reader) -> str | None:
    return library.codes[reader.number()] or None


def unseal(
    library: Library, data: bytes, public_key: bytes, purpose: str, type_: str
) -> tuple[str | None, str]:
    """The code and, when there is none, the hash of the head."""
    reader = library.ask("test_unseal", parcel(data, public_key, purpose.encode(), type_.encode()))
    code, digest = code_of(library, reader), reader.bytes().hex()
    return code, "" if code else digest


def message(library: Library, name: str, text: bytes) -> str | None:
    return code_of(library, library.ask("test_message", parcel(name.encode(), text)))


def believe(
    library: Library,
    file: TrustFile,
    pins: Pins,
    now: int,
    *,
    sure: bool = True,
    device: str = "",
    world: int = 0,
) -> tuple[str | None, Pins, bool, list[tuple[str, int, int]]]:
    """The code, the pins after, whether this device is shut out, and (key id, serial, end) of each key."""
    asked = parcel(world, *pins_parts(pins), device.encode(), now, int(sure), encode(file))
    reader = library.ask("test_believe", asked)
    code, moved, out, keys = code_of(library, reader), read_pins(reader), bool(reader.number()), []
    while not reader.over:
        keys.append((reader.bytes().hex(), reader.number(), reader.number()))
    return code, moved, out, sorted(keys)


def with_revoked(pins: Pins, trust: Trust) -> Pins:
    """The C reference looks for revoked keys in the pins, where a device has them as soon as it believes."""
    return msgspec.structs.replace(pins, revoked=tuple(sorted(trust.revoked.union(pins.revoked))))


@dataclass(frozen=True, slots=True)
class Station:
    """What a device is and has pinned when a head reaches it, written once for many heads."""

    me: Recipient
    pins: Pins
    parts: bytes
    pinned: bytes

    @classmethod
    def of(cls, me: Recipient, pins: Pins) -> "Station":
        pinned = parcel(*pins_parts(pins))
        return cls(me, pins, pinned + parcel(*me_parts(me)), pinned)


def judge(
    library: Library, data: bytes, at: Station, now: int, *, sure: bool, held: bool, world: int
) -> tuple[str | None, bool, bytes]:
    """The code, whether it was held before, the pins after as they come back."""
    asked = parcel(world) + at.parts + parcel(now, int(sure), int(held), data)
    reader = library.ask("test_judge", asked)
    return code_of(library, reader), bool(reader.number()), reader.rest()


def judge_time(
    library: Library, data: bytes, at: Station, nonce: str, world: int
) -> tuple[str | None, int, bytes]:
    """The code, the time that counts, the pins after as they come back."""
    asked = parcel(world) + at.parts + parcel(bytes.fromhex(nonce), data)
    reader = library.ask("test_judge_time", asked)
    return code_of(library, reader), reader.number(), reader.rest()
