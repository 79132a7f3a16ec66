"""A row that a power cut has left full of zeros: the box starts, says so, and is whole again when the server
has said what it lacks. Each table, each column, each kept name in turn."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, Town, item
from loa_agent import disk
from loa_agent import store as stores
from loa_agent.store import TABLES, Store
from loa_protocol.messages import Have, Health
from loa_protocol.messages.records import RecordKind
from loa_protocol.testing import world

MINUTE = 60_000


class Sounded:
    """A sound by its length alone."""

    def __init__(self, box: Box, ms: int) -> None:
        self.data, self.duration_ms = b"sound of %d" % ms, ms
        self.sha256 = box.objects.put(self.data)


def in_mid_sentence() -> tuple[Box, bytes]:
    """A box that sounds, under a silence of another's, records sealed and waiting; its plan's head."""
    box = Box()
    box.connect()
    first = item(EIGHT + MINUTE, Sounded(box, 30_000), name="dau")
    later = item(EIGHT + 10 * MINUTE, Sounded(box, 20_000), name="sau", late=MINUTE)
    head = box.plan(first, later)
    box.give(head)
    box.run(75_000)
    box.order(at=box.clock.now_ms(), expires_ms=box.clock.now_ms() + MINUTE, seq=box.clock.now_ms())
    box.order(
        world.ActKind.TONE, id="0199bbbb-0000-7000-8000-00000000000a", at=box.clock.now_ms(),
        seq=box.clock.now_ms(), latest_start_ms=box.clock.now_ms() + MINUTE,
        expires_ms=box.clock.now_ms() + MINUTE,
    )  # fmt: skip
    box.core._tidy(box.clock.now_ms(), box.ticks)
    box.store.put("clock", b"{}")
    return box, head


def columns() -> list[tuple[str, str]]:
    """Each table with each column beside its key, but `kept`, whose rows are asked for by name."""
    db = stores.memory()
    found = []
    for table, key in TABLES.items():
        names = [row[1] for row in db.execute(f"pragma table_info({table})")]
        found += [(table, name) for name in names if name not in key.split(", ") and table != "kept"]
    return found


KEPT = ["addresses", "assignment", "clock", "connects", "diary", "next", "outbox", "plan", "tones", "trust"]


def whole_again(box: Box, head: bytes) -> None:
    """It starts, is sent what it lacks, and the second bulletin sounds."""
    box.start()
    box.tick(1000)
    box.connect()
    mine = world.assignment(public_key=box.key.public_key.hex())
    box.give(box.province.file(), box.province.seal(mine), head)
    box.run(20_000)
    assert box.core.trust_state.refused is None
    box.run(11 * MINUTE)
    assert "sau" in {one.item.split("@")[0] for one in box.records(RecordKind.COMPLETED)}


@pytest.mark.parametrize("zeros", ["zeroblob(40)", "0", "''"])
@pytest.mark.parametrize(("table", "column"), columns(), ids=lambda one: one)
def test_zeros_in_a_column(table: str, column: str, zeros: str) -> None:
    box, head = in_mid_sentence()
    assert box.db.execute(f"select count(*) from {table}").fetchone()[0] > 0
    box.db.execute(f"update {table} set {column} = {zeros}")
    whole_again(box, head)


@pytest.mark.parametrize("name", KEPT)
def test_zeros_in_what_is_kept_under_a_name(name: str) -> None:
    box, head = in_mid_sentence()
    box.db.execute("insert or replace into kept values (1, ?, zeroblob(50))", (name,))
    whole_again(box, head)


def test_every_name_that_is_kept_is_among_them() -> None:
    box, _ = in_mid_sentence()
    names = {name for (name,) in box.db.execute("select name from kept")}
    assert names <= {*KEPT, "pins"}


def test_it_is_said_and_recorded_once() -> None:
    box, head = in_mid_sentence()
    box.db.execute("update playing set state = zeroblob(40)")
    whole_again(box, head)
    notes = [one.note for one in box.records(RecordKind.REFUSED)]
    assert notes.count("kept, and cannot be read: playing") == 1
    assert "store: could not be read, playing" in box.said(Health)[-1].faults
    assert box.db.execute("select count(*) from playing where state = zeroblob(40)").fetchone() == (0,)


def test_the_count_of_connections_comes_back_above_what_was_used() -> None:
    box, head = in_mid_sentence()
    before = counter(box)
    box.db.execute("update kept set value = zeroblob(2) where name = 'connects'")
    whole_again(box, head)
    again = counter(box)
    assert again > before
    box.db.execute("delete from kept where name = 'connects'")
    whole_again(box, head)
    assert counter(box) > again


def counter(box: Box) -> int:
    """Of the next connection, after this session has ended."""
    box.fall()
    box.run(5_000)
    return int(box.store.get("connects") or b"0")


def test_a_lost_address_is_asked_for_and_taken_again() -> None:
    box, head = in_mid_sentence()
    moved = box.province.seal(world.address(at=box.clock.now_ms()))
    box.give(moved)
    there = box.core.addresses.mqtt
    box.db.execute("update kept set value = zeroblob(50) where name = 'addresses'")
    whole_again(box, head)
    assert box.core.addresses.mqtt != there
    assert box.said(Have)[-1].address_seq == 0
    box.give(moved)
    assert box.core.addresses.mqtt == there
    box.run(20_000)
    assert box.said(Have)[-1].address_seq > 0


def test_only_lost_pins_are_a_box_that_knows_nobody() -> None:
    box, _ = in_mid_sentence()
    box.db.execute("update kept set value = zeroblob(50) where name = 'pins'")
    with pytest.raises(LookupError):
        box.start()


def test_a_real_box_that_lost_who_it_is_reads_it_from_the_copy(town: Town) -> None:
    town.start().to(EIGHT)
    town.kill()
    with contextlib.closing(sqlite3.connect(town.state / "agent.sqlite")) as db, db:
        db.execute("update kept set value = zeroblob(50) where name in ('enrolled', 'connects', 'clock')")
        db.execute("insert into playing values (0, 'chieu@2026-11-23', 0, zeroblob(40))")
        db.execute("update waiting set record = zeroblob(40)")
    state = town.start().to(EIGHT + MINUTE)
    assert state["device"] == world.DEVICE
    assert any("could not be read" in fault for fault in state["faults"])


def test_a_rescue_leaves_rows_of_zeros_behind(tmp_path: Path) -> None:
    path = tmp_path / "agent.sqlite"
    with contextlib.closing(stores.file(path)) as db:
        Store(db).put("pins", b"{}")
        Store(db).put("plan", bytes(400))
        db.execute("insert into waiting values (0, 1, ?, ?)", ("\0" * 32, b"{}"))
    disk._rescue(path)
    store = disk.opened(tmp_path)
    assert [row[0] for row in store.db.execute("select name from kept")] == ["pins"]
    assert store.db.execute("select count(*) from waiting").fetchone() == (0,)
    store.close()
