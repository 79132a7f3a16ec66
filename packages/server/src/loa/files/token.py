"""The bearer token a device shows at the file door.

`<device id>.<expiry, unix seconds>.<HMAC-SHA256 of both, hex>`, made by the bridge with the secret it
shares with the door. A token opens every object: objects are approved bulletins, public once they sound.
What it keeps out is everybody who is no device of ours.
"""

import hmac
import re
from typing import Final
from uuid import UUID

LIFETIME_S: Final = 48 * 3600
"""How long a token opens the door. A device gets a new one each time it connects or reconciles."""

LEAST_SECRET: Final = 32
_FORM: Final = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,12})\.([0-9a-f]{64})")


def issue(secret: bytes, device: UUID, now_s: int, lifetime_s: int = LIFETIME_S) -> str:
    """A token for one device, good until `now_s + lifetime_s` (unix seconds, UTC)."""
    said = f"{device}.{now_s + lifetime_s}"
    return f"{said}.{_mac(secret, said)}"


def device_of(secret: bytes, token: str, now_s: int) -> UUID | None:
    """The device a token was made for, or None if it is no token of ours or has run out."""
    found = _FORM.fullmatch(token)
    if found is None:
        return None
    device, expires, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(secret, f"{device}.{expires}")) or int(expires) <= now_s:
        return None
    try:
        return UUID(device)
    except ValueError:
        return None


def _mac(secret: bytes, said: str) -> str:
    if len(secret) < LEAST_SECRET:
        raise ValueError("the secret of the file door is too short")
    return hmac.new(secret, b"loa file door v1\0" + said.encode(), "sha256").hexdigest()
