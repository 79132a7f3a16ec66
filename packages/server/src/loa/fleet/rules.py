"""Decisions about devices. Pure: rows and the time are passed in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CODE_LIVES: Final = timedelta(days=7)
MOST_TRIES: Final = 10
NAME_LENGTH: Final = 60


def new_secret() -> str:
    """A one-time secret of 128 random bits, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret. It has 128 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(b"loa claim code v1\0" + secret.encode()).digest()


@dataclass(frozen=True)
class Code:
    """A claim code's row, as far as the decision needs it."""

    secret_sha256: bytes
    expires_at: datetime
    used_by: bytes | None
    tries: int


def opens(code: Code, secret: str, key: bytes, now: datetime) -> bool:
    """Does this secret, from a box with this key, use the code? The box that used it may ask again."""
    fits = hmac.compare_digest(code.secret_sha256, secret_hash(secret))
    return (
        fits
        and now < code.expires_at
        and code.tries < MOST_TRIES
        and (code.used_by is None or hmac.compare_digest(code.used_by, key))
    )
