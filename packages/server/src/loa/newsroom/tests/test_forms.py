"""The bytes of approvals: both forms as they stand on disk today, and how each is read."""

import hashlib
from datetime import date, datetime, time

import msgspec
import pytest

from loa.newsroom import form
from loa.newsroom.form import first, second
from loa.newsroom.times import Once, Weekly

CONTENT = {
    "pk": 7,
    "title": "Lịch tiêm vắc-xin",
    "text": "Trạm Y tế xã tiêm cho trẻ dưới 5 tuổi.",
    "language": "vi",
    "topic": 4,
    "cls": "ordinary",
    "valid_from": None,
    "valid_to": None,
    "voice": "",
    "sound": "0d4fa7b6-6c3e-4b8f-9d3e-0c6a53c1d1aa",
    "hamlets": [3, 9],
    "proposed_times": [{"kind": "once", "at": "2026-11-30T17:00:00"}],
    "search": "lich tiem",
    "latest_revision": None,
}
FIRST_SAID = (
    '{"cls":"ordinary","hamlets":[3,9],"language":"vi","proposed_times":[{"at":"2026-11-30T17:00:00",'
    '"kind":"once"}],"sound":"0d4fa7b6-6c3e-4b8f-9d3e-0c6a53c1d1aa",'
    '"text":"Trạm Y tế xã tiêm cho trẻ dưới 5 tuổi.","title":"Lịch tiêm vắc-xin","topic":4,'
    '"valid_from":null,"valid_to":null,"voice":""}'
).encode()
FIRST = (
    b'{"version":1,"approval":"5f0c4f4e-3d0b-4b52-9a0e-0f5a2f1b7c11","unit":12,"unit_code":"14797",'
    b'"bulletin":7,"revision":31,'
    b'"revision_sha256":"4fd5ebb0bdab4f3550185986306083a7fd01906c4daa0c62d5f4812645c7c259",'
    b'"media_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","duration_ms":62000,'
    b'"cls":"ordinary","hamlets":[3,9],"times":[{"kind":"once","at":"2026-11-30T17:00:00"},{"kind":"weekly",'
    b'"days":[1,3],"time":"05:30:00","first":"2026-12-01","last":"2027-01-31"}],"valid_from":"2026-11-30",'
    b'"valid_to":"2027-01-31","person":5,"role":"approver","decided_ms":1795925478123}'
)
TIMES = (
    Once(datetime(2026, 11, 30, 17)),
    Weekly(days=(1, 3), time=time(5, 30), first=date(2026, 12, 1), last=date(2027, 1, 31)),
)
SECOND_SAID = (
    '{"version":1,"title":"Lịch tiêm vắc-xin","text":"Trạm Y tế xã tiêm cho trẻ dưới 5 tuổi.",'
    '"language":"vi","topic":"Y tế, phòng bệnh","cls":"ordinary","valid_from":"2026-11-30",'
    '"valid_to":"2027-01-31","voice":"",'
    '"media_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","duration_ms":62000,'
    '"hamlets":[3,9],"times":[{"kind":"once","at":"2026-11-30T17:00:00"},{"kind":"weekly","days":[1,3],'
    '"time":"05:30:00","first":"2026-12-01","last":"2027-01-31"}]}'
).encode()
SAID = second.BulletinContent(
    version=1,
    title="Lịch tiêm vắc-xin",
    text="Trạm Y tế xã tiêm cho trẻ dưới 5 tuổi.",
    language="vi",
    topic="Y tế, phòng bệnh",
    priority="ordinary",
    valid_from="2026-11-30",
    valid_to="2027-01-31",
    voice="",
    media_sha256="a" * 64,
    duration_ms=62_000,
    hamlets=(3, 9),
    times=TIMES,
)


def decision(said):
    return second.Form(
        version=2,
        source="bulletin",
        right="5f0c4f4e-3d0b-4b52-9a0e-0f5a2f1b7c11",
        unit=12,
        unit_code="14797",
        bulletin=7,
        revision=31,
        said_sha256=hashlib.sha256(second.encode(said)).hexdigest(),
        media_sha256=said.media_sha256,
        duration_ms=said.duration_ms,
        priority=said.priority,
        hamlets=said.hamlets,
        times=said.times,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        person=5,
        role="approver",
        proof="session",
        decided_ms=1_795_925_478_123,
    )


SECOND_SHA256 = "803a7a615f390d04d7cd9e10044b4cfb2d0bd696b620c8ab6fc4144b8c39d35b"


def test_what_a_revision_said_in_form_1_is_these_bytes():
    assert first.said(CONTENT) == FIRST_SAID
    assert first.said({**CONTENT, "search": "khác", "new": 1}) == FIRST_SAID


def test_form_1_is_read_as_it_always_was():
    assert form.names(FIRST, FIRST_SAID)
    assert not form.names(FIRST, FIRST_SAID.replace(b"17:00", b"17:01"))
    read = form.decode(FIRST)
    assert (read.version, read.source, read.right) == (1, "bulletin", "5f0c4f4e-3d0b-4b52-9a0e-0f5a2f1b7c11")
    assert (read.times, read.hamlets, read.proof, read.role) == (TIMES, (3, 9), "session", "approver")
    assert (read.unit, read.unit_code, read.bulletin, read.revision, read.person) == (12, "14797", 7, 31, 5)
    assert (read.priority, read.valid_from, read.valid_to) == ("ordinary", "2026-11-30", "2027-01-31")
    assert (read.media_sha256, read.duration_ms, read.decided_ms) == ("a" * 64, 62_000, 1_795_925_478_123)


def test_form_2_is_these_bytes():
    assert second.encode(SAID) == SECOND_SAID
    yes = second.encode(decision(SAID))
    assert hashlib.sha256(yes).hexdigest() == SECOND_SHA256
    assert form.decode(yes) == decision(SAID)
    assert form.names(yes, SECOND_SAID)


@pytest.mark.parametrize(
    ("version", "changes"),
    [
        (1, {"version": 2}),
        (1, {"cls": "live"}),
        (1, {"role": "editor"}),
        (1, {"more": 1}),
        (2, {"version": 1}),
        (2, {"version": 3}),
        (2, {"more": 1}),
        (2, {"said_sha256": "short"}),
    ],
)
def test_what_is_no_form_of_its_version_is_not_read(version, changes):
    data = FIRST if version == 1 else second.encode(decision(SAID))
    other = msgspec.json.encode({**msgspec.json.decode(data), **changes})
    with pytest.raises(msgspec.ValidationError):
        form.decode(other)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("priority", "priority"),
        ("valid_from", "2026-11-29"),
        ("valid_to", "2027-02-01"),
        ("media_sha256", "b" * 64),
        ("duration_ms", 1),
        ("hamlets", (3,)),
        ("times", TIMES[:1]),
    ],
)
def test_a_decision_that_says_otherwise_than_the_words_is_not_given_for_them(field, other):
    yes = msgspec.structs.replace(decision(SAID), **{field: other})
    assert not form.names(second.encode(yes), SECOND_SAID)
