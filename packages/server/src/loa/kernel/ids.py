"""Identifiers: sortable ones for rows, short ones for people to read out."""

import secrets
import time
from uuid import UUID

# Crockford's base32: no i, l, o, u, so that a code read over the phone is not misheard or misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def uuid7() -> UUID:
    """Returns a UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def read_uuid(text: str) -> UUID | None:
    """Returns the UUID in a text, or None. For rows that name a thing by a text that anybody may have
    written."""
    try:
        return UUID(text)
    except ValueError:
        return None


def short_code(n: int = 8) -> str:
    """Returns `n` random letters and digits of Crockford's base32, lower case: 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(n))
