"""Golden keys, base64url, and heads: only their frames and signatures."""

from typing import Any

from loa_protocol import signing
from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.testing.world import NOW, key, plan

Case = dict[str, Any]
NAMES = ("root", "next root", "bundle", "plan", "act", "time", "assign", "device", "stranger")
WRONG = "malformed"


def keys() -> Case:
    """Returns the cases of keys.json: seed, public key and key id of each test key."""
    made = {}
    for name in NAMES:
        one = key(name)
        made[name] = {
            "seed_hex": one.seed.hex(),
            "public_key_hex": one.public_key.hex(),
            "key_id": one.key_id,
        }
    return {"about": "seed = SHA-256 of 'loa test key: ' + name", "keys": made}


def base64url_cases() -> Case:
    """Returns the cases of base64url.json: a text and its bytes, or null where it is not canonical
    base64url."""
    tried: list[tuple[str, str, bytes | None]] = [
        ("nothing", "", b""),
        ("one byte", "_w", b"\xff"),
        ("two bytes", "__8", b"\xff\xff"),
        ("three bytes", "-_-_", b"\xfb\xff\xbf"),
        ("spare bits after one byte", "_x", None),
        ("one spare bit after two bytes", "__9", None),
        ("padding", "_w==", None),
        ("padding of one", "__8=", None),
        ("one letter", "_", None),
        ("five letters", "AAAAA", None),
        ("the other alphabet", "+/+/", None),
        ("a line end behind it", "_w\n", None),
        ("a line end within", "AA\nAA", None),
        ("a space before it", " _w", None),
        ("a letter of none", "AA!A", None),
        ("a letter with its marks", "AAệA", None),
    ]
    return {
        "cases": [
            {"name": name, "text": text, "hex": None if data is None else data.hex()}
            for name, text, data in tried
        ]
    }


def cases() -> Case:
    """Returns the cases of heads.json: byte strings that are verified with one key as a plan."""
    signer = key("plan")
    good = seal(plan(), signer)
    tried = [*_frames(good, signer), *_payloads(signer)]
    made = [_case(name, signer, data, code) for name, data, code in tried]
    for name, length, code in (
        ("as long as the longest head", 196_864, WRONG),
        ("a byte longer", 196_865, "too-large"),
    ):
        made.append({**_case(name, signer, good, code), "zeros": length - len(good)})
    return {"payload_of_genuine": encode(plan()).decode(), "cases": made}


def _case(name: str, signer: signing.SoftKey, data: bytes, code: str | None) -> Case:
    """Returns one case. `zeros`: how many zero bytes follow the bytes in `head_hex`."""
    return {
        "name": name,
        "public_key_hex": signer.public_key.hex(),
        "head_hex": data.hex(),
        "zeros": 0,
        "refused": code,
    }


def _frames(good: bytes, signer: signing.SoftKey) -> list[tuple[str, bytes, str | None]]:
    start = len(good) - 64 - len(encode(plan()))
    size = start - 4

    def sized(length: int) -> bytes:
        return good[:size] + length.to_bytes(4, "big") + good[start:]

    def flipped(place: int) -> bytes:
        return good[:place] + bytes((good[place] ^ 1,)) + good[place:][1:]

    def named(purpose: bytes, type_: bytes) -> bytes:
        names = bytes((len(purpose),)) + purpose + bytes((len(type_),)) + type_
        return good[:4] + names + good[14:]

    return [
        ("genuine", good, None),
        ("one bit of the payload altered", flipped(start + 20), "altered"),
        ("one bit of the signature altered", flipped(len(good) - 1), "altered"),
        ("one bit of the key id altered", flipped(20), "unknown-key"),
        ("purpose altered", named(b"plam", b"plan"), "altered"),
        ("type altered", named(b"plan", b"plam"), "altered"),
        ("a purpose of nothing", named(b"", b"plan"), WRONG),
        ("a type of nothing", named(b"plan", b""), WRONG),
        ("a purpose in capitals", named(b"Plan", b"plan"), WRONG),
        ("a purpose of 17 letters", named(b"p" * 17, b"plan"), WRONG),
        ("a type of 17 letters", named(b"plan", b"p" * 17), WRONG),
        ("a purpose of 16 letters", named(b"p" * 16, b"plan"), "altered"),
        ("a type of 16 letters", named(b"plan", b"p" * 16), "altered"),
        ("a type with a digit", named(b"plan", b"plan2"), WRONG),
        ("a key id of 15 bytes", good[:14] + b"\x0f" + good[15:30] + good[31:], WRONG),
        ("a key id of 17 bytes", good[:14] + b"\x11" + good[15:31] + b"\x00" + good[31:], WRONG),
        ("no signature", good[:-64], "unsigned"),
        ("a signature of zeros", good[:-64] + bytes(64), "unsigned"),
        ("63 zeros", good[:-64] + bytes(63), WRONG),
        ("signature cut short", good[:-1], WRONG),
        ("a byte left over", good + b"\x00", WRONG),
        ("another magic", b"LOB" + good[3:], WRONG),
        ("a higher version", b"LOA\x02" + good[4:], WRONG),
        ("nothing", b"", WRONG),
        ("the magic alone", good[:4], WRONG),
        ("cut within the names", good[:12], WRONG),
        ("cut within the key id", good[:25], WRONG),
        ("cut within the length", good[: size + 2], WRONG),
        ("cut within a length that would be too large", good[:size] + b"\xff\xff\xff", WRONG),
        ("cut behind a length that is too large", sized(65_537)[:start], "too-large"),
        ("cut within the payload", good[: start + 9], WRONG),
        ("plain JSON", encode(plan()), WRONG),
        ("payload said to be longer than it is", sized(20_000), WRONG),
        ("payload said to be of 30 KiB", sized(30_720), WRONG),
        ("payload said to be over 30 KiB", sized(30_721), "too-large"),
        ("payload said to be over 2 GiB", sized(2**31 + 1), "too-large"),
        ("payload of one byte", sized(1), WRONG),
        ("payload of one byte and a signature", sized(1)[: start + 1] + good[-64:], WRONG),
        ("payload of one byte, no signature", sized(1)[: start + 1], WRONG),
        ("a list said to be over 64 KiB", good[:4] + b"\x06bundle\x04list" + sized(65_537)[14:], WRONG),
        (
            "a device's head said to be of 64 KiB",
            good[:4] + b"\x06device\x04plan" + sized(65_536)[14:],
            WRONG,
        ),
        (
            "a device's head said to be over 64 KiB",
            good[:4] + b"\x06device\x04plan" + sized(65_537)[14:],
            "too-large",
        ),
        ("a payload of two bytes", signing.sign("plan", "plan", b"{}", signer), WRONG),
    ]


def _payloads(signer: signing.SoftKey) -> list[tuple[str, bytes, str | None]]:
    payload = encode(plan())
    seq = b'"seq":' + str(NOW).encode()

    def changed(old: bytes, new: bytes) -> bytes:
        if old not in payload:
            raise ValueError("the golden plan has changed")
        return signing.sign("plan", "plan", payload.replace(old, new), signer)

    return [
        ("signed by a stranger", seal(plan(), key("stranger")), "unknown-key"),
        ("signed for another purpose", signing.sign("act", "act", payload, signer), "wrong-purpose"),
        ("signed for another type", signing.sign("plan", "act", payload, signer), "wrong-purpose"),
        ("signed for another purpose alone", signing.sign("act", "plan", payload, signer), "wrong-purpose"),
        ("an unknown field", changed(b'"v":1', b'"v":1,"x":1'), WRONG),
        ("a sequence of zero", changed(seq, b'"seq":0'), WRONG),
        ("a sequence twice", changed(seq, seq + b"," + seq), WRONG),
        ("a sequence of 1.0", changed(seq, b'"seq":1.0'), WRONG),
        ("a plan id with a newline", changed(b"16012.34", rb"16012.34\n"), WRONG),
        ("spaces in the payload", changed(b",", b" , "), None),
        ("fetch_by before fetch_from", changed(b'"fetch_from":', b'"fetch_from":9'), WRONG),
    ]
