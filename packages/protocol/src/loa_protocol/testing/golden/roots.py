"""Golden root statements: which of them a device pins first, and which may replace the pinned root."""

from typing import Any

import msgspec

from loa_protocol import signing
from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Root
from loa_protocol.pins import Pins
from loa_protocol.signing import SoftKey
from loa_protocol.testing.golden.heads import WRONG
from loa_protocol.testing.world import NOW, TOP, Province, key, plan
from loa_protocol.timing import HOUR

Case = dict[str, Any]


def root(of: SoftKey, seq: int, *, demo: bool = True, top: str = TOP) -> Root:
    """Returns the statement of a root, which announces the key "stranger" as the next root."""
    following = sha256_hex(key("stranger").public_key)
    return Root(1, seq, of.public_key.hex(), following, top, demo, NOW)


def statement(
    of: SoftKey, seq: int, *, demo: bool = True, by: SoftKey | None = None, top: str = TOP
) -> bytes:
    """Returns the head of `root`, signed by the root itself or by the key `by`."""
    return seal(root(of, seq, demo=demo, top=top), by or of)


def _pins(of: Root, floor: int = 0) -> Pins:
    return Pins(of.public_key, of.seq, of.next_sha256, of.top, of.demo, floor=floor)


def _stranger(payload: bytes) -> bytes:
    """Returns the payload with an unknown field."""
    return payload[:-1] + b',"x":1}'


def cases() -> Case:
    """Returns the cases of roots.json: first pins with the hash of a claim code, and changes of the root."""
    return {"pinning": _pinning(), "changes": _changes()}


def _pinning() -> list[Case]:
    of = key("root")
    demo, real = statement(of, 1), statement(of, 1, demo=False)
    foreign = statement(of, 1, by=key("next root"))
    altered = demo[:-1] + bytes((demo[-1] ^ 1,))
    as_plan = signing.sign("plan", "plan", encode(plan()), of)
    other = signing.sign("act", "root", encode(root(of, 1)), of)
    unknown = signing.sign("root", "root", _stranger(encode(root(of, 1))), of)
    tried: list[tuple[str, bytes, bytes, bool, str | None]] = [
        ("a demo's root for a demo's box", demo, demo, True, None),
        ("a demo's root for a real box", demo, demo, False, "root-mismatch"),
        ("a real root for a real box", real, real, False, None),
        ("a real root for a demo's box", real, real, True, None),
        ("another than the claim code names", real, demo, True, "root-mismatch"),
        ("signed by another root", foreign, foreign, True, "unknown-key"),
        ("altered, with the altered hash", altered, altered, True, "altered"),
        ("a plan", as_plan, as_plan, True, WRONG),
        ("of another purpose", other, other, True, "wrong-purpose"),
        ("with an unknown field", unknown, unknown, True, WRONG),
        ("without signature", demo[:-64], demo[:-64], True, "unsigned"),
    ]
    return [
        {
            "name": name,
            "statement_hex": data.hex(),
            "root_sha256": sha256_hex(named),
            "demo_allowed": allowed,
            "floor": NOW - HOUR,
            "refused": refused,
            "pins_after": None if refused else _pins(root(of, 1, demo=data == demo), NOW - HOUR),
        }
        for name, data, named, allowed, refused in tried
    ]


def _bent(payload: bytes, by: SoftKey) -> bytes:
    """Returns a statement with this payload and a wrong signature."""
    data = signing.sign("root", "root", payload, by)
    return data[:-1] + bytes((data[-1] ^ 1,))


def _changes() -> list[Case]:
    province = Province()
    pinned, following, stranger = province.root, province.next_root, key("stranger")
    pins, real = province.pinned(), Province(demo=False).pinned()
    good = statement(following, 2)
    unknown = _stranger(encode(root(following, 2)))
    taken: list[tuple[str, bytes, SoftKey]] = [
        ("the announced root, by itself", good, following),
        ("the announced root, by the pinned one", statement(following, 2, by=pinned), following),
        ("a root not announced, by the pinned one", statement(stranger, 2, by=pinned), stranger),
        ("the pinned root again, higher", statement(pinned, 2), pinned),
    ]
    behind = statement(following, 1, demo=False)
    another_top = statement(following, 2, top="39")
    refused: list[tuple[str, bytes, Pins, str]] = [
        ("a root not announced, by itself", statement(stranger, 2), pins, "root-mismatch"),
        ("the announced root, by a stranger", statement(following, 2, by=stranger), pins, "root-mismatch"),
        ("a stranger, by the announced root", statement(stranger, 2, by=following), pins, "root-mismatch"),
        ("the same sequence", statement(following, 1), pins, "replayed"),
        ("the same sequence, by the pinned root", statement(stranger, 1, by=pinned), pins, "replayed"),
        ("the pinned statement again", province.statement, pins, "replayed"),
        (
            "a sequence that goes back",
            statement(pinned, 4),
            msgspec.structs.replace(pins, root_seq=5),
            "replayed",
        ),
        ("a real root after a demo's", statement(following, 2, demo=False), pins, "root-mismatch"),
        ("the same, by the pinned one", statement(stranger, 2, demo=False, by=pinned), pins, "root-mismatch"),
        ("a demo's root after a real one", good, real, "root-mismatch"),
        ("a real root after a demo's, the same sequence", behind, pins, "root-mismatch"),
        ("altered", good[:-1] + bytes((good[-1] ^ 1,)), pins, "altered"),
        ("without signature", good[:-64], pins, "unsigned"),
        ("no head at all", b"LOA", pins, WRONG),
        ("with an unknown field", signing.sign("root", "root", unknown, following), pins, WRONG),
        ("of another purpose", signing.sign("act", "root", unknown, pinned), pins, "wrong-purpose"),
        ("with an unknown field, altered", _bent(unknown, following), pins, WRONG),
        ("with an unknown field by the pinned one, altered", _bent(unknown, pinned), pins, "altered"),
        (
            "an announced key that only begins as announced",
            good,
            msgspec.structs.replace(pins, next_root_sha256=pins.next_root_sha256[:32] + "0" * 32),
            "root-mismatch",
        ),
    ]
    return [
        {
            "name": "the announced root, with another top",
            "statement_hex": another_top.hex(),
            "pins": pins,
            "refused": None,
            "pins_after": _pins(root(following, 2, top="39")),
        },
        *(
            {
                "name": name,
                "statement_hex": data.hex(),
                "pins": pins,
                "refused": None,
                "pins_after": _pins(root(of, 2)),
            }
            for name, data, of in taken
        ),
        *(
            {"name": name, "statement_hex": data.hex(), "pins": held, "refused": code, "pins_after": None}
            for name, data, held, code in refused
        ),
    ]
