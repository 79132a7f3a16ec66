"""Trust files that lower a floor. Root repairs with them boxes that received a time far in the future."""

import msgspec

from loa_protocol import issuing
from loa_protocol.messages import LoweredFloor
from loa_protocol.signing import SoftKey
from loa_protocol.testing.golden.trust_parts import BUNDLE, PINS, ROOT, TrustCase, file, listing
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE
from loa_protocol.timing import DAY, HOUR

FAR = NOW + 40 * DAY
"""A floor after the end of the usual list. A box with this floor has no trusted clock."""

HIGH = msgspec.structs.replace(PINS, floor=FAR, floor_seq=3)
NEAR = msgspec.structs.replace(PINS, floor=NOW + 20 * DAY, floor_seq=3)
"""The same with a floor before the end of the list. Here only the pins show what root lowered."""


def lowered(
    *, seq: int = 4, device: str = "", floor: int = NOW, ends: int = FAR, by: SoftKey = ROOT
) -> bytes:
    """Returns the head of a `LoweredFloor`."""
    return issuing.lowered_floor(by, LoweredFloor(1, seq, device, floor, ends))


def cases() -> list[TrustCase]:
    """Returns trust files with the usual list and one or more lowered floors."""
    usual = listing()
    high = [
        ("a floor after the list", (), "expired"),
        ("a floor after the list, lowered for all", (lowered(),), None),
        ("a floor after the list, lowered for this device", (lowered(device=DEVICE),), None),
        ("a floor after the list, lowered for another", (lowered(device=OTHER_DEVICE),), "expired"),
        ("a floor after the list, lowered before", (lowered(seq=3),), "expired"),
        ("a floor after the list, lowered by the list's key", (lowered(by=BUNDLE),), "expired"),
        ("a floor after the list, a lowering that has ended", (lowered(ends=NOW),), "expired"),
        ("a floor after the list, a lowering in its last millisecond", (lowered(ends=NOW + 1),), None),
    ]
    near = [
        ("two lowerings in order", (lowered(floor=NOW + HOUR), lowered(seq=5, floor=NOW + 2 * HOUR))),
        ("two lowerings, the second of a lower sequence", (lowered(seq=5, floor=NOW + HOUR), lowered())),
        ("a lowering to a higher floor", (lowered(floor=FAR),)),
        ("a lowering for all and one for another device", (lowered(device=OTHER_DEVICE), lowered(seq=5))),
        ("a lowering that was taken before", (lowered(seq=3),)),
    ]
    return [
        *(TrustCase(name, file(usual, floors=floors), code, HIGH, FAR, False) for name, floors, code in high),
        *(
            TrustCase(name, file(usual, floors=floors), None, NEAR, NEAR.floor, False)
            for name, floors in near
        ),
        TrustCase("a lowering on a trusted clock", file(usual, floors=(lowered(),)), None, NEAR, NOW + DAY),
        TrustCase(
            "a lowering on a trusted clock after the list",
            file(usual, floors=(lowered(),)),
            "expired",
            HIGH,
            FAR,
        ),
    ]
