"""Who may give which order, and what an order leaves behind."""

import uuid
from datetime import timedelta

import pytest

from loa.audit.models import Entry
from loa.dispatch import targets
from loa.dispatch.act_messages import LONGEST
from loa.dispatch.actions import cancel, restore, silence, tone
from loa.dispatch.actions.deciding import CANCEL_LASTS, RESTORE_LASTS, SILENCE_LASTS
from loa.dispatch.models import Act, Attempt, Plan
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.keys.models import ToSign
from loa.people.models import Role
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
WHY = "Có đám tang"
ORDERS = {
    "silence": lambda target: silence(target, WHY),
    "restore": lambda target: restore(target),
    "cancel": lambda target: cancel(target, "item", ["x@2026-11-24"], WHY)[0],
    "tone": lambda target: tone(target),
}
ALL, STOP = set(ORDERS), {"cancel"}


def cluster(unit, name="Cụm 01", **changes):
    whole = {
        "id": uuid.uuid4(), "unit": unit, "name": name, "plan_id": f"{unit.code}.0", "state": "active",
        "places": ["38", unit.code], "public_key": bytes(32), "claimed_at": clock.now(),
    }  # fmt: skip
    return Device.objects.create(**whole | changes)


@pytest.mark.parametrize(
    ("role", "at", "may"),
    [
        (Role.OPERATOR, "province", ALL),
        (Role.OPERATOR, "own", ALL),
        (Role.OPERATOR, "other", set()),
        (Role.EDITOR, "own", STOP),
        (Role.APPROVER, "own", STOP),
        (Role.EDITOR, "province", set()),
        (Role.APPROVER, "province", set()),
        (Role.AUDITOR, "province", set()),
        (Role.ADMINISTRATOR, "province", set()),
        (Role.ADMINISTRATOR, "own", set()),
    ],
)
def test_operators_give_orders_and_who_writes_may_stop_what_is_theirs(places, as_role, role, at, may):
    unit = getattr(places, at)
    who = someone("Lê Văn Tám", (role, unit), home=unit, username="tam")
    target = targets.unit(places.own.pk)
    for name, order in ORDERS.items():
        with as_role("web", who):
            if name in may:
                assert order(target).from_unit_id == unit.pk
            else:
                with pytest.raises(Forbidden, match="Không có quyền làm việc này ở nơi này"):
                    order(target)
    assert set(Act.objects.values_list("kind", flat=True)) == may
    assert ToSign.objects.count() == Entry.objects.count() == len(may)


def test_nobody_of_a_commune_gives_orders_to_the_province(places, as_role):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    for order in ORDERS.values():
        with as_role("web", son), pytest.raises(Forbidden, match="Không có quyền"):
            order(targets.everything())


def test_no_process_gives_one(places, as_role):
    reach, target = (places.province.pk, places.own.pk), targets.unit(places.own.pk)
    for order in ORDERS.values():
        with as_role("web", read=reach, write=reach), pytest.raises(Forbidden):
            order(target)
    with as_role("web", read=reach, write=reach), pytest.raises(Forbidden, match="phải do người quyết định"):
        cancel(target, "item", ["x"], WHY)


def test_each_lasts_longer_than_what_it_is_to_outlive(places, operator, as_role):
    lasting = {"silence": SILENCE_LASTS, "restore": RESTORE_LASTS, "cancel": CANCEL_LASTS}
    with as_role("web", operator):
        for name, lasts in lasting.items():
            act = Act.objects.get(pk=ORDERS[name](targets.unit(places.own.pk)).pk)
            assert abs(act.expires_at - act.decided_at - lasts) < timedelta(seconds=5)
            assert act.latest_start_at == act.expires_at
    assert SILENCE_LASTS < RESTORE_LASTS < LONGEST
    assert timedelta(days=8) < CANCEL_LASTS


def test_whoever_is_reached_is_to_answer_and_nobody_else(places, operator, as_role):
    mine = {cluster(places.own).pk, cluster(places.own, "Cụm 02", plan_id="14797.9").pk}
    cluster(places.own, "Cụm 03", state="disabled", disabled_at=clock.now())
    cluster(places.own, "Cụm 04", state="new", public_key=None)
    far = cluster(places.other)
    with as_role("web", operator):
        act = silence(targets.unit(places.own.pk), f"  {WHY} ")
        everywhere = silence(targets.everything(), WHY)
    waiting = Attempt.objects.filter(act=act)
    assert set(waiting.values_list("device", flat=True)) == mine
    assert set(waiting.values_list("state", "tries", "next_at", "code")) == {("waiting", 0, None, "")}
    assert Attempt.objects.filter(act=everywhere, device=far).get().unit_id == places.other.pk
    assert (act.reaches, everywhere.reaches, act.why) == (2, 3, WHY)
    told = Entry.objects.get(subject=f"dispatch.act:{act.pk}")
    assert (told.verb, told.unit_id) == ("dispatch.silence", places.own.pk)
    assert told.detail == {"target": "unit", "target_id": "14797", "why": WHY, "reaches": 2}


def test_an_order_goes_before_plans_whether_or_not_it_reaches_anyone(places, operator, as_role):
    with as_role("web", operator):
        act = silence(targets.unit(places.own.pk), WHY)
    asked = ToSign.objects.get()
    assert (asked.kind, asked.subject, asked.urgent, act.reaches) == ("act", str(act.pk), True, 0)


@pytest.mark.parametrize("why", ["", " \n "])
def test_a_reason_is_asked_of_whoever_takes_something_off_the_air(places, operator, as_role, why):
    target = targets.unit(places.own.pk)
    for act, words in ((silence, (why,)), (cancel, ("item", ["x"], why))):
        with as_role("web", operator), pytest.raises(Invalid, match="Ghi lý do") as said:
            act(target, *words)
        assert said.value.field == "why"
    assert not Act.objects.exists()
    with as_role("web", operator):
        assert restore(target, why).why == ""


def test_a_reason_is_kept_as_far_as_there_is_room(places, operator, as_role):
    with as_role("web", operator):
        for act in (silence, restore):
            assert act(targets.unit(places.own.pk), "ạ" * 300).why == "ạ" * 200


def test_where_nothing_is_named_nothing_is_stopped(places, operator, as_role):
    with as_role("web", operator):
        assert cancel(targets.unit(places.own.pk), "item", [], WHY) == []


class TestTargets:
    def test_the_province_as_a_unit_is_everything(self, places):
        target = targets.unit(places.province.pk)
        assert (target.key, target.unit) == (("all", ""), places.province)
        assert targets.unit(places.own.pk).key == ("unit", "14797")

    def test_a_plan_reaches_those_that_serve_it_in_its_own_unit(self, places):
        Plan.objects.create(plan_id="14797.9", unit=places.own)
        mine = cluster(places.own, plan_id="14797.9")
        cluster(places.own, "Cụm 02")
        cluster(places.other, "Cụm 03", plan_id="14797.9")
        assert list(targets.plan("14797.9").devices()) == [mine]
        assert list(targets.device(mine.pk).devices()) == [mine]

    def test_what_somebody_does_not_see_is_no_target(self, places, as_role):
        stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
        Plan.objects.create(plan_id="14797.0", unit=places.own)
        box = cluster(places.own)
        with as_role("web", stranger), pytest.raises(NotFound, match="Không có nơi này"):
            targets.plan("14797.0")
        with as_role("web", stranger), pytest.raises(NotFound, match="Không có cụm loa này"):
            targets.device(box.pk)

    def test_before_there_is_a_province_nothing_is_everything(self, db):
        with pytest.raises(NotFound, match="Chưa khai báo tỉnh"):
            targets.everything()

    def test_each_goes_out_on_the_topic_of_its_own(self):
        named = {targets.topic(kind, "14797.9") for kind in ("unit", "plan", "device")}
        assert len(named | {targets.topic("all", "")}) == 4
        assert targets.topic("all", "") == targets.ALL_TOPIC
