"""The small province in which rows are forged: built once, and as it was before each case."""

import uuid
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from django.db import connection, transaction
from loa_protocol.signing import SoftKey

from loa.airtime.models import Slot
from loa.dispatch.actions import compile_unit
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.people.models import Account, RoleGrant
from loa.places import scope
from loa.places.models import Unit
from loa.places.scope import Scope
from loa.signer import ceremony
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.tests.desk import SOUND, Box, Desk, shelf_of
from loa.signer.tests.forging.cases import NOBODY
from loa.testing import boxes, bulletins, people
from loa.testing.people import SINCE

NEW_UNIT = 1_000_000
OTHER_SOUND = bytes(range(255, -1, -1)) * 24


class House(SimpleNamespace):
    """`places`, `signer`, people and boxes by name."""

    def units(self):
        return frozenset(Unit.objects.values_list("id", flat=True))

    @contextmanager
    def web(self, who):
        """As loa_web, which sets whatever scope it likes, in the name of `who` (None: of nobody)."""
        every = self.units() | {NEW_UNIT}
        named = Scope(every, every, who.person_id, who.account_id) if who else Scope(every, every)
        with self.as_role("web"), scope.entered(named):
            yield

    def compile(self, unit=None):
        """What the worker does when a schedule changed."""
        every = tuple(self.units())
        with self.as_role("web", read=every, write=every):
            return compile_unit((unit or self.places.own).id)


@contextmanager
def undone():
    """Whatever is done inside has never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(folder, as_role):
    """A house with a signed plan: bulletin `approved` sounds at 17:00 tomorrow, `beside_it` after it;
    `waiting` and `of_lan` wait for a yes."""
    house = House(places=people.places(), as_role=as_role)
    _people(house)
    house.signer = _signer(house, folder)
    house.box, house.beside = _enrol(house, house.places.own, 1), _enrol(house, house.places.own, 2)
    house.far = _enrol(house, house.places.other, 3)
    with as_role("web", house.anh):
        house.empty = fleet.add_device(Place(house.places.own), "Cụm 04")
    house.rule = bulletins.rule(house.places.own, quiet=())
    bulletins.rule(house.places.other, quiet=())
    house.signer.settle()
    _bulletins(house)
    house.signer.settle()
    house.facts = _facts(house)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return house


def _facts(house):
    """What statements name."""
    return {
        "own": house.places.own.id,
        "other": house.places.other.id,
        "new": NEW_UNIT,
        "province": house.places.province.id,
        "slot": Slot.objects.get(items__approval_id=house.approved.id).id,
        "other_sound": house.other_sound.sha256,
        "sound": house.sound.id,
        "beside_it": house.beside_it.id,
        "box": house.box.id,
        "far": house.far.id,
        "empty": house.empty.id,
        "cho": house.cho.person_id,
        "moi": house.moi.person_id,
        "thoi": house.thoi.person_id,
        "hoa": house.hoa.person_id,
        "binh": house.binh.person_id,
        "anh": house.anh.person_id,
    }


def _people(house):
    places = house.places
    for name, *roles in (
        ("mai", (Role.EDITOR, places.own)),
        ("hung", (Role.APPROVER, places.own)),
        ("lan", (Role.EDITOR, places.own), (Role.APPROVER, places.own)),
        ("anh", (Role.OPERATOR, places.province)),
        ("son", (Role.OPERATOR, places.own)),
        ("la", (Role.OPERATOR, places.other)),
        ("my", (Role.APPROVER, places.other)),
        ("tinh", (Role.APPROVER, places.province)),
        ("hoa", (Role.ADMINISTRATOR, places.province)),
        ("binh", (Role.ADMINISTRATOR, places.province)),
        ("tri", (Role.ADMINISTRATOR, places.own)),
        ("soi", (Role.AUDITOR, places.province)),
        ("moi",),
    ):
        setattr(house, name, people.someone(name, *roles, home=places.own, username=name))
    _unfinished(house, "cho", Role.APPROVER, granted_by_id=house.hoa.person_id)
    _unfinished(house, "sau", Role.APPROVER, valid_from=clock.today() + timedelta(days=1))
    _unfinished(house, "cu", Role.APPROVER, valid_to=clock.today())
    _unfinished(house, "thoi", Role.OPERATOR, valid_to=clock.today())
    house.nobody = Actor(NOBODY, NOBODY, "nobody")
    for name in ("son", "lan", "hoa"):
        setattr(house, f"{name}_again", _second_account(getattr(house, name), places.own, f"{name}2"))


def _unfinished(house, name, role, **grant):
    """Somebody whose role does not hold today."""
    found = people.someone(name, home=house.places.own, username=name)
    dated = {"valid_from": SINCE} | grant
    RoleGrant.objects.create(person_id=found.person_id, role=role, unit=house.places.own, **dated)
    setattr(house, name, found)


def _second_account(one, home, username):
    """The same person, signed in by another account."""
    made = Account(username=username, person_id=one.person_id, unit=home, vouched_at=clock.now())
    made.set_unusable_password()
    made.save()
    return type(one)(made.pk, one.person_id, one.name, one.grants)


def _signer(house, folder):
    store, province = Files(folder / "keys"), house.places.province
    (folder / "media").mkdir()
    with house.as_role("signer", read=(province.id,), write=(province.id,)):
        ceremony.first(store, province, folder / "keys", demo=True)
    published = shelf_of(folder / "objects", folder / "media")
    made = Desk(KeyRing(store), published, store, house.as_role, folder, folder / "media")
    made.work()
    return made


def _enrol(house, unit, number):
    box = Box(uuid.uuid4(), SoftKey.generate())
    with house.as_role("web", house.anh):
        claimed = boxes.claim(box.id, box.key)
        fleet.enrol_demo(unit, [fleet.Enrolment(claimed, None, f"Cụm {number:02}")])
    return box


def _bulletins(house):
    own = house.places.own
    house.sound, house.other_sound = _sound(house, own, SOUND), _sound(house, own, OTHER_SOUND)
    desk = bulletins.Desk(own, house.mai, house.hung, house.as_role)
    house.approved = desk.approved(_words(desk, house.sound, 17, 0))
    house.approved_bulletin = house.approved.bulletin
    house.waiting = desk.submitted(_words(desk, house.sound, 17, 10))
    house.orphan = _copied(house.waiting)
    house.beside_it = desk.approved(_words(desk, house.other_sound, 17, 20))
    of_lan = bulletins.Desk(own, house.lan, house.hung, house.as_role)
    house.of_lan = of_lan.submitted(_words(of_lan, house.sound, 17, 30))


def _copied(bulletin):
    """The same words in a row that nobody is known to have written."""
    made = Bulletin.objects.get(pk=bulletin.pk)
    made.pk, made.code, made._state.adding = None, "0rphan00", True
    made.save(force_insert=True)
    return made


def _words(desk, sound, hour, minute):
    at = bulletins.tomorrow_at(hour, minute)
    return desk.words(sound, title=f"Tin {hour}:{minute:02}", times=(Once(at),))


def _sound(house, unit, data):
    found = bulletins.ready_sound(unit, data, 1024)
    folder = house.signer.media / found.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / found.sha256).write_bytes(data)
    return found
