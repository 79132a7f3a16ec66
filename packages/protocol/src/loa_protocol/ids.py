"""Identifiers as they are written on the wire: hashes, key ids, plan ids, item ids."""

import hashlib
import re
from datetime import date

_UNIT = re.compile(r"[a-z0-9]{1,16}")
_PLAN = re.compile(r"([a-z0-9]{1,16})\.(0|[1-9][0-9]{0,9})(?:\.([a-z][a-z0-9-]{0,15}))?")


def sha256_hex(data: bytes) -> str:
    """Returns the SHA-256 as 64 lower-case hex digits. It names every body, day plan, sound and head."""
    return hashlib.sha256(data).hexdigest()


def key_id(public_key: bytes) -> str:
    """Returns the first 16 bytes of the SHA-256 of a raw 32-byte Ed25519 public key, as 32 hex digits."""
    return hashlib.sha256(public_key).digest()[:16].hex()


def plan_id(unit_code: str, hamlet_id: int | None = None, channel: str = "") -> str:
    """Returns `<unit code>.<hamlet id>`. The hamlet id is 0 for devices that serve the whole commune.
    `.<channel>` follows for a channel other than that of the horn loudspeakers.

    Raises ValueError when a part is not valid on the wire.
    """
    if not _UNIT.fullmatch(unit_code):
        raise ValueError(f"unit code {unit_code!r}")
    # The pattern of `split_plan_id` also checks the hamlet id and the channel.
    made = f"{unit_code}.{hamlet_id or 0}" + (f".{channel}" if channel else "")
    split_plan_id(made)
    return made


def split_plan_id(plan: str) -> tuple[str, int, str]:
    """Returns the unit code, hamlet id (0 = the whole commune) and channel ("" = horns) of a plan id. Raises
    ValueError."""
    found = _PLAN.fullmatch(plan)
    if found is None:
        raise ValueError(f"plan id {plan!r}")
    return found[1], int(found[2]), found[3] or ""


def item_id(slot: str, day: date) -> str:
    """Returns the id of a slot's occurrence on a local day: `<slot uuid>@YYYY-MM-DD`."""
    return f"{slot}@{day.isoformat()}"
