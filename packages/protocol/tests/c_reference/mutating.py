"""Bytes gone wrong in every way that a reader must stand: heads, JSON, base64url."""

import random

PIECES = (
    b'"',
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\\u0041",
    b",",
    b":",
    b"{",
    b"}",
    b"[",
    b"]",
    b" ",
    b"\n",
    b"null",
    b"true",
    b"-",
    b"0",
    b".5",
    b"e1",
    b"9007199254740992",
    b"\xff",
    b"\xc0\x80",
    b"\x00",
    b'"v":1,',
    b'"info":{"a":1,"a":2},',
    b'"info":{"a":[1,{"b":[]}]},',
    b'"x":1,',
    "đ".encode(),
)


def message(rng: random.Random, text: bytes) -> bytes:
    """JSON with one to three faults; some of them are none."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((1, 1, 2, 8)))
        text = rng.choice(
            (
                text[:at] + rng.choice(PIECES) + text[at:],
                text[:at] + rng.choice(PIECES) + text[end:],
                text[:at] + text[end:],
                text[:at] + text[at:end] * 2 + text[end:],
                text[:at] + bytes((rng.randrange(256),)) + text[end:],
                text[:at],
            )
        )
    return text


def head(rng: random.Random, data: bytes) -> bytes:
    """A head altered on its way: anywhere, in its frame, cut short, grown, unsigned."""
    at = rng.randrange(min(len(data), rng.choice((40, len(data)))))
    changed = data[:at] + bytes((data[at] ^ (1 << rng.randrange(8)),)) + data[at + 1 :]
    return rng.choice(
        (
            changed,
            changed,
            data[:at],
            data[at:],
            data[:-64],
            data[:-64] + bytes(64),
            data[: -rng.randint(1, 64)],
            data + bytes(rng.randint(1, 3)),
            data[:at] + data[at + 1 :],
            data.replace(b"\x04plan\x04plan", b"\x03act\x03act", 1),
            data[:-32] + bytes(rng.randrange(256) for _ in range(32)),
        )
    )
