"""A test tone sounds within the minute or not at all; where it would not sound it is refused, saying why."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.rule import Reason

from loa.dispatch import targets
from loa.dispatch.actions import silence, tone
from loa.dispatch.actions.deciding import TONE_MS, TONE_WAITS
from loa.dispatch.models import Act
from loa.dispatch.sounding import tone_refused
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden
from loa.keys.models import SignedHead
from loa.testing import bulletins

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(places):
    return Device.objects.create(
        id=uuid.uuid4(), unit=places.own, name="Cụm 01", plan_id="14797.0", places=["38", "14797"],
        state="active", public_key=bytes(32), claimed_at=clock.now(),
    )  # fmt: skip


def signed(act):
    """As the signer leaves it."""
    now = clock.now()
    SignedHead.objects.create(
        unit=act.unit, kind="act", subject=str(act.pk), serial=1, sequence=1, sha256=uuid.uuid4().hex,
        head=b"x", signed_at=now, valid_to=act.expires_at,
    )  # fmt: skip


def test_it_begins_within_the_minute_and_lasts_two_seconds(box, do):
    act = do(tone, targets.device(box.pk))
    assert (act.tone_ms, act.why, act.reaches) == (TONE_MS, "", 1)
    row = Act.objects.get()
    second = timedelta(seconds=1)
    assert abs(row.latest_start_at - row.decided_at - TONE_WAITS) < second
    assert abs(row.expires_at - row.decided_at - 2 * TONE_WAITS) < second


@pytest.mark.parametrize("state", ["new", "disabled"])
def test_a_cluster_that_is_not_in_use_does_not_sound_one(box, do, state):
    Device.objects.filter(pk=box.pk).update(state=state, disabled_at=clock.now())
    with pytest.raises(Conflict, match="Lúc này chưa kêu thử được"):
        do(tone, targets.device(box.pk))
    assert not Act.objects.exists()


def test_nor_does_one_whose_clock_is_not_trusted_though_its_neighbours_do(box, do, places):
    Health.objects.create(device=box, unit=box.unit, clock="none")
    with pytest.raises(Conflict, match="Giờ của máy chưa tin được"):
        do(tone, targets.device(box.pk))
    assert do(tone, targets.unit(places.own.pk)).reaches == 1


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(11, 29, False), (11, 30, True), (13, 29, True), (13, 30, False)]
)
def test_quiet_hours_begin_with_their_first_minute_and_end_with_their_last(places, hour, minute, quiet):
    bulletins.rule(places.own, quiet=((690, 810),))
    at = clock.local(clock.now()).replace(hour=hour, minute=minute, second=0, microsecond=0)
    assert tone_refused(places.own, "", at) is (Reason.QUIET if quiet else None)


@pytest.mark.parametrize(
    ("quiet", "hour", "said"),
    [
        (((690, 810),), 12, "Kêu thử được từ 13:30."),
        (((0, 300), (1260, 1440)), 22, "Kêu thử được từ 05:00 ngày mai."),
        (((0, 300), (1260, 1440)), 3, "Kêu thử được từ 05:00."),
        (((690, 750), (750, 810)), 12, "Kêu thử được từ 13:30."),
    ],
)
def test_in_quiet_hours_it_is_refused_with_the_next_time(box, do, places, quiet, hour, said):
    bulletins.rule(places.own, quiet=quiet)
    at = clock.day_bounds(clock.today())[0] + timedelta(hours=hour, minutes=10)
    with clock.fixed(at), pytest.raises(Conflict) as refused:
        do(tone, targets.device(box.pk))
    assert str(refused.value).endswith(said)
    assert not Act.objects.exists()


def test_a_silence_over_the_unit_the_province_or_the_very_cluster_refuses_it(box, do, places):
    for target in (targets.unit(places.own.pk), targets.everything(), targets.device(box.pk)):
        act = do(silence, target, "Có đám tang")
        assert do(tone, targets.device(box.pk))  # not signed yet: it still sounds
        signed(act)
        with pytest.raises(Conflict, match="Nơi này đang tắt tiếng"):
            do(tone, targets.device(box.pk))
        SignedHead.objects.all().delete()


def test_a_neighbours_silence_does_not(box, do, places):
    other = Device.objects.create(
        id=uuid.uuid4(), unit=places.own, name="Cụm 02", plan_id="14797.0", places=["38", "14797"],
        state="active", public_key=bytes(32), claimed_at=clock.now(),
    )  # fmt: skip
    signed(do(silence, targets.device(other.pk), "Loa hú"))
    assert do(tone, targets.device(box.pk)).reaches == 1
    assert do(tone, targets.unit(places.own.pk)).reaches == 2


def test_only_an_operator_has_it_sound(box, as_role, editor, approver):
    for who in (editor, approver):
        with as_role("web", who), pytest.raises(Forbidden, match="Không có quyền"):
            tone(targets.device(box.pk))
