"""Root lowers a floor: by its sheet alone, in every list until its end, taken by the box that it names."""

import uuid
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import ProgrammingError, connection, transaction
from loa_protocol.encoding import decode
from loa_protocol.heads import unseal
from loa_protocol.messages import LoweredFloor as Lowered
from loa_protocol.messages import TrustFile
from loa_protocol.timing import to_ms
from loa_protocol.trust import AcceptedTrust, believe

from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import LoweredFloor, TrustBundle
from loa.keys.rules import LONGEST_LOWERED, LOWERED_FOR, MOST_LOWERED, NotLowered, not_lowered
from loa.places.models import Unit
from loa.signer import bundle, ceremony, lowering
from loa.signer.tests.test_ceremony import private_of, sheets

NOON = datetime(2026, 11, 29, 5, tzinfo=UTC)
SOON = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("floor", "ends", "in_force", "why"),
    [
        (NOON, NOON + SOON, MOST_LOWERED - 1, None),
        (NOON - timedelta(days=4000), NOON + LONGEST_LOWERED, 0, None),
        (NOON + SOON, NOON + LOWERED_FOR, 0, NotLowered.FUTURE),
        (NOON, NOON, 0, NotLowered.ENDED),
        (NOON, NOON + LONGEST_LOWERED + SOON, 0, NotLowered.TOO_LONG),
        (NOON, NOON + LOWERED_FOR, MOST_LOWERED, NotLowered.FULL),
    ],
)
def test_to_the_past_until_an_end_within_bounds_while_there_is_room(floor, ends, in_force, why):
    assert not_lowered(floor, ends, NOON, in_force) is why


@pytest.fixture
def seed(signer):
    return bytes.fromhex(private_of(sheets(signer).read_text(), 0))


@pytest.fixture
def lower(signer, seed, as_role, places):
    """Root lowers the floor of a device (None: of all); to an hour ago, for 30 days, if not told."""

    def one(device=None, floor=None, ends=None, seed=seed):
        now = clock.now()
        wanted = lowering.LoweringRequest(
            device, floor or now - timedelta(hours=1), ends or now + LOWERED_FOR
        )
        units = tuple(Unit.objects.values_list("id", flat=True))
        with as_role("signer", read=units, write=units):
            return lowering.lower(seed, wanted, places.province)

    return one


def published():
    return decode(bytes(keys.trust().file), TrustFile)


def ahead(signer, **changes):
    """Pins of a box that was told a time 29 days ahead."""
    pins = signer.trust_and_pins()[1]
    return msgspec.structs.replace(pins, floor=to_ms(clock.now() + timedelta(days=29)), **changes)


def taken(pins, device):
    """Floor and sequence of a box after what was published, its clock not trusted."""
    found = believe(published(), pins, pins.floor, sure=False, device=str(device))
    assert isinstance(found, AcceptedTrust)
    return found.pins.floor, found.pins.floor_seq


def test_the_box_that_is_named_takes_it_from_the_next_list_and_no_other_does(signer, box, lower):
    far = ahead(signer)
    signer.work()
    before = TrustBundle.objects.count()
    kept = lower(box.id)
    signer.work()
    assert TrustBundle.objects.count() == before + 1
    assert taken(far, box.id) == (to_ms(kept.floor), kept.sequence)
    assert taken(far, uuid.uuid4()) == (far.floor, 0)
    signer.work()
    assert TrustBundle.objects.count() == before + 1


def test_every_box_takes_what_is_for_all_and_each_number_rises(signer, box, lower):
    far = ahead(signer)
    with clock.fixed(clock.now()):
        first, second = lower(box.id), lower()
    signer.work()
    assert second.sequence == first.sequence + 1
    assert taken(far, box.id) == (to_ms(first.floor), second.sequence)
    assert taken(far, uuid.uuid4()) == (to_ms(second.floor), second.sequence)


def test_after_its_end_no_list_carries_it(signer, lower):
    lower(ends=clock.now() + timedelta(hours=1))
    signer.work()
    assert len(published().floors) == 1
    with clock.fixed(clock.now() + timedelta(hours=2)):
        signer.work()
    assert not published().floors
    assert LoweredFloor.objects.count() == 1


def test_when_a_list_is_full_the_next_is_refused_and_none_is_dropped(signer, lower):
    for _ in range(MOST_LOWERED):
        lower()
    with pytest.raises(lowering.LoweringRefused) as refused:
        lower()
    assert refused.value.code is NotLowered.FULL
    signer.work()
    assert len(published().floors) == MOST_LOWERED
    with clock.fixed(clock.now() + LOWERED_FOR + timedelta(minutes=1)):
        lower()


def test_more_than_a_list_carries_is_never_published(signer, lower, monkeypatch):
    """A clock that was set back over the ends of eight, after eight more: a box must take the file still."""
    monkeypatch.setattr("loa.signer.lowering.not_lowered", lambda *_: None)
    kept = [lower().sequence for _ in range(MOST_LOWERED + 2)]
    signer.work()
    root = keys.root()
    said = [unseal(data, bytes(root.public_key), Lowered)[1].seq for data in bundle._floors(clock.now())]
    assert said == kept[2:]
    assert len(published().floors) == MOST_LOWERED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"floor": timedelta(minutes=1)}, NotLowered.FUTURE),
        ({"ends": timedelta(minutes=-1)}, NotLowered.ENDED),
        ({"ends": LONGEST_LOWERED + timedelta(minutes=1)}, NotLowered.TOO_LONG),
        ({"device": uuid.UUID(int=7)}, NotLowered.NO_BOX),
    ],
)
def test_a_wrong_moment_end_or_box_writes_nothing(signer, lower, changes, code):
    moments = {
        name: clock.now() + value if isinstance(value, timedelta) else value
        for name, value in changes.items()
    }
    with pytest.raises(lowering.LoweringRefused) as refused:
        lower(**moments)
    assert refused.value.code is code
    assert not LoweredFloor.objects.exists()
    assert not Entry.objects.filter(verb="keys.floor_lowered").exists()


def test_a_device_that_no_box_has_claimed_is_refused(signer, lower, operator, places, as_role):
    with as_role("web", operator):
        device = fleet.add_device(Place(places.own), "Cụm 09")
    with pytest.raises(lowering.LoweringRefused) as refused:
        lower(device.id)
    assert refused.value.code is NotLowered.NOT_CLAIMED


def test_another_sheet_lowers_nothing(signer, lower):
    for which, code in (
        (bytes.fromhex(private_of(sheets(signer).read_text(), 1)), "next"),
        (bytes(32), "other"),
    ):
        with pytest.raises(ceremony.WrongSheet) as wrong:
            lower(seed=which)
        assert wrong.value.code == code
    assert not LoweredFloor.objects.exists()


def test_while_the_signers_clock_is_in_doubt_no_time_is_signed(signer, lower):
    with clock.fixed(clock.now() - timedelta(days=3)):
        assert signer.work() == 0
        with pytest.raises(lowering.LoweringRefused) as refused:
            lower()
    assert refused.value.code is NotLowered.CLOCK


def test_it_is_on_the_record_of_acts_in_words(signer, box, lower):
    lower(box.id, floor=datetime(2026, 11, 1, 1, 30, tzinfo=UTC))
    lower()
    for_all, for_one = sentences(Entry.objects.filter(verb="keys.floor_lowered").order_by("-id"))
    assert "mọi cụm loa" in for_all
    assert "Cụm 01" in for_one
    assert "2026-11-01T08:30+07:00" in for_one


def test_only_the_signer_may_add_one_and_nobody_changes_one(signer, lower, as_role, operator, places):
    kept = lower()
    with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", operator):
        LoweredFloor.objects.count()
    for words in ("update keys_loweredfloor set ends = now()", "delete from keys_loweredfloor"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role("signer", read=(1,)):
            connection.cursor().execute(words)
        with pytest.raises(ProgrammingError, match="only ever added"), transaction.atomic():
            connection.cursor().execute(words)
    assert LoweredFloor.objects.get().at == kept.at


def test_its_moment_is_the_databases(signer, lower):
    with clock.fixed(clock.now() + timedelta(hours=3)):
        kept = lower()
    kept.refresh_from_db()
    assert kept.at < clock.now()
