"""Cases of the patterns of single fields: ids, hashes, keys. Patterns match the whole text.

Each case: (type, name, bytes to replace, their replacement, refused, whether the JSON Schema refuses it too).
"""

from loa_protocol.testing.golden.message_json import WRONG, Cases

HASH = b"ab" * 32
ACT_HASH = b"ac" * 32
ACT = b'"0199bbbb-0000-7000-8000-000000000001"'


def each(kind: str, field: str, old: bytes, *tried: tuple[str, bytes, str | None]) -> Cases:
    """Returns a case for each of several values of one field. `old`: its value in the sample message."""
    named = f'"{field}":'.encode()
    return tuple(
        (kind, f"{field}: {name}", named + old, named + new, refused, refused is not None)
        for name, new, refused in tried
    )


IDS: Cases = (
    *each(
        "Plan",
        "plan_id",
        b'"16012.34"',
        ("of the whole commune", b'"16012.0"', None),
        ("the longest", b'"abcdefgh12345678.9999999999"', None),
        ("a line end behind it", b'"16012.34\\n"', WRONG),
        ("a space before it", b'" 16012.34"', WRONG),
        ("capitals", b'"A6012.34"', WRONG),
        ("no hamlet", b'"16012"', WRONG),
        ("a zero before the hamlet", b'"16012.034"', WRONG),
        ("a channel", b'"16012.34.board"', None),
        ("a channel that begins with a digit", b'"16012.34.1"', WRONG),
        ("a channel of 17", b'"16012.34.abcdefghijklmnopq"', WRONG),
        ("one part too many", b'"16012.34.board.x"', WRONG),
        ("a unit of 17", b'"abcdefgh123456789.1"', WRONG),
        ("a hamlet of 11 digits", b'"16012.10000000000"', WRONG),
        ("digits of another script", '"16012.٣"'.encode(), WRONG),
        ("empty", b'""', WRONG),
    ),
    *each(
        "Have",
        "plan_id",
        b'"16012.34"',
        ("empty", b'""', None),
        ("a space in it", b'"16012 34"', WRONG),
        ("any word", b'"x"', WRONG),
        ("a line end", b'"\\n"', WRONG),
        ("U+0000", b'"\\u0000"', WRONG),
    ),
    *each(
        "Ack",
        "act",
        ACT,
        ("empty", b'""', None),
        ("any word", b'"x"', WRONG),
        ("in capitals", b'"0199BBBB-0000-7000-8000-000000000001"', WRONG),
        ("without strokes", b'"0199bbbb00007000800000000000000001"', WRONG),
        ("in braces", b'"{199bbbb-0000-7000-8000-000000000001}"', WRONG),
        ("U+0000", b'"\\u0000"', WRONG),
    ),
    *each(
        "Act",
        "id",
        ACT,
        ("empty", b'""', WRONG),
        ("a line end behind it", ACT[:-1] + b'\\n"', WRONG),
        ("in capitals", b'"0199BBBB-0000-7000-8000-000000000001"', WRONG),
    ),
    *each(
        "Plan",
        "sha256",
        b'"' + HASH + b'"',
        ("in capitals", b'"' + HASH.upper() + b'"', WRONG),
        ("a digit short", b'"' + HASH[:-1] + b'"', WRONG),
        ("a digit more", b'"' + HASH + b'a"', WRONG),
        ("a line end behind it", b'"' + HASH + b'\\n"', WRONG),
        ("empty", b'""', WRONG),
    ),
    *each("Have", "body_sha256", b'"' + HASH + b'"', ("empty", b'""', None), ("short", b'"ab"', WRONG)),
    *each("TimeAnswer", "nonce", b'"5a', ("a digit more", b'"a5a', WRONG), ("in capitals", b'"5A', WRONG)),
    *each("Hello", "root_key_id", b'"bc', ("a digit more", b'"abc', WRONG), ("no hex", b'"xc', WRONG)),
    *each("ClaimCode", "secret", b'"5e', ("a digit short", b'"5', WRONG), ("in capitals", b'"5E', WRONG)),
    *each("DayPlan", "unit", b'"16012"', ("a space in it", b'"16 12"', WRONG), ("empty", b'""', WRONG)),
    *each(
        "DayPlan",
        "slot",
        b'"a"',
        ("80", b'"' + b"a" * 80 + b'"', None),
        ("81", b'"' + b"a" * 81 + b'"', WRONG),
        ("empty", b'""', WRONG),
        ("a space", b'"a b"', WRONG),
        ("marks", '"ạ"'.encode(), WRONG),
    ),
    *each(
        "ClaimCode",
        "made_at",
        b"1795395600000",
        ("nothing", b"0", None),
        ("2^53", b"9007199254740992", WRONG),
    ),
    *each("LoweredFloor", "device", b'"0199', ("in capitals", b'"0199A', WRONG)),
    *each("Stored", "batch_sha256", b'"ab', ("in capitals", b'"AB', WRONG), ("a digit short", b'"b', WRONG)),
)
