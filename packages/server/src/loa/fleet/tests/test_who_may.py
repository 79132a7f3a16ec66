"""Who looks after clusters: operators and administrators, there or above; nobody else nor elsewhere."""

import uuid

import pytest
from loa_protocol.signing import SoftKey

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import ClaimCode, Device
from loa.kernel.errors import Forbidden, NotFound
from loa.keys.models import Assignment, Revocation
from loa.people.models import Role
from loa.testing import boxes
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
OF_A_CLUSTER = {
    "code": lambda device: fleet.make_claim_code(device.pk),
    "move": lambda device: fleet.move(device.pk, None),
    "disable": lambda device: fleet.disable(device.pk, "Mất trộm"),
}
AT_A_PLACE = {"add": lambda device: fleet.add_device(Place(device.unit), "Cụm 02")}
ALL = OF_A_CLUSTER | AT_A_PLACE


def enrolled(unit, name="Cụm 01"):
    claim = boxes.claim(uuid.uuid4(), SoftKey.generate())
    return fleet.enrol_demo(unit, [fleet.Enrolment(claim, None, name)])


@pytest.fixture
def box(places, operator, as_role):
    """A cluster of the commune, in use."""
    demo_root()
    with as_role("web", operator):
        (made,) = enrolled(places.own)
    return made


@pytest.fixture
def holder(places):
    """Somebody with one role at the unit of this name."""

    def one(role, at):
        unit = getattr(places, at)
        return someone("Lê Văn Tám", (role, unit), home=unit, username="tam")

    return one


def written():
    counted = (Entry, ClaimCode, Assignment, Revocation, Device)
    return [model.objects.count() for model in counted], Device.objects.filter(moved_at=None).count()


@pytest.mark.parametrize("at", ["province", "own"])
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
def test_operators_and_administrators_there_or_above_do_it(box, holder, as_role, role, at):
    who = holder(role, at)
    for verb, act in ALL.items():
        with as_role("web", who):
            assert act(box), verb
    assert Entry.objects.filter(person_id=who.person_id).count() == 5


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.EDITOR, "own"),
        (Role.APPROVER, "own"),
        (Role.AUDITOR, "own"),
        (Role.AUDITOR, "province"),
        (Role.EDITOR, "province"),
    ],
)
def test_whoever_only_sees_a_cluster_changes_nothing_of_it(box, holder, as_role, role, at):
    who, before = holder(role, at), written()
    for act in ALL.values():
        with as_role("web", who), pytest.raises((Forbidden, NotFound)) as why:
            act(box)
        assert str(why.value) in ("Không có quyền làm việc này ở nơi này.", "Không có cụm loa này.")
    assert written() == before


def test_somebody_of_another_commune_does_not_even_find_it(box, holder, as_role):
    who, before = holder(Role.OPERATOR, "other"), written()
    for act in OF_A_CLUSTER.values():
        with as_role("web", who), pytest.raises(NotFound, match="Không có cụm loa này"):
            act(box)
    for act in AT_A_PLACE.values():
        with as_role("web", who), pytest.raises(Forbidden, match="Không có quyền"):
            act(box)
    assert written() == before


def test_no_process_decides_on_a_cluster(box, places, as_role):
    before, reach = written(), (places.province.pk, places.own.pk)
    for act in ALL.values():
        with as_role("web", read=reach, write=reach), pytest.raises(Forbidden):
            act(box)
    assert written() == before


def test_a_cluster_that_is_nowhere_is_not_found(places, operator, as_role):
    nowhere = Device(id=uuid.uuid4(), unit=places.own)
    for act in OF_A_CLUSTER.values():
        with as_role("web", operator), pytest.raises(NotFound, match="Không có cụm loa này"):
            act(nowhere)


def test_many_at_once_are_an_operators_alone(places, holder, as_role):
    demo_root()
    with as_role("web", holder(Role.ADMINISTRATOR, "province")), pytest.raises(Forbidden, match="quyền"):
        enrolled(places.own)
    assert not Device.objects.exists()
