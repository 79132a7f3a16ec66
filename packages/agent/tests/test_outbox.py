"""Records are numbered without gaps and hang on one another, whatever fails, and nothing stored is lost."""

import sqlite3

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loa_agent import store as stores
from loa_agent.outbox import KEEP_MS, Outbox
from loa_agent.store import Store
from loa_protocol import heads
from loa_protocol.ids import sha256_hex
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.device import Resend, Stored, TurnedBack
from loa_protocol.messages.records import FIRST_BATCH, Record, RecordBatch, RecordKind
from loa_protocol.refusals import Code
from loa_protocol.testing import world

KEY = world.key("device")


def record(number: int) -> Record:
    return Record(RecordKind.BOOT, number, number, ClockQuality.RTC, note=str(number))


class Rig:
    """A server that checks the chain, a store that may be refused its disk, a box that may lose power."""

    def __init__(self, db: sqlite3.Connection, box: int = 0) -> None:
        self.db, self.box, self.boots, self.now = db, box, 0, 0
        self.added = 0
        self.server: dict[int, Record] = {}
        self.prev: dict[int, str] = {1: FIRST_BATCH}
        self.boot()

    def boot(self) -> None:
        self.boots += 1
        self.outbox = Outbox(Store(self.db, self.box), KEY, world.DEVICE, f"{self.boots:032x}")

    def add(self, count: int) -> None:
        self.outbox.add(*(record(self.added + place + 1) for place in range(count)))
        self.added += count

    def exchange(self, *, answered: bool) -> None:
        self.now += 700_000
        for _ in range(2):
            for raw in self.outbox.due(self.now, connected=True):
                opened = heads.unseal(raw, KEY.public_key, RecordBatch)
                assert isinstance(opened, tuple)
                batch = opened[1]
                assert self.prev[batch.first] == batch.prev_sha256
                self.prev[batch.last + 1] = sha256_hex(raw)
                for place, one in enumerate(batch.records):
                    assert self.server.setdefault(batch.first + place, one) == one
                if answered:
                    assert self.outbox.on_stored(Stored(1, batch.last, sha256_hex(raw)), self.now)
            self.now += 3_000


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 130)),
        st.tuples(st.sampled_from(["answered", "lost", "power", "full", "resend"]), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=120, deadline=None)
@given(steps=STEPS)
def test_every_record_arrives_once_in_order_under_its_own_number(steps: list[tuple[str, int]]) -> None:
    rig = Rig(stores.memory())
    for what, count in steps:
        if what == "add":
            rig.add(count)
        elif what == "power":
            rig.boot()
        elif what == "full":
            rig.db.execute("pragma max_page_count = 1")
            rig.add(3)
            rig.db.execute("pragma max_page_count = 1000000")
            rig.outbox.settle()
        elif what == "resend":
            rig.outbox.on_resend(Resend(1, 0))
        else:
            rig.exchange(answered=what == "answered")
    while rig.outbox.waiting:
        rig.exchange(answered=True)
    assert list(rig.server) == list(range(1, rig.added + 1)) or sorted(rig.server) == list(
        range(1, rig.added + 1)
    )
    assert [int(rig.server[n].note) for n in sorted(rig.server)] == list(range(1, rig.added + 1))


def test_kept_thirty_days_after_it_was_stored() -> None:
    rig = Rig(stores.memory())
    rig.add(5)
    rig.exchange(answered=True)
    stored_at = rig.now
    rig.outbox.prune(stored_at + KEEP_MS - 3_000)
    rig.outbox.on_resend(Resend(1, 0))
    rig.server.clear()
    rig.exchange(answered=True)
    assert sorted(rig.server) == [1, 2, 3, 4, 5]
    rig.outbox.prune(rig.now + KEEP_MS + 1)
    assert rig.db.execute("select count(*) from batch").fetchone() == (0,)
    rig.add(1)
    rig.exchange(answered=True)
    assert rig.server[6].note == "6"


def test_what_was_stored_while_nobody_knew_the_time_is_kept_thirty_days_from_when_somebody_did() -> None:
    rig = Rig(stores.memory())
    rig.add(5)
    (raw,) = rig.outbox.due(rig.now, connected=True) or rig.outbox.due(rig.now + 3_000, connected=True)
    assert rig.outbox.on_stored(Stored(1, 5, sha256_hex(raw)), None)
    first_known = 40 * KEEP_MS
    rig.outbox.prune(first_known)
    rig.outbox.prune(first_known + KEEP_MS - 1)
    assert rig.db.execute("select count(*) from batch").fetchone() == (1,)
    rig.outbox.prune(first_known + KEEP_MS + 1)
    assert rig.db.execute("select count(*) from batch").fetchone() == (0,)


def sealed(raw: bytes) -> RecordBatch:
    opened = heads.unseal(raw, KEY.public_key, RecordBatch)
    assert isinstance(opened, tuple)
    return opened[1]


def sends(rig: Rig) -> list[bytes]:
    """All that is sent now, after what has gathered was sealed."""
    rig.now += 700_000
    rig.outbox.due(rig.now, connected=False)
    rig.now += 3_000
    return rig.outbox.due(rig.now, connected=True)


def test_a_hundred_records_with_the_longest_notes_are_no_batch_too_large() -> None:
    rig = Rig(stores.memory())
    longest = msgspec.structs.replace(record(1), note="\x7f\x01" * 100, code="x" * 40, item="y" * 80)
    rig.outbox.add(*[longest] * 300)
    numbers = []
    for _ in range(20):
        for raw in sends(rig):
            batch = sealed(raw)
            assert len(raw) <= 65_536
            numbers += range(batch.first, batch.last + 1)
            assert rig.outbox.on_stored(Stored(1, batch.last, sha256_hex(raw)), rig.now)
    assert numbers == list(range(1, 301))


@pytest.mark.parametrize("upto", [8, 2, 4])
def test_a_box_that_lost_its_count_goes_on_where_the_server_stands(upto: int) -> None:
    """Its storage is new, or an old card: what it numbered meanwhile comes after what the server has."""
    rig = Rig(stores.memory())
    rig.add(3)
    (raw,) = sends(rig)
    rig.add(2)
    assert rig.outbox.on_stored(Stored(1, upto, "ab" * 32), rig.now)
    assert (rig.outbox.stored, rig.outbox.last, rig.outbox.waiting) == (upto, upto + 5, 5)
    rig.boot()
    rig.add(1)
    batches = [sealed(raw) for raw in [*sends(rig), *sends(rig)]]
    assert (batches[0].first, batches[0].prev_sha256) == (upto + 1, "ab" * 32)
    notes = {b.first + n: one.note for b in batches for n, one in enumerate(b.records)}
    assert notes == {upto + n: str(n) for n in range(1, 7)}
    assert {b.boot for b in batches} == {f"{1:032x}", f"{2:032x}"}
    assert rig.outbox.on_stored(Stored(1, 3, sha256_hex(raw)), rig.now)  # a late word of before
    assert rig.outbox.stored >= upto


def test_what_is_stored_already_is_never_numbered_anew() -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    rig.exchange(answered=True)
    rig.add(2)
    assert rig.outbox.on_stored(Stored(1, 3, "ab" * 32), rig.now)
    assert rig.outbox.on_stored(Stored(1, 1, "cd" * 32), rig.now)
    assert (rig.outbox.stored, rig.outbox.last) == (3, 5)


def test_a_word_that_would_use_up_all_numbers_is_not_followed() -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    sends(rig)
    assert not rig.outbox.on_stored(Stored(1, 2**53 - 1, "ab" * 32), rig.now)
    assert rig.outbox.last == 3


def test_what_the_server_turned_back_is_kept_said_and_not_sent_again_within_the_hour() -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    (raw,) = sends(rig)
    rig.outbox.on_turned_back(TurnedBack(1, sha256_hex(raw), Code.TOO_LARGE))
    rig.outbox.on_turned_back(TurnedBack(1, "ab" * 32, Code.ALTERED))  # nothing of ours
    assert rig.outbox.turned_back == "too-large"
    rig.add(2)
    rig.outbox.reconnected()
    assert rig.outbox.due(rig.now, connected=True) == []
    at = rig.now
    assert sends(rig) == []
    assert rig.outbox.waiting == 5
    due = rig.outbox.next_due(connected=True)
    assert due is not None
    assert due <= at + 3_600_000
    rig.now = at + 3_600_000
    again = rig.outbox.due(rig.now, connected=True)
    assert again[0] == raw
    assert rig.outbox.on_stored(Stored(1, 3, sha256_hex(raw)), rig.now)
    assert rig.outbox.turned_back == ""


def test_a_resend_is_answered_once_a_minute() -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    rig.exchange(answered=True)
    rig.outbox.on_resend(Resend(1, 0))
    (raw,) = rig.outbox.due(rig.now, connected=True)
    assert rig.outbox.on_stored(Stored(1, 3, sha256_hex(raw)), rig.now)
    rig.outbox.on_resend(Resend(1, 0))
    assert rig.outbox.due(rig.now + 59_000, connected=True) == []
    due = rig.outbox.next_due(connected=True)
    assert due == rig.now + 60_000
    assert rig.outbox.due(due, connected=True) == [raw]


def test_thousands_share_one_store_and_cost_little() -> None:
    db = stores.memory()
    before = _size(db)
    for box in range(500):
        rig = Rig(db, box)
        rig.add(20)
        rig.exchange(answered=True)
    assert (_size(db) - before) / 500 < 20_000
    assert msgspec.json.decode(Store(db, 7).get("outbox") or b"")["last"] == 20


def _size(db: sqlite3.Connection) -> int:
    return db.execute("pragma page_count").fetchone()[0] * db.execute("pragma page_size").fetchone()[0]


def test_a_resend_that_a_full_disk_hinders_is_tried_again_after_a_minute() -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    rig.exchange(answered=True)
    rig.outbox.on_resend(Resend(1, 0))
    rig.db.execute("pragma query_only = on")
    assert rig.outbox.due(rig.now, connected=True) == []
    due = rig.outbox.next_due(connected=True)
    assert due == rig.now + 60_000
    rig.db.execute("pragma query_only = off")
    assert len(rig.outbox.due(due, connected=True)) == 1


@pytest.mark.parametrize("room", ["off", "on"])
def test_batches_that_are_damaged_before_their_answer_came_are_not_due_without_end(room: str) -> None:
    rig = Rig(stores.memory())
    rig.add(3)
    assert len(sends(rig)) == 1
    rig.db.execute("update batch set head = zeroblob(40)")
    rig.db.execute(f"pragma query_only = {room}")
    rig.now += 10_000
    assert rig.outbox.due(rig.now, connected=True) == []
    due = rig.outbox.next_due(connected=True)
    assert due is None or due > rig.now
    rig.db.execute("pragma query_only = off")
    rig.add(1)
    assert [sealed(each).first for each in sends(rig)] == [4]
