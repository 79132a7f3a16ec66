"""What is written when a cluster moves or is shut out: all of it together, and only once."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.signing import SoftKey

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.events import DevicePlaced
from loa.fleet.models import ClaimCode, Device, Posting
from loa.kernel import clock, events
from loa.kernel.errors import Conflict, Invalid
from loa.keys.models import Assignment, Revocation, ToSign
from loa.testing import boxes, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def hamlet(places):
    return people.hamlet(places.own, "Thôn 9")


@pytest.fixture
def box(places, operator, as_role):
    """A cluster of the whole commune, in use."""
    demo_root()
    claim = boxes.claim(uuid.uuid4(), SoftKey.generate())
    with as_role("web", operator):
        (made,) = fleet.enrol_demo(places.own, [fleet.Enrolment(claim, None, "Cụm 01")])
    return made


@pytest.fixture
def waiting(places, operator, as_role):
    """A row that no box has claimed."""
    with as_role("web", operator):
        return fleet.add_device(Place(places.own), "Cụm 02")


@pytest.fixture
def heard(monkeypatch):
    """What is announced of clusters; whoever is wired to it hears it too."""
    found = []
    wired = events._listeners[DevicePlaced]
    monkeypatch.setitem(events._listeners, DevicePlaced, [*wired, found.append])
    return found


def told(device):
    rows = Entry.objects.filter(subject=f"fleet.device:{device.pk}").order_by("id")
    return [(row.verb, row.detail) for row in rows]


def counts():
    return [model.objects.count() for model in (Entry, Assignment, ToSign, Revocation, Posting)]


class TestMoving:
    def test_all_that_says_where_it_belongs_changes_together(self, box, hamlet, do, heard, operator):
        begin = clock.now() - timedelta(seconds=1)
        do(fleet.move, box.pk, hamlet)
        box.refresh_from_db()
        plan = f"14797.{hamlet.pk}"
        assert (box.hamlet, box.plan_id) == (hamlet, plan)
        assert box.moved_at > begin
        asked = Assignment.objects.filter(device=box.pk).latest("at")
        assert (asked.plan_id, asked.state, asked.by_id) == (plan, "active", operator.person_id)
        assert not ToSign.objects.get(subject=str(asked.pk)).urgent
        assert heard == [DevicePlaced(box.pk, box.unit_id, hamlet.pk, plan)]
        assert told(box) == [("fleet.device_moved", {"plan": plan})]
        open_now = Posting.objects.get(device=box, until=None)
        assert (open_now.plan_id, open_now.hamlet) == (plan, hamlet)

    def test_out_of_a_hamlet_it_serves_the_whole_commune(self, box, hamlet, do):
        do(fleet.move, box.pk, hamlet)
        do(fleet.move, box.pk, None)
        box.refresh_from_db()
        assert (box.hamlet, box.plan_id) == (None, "14797.0")

    def test_moved_to_where_it_is_it_stood_there_all_the_time(self, box, do):
        before = list(Posting.objects.values())
        do(fleet.move, box.pk, None)
        assert list(Posting.objects.values()) == before

    def test_a_hamlet_of_another_commune_is_not_its_own(self, box, do, places):
        far, before = people.hamlet(places.other, "Thôn 1"), counts()
        with pytest.raises(Invalid, match=r"Thôn này không thuộc xã, phường của cụm loa\.") as why:
            do(fleet.move, box.pk, far)
        assert why.value.field == "hamlet"
        assert counts() == before

    def test_a_row_that_waits_for_its_box_is_moved_without_a_word_to_others(self, waiting, hamlet, do, heard):
        do(fleet.move, waiting.pk, hamlet)
        waiting.refresh_from_db()
        assert waiting.plan_id == f"14797.{hamlet.pk}"
        assert [verb for verb, _detail in told(waiting)] == ["fleet.device_added", "fleet.device_moved"]
        assert (heard, Assignment.objects.count(), Posting.objects.count()) == ([], 0, 0)

    def test_what_is_shut_out_is_assigned_nowhere_again(self, box, hamlet, do, heard):
        do(fleet.disable, box.pk, "Mất trộm")
        asked = Assignment.objects.count()
        do(fleet.move, box.pk, hamlet)
        assert (heard, Assignment.objects.count()) == ([], asked)

    def test_who_hears_of_it_and_says_no_stops_all_of_it(self, box, hamlet, as_role, operator, monkeypatch):
        def no(_event):
            raise Conflict("Chưa được.")

        monkeypatch.setitem(events._listeners, DevicePlaced, [no])
        before = counts()
        with as_role("web", operator), pytest.raises(Conflict):
            fleet.move(box.pk, hamlet)
        box.refresh_from_db()
        assert (box.plan_id, box.moved_at, counts()) == ("14797.0", None, before)


class TestDisabling:
    def test_all_trust_is_taken_together(self, box, do, operator):
        do(fleet.make_claim_code, box.pk)
        do(fleet.disable, box.pk, "  Mất trộm đêm qua ")
        box.refresh_from_db()
        assert (box.state, box.disabled_why) == ("disabled", "Mất trộm đêm qua")
        taken = Revocation.objects.get()
        assert (taken.device, taken.why) == (box.pk, "Mất trộm đêm qua")
        assert (taken.unit, taken.by_id) == (box.unit, operator.person_id)
        asked = Assignment.objects.filter(device=box.pk).latest("at")
        assert asked.state == "disabled"
        assert ToSign.objects.get(subject=str(asked.pk)).urgent
        assert not ClaimCode.objects.filter(device=box, expires_at__gt=clock.now()).exists()
        assert not Posting.objects.filter(device=box, until=None).exists()
        why = {"why": "Mất trộm đêm qua"}
        assert told(box)[-2:] == [("keys.device_revoked", why), ("fleet.device_disabled", why)]

    def test_twice_is_once_and_the_first_reason_stays(self, box, do):
        do(fleet.disable, box.pk, "Mất trộm")
        first, before = Device.objects.get(pk=box.pk), counts()
        again = do(fleet.disable, box.pk, "Lý do khác")
        assert (again.disabled_why, again.disabled_at) == ("Mất trộm", first.disabled_at)
        assert counts() == before

    @pytest.mark.parametrize("why", ["", " \n "])
    def test_a_reason_is_asked_for(self, box, do, why):
        before = counts()
        with pytest.raises(Invalid, match=r"Ghi lý do để người sau còn biết\.") as said:
            do(fleet.disable, box.pk, why)
        assert said.value.field == "why"
        box.refresh_from_db()
        assert (box.state, counts()) == ("active", before)

    def test_a_reason_is_kept_as_far_as_there_is_room(self, box, do):
        assert do(fleet.disable, box.pk, "ạ" * 300).disabled_why == "ạ" * 200

    def test_what_no_box_has_claimed_needs_no_shutting_out(self, waiting, do):
        with pytest.raises(Conflict, match=r"Cụm này chưa có máy nào nhận, không cần khóa\."):
            do(fleet.disable, waiting.pk, "Nhầm")
        assert Device.objects.get(pk=waiting.pk).state == "new"

    def test_a_code_is_made_for_it_no_more(self, box, do):
        do(fleet.disable, box.pk, "Mất trộm")
        with pytest.raises(Conflict, match=r"Cụm loa này đã khóa\."):
            do(fleet.make_claim_code, box.pk)
