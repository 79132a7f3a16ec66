"""Whatever lies in a record or in its row on disk: the box goes on, and lost numbers show as a gap."""

import sqlite3
from collections.abc import Callable

import msgspec
import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, Town, wait_for
from loa_agent import store as stores
from loa_agent.outbox import Outbox
from loa_agent.sayable import said, sayable
from loa_agent.store import Store
from loa_protocol import heads
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Refused, TrustNamed
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.device import Health, Stored
from loa_protocol.messages.records import Record, RecordBatch, RecordKind
from loa_protocol.refusals import Code, Refusal
from loa_protocol.testing import world

KEY = world.key("device")
NUL = "Object contains unknown field `\0`"


def record(note: str) -> Record:
    return Record(RecordKind.TONE, 7, 7, ClockQuality.RTC, note=note)


def outbox(db: sqlite3.Connection) -> Outbox:
    return Outbox(Store(db, 1), KEY, world.DEVICE, "ab" * 16)


def sent(box: Outbox, now: int = 0) -> list[RecordBatch]:
    """All that goes out, each batch taken by the server at once."""
    found = []
    for _ in range(8):
        now += 3_000
        for raw in box.due(now, connected=True):
            opened = heads.unseal(raw, KEY.public_key, RecordBatch)
            assert not isinstance(opened, Refusal)
            found.append(opened[1])
            assert box.on_stored(Stored(1, opened[1].last, sha256_hex(raw)), now)
    return found


@pytest.mark.parametrize("note", [NUL, "\ud800", "a" * 201, "\0" * 150])
def test_a_record_that_nobody_could_read_is_kept_with_what_can_be_said_of_it(note: str) -> None:
    made = sayable(record(note))
    assert decode(encode(made), Record) == made
    assert (made.kind, made.wall_ms) == (RecordKind.TONE, 7)


def test_one_that_is_wrong_besides_its_note_keeps_its_kind() -> None:
    made = sayable(msgspec.structs.replace(record("x"), item="not an item", code="no code!", lost_ms=-5))
    assert decode(encode(made), Record) == made
    assert made.kind is RecordKind.TONE


def test_a_text_as_a_message_may_carry_it() -> None:
    assert said(NUL) == "Object contains unknown field `\\x00`"
    assert said("Nước lên") == "Nước lên"
    assert len(said("\0" * 300)) == 200


def test_what_cannot_be_sealed_is_sealed_without_it() -> None:
    db = stores.memory()
    box = outbox(db)
    box.add(record("1"), record(NUL), record("3"))
    (batch,) = sent(box)
    assert [one.note for one in batch.records] == ["1", said(NUL), "3"]


SPOILT = {
    "a record with a zero": ("record", msgspec.json.encode(record(NUL))),
    "no record": ("record", bytes(60)),
    "no run": ("boot", bytes(32)),
}


@pytest.mark.parametrize("place", ["first", "middle", "last", "all"])
@pytest.mark.parametrize("what", SPOILT)
def test_a_row_that_cannot_be_sealed_is_a_gap(what: str, place: str) -> None:
    db = stores.memory()
    box = outbox(db)
    box.add(*(record(str(n)) for n in range(1, 6)))
    column, value = SPOILT[what]
    which = {"first": "number = 1", "middle": "number = 3", "last": "number = 5", "all": "1"}[place]
    db.execute(f"update waiting set {column} = ? where {which}", (value,))
    box = outbox(db)
    found = sent(box)
    kept = {b.first + n: one.note for b in found for n, one in enumerate(b.records)}
    gone = {"first": {1}, "middle": {3}, "last": {5}, "all": {1, 2, 3, 4, 5}}[place]
    assert kept == {n: str(n) for n in range(1, 6) if n not in gone}
    assert box.next_due(connected=True) is None
    box.add(record("6"))
    assert [(b.first, b.records[0].note) for b in sent(box, 100_000)] == [(6, "6")]
    assert box.waiting == 0


@pytest.mark.parametrize("spoil", ["head = zeroblob(300)", "sha256 = zeroblob(64)", "last = 0"])
def test_a_sealed_batch_that_is_no_more_what_it_was_is_a_gap_too(spoil: str) -> None:
    db = stores.memory()
    box = outbox(db)
    for note in ("1", "2", "3"):
        box.add(record(note))
        box.due(0, connected=False)
        box.due(3_000, connected=False)
    db.execute(f"update batch set {spoil} where first = 2")
    box = outbox(db)
    assert [(b.first, b.records[0].note) for b in sent(box)] == [(1, "1"), (3, "3")]


def test_what_no_disk_takes_for_long_is_counted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    db = stores.memory()
    box = outbox(db)
    box.add(record("first"))
    db.execute("pragma query_only = on")
    box.add(*(record(str(n)) for n in range(2_500)))
    assert box.waiting == 2_501
    db.execute("pragma query_only = off")
    box.settle()
    numbers = [row[0] for row in db.execute("select number from waiting order by number")]
    assert numbers == [1, *range(502, 2_502)]
    found = sent(box)
    assert [b.first for b in found][:2] == [1, 502]
    assert found[1].records[0].note == "500"


def test_a_message_with_a_zero_in_a_name_is_refused_in_words_that_can_be_read() -> None:
    box = Box()
    box.connect()
    for head in (b'{"kind":"trust","v":1,"\\u0000":1}', b'{"kind":"door","v":1,"a\\u0000b":1}'):
        box.give(head)
    box.run(10_000)
    for kind in (Refused, Health):
        for word in box.said(kind):
            assert decode(encode(word), kind) == word
    assert [one.code for one in box.records(RecordKind.REFUSED)] == [Code.MALFORMED, Code.MALFORMED]


def test_a_detail_that_nobody_cleaned_is_cleaned_here(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    box.connect()
    said_no: Callable[..., Refusal] = lambda *_, **__: Refusal(Code.MALFORMED, NUL)  # noqa: E731
    monkeypatch.setattr(box.core.trust_state, "judge", said_no)
    box.give(box.plan())
    box.run(10_000)
    (word,) = box.said(Refused)
    assert decode(encode(word), Refused) == word
    assert any(fault == f"refused: malformed: {said(NUL)}" for fault in box.said(Health)[-1].faults)


def test_a_box_that_such_a_record_killed_starts_again(town: Town) -> None:
    """The very row that an earlier version left on disk, under a real process; then one that comes in now."""
    town.start().to(EIGHT)
    town.kill()
    with sqlite3.connect(town.state / "agent.sqlite") as db:
        (last,) = db.execute("select max(number) from waiting").fetchone() or (0,)
        spoilt = msgspec.json.encode(record(NUL))
        db.execute("update waiting set record = ? where number = ?", (spoilt, last))
    db.close()
    town.start().to(EIGHT + 10_000)
    evil = b'{"kind":"trust","v":1,"\\u0000":1}'
    town.give_door()
    town.give(TrustNamed(1, town.server.put(evil), len(evil)))
    wait_for(lambda: any("refused" in fault for fault in town.ask()["faults"]), "the refusal")
    town.to(EIGHT + 60_000)
    town.kill()
    town.start().to(EIGHT + 120_000)
    assert town.ask()["device"] == world.DEVICE
