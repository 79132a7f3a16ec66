"""Eight boxes show one code at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connections
from loa_protocol.enrolment import read_code
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Claim, Device
from loa.kernel import actor as acting
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.places import scope
from loa.testing import boxes
from loa.testing.people import places as make_places
from loa.testing.people import someone
from loa.testing.roots import demo_root

AT_ONCE = 8


def test_one_wins_and_the_others_are_refused(own_database):
    demo_root()
    found = make_places()
    operator = someone("Vũ Thị Vận", (Role.OPERATOR, found.province), home=found.province, username="van")
    with acting.acting(operator), scope.for_actor(operator):
        device = fleet.add_device(Place(found.own), "Cụm 07")
        code = read_code(fleet.make_claim_code(device.id).text)
    ready = Barrier(AT_ONCE)

    def one(key):
        said = boxes.claim(UUID(code.device), key, code.secret)
        ready.wait(30)
        try:
            return bytes(fleet.claim(said).public_key)
        except Forbidden:
            return None
        finally:
            connections.close_all()

    keys = [SoftKey.generate() for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        (winner,) = filter(None, pool.map(one, keys))
    assert bytes(Device.objects.get(pk=device.pk).public_key) == winner
    assert Claim.objects.count() == 1
