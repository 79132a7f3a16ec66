"""What the tables of keys refuse, whoever writes, and what they write themselves."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from loa.kernel import clock
from loa.keys.models import (
    Address,
    Assignment,
    ClockDoubt,
    ClockWord,
    LoweredFloor,
    Restoration,
    RestorationSeen,
    Revocation,
    RevocationAgreement,
    Root,
    SignedHead,
    ToSign,
)

pytestmark = pytest.mark.django_db
NOW = clock.now()
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = {"kind": "plan", "subject": "14797.0", "wanted": "0" * 64}


def head(unit, **changes):
    whole = {
        "unit": unit, "kind": "plan", "subject": "14797.0", "serial": 1, "sequence": 1, "head": b"x",
        "sha256": uuid.uuid4().hex, "signed_at": NOW, "valid_to": NOW + DAY,
    }  # fmt: skip
    return SignedHead.objects.create(**whole | changes)


def assignment(unit, operator, **changes):
    whole = {
        "id": uuid.uuid4(), "unit": unit, "device": uuid.uuid4(), "public_key": bytes(32), "state": "active",
        "places": ["38"], "plan_id": "14797.0", "by_id": operator.person_id,
    }  # fmt: skip
    return Assignment.objects.create(**whole | changes)


REFUSED = {
    "keys_tosign_act_is_urgent": lambda w: ToSign.objects.create(unit=w.unit, kind="act", subject="x"),
    "keys_tosign_decided_once": lambda w: ToSign.objects.create(unit=w.unit, state="signed", **PLAN),
    "keys_tosign_refused_says_why": lambda w: ToSign.objects.create(
        unit=w.unit, state="refused", decided_at=NOW, **PLAN
    ),
    "keys_revocation_names_one": lambda w: Revocation.objects.create(
        unit=w.unit, device=uuid.uuid4(), key_id="0" * 32, why="x", by_id=w.by
    ),
    "names_one": lambda w: Revocation.objects.create(unit=w.unit, why="x", by_id=w.by),
    "keys_delegation_in_order": lambda w: (
        w.ring["plan"].__class__.objects.filter(purpose="plan").update(valid_to=w.ring["plan"].valid_from)
    ),
    "keys_loweredfloor_in_order": lambda w: LoweredFloor.objects.create(
        sequence=1, root=Root.objects.get(), floor=NOW, ends=NOW, head=b"x"
    ),
    "keys_signedhead_sequence_once": lambda w: [head(w.unit), head(w.unit, serial=2)],
    "sha256": lambda w: [head(w.unit, sha256="a"), head(w.unit, sequence=2, sha256="a")],
    "keys_assignment_volume": lambda w: assignment(w.unit, w.operator, volume=101),
}


class World:
    def __init__(self, unit, operator, ring):
        self.unit, self.operator, self.by, self.ring = unit, operator, operator.person_id, ring


@pytest.fixture
def world(places, operator, ring):
    return World(places.own, operator, ring)


@pytest.mark.parametrize("constraint", REFUSED)
def test_what_cannot_be_is_refused_to_the_owner_too(world, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        REFUSED[constraint](world)


def test_an_address_stands_once_in_the_order_of_serial_and_sequence(world):
    def announced(sequence):
        row = head(world.unit, kind="address", subject="", sequence=sequence)
        return Address(head=row, url="", mqtt="", serial=1, sequence=1, announced_at=NOW)

    announced(1).save()
    again = announced(2)
    with pytest.raises(IntegrityError, match="keys_address_in_order"), transaction.atomic():
        again.save()


@pytest.fixture
def decisions(world):
    """A row of each table of decisions, as the owner writes it."""
    doubt = ClockDoubt.objects.create(newest=NOW, shown=NOW, head=0, list=0)
    restored = Restoration.objects.create(restored_at=NOW, backup_at=NOW)
    taken = Revocation.objects.create(unit=world.unit, key_id="0" * 32, why="x", by_id=world.by)
    floor = {"root": Root.objects.get(), "floor": NOW, "ends": NOW + DAY, "head": b"x"}
    return {
        "keys_revocation": taken,
        "keys_revocationagreement": RevocationAgreement.objects.create(
            unit=world.unit, revocation=taken, person_id=world.by
        ),
        "keys_clockword": ClockWord.objects.create(doubt=doubt, by_id=world.by),
        "keys_restorationseen": RestorationSeen.objects.create(restoration=restored, by_id=world.by),
        "keys_assignment": assignment(world.unit, world.operator),
        "keys_loweredfloor": LoweredFloor.objects.create(sequence=1, **floor),
        "keys_root": Root.objects.get(),
    }


def test_decisions_are_only_ever_added_by_the_owner_too(decisions):
    for table, row in decisions.items():
        key = type(row)._meta.pk.column
        for change in (f"update {table} set {key} = {key}", f"delete from {table}"):
            with (
                pytest.raises(ProgrammingError, match=f"{table}: rows are only ever added"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


@pytest.mark.parametrize("table", ["keys_clockword", "keys_restorationseen", "keys_revocationagreement"])
def test_a_word_is_said_in_ones_own_name(decisions, world, editor, operator, as_role, table):
    row = decisions[table]
    name = "person_id" if table == "keys_revocationagreement" else "by_id"
    row.pk, row._state.adding = None, True
    setattr(row, name, editor.person_id)
    with pytest.raises(ProgrammingError, match="in somebody else's name"), as_role("web", operator):
        row.save()
    setattr(row, name, operator.person_id)
    with as_role("web", operator):
        row.save()


def test_what_became_of_a_request_whoever_asks_does_not_say(world, as_role):
    at = (world.unit.pk,)
    said = (
        {"state": "signed", "decided_at": NOW},
        {"state": "refused", "decided_at": NOW, "code": "rules"},
        {"code": "no-key"},
        {"why": "x"},
    )
    for role in ("web", "worker", "bridge"):
        for each in said:
            with (
                pytest.raises(ProgrammingError, match="what became of it the signer says"),
                as_role(role, read=at, write=at),
            ):
                ToSign.objects.create(unit=world.unit, **PLAN, **each)
        with as_role(role, read=at, write=at):
            ToSign.objects.create(unit=world.unit, asked_at=LONG_AGO, **PLAN)
    assert not ToSign.objects.filter(asked_at__lt=LONG_AGO + DAY).exists()


def test_when_a_box_was_assigned_is_the_databases_word(world, as_role):
    for at in (LONG_AGO, clock.now() + 300 * DAY):
        with as_role("web", world.operator):
            assignment(world.unit, world.operator, at=at)
    for row in Assignment.objects.all():
        assert abs(row.at - clock.now()) < timedelta(minutes=5)


def test_the_signer_says_what_became_of_a_request_and_asks_for_nothing(world, as_role):
    at = (world.unit.pk,)
    ToSign.objects.create(unit=world.unit, **PLAN)
    with as_role("signer", read=at, write=at):
        ToSign.objects.update(state="signed", decided_at=NOW)
    with pytest.raises(ProgrammingError, match="permission denied"), as_role("signer", read=at, write=at):
        ToSign.objects.create(unit=world.unit, **PLAN)
