"""The protocol's verdict on the server's rows: what a plan's clusters should sound, and why one is mute."""

from datetime import timedelta

import pytest
from loa_protocol.rule import Reason
from loa_protocol.verdict import SilentVerdict, SoundVerdict

from loa.desk.clusters import present
from loa.dispatch import sounding, targets
from loa.dispatch.actions import cancel, restore, silence, tone
from loa.dispatch.models import Act, PlannedItem
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.kernel.errors import Conflict
from loa.keys.models import ToSign
from loa.keys.refusals import Code
from loa.playlog import today
from loa.playlog.rules import LikelyReason
from loa.testing import bulletins
from loa.testing.forging import past_the_fences

PLAN = "14797.0"


@pytest.fixture
def at_the_start(signer, box, approved):
    """A second after the one approved sound has begun, all of it signed."""
    signer.work()
    with clock.fixed(PlannedItem.objects.get().starts_at + timedelta(milliseconds=500)):
        yield box


def said(places):
    reach = [places.province.id, places.own.id]
    return sounding.of_plans(reach, clock.now())[PLAN]


def test_what_is_planned_sounds_until_its_end_and_then_nothing(at_the_start, places):
    now = said(places)
    assert isinstance(now, SoundVerdict)
    assert now.stretch.item.id == PlannedItem.objects.get().item
    assert (now.offset_ms, now.volume) == (500, 80)
    with clock.fixed(clock.now() + timedelta(seconds=1)):
        assert said(places).why is Reason.NOTHING


def test_a_stop_mutes_and_its_restore_lets_sound_again(at_the_start, signer, operator, as_role, places):
    with as_role("web", operator):
        silence(targets.unit(places.own.id), "Có đám tang")
    assert isinstance(said(places), SoundVerdict)  # not signed yet
    signer.work()
    assert said(places).why is Reason.SILENCED
    with as_role("web", operator):
        restore(targets.unit(places.own.id))
    with past_the_fences():  # the database's clock is not the one that stands at the start
        Act.objects.filter(kind="restore").update(decided_at=clock.now())
    signer.work()
    assert isinstance(said(places), SoundVerdict)
    past = clock.now() - timedelta(minutes=1)
    with past_the_fences():
        Act.objects.filter(kind="restore").update(decided_at=past, expires_at=clock.now())
    assert isinstance(said(places), SoundVerdict)
    with as_role("web", operator):
        cancel(targets.unit(places.own.id), "item", [PlannedItem.objects.get().item], "Đọc sai")
    signer.work()
    assert said(places).why is Reason.CANCELLED


def test_what_sounds_on_the_pages_says_where_it_is_mute(at_the_start, signer, operator, as_role, places):
    (heard,) = today.sounding_now([places.own.id])
    assert heard.mute is None
    with as_role("web", operator):
        silence(targets.unit(places.own.id), "Có đám tang")
    signer.work()
    (muted,) = today.sounding_now([places.own.id])
    assert muted.mute is LikelyReason.SILENCED
    device = Device.objects.get(pk=at_the_start.id)
    verdict = sounding.of_device(device, None, clock.now())
    assert present.said(verdict, clock.now()) == (
        f"Lúc này loa im, không phát “{muted.title}”: tắt tiếng theo lệnh."
    )


def test_what_is_for_one_cluster_alone_counts_for_it_alone(at_the_start, signer, operator, as_role, places):
    device = Device.objects.get(pk=at_the_start.id)
    with as_role("web", operator):
        silence(targets.device(device.pk), "Loa hú")
    signer.work()
    assert isinstance(said(places), SoundVerdict)
    verdict = sounding.of_device(device, None, clock.now())
    assert isinstance(verdict, SilentVerdict)
    assert (verdict.why, str(verdict.act.target.id)) == (Reason.SILENCED, str(device.pk))
    device.state = Device.State.DISABLED
    assert sounding.of_device(device, None, clock.now()).why is Reason.DISABLED
    device.state = Device.State.ACTIVE
    unsure = Health(device=device, clock="none")
    assert sounding.of_device(device, unsure, clock.now()).why is Reason.CLOCK


def test_after_the_last_day_compiled_nothing_is_in_force(at_the_start, places):
    with clock.fixed(clock.now() + timedelta(days=20)):
        assert said(places).why is Reason.EXPIRED


def at_local(hour, minute=0):
    local = clock.local(clock.now()) + timedelta(days=1)
    return clock.fixed(local.replace(hour=hour, minute=minute, second=0))


def refused_tone(target, code):
    with pytest.raises(Conflict) as why:
        tone(target())
    assert code in str(why.value)


def test_a_tone_in_quiet_hours_or_where_all_is_mute_is_refused_at_the_page(
    signer, box, approved, operator, as_role, places
):
    bulletins.rule(places.own)
    with at_local(12), as_role("web", operator):
        refused_tone(lambda: targets.device(box.id), "giờ yên tĩnh")
        refused_tone(lambda: targets.unit(places.own.id), "giờ yên tĩnh")
    with at_local(9):
        with as_role("web", operator):
            silence(targets.unit(places.own.id), "Có đám tang")
        signer.work()
        with as_role("web", operator):
            refused_tone(lambda: targets.device(box.id), "đang tắt tiếng")
    assert not Act.objects.filter(kind="tone").exists()


def test_a_tone_in_quiet_hours_is_not_signed_either(signer, box, approved, operator, as_role, places):
    bulletins.rule(places.own)
    with at_local(11, 29), as_role("web", operator):
        tone(targets.device(box.id))
    with at_local(11, 29), past_the_fences():
        Act.objects.update(decided_at=clock.now())
    with at_local(11, 30):
        signer.work()
    row = ToSign.objects.get(kind="act")
    assert (row.state, row.code) == ("refused", Code.MUTE)
