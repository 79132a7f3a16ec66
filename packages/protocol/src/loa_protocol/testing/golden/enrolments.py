"""Golden claim codes, a claim, and MQTT passwords."""

from typing import Any

from loa_protocol import enrolment, signing
from loa_protocol.encoding import encode, to_text
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Claim, ClaimCode
from loa_protocol.testing.golden.samples import SERVER
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE, Province, key

Case = dict[str, Any]
WRONG = "malformed"
COUNTER = 41


def cases() -> Case:
    """Returns the cases of enrolment.json: claim codes, the claim made with one of them, and passwords judged
    after the counter 41."""
    device = key("device")
    secret = "5e" * 16
    statement = sha256_hex(Province().statement)
    code = ClaimCode(1, f"https://{SERVER}", DEVICE, secret, statement, NOW)
    claim = Claim(1, DEVICE, secret, device.public_key.hex(), "0.1.0", True)
    return {
        "codes": [
            {"name": name, "text": text, "code": code if taken else None}
            for name, text, taken in _codes(code)
        ],
        "claim": claim,
        "claim_head_hex": seal(claim, device).hex(),
        "server": SERVER,
        "device": DEVICE,
        "public_key_hex": device.public_key.hex(),
        "last_counter": COUNTER,
        "passwords": [
            {"name": name, "password": text, "refused": refused} for name, text, refused in _passwords()
        ],
    }


def _codes(code: ClaimCode) -> list[tuple[str, str, bool]]:
    text, json = enrolment.write_code(code), encode(code)
    return [
        ("genuine", text, True),
        ("spaces and line ends around it", f" \n{text}\r\n", True),
        ("another mark", text.replace("LOA1-", "LOA2-"), False),
        ("a mark in small letters", text.replace("LOA1-", "loa1-"), False),
        ("no mark", text[5:], False),
        ("a space within", f"{text[:20]} {text[20:]}", False),
        ("padding", f"{text}=", False),
        ("another field", "LOA1-" + to_text(json[:-1] + b',"x":1}'), False),
        ("longer than 1024 bytes", "LOA1-" + to_text(json + b" " * (1025 - len(json))), False),
        ("1024 bytes long", "LOA1-" + to_text(json + b" " * (1024 - len(json))), True),
    ]


def _passwords() -> list[tuple[str, str, str | None]]:
    device = key("device")

    def made(counter: int = COUNTER + 1, server: str = SERVER, whose: str = DEVICE) -> str:
        return enrolment.password(server, whose, counter, device)

    claim = Claim(1, DEVICE, "5e" * 16, device.public_key.hex(), "0.1.0", True)
    payload = b'{"counter":42.0,"device":"%s","server":"%s","v":1}' % (DEVICE.encode(), SERVER.encode())
    return [
        ("genuine", made(), None),
        ("a counter far ahead", made(2**53 - 1), None),
        ("the same counter again", made(COUNTER), "replayed"),
        ("an older counter", made(1), "replayed"),
        ("another server", made(server="loa.example.test"), "wrong-place"),
        ("another device", made(whose=OTHER_DEVICE), "wrong-device"),
        ("another server, an older counter", made(1, server="loa.example.test"), "wrong-place"),
        ("another device, an older counter", made(1, whose=OTHER_DEVICE), "wrong-device"),
        (
            "another device and another server",
            made(server="loa.example.test", whose=OTHER_DEVICE),
            "wrong-device",
        ),
        ("another key", enrolment.password(SERVER, DEVICE, 42, key("stranger")), "unknown-key"),
        ("the last letter left out", made()[:-1], WRONG),
        ("not base64url", "loa!", WRONG),
        ("padding", made() + "=", WRONG),
        ("a claim", to_text(seal(claim, device)), "wrong-purpose"),
        ("a counter of 42.0", to_text(signing.sign("device", "connect", payload, device)), WRONG),
        ("1025 letters", "A" * 1025, "too-large"),
    ]
