"""What the tables of the fleet refuse, whoever writes, and whose word each moment is."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.models import Claim, ClaimCode, Device, Posting, Site
from loa.kernel import clock
from loa.testing import boxes
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BOX = "update fleet_device set {}"
SITE = (
    "insert into fleet_site (unit_id, name, latitude, longitude, power, note)"
    " values (%(own)s, 'Chợ', {}, 'grid', '')"
)
TWIN = (
    "insert into fleet_device"
    " (id, kind, unit_id, name, state, plan_id, places, volume, ceiling, disabled_why)"
    " values (gen_random_uuid(), 'speaker', %(own)s, 'Cụm 01', 'new', '1.0', '{}', 100, 'completed', '')"
)


@pytest.fixture
def box(places, operator, as_role):
    demo_root()
    wanted = fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, "Cụm 01", "Nhà văn hóa")
    with as_role("web", operator):
        (made,) = fleet.enrol_demo(places.own, [wanted])
    return made


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (SITE.format("90.5, 105"), "fleet_site_latitude"),
        (SITE.format("-90.5, 105"), "fleet_site_latitude"),
        (SITE.format("19, 180.5"), "fleet_site_longitude"),
        (SITE.format("19, -180.5"), "fleet_site_longitude"),
        (SITE.replace("Chợ", "Nhà văn hóa").format("19, 105"), "fleet_site_one_a_name"),
        (BOX.format("volume = 101"), "fleet_device_volume"),
        (BOX.format("volume = -1"), "fleet_device_volume"),
        (BOX.format("public_key = null"), "fleet_device_claimed_has_key"),
        (TWIN, "fleet_device_one_a_name"),
        (
            "insert into fleet_posting (unit_id, device_id, plan_id, since)"
            " select unit_id, device_id, plan_id, since + interval '1 day' from fleet_posting",
            "fleet_posting_one_at_a_time",
        ),
        (
            "insert into fleet_claimcode (unit_id, device_id, secret_sha256, made_by_id, expires_at, tries)"
            " select unit_id, device_id, secret_sha256, made_by_id, expires_at, 0 from fleet_claimcode",
            "fleet_claimcode_secret_once",
        ),
    ],
)
def test_what_cannot_be_is_refused_to_the_owner_too(box, places, statement, constraint):
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, {"own": places.own.pk})


def test_a_name_may_stand_in_each_commune_and_a_volume_at_both_ends(box, places):
    for volume in (0, 100):
        Device.objects.update(volume=volume)
    other = Device.objects.create(
        id=uuid.uuid4(), unit=places.other, name="Cụm 01", plan_id="16078.0", places=["38", "16078"]
    )
    Site.objects.create(unit=places.other, name="Nhà văn hóa")
    assert other.name == box.name


def test_one_stretch_begins_in_the_moment_in_which_the_other_ends(box):
    Posting.objects.update(until=clock.now() + DAY)
    last = Posting.objects.get()
    Posting.objects.create(unit=box.unit, device=box, plan_id="14797.9", since=last.until)
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("change", [lambda rows: rows.update(head=b"x"), lambda rows: rows.delete()])
def test_what_a_box_sealed_is_only_ever_added(box, change):
    with pytest.raises(ProgrammingError, match="fleet_claim: rows are only ever added"), transaction.atomic():
        change(Claim.objects.all())


def test_a_code_by_which_a_box_came_is_not_taken_away(box):
    with (
        pytest.raises(IntegrityError, match="fleet_claim"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from fleet_claimcode; set constraints all immediate")


def test_when_a_cluster_was_made_claimed_and_shut_out_is_the_databases_word(box, operator, as_role, places):
    begin = clock.now() - timedelta(minutes=1)
    moments = ("made_at", "moved_at", "disabled_at")
    with as_role("web", operator):
        made = Device.objects.create(
            id=uuid.uuid4(), unit=places.own, name="Cụm 02", plan_id="14797.0", places=[],
            **dict.fromkeys(moments, LONG_AGO),
        )  # fmt: skip
        Device.objects.filter(pk=box.pk).update(claimed_at=LONG_AGO, disabled_at=clock.now() + 300 * DAY)
    row, changed = Device.objects.get(pk=made.pk), Device.objects.get(pk=box.pk)
    for at in (*(getattr(row, name) for name in moments), changed.claimed_at, changed.disabled_at):
        assert begin < at < clock.now() + timedelta(minutes=1)


def test_a_moment_that_is_not_written_anew_stays(box, operator, as_role):
    before = Device.objects.get(pk=box.pk).claimed_at
    with as_role("web", operator):
        Device.objects.filter(pk=box.pk).update(name="Cụm 09", claimed_at=before)
    assert Device.objects.get(pk=box.pk).claimed_at == before


def test_when_a_code_was_made_and_used_is_the_databases_word_and_it_may_end_sooner(box, operator, as_role):
    with as_role("web", operator):
        fleet.make_claim_code(box.pk)
        open_now = ClaimCode.objects.filter(used_at=None)
        open_now.update(used_at=LONG_AGO, key=bytes(32), expires_at=LONG_AGO)
    row = ClaimCode.objects.get(expires_at=LONG_AGO)
    assert row.used_at > LONG_AGO + DAY
    assert row.made_at > LONG_AGO + DAY
