"""One row makes no box: a device begins without one, and has the key of its newest claim, whoever writes."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Claim, ClaimCode, Device, Posting
from loa.fleet.sealed_claim import SealedClaim
from loa.kernel import clock
from loa.testing import boxes
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
KEY = b"k" * 32
BEGINS = "a device begins without a box"
AS_CLAIMED = "a device has the key of its newest claim"
STAYS = "a device that is shut out stays so"
UNCLAIMED = "the worker places only what no box has claimed"


@pytest.fixture
def box(places, operator, as_role):
    demo_root()
    wanted = fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, "Cụm 01")
    with as_role("web", operator):
        (made,) = fleet.enrol_demo(places.own, [wanted])
    return made


@pytest.fixture
def row(places, operator, as_role):
    """No box has claimed it."""
    with as_role("web", operator):
        return fleet.add_device(Place(places.own), "Cụm 02")


def as_writer(as_role, role, operator, unit):
    return as_role(role, operator) if role == "web" else as_role(role, read=(unit,), write=(unit,))


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize(
    "forged",
    [
        {"state": "active", "public_key": KEY},
        {"state": "disabled", "public_key": KEY},
        {"public_key": KEY},
        {"claimed_at": LONG_AGO},
        {"ceiling": "heard"},
    ],
    ids=["in use", "shut out", "keyed", "claimed", "with a higher rung"],
)
def test_no_process_writes_a_device_that_has_a_box_already(places, operator, as_role, role, forged):
    with (
        pytest.raises(ProgrammingError, match=BEGINS),
        as_writer(as_role, role, operator, places.own.id),
        transaction.atomic(),
    ):
        Device.objects.create(id=uuid.uuid4(), unit=places.own, name="Ma", plan_id="1.0", places=[], **forged)
    assert not Posting.objects.exists()


@pytest.mark.parametrize("column", ["hamlet_id", "site_id", "plan_id"])
def test_the_worker_moves_no_box(places, box, as_role, column):
    """A row that waits for one it may, of a file: see the room of imports."""
    moved = f"update fleet_device set {column} = %s where id = %s"
    value = "2.0" if column == "plan_id" else _another(places, column)
    with (
        as_role("worker", read=(box.unit_id,), write=(box.unit_id,)),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=UNCLAIMED),
        transaction.atomic(),
    ):
        cursor.execute(moved, [value, box.id])


def _another(places, column):
    table = "places_hamlet" if column == "hamlet_id" else "fleet_site"
    with transaction.atomic(), connection.cursor() as cursor:
        if column == "site_id":
            cursor.execute(
                "insert into fleet_site (unit_id, name, power, note) values (%s, 'Chợ', 'grid', '')",
                [places.own.id],
            )
        cursor.execute(f"select max(id) from {table} where unit_id = %s", [places.own.id])
        return cursor.fetchone()[0]


def test_no_box_without_a_claim(row, operator, as_role):
    with as_role("web", operator):
        for state in ("active", "disabled", "new"):
            with pytest.raises(ProgrammingError, match=AS_CLAIMED), transaction.atomic():
                Device.objects.filter(pk=row.pk).update(state=state, public_key=KEY)


def test_no_other_key_than_that_of_the_newest_claim(box, row, operator, as_role):
    """Neither a neighbour's nor one that the device had before."""
    first = bytes(box.public_key)
    second = boxes.claim(box.id, SoftKey.generate())
    with as_role("web", operator):
        _claimed(box, second, operator)
        Device.objects.filter(pk=box.pk).update(public_key=second.key)
        for device, key in ((box, first), (box, KEY), (row, second.key)):
            with pytest.raises(ProgrammingError, match=AS_CLAIMED), transaction.atomic():
                Device.objects.filter(pk=device.pk).update(public_key=key, state="active")
    assert bytes(Device.objects.get(pk=box.pk).public_key) == second.key


def _claimed(device: Device, sealed: SealedClaim, operator) -> None:
    code = ClaimCode.objects.create(
        unit_id=device.unit_id,
        device=device,
        secret_sha256=bytes(32),
        made_by_id=operator.person_id,
        expires_at=clock.now(),
        used_at=clock.now(),
        key=sealed.key,
    )
    Claim.objects.create(code=code, unit_id=device.unit_id, device=device, head=sealed.head)


def test_a_box_of_before_claims_were_kept_keeps_its_key(row, operator, as_role):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into fleet_earlierclaim (device_id, unit_id, key, at) values (%s, %s, %s, now())",
            [row.id, row.unit_id, KEY],
        )
    with as_role("web", operator):
        Device.objects.filter(pk=row.pk).update(state="active", public_key=KEY)


@pytest.mark.parametrize("state", ["active", "new"])
def test_one_that_was_shut_out_stays_so(box, operator, as_role, state):
    with as_role("web", operator):
        fleet.disable(box.id, "mất")
        with pytest.raises(ProgrammingError, match=STAYS), transaction.atomic():
            Device.objects.filter(pk=box.pk).update(state=state)


def test_a_ceiling_is_a_rung_for_the_owner_too(box):
    with pytest.raises(IntegrityError, match="fleet_device_ceiling_is_a_rung"), transaction.atomic():
        Device.objects.update(ceiling="sung")
