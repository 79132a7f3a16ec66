"""A device's key is the one that a box sealed a claim with: what loa_web writes by itself makes none."""

import secrets
import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet import rules
from loa.fleet.models import Claim, ClaimCode, Device, EarlierClaim
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Assignment, SignedHead, SignedKind, ToSign
from loa.signer.refusing import Code
from loa.testing import boxes
from loa.testing.forging import past_the_fences
from loa.testing.people import someone

BEFORE = import_module("loa.fleet.migrations.0003_sealed_claims").BEFORE


@pytest.fixture
def other(signer):
    """Somebody else's key."""
    return SoftKey.generate()


@pytest.fixture
def forged(signer, box, as_role, operator):
    """Asks, as loa_web, for an assignment with this key; gives the signer's code, or None where it signed."""

    def ask(key):
        decided = Assignment.objects.filter(device=box.id).latest("at")
        # As the tables' owner: of web the database takes no key but the newest claim's.
        Device.objects.filter(id=box.id).update(public_key=key)
        with as_role("web", operator):
            decided.id, decided.public_key, decided.at = uuid.uuid4(), key, clock.now()
            decided.save(force_insert=True)
            ToSign.objects.create(kind=SignedKind.ASSIGN, unit_id=decided.unit_id, subject=str(decided.id))
        signer.work()
        row = ToSign.objects.get(subject=str(decided.id))
        return row.code if row.state == "refused" else None

    return ask


@pytest.fixture
def written(box, as_role, operator):
    """Writes, as loa_web, a used code and a claim by it; what is not said is as it should be."""

    def write(sealed, secret=None, device=None, by=operator, lives=timedelta(days=1)):
        found = Device.objects.get(id=device or box.id)
        with as_role("web", operator):
            code = ClaimCode.objects.create(
                unit_id=found.unit_id,
                device=found,
                secret_sha256=rules.secret_hash(secret or sealed.said.secret),
                made_by_id=by.person_id,
                expires_at=clock.now() + lives,
                used_at=clock.now(),
                key=sealed.key,
            )
            Claim.objects.create(code=code, unit_id=found.unit_id, device_id=box.id, head=sealed.head)

    return write


def test_one_update_makes_no_key(forged, other):
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_used_code_alone_makes_no_key(forged, other, box, as_role, operator):
    with as_role("web", operator):
        ClaimCode.objects.create(
            unit_id=Device.objects.get(id=box.id).unit_id,
            device_id=box.id,
            secret_sha256=secrets.token_bytes(32),
            made_by_id=operator.person_id,
            expires_at=clock.now() + timedelta(days=1),
            used_at=clock.now(),
            key=other.public_key,
        )
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_claim_that_the_key_did_not_sign_is_none(forged, written, other, box):
    sealed = boxes.claim(box.id, other)
    altered = sealed.head[:-1] + bytes([sealed.head[-1] ^ 1])
    written(type(sealed)(altered, sealed.said))
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_claim_of_another_device_is_none(forged, written, other, box):
    written(boxes.claim(uuid.uuid4(), other))
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_claim_by_another_devices_code_is_none(forged, written, other, box, enrol, places):
    neighbour = enrol(places.own, name="Cụm 02")
    written(boxes.claim(box.id, other), device=neighbour.id)
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_claim_by_another_secret_is_none(forged, written, other, box):
    written(boxes.claim(box.id, other), secret="0" * 32)
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_claim_by_a_code_that_had_ended_is_none(forged, written, other, box):
    written(boxes.claim(box.id, other), lives=-timedelta(days=1))
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_code_by_somebody_without_the_right_there_is_none(forged, written, other, box, places):
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
    written(boxes.claim(box.id, other), by=stranger)
    assert forged(other.public_key) == Code.NOT_CLAIMED


def test_a_false_claim_takes_nothing_from_the_box_that_is_there(forged, written, other, box):
    written(boxes.claim(box.id, other), secret="0" * 32)
    assert forged(box.key.public_key) is None


def test_the_key_of_a_box_that_was_replaced_counts_no_more(forged, written, other, box):
    written(boxes.claim(box.id, other))
    assert forged(other.public_key) is None
    assert forged(box.key.public_key) == Code.NOT_CLAIMED


@pytest.mark.usefixtures("signer")
def test_the_bytes_of_an_old_claim_open_no_new_code(written, box):
    old = Claim.objects.get(device=box.id)
    sealed = boxes.read(bytes(old.head))
    with pytest.raises(IntegrityError, match="fleet_claimcode_secret_once"):
        written(sealed)


@pytest.mark.parametrize(
    "statement",
    [
        "update fleet_claim set head = ''",
        "delete from fleet_claim",
        "update fleet_claimcode set secret_sha256 = ''",
        "update fleet_claimcode set made_by_id = 1",
        "update fleet_claimcode set made_at = now()",
        "insert into fleet_earlierclaim (device_id, unit_id, key, at) select device_id, unit_id, '', now() "
        "from fleet_claim",
    ],
)
@pytest.mark.usefixtures("box")
def test_web_cannot(statement, as_role, operator):
    with (
        as_role("web", operator),
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_claims_moment_is_the_databases(written, other, box):
    long_ago = clock.now() - timedelta(days=400)
    sealed = boxes.claim(box.id, other)
    with clock.fixed(long_ago):
        written(sealed)
    made = Claim.objects.get(device=box.id, head=sealed.head)
    assert made.at > long_ago + timedelta(days=399)
    assert long_ago + timedelta(days=399) < made.code.made_at <= made.at


def test_a_device_of_before_goes_on_by_the_key_it_had(forged, signer, other, box, as_role, operator):
    """As the migration leaves a device that was claimed before claims were kept."""
    with past_the_fences():
        Claim.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(BEFORE)
    assert bytes(EarlierClaim.objects.get(device=box.id).key) == box.key.public_key
    heads = SignedHead.objects.filter(subject=str(box.id))
    before = heads.count()
    with as_role("web", operator):
        fleet.move(box.id, None)
    signer.work()
    assert heads.count() == before + 1
    assert forged(other.public_key) == Code.NOT_CLAIMED
