"""Imports stand inside: a conftest is read before Django is ready."""

import pytest


@pytest.fixture
def signer(db, tmp_path, as_role, places):
    """A signer whose root is made."""
    from loa.signer import ceremony
    from loa.signer.key_ring import KeyRing
    from loa.signer.keystore import Files
    from loa.signer.tests.desk import Desk, shelf_of

    store = Files(tmp_path / "keys")
    (tmp_path / "media").mkdir()
    with as_role("signer", read=(places.province.id,), write=(places.province.id,)):
        ceremony.first(store, places.province, tmp_path / "keys", demo=True)
    made = Desk(
        KeyRing(store),
        shelf_of(tmp_path / "objects", tmp_path / "media"),
        store,
        as_role,
        tmp_path,
        tmp_path / "media",
    )
    made.work()
    return made


@pytest.fixture
def enrol(as_role, operator):
    """Enrols a box at a unit; gives it."""
    import uuid

    from loa_protocol.signing import SoftKey

    from loa.fleet import actions as fleet
    from loa.signer.tests.desk import Box
    from loa.testing import boxes

    def one(unit, hamlet_id=None, name="Cụm 01"):
        box = Box(uuid.uuid4(), SoftKey.generate())
        with as_role("web", operator):
            fleet.enrol_demo(unit, [fleet.Enrolment(boxes.claim(box.id, box.key), hamlet_id, name)])
        return box

    return one


@pytest.fixture
def box(signer, enrol, places):
    found = enrol(places.own)
    signer.work()
    return found


@pytest.fixture
def approved(signer, box, places, editor, approver, as_role):
    """A bulletin on its way: approved through the newsroom's own actions, its file in the media folder."""
    from loa.signer.tests.desk import SOUND
    from loa.testing import bulletins

    bulletins.rule(places.own, quiet=())
    sound = bulletins.ready_sound(places.own, SOUND, 1024)
    folder = signer.media / sound.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / sound.sha256).write_bytes(SOUND)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    return desk.approved(desk.words(sound))


@pytest.fixture
def move(as_role, operator):
    """Moves the only slot to another time of day, as the province's operator; the listener compiles."""
    from loa.airtime import actions as airtime
    from loa.airtime.actions.slots import SlotRequest
    from loa.airtime.models import Slot

    def to(at, who=operator):
        slot = Slot.objects.get()
        with as_role("web", who):
            return airtime.move(
                slot.pk, SlotRequest(slot.first, slot.last, tuple(slot.days), at, tuple(slot.hamlets))
            )

    return to
