"""Every sentence of the record names what it was done to, and leads to its page where the reader may go."""

import re
from datetime import time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import loa
from loa.airtime import actions as airtime
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Slot
from loa.audit import actions as audit
from loa.audit.models import Entry
from loa.audit.sentences import namers, sentences
from loa.desk.operations.tests import ground
from loa.kernel import autodiscovery
from loa.kernel.roles import Role
from loa.people import actions as people_actions
from loa.testing import bulletins, people
from loa.testing.people import someone

pytestmark = pytest.mark.django_db

WITHOUT_A_THING = {
    "people.first_run",
    "people.password_set_by_link",
    "people.password_changed",
    "keys.clock_confirmed",
    "keys.restoration_seen",
    "keys.renewed",
    "keys.root_said_again",
}
"""Done to the whole house, or to oneself."""


@pytest.fixture
def desk(places, editor, approver, as_role):
    bulletins.rule(places.own)
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def approved(desk, places):
    return desk.approved(desk.words(bulletins.ready_sound(places.own), title="Lịch <b>tiêm</b>")).bulletin


@pytest.fixture
def administrator(places):
    return someone("Vũ Thị Lan", (Role.ADMINISTRATOR, places.province), home=places.province, username="lan")


def told(as_role, reader, verb=""):
    """The record as a reader has it, oldest first."""
    with as_role("web", reader):
        return sentences(list(Entry.objects.filter(verb__startswith=verb).order_by("id")))


def bare(sentence):
    return re.sub(r"<[^>]*>", "", sentence)


def test_words_name_a_thing_and_its_kind_has_a_namer():
    words = {
        verb: said for _label, room in autodiscovery.files("audit_words") for verb, said in room.WORDS.items()
    }
    plain = {verb: str(said) for verb, said in words.items() if not callable(said)}
    named = re.compile(r"%\((subject|person|name|written|kind)\)s")
    nameless = {verb for verb, said in plain.items() if not named.search(said)}
    assert nameless == WITHOUT_A_THING
    for _label, room in autodiscovery.files("audit_words"):
        assert set(getattr(room, "REFERS", {}).values()) <= set(namers())


def test_every_verb_that_is_recorded_has_words():
    recorded = set()
    for path in Path(loa.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts and "testing" not in path.parts:
            recorded |= set(re.findall(r'record\(\s*"([a-z_.]+)"', path.read_text("utf-8")))
    words = {verb for _label, room in autodiscovery.files("audit_words") for verb in room.WORDS}
    assert len(recorded) > 20
    assert recorded <= words


def test_a_bulletin_is_named_and_linked_and_its_title_is_only_text(as_role, approved, editor):
    *_earlier, said = told(as_role, editor, "newsroom.approved")
    page = f'<a href="/quan-ly/ban-tin/{approved.code}/">Lịch &lt;b&gt;tiêm&lt;/b&gt;</a>'
    assert said == f"Trần Văn Hùng đã duyệt bản tin “{page}”"
    (placed,) = told(as_role, editor, "airtime.placed")
    assert placed == f"Trần Văn Hùng đã đặt bản tin “{page}” vào lịch phát"


def test_a_moved_slot_says_from_when_to_when(as_role, approved, places, operator):
    slot, place = Slot.objects.get(), people.hamlet(places.own, "Linh Trường")
    with as_role("web", operator):
        for at, hamlets in ((time(17, 20), ()), (time(17, 20), ()), (time(17, 20), (place.pk,))):
            airtime.move(slot.pk, SlotRequest(slot.first, slot.last, tuple(slot.days), at, hamlets))
    moved, again, fewer = told(as_role, operator, "airtime.moved")
    assert bare(moved) == "Phạm Quốc Anh đã chuyển “Lịch &lt;b&gt;tiêm&lt;/b&gt;” từ 17:00 sang 17:20"
    assert again.endswith("không đổi gì")
    assert fewer.endswith("nơi từ cả xã, phường sang 1 thôn")


def test_clusters_hamlets_and_acts_are_named(as_role, places, operator):
    place = people.hamlet(places.own, "Linh Trường")
    (device,) = ground.clusters(places.own, 1, place)
    with as_role("web", operator):
        audit.record("fleet.device_moved", device, places.own.pk, plan=device.plan_id)
        audit.record("fleet.device_moved", device, places.own.pk, plan=f"{places.own.code}.0")
        audit.record("keys.device_revoked", f"fleet.device:{device.pk}", places.own.pk, why="mất trộm")
        audit.record("fleet.device_added", "fleet.device:00000000-0000-0000-0000-000000000000", places.own.pk)
    said = told(as_role, operator)
    link = f'<a href="/quan-ly/cum-loa/{device.pk}/">Cụm 01</a>'
    assert said[0].endswith(f"đã chuyển cụm loa {link} sang thôn Linh Trường")
    assert said[1].endswith(f"đã chuyển cụm loa {link} sang cả xã, phường")
    assert said[2].endswith(f"đã thôi tin khóa của cụm loa {link}: “mất trộm”")
    assert said[3].endswith("đã thêm cụm loa (không còn, số 00000000-0000-0000-0000-000000000000)")


def test_people_are_linked_only_for_those_who_see_people(as_role, places, administrator, editor):
    with as_role("web", administrator):
        account = people_actions.create_person("Đỗ Văn Nam", "", places.own, "nam")
        people_actions.grant(account.person, Role.EDITOR, places.own)
    page = f'<a href="/quan-ly/nguoi-dung/{account.pk}/">Đỗ Văn Nam</a>'
    given = told(as_role, administrator, "people.role_granted")[-1]
    assert given.endswith(f"đã giao vai trò biên tập cho {page}")
    same = told(as_role, editor, "people.role_granted")[-1]
    assert same == "Vũ Thị Lan đã giao vai trò biên tập cho Đỗ Văn Nam"


def test_a_process_is_named_in_words(as_role, places, operator):
    (device,) = ground.clusters(places.own, 1)
    with as_role("web", read=(places.own.id,), write=(places.own.id,)):
        audit.record("fleet.device_claimed", device, places.own.pk, agent="loa-agent 1.0.0")
    (said,) = told(as_role, operator)
    assert bare(said) == "Hệ thống (web) đã nhận máy cho cụm loa Cụm 01"


def test_what_was_recorded_in_another_form_still_shows(as_role, places, operator):
    with as_role("web", operator):
        audit.record("airtime.moved", "airtime.slot:1", places.own.pk)
        audit.record("airtime.rule_set", "airtime.broadcastrule:1", places.own.pk, valid_from="?")
        audit.record("ship.sailed", "ship.ship:1", places.own.pk)
    assert [bare(said) for said in told(as_role, operator)] == [
        "Phạm Quốc Anh: airtime.moved",
        "Phạm Quốc Anh: airtime.rule_set",
        "Phạm Quốc Anh: ship.sailed",
    ]


def test_a_longer_record_asks_no_more_questions(as_role, approved, places, administrator, editor):
    def questions(count):
        with as_role("web", administrator), CaptureQueriesContext(connection) as asked:
            sentences(list(Entry.objects.order_by("id")[:count]))
        return len(asked)

    few = Entry.objects.count()
    before = questions(few)
    with as_role("web", editor):
        for _again in range(3):
            for entry in Entry.objects.order_by("id")[:few]:
                audit.record(entry.verb, entry.subject, places.own.pk, **entry.detail)
    assert questions(few * 4) == before
