"""Root and keys of a demo, for tests of apps that only check whether they exist. The signer makes the real
ones."""

import hashlib
from datetime import timedelta

from loa.kernel import clock
from loa.keys.models import Delegation, Root


def demo_root(demo: bool = True) -> Root:
    """Creates the root of a demo, or one that says that it is a province's; no device accepts its
    statement."""
    return Root.objects.create(
        sequence=1,
        key_id="0" * 32,
        public_key=bytes(32),
        statement=b"x",
        sha256="0" * 64,
        demo=demo,
        made_at=clock.now(),
    )


def delegated(purpose: str, *, days: int = 300, key: str = "") -> Delegation:
    """Creates a key of that root for one purpose, in force since yesterday. No device accepts its head."""
    named = hashlib.sha256(f"{purpose} {key}".encode()).hexdigest()
    now = clock.now()
    return Delegation.objects.create(
        sha256=named,
        root=Root.objects.latest("sequence"),
        key_id=named[:32],
        purpose=purpose,
        head=b"x",
        valid_from=now - timedelta(days=1),
        valid_to=now + timedelta(days=days),
    )


def demo_ring() -> dict[str, Delegation]:
    """Creates the root of a demo and a key for each purpose. Returns the keys by purpose."""
    demo_root()
    return {purpose: delegated(purpose) for purpose in ("plan", "act", "assign", "time", "bundle")}
