"""The box that used a code may ask again; whoever else asks is told no, and never why."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from loa_protocol.enrolment import read_code
from loa_protocol.signing import SoftKey

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.events import DevicePlaced
from loa.fleet.models import Claim, ClaimCode, Device, Posting
from loa.fleet.rules import CODE_LIVES
from loa.kernel import clock, events
from loa.kernel.errors import Forbidden
from loa.keys.models import Assignment, ToSign
from loa.testing import boxes, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
KEY = SoftKey(b"7" * 32)
SAID = "Mã nhận máy không đúng, đã dùng, hết hạn, hoặc đã có mã mới hơn."


@pytest.fixture
def root(places):
    return demo_root()


@pytest.fixture
def device(root, places, operator, as_role):
    with as_role("web", operator):
        return fleet.add_device(Place(places.own), "Cụm 07")


@pytest.fixture
def make_code(operator, as_role):
    def one(device):
        with as_role("web", operator):
            return read_code(fleet.make_claim_code(device.pk).text)

    return one


@pytest.fixture
def code(device, make_code):
    return make_code(device)


@pytest.fixture
def claim(code, as_role):
    """Asks as the door does: web's role, nobody signed in."""

    def one(key=KEY, secret=None, device=None):
        with as_role("web"):
            return fleet.claim(boxes.claim(UUID(device or code.device), key, secret or code.secret))

    return one


def test_a_code_says_whose_house_which_device_and_which_root(code, device, root, settings):
    assert (code.device, code.root_sha256) == (str(device.pk), root.sha256)
    assert code.server.startswith("http")
    row = ClaimCode.objects.get()
    assert abs(row.expires_at - row.made_at - CODE_LIVES) < timedelta(minutes=1)
    assert Entry.objects.get(verb="fleet.claim_code_made").detail == {}


def test_the_claim_is_the_work_of_a_process_on_behalf_of_who_made_the_code(code, device, claim, operator):
    assert claim().by_id == operator.person_id
    told = Entry.objects.get(verb="fleet.device_claimed")
    assert (told.process, told.person_id, told.detail) == ("api", None, {"agent": "test"})
    assert told.subject == f"fleet.device:{device.pk}"
    device.refresh_from_db()
    assert (device.has_rtc, device.state) == (True, "active")


def test_asked_twice_it_is_written_once(claim, monkeypatch):
    heard = []
    wired = events._listeners[DevicePlaced]
    monkeypatch.setitem(events._listeners, DevicePlaced, [*wired, heard.append])
    assert claim().pk == claim().pk
    counted = [model.objects.count() for model in (Claim, Assignment)]
    assert counted == [1, 1]
    assert ToSign.objects.filter(kind="assign").count() == 1
    assert Entry.objects.filter(verb="fleet.device_claimed").count() == 1
    assert len(heard) == 1


def test_after_a_move_it_is_told_where_it_belongs_now(claim, device, places, operator, as_role):
    first, hamlet = claim(), people.hamlet(places.own, "Thôn 9")
    with as_role("web", operator):
        fleet.move(device.pk, hamlet)
    again = claim()
    assert again.pk != first.pk
    assert again.plan_id == f"14797.{hamlet.pk}"
    assert Assignment.objects.count() == 2


def test_once_the_code_has_ended_it_is_told_nothing(claim):
    claim()
    with clock.fixed(clock.now() + CODE_LIVES), pytest.raises(Forbidden):
        claim()


def test_a_used_code_goes_on_beside_a_newer_one_as_long_as_the_box_is_the_device(claim, device, make_code):
    first = claim()
    make_code(device)
    assert claim().pk == first.pk


def test_whatever_is_wrong_is_refused_in_the_same_words(claim, code, device, make_code, operator, as_role):
    claim()
    neighbour = Device.objects.create(
        id=uuid4(), unit=device.unit, name="Cụm 08", plan_id="14797.0", places=["38", "14797"]
    )
    its = make_code(neighbour)
    wrong = [
        {"secret": "0" * 32},
        {"key": SoftKey(b"8" * 32)},
        {"device": str(uuid4())},
        {"secret": its.secret},
        {"device": str(neighbour.pk)},
    ]
    before = [model.objects.count() for model in (Claim, Assignment, Entry)]
    for each in wrong:
        with pytest.raises(Forbidden) as why:
            claim(**each)
        assert str(why.value) == SAID
    with as_role("web", operator):
        fleet.disable(device.pk, "Mất trộm")
    with pytest.raises(Forbidden) as why:
        claim()
    assert str(why.value) == SAID
    assert [Claim.objects.count(), Device.objects.get(pk=neighbour.pk).state] == [before[0], "new"]


def test_what_is_shut_out_is_opened_by_no_code_at_all(claim, device, make_code, operator, as_role):
    claim()
    newer = make_code(device)
    with as_role("web", operator):
        fleet.disable(device.pk, "Mất trộm")
    ClaimCode.objects.update(expires_at=clock.now() + CODE_LIVES)  # as if it had not ended them
    for secret in (None, newer.secret):
        with pytest.raises(Forbidden):
            claim(secret=secret)
    assert Device.objects.get(pk=device.pk).state == "disabled"


def test_of_two_codes_that_no_box_has_used_the_newer_counts(claim, code, device, make_code):
    newer = make_code(device)
    with pytest.raises(Forbidden):
        claim()
    assert claim(secret=newer.secret).state == "active"


def test_a_new_box_takes_the_place_of_the_old_and_the_moment_is_its_own(claim, device, make_code):
    claim()
    before = Device.objects.get(pk=device.pk).claimed_at
    claim(key=SoftKey(b"8" * 32), secret=make_code(device).secret)
    device.refresh_from_db()
    assert bytes(device.public_key) == SoftKey(b"8" * 32).public_key
    assert device.claimed_at > before
    assert Claim.objects.count() == 2
    stretch = Posting.objects.get()  # the place went on being served
    assert (stretch.since, stretch.until) == (before, None)


def test_it_serves_its_plan_since_it_was_claimed_and_not_since_its_row_was_moved(
    claim, device, places, operator, as_role
):
    with as_role("web", operator):
        fleet.move(device.pk, people.hamlet(places.own, "Thôn 9"))
    claim()
    device.refresh_from_db()
    assert Posting.objects.get().since == device.claimed_at > device.moved_at
