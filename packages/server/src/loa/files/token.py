"""The bearer token that a device sends to the file door.

`<device id>.<expiry, unix seconds>.<HMAC-SHA256 of both, hex>`, made by the bridge with the secret that it
shares with the door. A token gives access to every object: objects are approved bulletins, public once they
sound. It excludes everybody who is not a device of this server.
"""

import hmac
import re
from typing import Final
from uuid import UUID

LIFETIME_S: Final = 48 * 3600
"""How long a token is valid, in seconds. A device gets a new one when less than half of that is
left of the one that it has."""

LEAST_SECRET: Final = 32
_FORM: Final = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,12})\.([0-9a-f]{64})")


def issue(secret: bytes, device: UUID, now_s: int, lifetime_s: int = LIFETIME_S) -> str:
    """Returns a token for one device, valid until `now_s + lifetime_s` (unix seconds, UTC)."""
    said = f"{device}.{now_s + lifetime_s}"
    return f"{said}.{_mac(secret, said)}"


def device_of(secret: bytes, token: str, now_s: int) -> UUID | None:
    """Returns the device that a token was made for, or None if the token is not ours or has expired."""
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
