"""The server moves: a signed head says where to, and no box is lost by it."""

import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT
from loa_agent.link import SessionDown
from loa_protocol import timing
from loa_protocol.messages import Have, NewAddress, Refused, Target, TargetKind
from loa_protocol.refusals import Code

OLD, NEW = "mqtt://127.0.0.1:1", "mqtts://loa.example:8883"
ALL = Target(TargetKind.ALL)


def moved(box: Box, seq: int = EIGHT, mqtt: str = NEW, url: str = "https://loa.example", **changes) -> bytes:
    new = NewAddress(1, **{"seq": seq, "target": ALL, "url": url, "mqtt": mqtt, "at": EIGHT, **changes})
    return box.province.seal(new)


def tried(box: Box) -> str:
    """The address of the next try to connect."""
    before = len(box.wire.opened)
    while len(box.wire.opened) == before:
        box.tick(1000)
    return box.wire.opened[-1].address


def fails(box: Box, times: int) -> list[str]:
    """So many tries that come to nothing; where each went."""
    found = []
    for _ in range(times):
        found.append(tried(box))
        box.core.on_link(SessionDown("refused"))
    return found


def test_a_new_address_holds_from_the_next_connection_on_and_over_a_restart() -> None:
    box = Box()
    assert tried(box) == OLD
    box.connect()
    box.give(moved(box))
    box.run(30_000)
    assert len(box.wire.opened) == 1  # the session goes on
    assert (box.said(Have)[-1].address_serial, box.said(Have)[-1].address_seq) == (1, EIGHT)
    box.fall()
    assert tried(box) == NEW
    assert box.core.addresses.url == "https://loa.example"
    box.start()
    assert tried(box) == NEW
    box.give(moved(box))
    assert tried_again(box) == NEW


def tried_again(box: Box) -> str:
    box.core.on_link(SessionDown("refused"))
    return tried(box)


def test_after_ten_failures_it_goes_back_and_comes_again_after_ten_more() -> None:
    box = Box()
    box.connect()
    box.give(moved(box))
    box.fall()
    assert fails(box, 10) == [NEW] * 10
    assert fails(box, 1) == [OLD]
    box.start()
    assert fails(box, 10) == [OLD] * 10
    assert fails(box, 1) == [NEW]


def test_a_session_ends_the_count() -> None:
    box = Box()
    box.connect()
    box.give(moved(box))
    box.fall()
    assert fails(box, 9) == [NEW] * 9
    tried(box)
    box.connect()
    box.fall()
    assert fails(box, 9) == [NEW] * 9
    assert tried(box) == NEW


def test_the_old_address_is_kept_for_a_day_and_as_long_as_the_new_one_was_never_reached() -> None:
    box = Box()
    box.connect()
    box.give(moved(box))
    box.fall()
    tried(box)
    box.connect()
    box.clock.move(EIGHT + 25 * timing.HOUR)
    box.fall()
    assert set(fails(box, 25)) == {NEW}
    box.clock.move(EIGHT + 26 * timing.HOUR)
    box = Box()
    box.connect()
    box.give(moved(box))
    box.clock.move(EIGHT + 25 * timing.HOUR)
    box.fall()
    assert set(fails(box, 25)) == {OLD, NEW}


@pytest.mark.parametrize(
    "wrong", [{"mqtt": "mqtt://loa.example"}, {"url": "http://loa.example"}, {"mqtt": "ws://loa.example/x"}]
)
def test_an_address_without_tls_is_refused_and_a_right_one_of_the_same_sequence_taken(wrong: dict) -> None:
    box = Box()
    box.connect()
    box.give(moved(box, **wrong))
    assert [word.code for word in box.said(Refused)] == [Code.MALFORMED]
    assert box.core.trust_state.pins.address_seq == 0
    box.give(moved(box))
    assert box.core.addresses.mqtt == NEW


def test_an_earlier_word_of_it_is_replayed() -> None:
    box = Box()
    box.connect()
    box.give(moved(box, seq=EIGHT + 1), moved(box, mqtt="mqtts://other.example"))
    assert [word.code for word in box.said(Refused)] == [Code.REPLAYED]
    assert box.core.addresses.mqtt == NEW


def test_what_the_installer_decides_anew_holds() -> None:
    box = Box()
    box.connect()
    box.give(moved(box))
    box.start(mqtt="mqtts://by.hand")
    assert tried(box) == "mqtts://by.hand"
