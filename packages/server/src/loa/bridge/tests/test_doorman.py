"""Passwords are for the root in force: one that is made anew counts from the next connection on."""

import asyncio

from loa_protocol.enrolment import password

from loa.bridge.authentication import Authenticator
from loa.bridge.database import ScopedDatabase
from loa.bridge.nats_auth_callout import ConnectRequest
from loa.bridge.registry import Registry
from loa.bridge.tests.test_bridge import in_loop
from loa.keys.models import Root
from loa.testing.roots import demo_root


def test_a_root_that_is_made_anew_during_a_turn_is_asked_for(bridge_conninfo, boxes):
    first, (box,) = demo_root(), boxes(1)
    second = "1" * 32

    def asked(server, counter):
        said = password(server, box.id, counter, box.key)
        return ConnectRequest("U", "S", 1, "mqtt", box.id, box.id, said)

    def made_anew():
        Root.objects.create(
            sequence=2, key_id=second, public_key=bytes(32), statement=b"y", sha256="1" * 64, demo=True,
            made_at=first.made_at,
        )  # fmt: skip

    async def steps():
        base = ScopedDatabase(bridge_conninfo)
        await base.open()
        try:
            authenticator = Authenticator(base, Registry(base))
            (before,) = await authenticator.decide([asked(first.key_id, 1)])
            await in_loop(made_anew)
            return before.why, [each.why for each in await authenticator.decide([asked(second, 2)])]
        finally:
            await base.close()

    assert asyncio.run(asyncio.wait_for(steps(), 60)) == ("", [""])
