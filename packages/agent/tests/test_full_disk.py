"""A disk without room: the newest plan that is here sounds all the same, and what could not be stored is
stored once there is room."""

import sqlite3

import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, item
from loa_protocol.encoding import encode
from loa_protocol.judging import AcceptedHead
from loa_protocol.messages.common import Struct
from loa_protocol.pins import Pins
from loa_protocol.testing import world

MINUTE = 60_000


class Sounded:
    """A sound by its length alone."""

    def __init__(self, box: Box, ms: int) -> None:
        self.data, self.duration_ms = b"sound of %d" % ms, ms
        self.sha256 = box.objects.put(self.data)


def fill(box: Box) -> None:
    box.db.execute("pragma query_only = on")


def make_room(box: Box) -> None:
    box.db.execute("pragma query_only = off")


def in_force(box: Box) -> bytes:
    held = box.core.plan_store.current
    assert held is not None
    return held.head


def incomplete(box: Box, name: str, seq: int) -> tuple[bytes, dict[str, bytes]]:
    """The head of a plan of one item, and its objects, which the box does not have yet."""
    before = dict(box.objects.data)
    head = box.plan(item(EIGHT + 30 * MINUTE, Sounded(box, 20_000 + seq), name=name), seq=world.NOW + seq)
    objects = {key: data for key, data in box.objects.data.items() if key not in before}
    box.objects.data = before
    return head, objects


def complete(box: Box, objects: dict[str, bytes]) -> None:
    """Every object of the plan is fetched."""
    box.objects.data.update(objects)
    box.core._settle()


def with_a_next_plan() -> tuple[Box, bytes, bytes, dict[str, bytes]]:
    """A box with a plan in force and a next one whose objects are missing: both heads, those objects."""
    box = Box()
    box.connect()
    first = box.plan(item(EIGHT + 30 * MINUTE, Sounded(box, 20_000), name="dau"))
    box.give(first)
    head, objects = incomplete(box, "sau", 1)
    box.give(head)
    assert (in_force(box), box.store.get("next")) == (first, head)
    return box, first, head, objects


def test_a_box_starts_on_a_full_disk_with_a_complete_next_plan_and_plays_it() -> None:
    box, first, head, objects = with_a_next_plan()
    box.objects.data.update(objects)
    fill(box)
    box.start()
    box.tick()
    assert in_force(box) == head
    assert (box.store.get("plan"), box.store.get("next")) == (first, head)
    make_room(box)
    box.tick()
    assert (box.store.get("plan"), box.store.get("next")) == (head, None)


def test_a_box_starts_on_a_full_disk_with_a_next_plan_whose_body_is_rejected() -> None:
    box, first, _, _ = with_a_next_plan()
    assert box.core.plan_store.coming is not None
    box.objects.data[box.core.plan_store.coming.body_sha256] = b"{}"
    fill(box)
    box.start()
    box.tick()
    assert in_force(box) == first
    assert box.core.plan_store.coming is None
    make_room(box)
    box.tick()
    assert (box.store.get("plan"), box.store.get("next")) == (first, None)


def test_a_plan_that_is_complete_takes_over_on_a_full_disk_and_is_not_lost_to_the_one_after_it() -> None:
    box, _, head, objects = with_a_next_plan()
    fill(box)
    complete(box, objects)
    assert in_force(box) == head
    box.core._believe_again(reload=True)
    assert in_force(box) == head
    make_room(box)
    third, _ = incomplete(box, "ba", 2)
    box.core.on_message("", third)
    assert (box.store.get("plan"), box.store.get("next")) == (head, third)
    box.start()
    assert in_force(box) == head


def test_a_box_that_moves_on_a_full_disk_lays_its_plan_down() -> None:
    box, _, _, _ = with_a_next_plan()
    mine = world.assignment(public_key=box.key.public_key.hex(), seq=2, plan_id="16012.5")
    moved = box.province.seal(mine)
    verdict = box.core.trust_state.judge(moved)
    assert isinstance(verdict, AcceptedHead)
    box.core.trust_state.on_assignment(moved, verdict)
    fill(box)
    box.core.plan_store.forget()
    box.core._believe_again(reload=True)
    assert box.core.plan_store.current is None
    make_room(box)
    box.tick()
    assert (box.store.get("plan"), box.store.get("next")) == (None, None)


def next_assignment(box: Box) -> bytes:
    return box.province.seal(world.assignment(public_key=box.key.public_key.hex(), seq=2))


def next_plan(box: Box) -> bytes:
    return incomplete(box, "sau", 1)[0]


def next_act(box: Box) -> bytes:
    box.tick(MINUTE)
    now = box.clock.now_ms()
    return box.province.seal(world.act(at=now, seq=now, expires_ms=now + MINUTE))


def next_trust(box: Box) -> Struct:
    return box.province.file(seq=EIGHT, made_at=EIGHT)


@pytest.mark.parametrize(
    ("made", "table", "key"),
    [
        (next_assignment, "kept", "new.name = 'assignment'"),
        (next_plan, "kept", "new.name = 'next'"),
        (next_trust, "kept", "new.name = 'trust'"),
        (next_act, "ordered", "true"),
    ],
)
def test_what_the_disk_refuses_after_its_pins_leaves_the_pins_as_they_were(made, table, key) -> None:
    """Else what comes again finds its pins raised and stores none: after a power cut an older one counts."""
    box = Box()
    box.connect()
    message = made(box)
    before = box.core.trust_state.pins
    box.db.execute(
        f"create temp trigger full before insert on {table} when {key} begin select json('no room'); end"
    )
    box.core.on_message(f"d/{world.DEVICE}/down", message if isinstance(message, bytes) else encode(message))
    assert box.core.trust_state.pins == before
    box.db.execute("drop trigger full")
    box.give(message)
    assert box.core.trust_state.pins != before
    assert box.store.load("pins", Pins) == box.core.trust_state.pins


def test_the_trigger_of_these_tests_is_what_a_full_disk_is() -> None:
    box = Box()
    box.db.execute("create temp trigger full before insert on kept begin select json('no room'); end")
    with pytest.raises(sqlite3.OperationalError):
        box.db.execute("insert into kept values (9, 'x', 'y')")
