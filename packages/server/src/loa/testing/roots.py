"""A demo's root for tests of rooms that only ask whether there is one; the signer makes the real ones."""

from loa.kernel import clock
from loa.keys.models import Root


def demo_root() -> Root:
    return Root.objects.create(
        sequence=1,
        key_id="0" * 32,
        public_key=bytes(32),
        statement=b"x",
        sha256="0" * 64,
        demo=True,
        made_at=clock.now(),
    )
