"""What orders are called: where they reach, what they take off the air, how a box names them."""

import uuid

import pytest

from loa.desk.operations.tests import ground
from loa.dispatch import naming, targets
from loa.dispatch.actions import cancel, silence
from loa.dispatch.models import Act, Attempt, GivenAct, Plan
from loa.dispatch.named_acts import NamedAct, named
from loa.dispatch.tests.test_who_may_decide import cluster
from loa.kernel import clock
from loa.people.models import Role
from loa.testing import bulletins, people
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
WHY = "Có đám tang"


def test_each_is_called_by_what_it_reaches(places, do):
    hamlet = people.hamlet(places.own, "Thôn 9")
    plan = Plan.objects.create(plan_id=f"14797.{hamlet.pk}", unit=places.own, hamlet=hamlet)
    whole = Plan.objects.create(plan_id="14797.0", unit=places.own)
    box = cluster(places.own)
    said = {
        targets.everything(): "cả tỉnh",
        targets.unit(places.own.pk): "Phường Hạc Thành",
        targets.plan(plan.pk): f"{hamlet}, Phường Hạc Thành",
        targets.plan(whole.pk): "14797.0, Phường Hạc Thành",
        targets.device(box.pk): "Cụm 01, Phường Hạc Thành",
    }
    acts = {do(silence, target, WHY).pk: name for target, name in said.items()}
    assert naming.places(list(Act.objects.select_related("unit"))) == acts


def test_what_is_not_there_any_more_is_called_by_its_number(places):
    gone = str(uuid.uuid4())
    acts = [
        Act(id=uuid.uuid4(), unit=places.own, target=target, target_id=key)
        for target, key in (("device", gone), ("plan", "14797.999999"))
    ]
    assert list(naming.places(acts).values()) == [
        f"{gone}, Phường Hạc Thành",
        "14797.999999, Phường Hạc Thành",
    ]


def test_what_is_taken_off_the_air_is_called_by_its_titles_each_once(places, editor, approver, as_role, do):
    item = ground.item(ground.plan(places.own), "Lịch cắt điện", clock.now())
    other = ground.item(Plan.objects.create(plan_id="16078.0", unit=places.other), "Của xã khác", clock.now())
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    approved = desk.approved(desk.words(bulletins.ready_sound(places.own)))
    target = targets.unit(places.own.pk)
    (items,) = do(cancel, target, "item", [item.item, item.item, other.item, "x@2026-11-24"], WHY)
    (right,) = do(cancel, target, "right", [str(approved.pk)], WHY)
    silenced = do(silence, target, WHY)
    assert naming.cancelled([items, right, silenced]) == {
        items.pk: "Lịch cắt điện",
        right.pk: "Lịch tiêm vắc-xin",
    }


class TestAsABoxsRecordsNameThem:
    @pytest.fixture
    def box(self, places):
        return cluster(places.own)

    def test_by_whom_or_else_from_where_and_what_was_stopped(self, places, box, do, operator, as_role):
        item = ground.item(ground.plan(places.own), "Lịch cắt điện", clock.now())
        (act,) = do(cancel, targets.unit(places.own.pk), "item", [item.item], WHY)
        key = (str(act.pk), "ab" * 32)
        with as_role("web", operator):
            assert named(box.pk, [key]) == {key: NamedAct("cancel", operator.name, "Lịch cắt điện")}
        (found,) = named(box.pk, [key]).values()  # nobody signed in: no names are seen
        assert found.who == "Phường Hạc Thành"

    def test_one_that_only_the_box_kept_by_its_place(self, places, box):
        now = clock.now()
        GivenAct.objects.create(
            sha256="cd" * 32, unit=places.own, device=box, act=uuid.uuid4(), serial=1, sequence=1,
            kind="silence", target="all", decided_at=now, expires_at=now, head=b"x",
        )  # fmt: skip
        key = (str(uuid.uuid4()), "cd" * 32)
        assert named(box.pk, [key]) == {key: NamedAct("silence", "Phường Hạc Thành", "")}

    def test_one_from_above_by_its_way_to_this_very_box(self, places, box, do, as_role):
        act = do(silence, targets.everything(), WHY)
        key = (str(act.pk), "ab" * 32)
        son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
        with as_role("web", son):
            assert named(box.pk, [key]) == {key: NamedAct("", "", "")}
            assert named(uuid.uuid4(), [key]) == {}
        assert Attempt.objects.filter(act=act).count() == 1

    @pytest.mark.parametrize("note", ["", "không phải mã", "0" * 36, str(uuid.UUID(int=7))])
    def test_what_nobody_knows_is_left_out(self, box, note):
        assert named(box.pk, [(note, ""), (note, "ef" * 32)]) == {}
