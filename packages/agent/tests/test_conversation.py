"""When a box says what it holds and how it is: nothing lost stays lost, and nobody talks in a circle."""

import itertools

import msgspec
from agent_rig.pieces import Box
from agent_rig.sounds import Sound
from agent_rig.town import FIVE_PM, item
from loa_protocol import timing
from loa_protocol.encoding import encode
from loa_protocol.messages import Answered, Door, Have, Health, Hello, TimeAnswer, TimeQuestion
from loa_protocol.testing import world

SECOND, MINUTE, HOUR = timing.SECOND, timing.MINUTE, timing.HOUR


class Peer:
    """A server that answers each have, with a door too, whether the box needs one or not."""

    def __init__(self, box: Box, *, door: bool = True, deaf: bool = False) -> None:
        self.box, self.door, self.deaf, self.heard = box, door, deaf, 0

    def run(self, for_ms: int, step_ms: int = 500) -> None:
        for _ in range(for_ms // step_ms):
            self.box.tick(step_ms)
            self.answer()

    def answer(self) -> None:
        haves = self.box.said(Have)
        for have in haves[self.heard :]:
            self.heard += 1
            if self.deaf:
                continue
            if self.door:
                self.box.give(a_door(self.box))
            self.box.give(Answered(1, have.number))


def a_door(box: Box, life_ms: int = HOUR) -> Door:
    return Door(1, "http://127.0.0.1:1", "token", box.clock.now_ms() + life_ms)


def times(box: Box, kind: type) -> list[int]:
    """When it said each of these, by its own ticks."""
    return [at for at, said in box.told if said is kind]


def test_an_hour_with_a_server_that_always_sends_a_door_is_a_handful_of_haves() -> None:
    box = Box()
    peer = Peer(box)
    box.connect()
    peer.run(HOUR)
    haves = box.said(Have)
    assert [have.number for have in haves] == list(range(1, len(haves) + 1))
    assert 6 <= len(haves) <= 8
    assert 6 <= len(box.said(Health)) <= 16
    assert len(box.said(Hello)) == 1


def test_neither_a_door_nor_an_answer_makes_it_speak() -> None:
    box = Box()
    peer = Peer(box)
    box.connect()
    peer.run(30 * SECOND)
    before = len(box.said(Have))
    for _ in range(200):
        box.give(a_door(box), Answered(1, before))
        box.tick(200)
    assert len(box.said(Have)) == before


def test_what_changes_is_said_within_seconds_and_not_twice_in_ten(fees: Sound) -> None:
    box = Box()
    peer = Peer(box)
    box.connect()
    peer.run(30 * SECOND)
    for number in range(20):
        box.order(id=f"0199bbbb-0000-7000-8000-{number:012x}", seq=world.NOW + number)
        peer.run(SECOND)
    peer.run(30 * SECOND)
    gaps = [b - a for a, b in itertools.pairwise(times(box, Have))]
    assert min(gaps) >= 10 * SECOND
    assert 3 <= len(box.said(Have)) <= 6
    assert len(box.said(Have)[-1].acts) == 1


def test_a_have_that_nobody_answers_is_said_again_ever_more_seldom() -> None:
    box = Box()
    peer = Peer(box, deaf=True)
    box.connect()
    peer.run(HOUR)
    gaps = [round((b - a) / SECOND) for a, b in itertools.pairwise(times(box, Have))]
    assert gaps[:7] == [10, 20, 40, 80, 160, 320, 600]
    assert len(box.said(Hello)) == len(box.said(Have))  # its ear may not have been up
    peer.deaf = False
    box.fall()
    box.connect()
    assert [have.number for have in box.said(Have)][-1] == 1
    peer.run(9 * MINUTE)
    assert [have.number for have in box.said(Have)][-1] == 1


def test_right_after_a_new_connection_it_speaks_however_short_the_last_was() -> None:
    box = Box()
    for _ in range(3):
        box.connect()
        box.tick(100)
        box.fall()
    assert len(box.said(Have)) == 3


def test_a_question_for_the_time_is_asked_again_ever_more_seldom() -> None:
    box = Box(trusted=False)
    box.connect()
    box.run(HOUR, 500)
    gaps = [round((b - a) / SECOND) for a, b in itertools.pairwise(times(box, TimeQuestion))]
    assert gaps[:7] == [10, 20, 40, 80, 160, 320, 600]


def test_when_the_clock_is_first_trusted_it_says_what_it_holds() -> None:
    box = Box(trusted=False)
    peer = Peer(box)
    box.connect()
    answer_time(box, peer)
    peer.run(30 * SECOND)
    assert len(box.said(Have)) == 2
    box.fall()
    box.connect()
    answer_time(box, peer)  # it was trusted already
    peer.run(30 * SECOND)
    assert len(box.said(Have)) == 3


def answer_time(box: Box, peer: Peer) -> None:
    """Wait for the next question and answer it."""
    asked = len(box.said(TimeQuestion))
    while len(box.said(TimeQuestion)) == asked:
        peer.run(500)
    question = box.said(TimeQuestion)[-1]
    at = max(world.NOW, box.clock.now_ms()) + SECOND
    box.give(box.province.seal(TimeAnswer(1, world.DEVICE, question.nonce, at)))


def test_an_answer_that_was_long_on_its_way_is_asked_for_again_and_the_shortest_kept() -> None:
    box = Box(trusted=False)
    taken: list[int] = []
    box.clock.answered = lambda _now, within: taken.append(within)
    box.connect()
    box.tick()
    for number, way in enumerate([4_000, 2_000, 3_000, 5_000], start=1):
        while len(box.said(TimeQuestion)) < number:
            box.tick(500)
        box.tick(way)
        nonce = box.said(TimeQuestion)[-1].nonce
        box.give(box.province.seal(TimeAnswer(1, world.DEVICE, nonce, world.NOW + HOUR + box.ticks)))
    assert taken == [2_000, 1_000]
    box.run(10 * MINUTE)
    assert len(box.said(TimeQuestion)) == 4


def test_a_door_that_turns_it_away_is_told_once(fees: Sound) -> None:
    box = Box()
    peer = Peer(box)
    box.connect()
    peer.run(15 * SECOND)
    assert box.said(Have)[-1].door_until == 0
    box.give(box.plan(item(FIVE_PM, fees), fetch_from=0, fetch_by=0))
    peer.run(30 * SECOND)
    assert box.said(Have)[-1].door_until > 0
    before = len(box.said(Have))
    for _ in range(120):
        if box.fetch.busy:
            box.fetch.finish("denied")
        peer.run(5 * SECOND)
    told = box.said(Have)[before:]
    assert told[0].door_until == 0
    assert len(told) <= 3


def test_health_goes_at_connect_on_change_and_every_ten_minutes() -> None:
    box = Box()
    box.core._settings = msgspec.structs.replace(box.core._settings, health_ms=10 * MINUTE)
    peer = Peer(box)
    box.connect()
    box.tick()
    assert len(box.said(Health)) == 1
    peer.run(10 * SECOND)
    box.order()
    peer.run(5 * SECOND)
    assert [one.silenced for one in box.said(Health)] == [False, True]
    peer.run(11 * MINUTE)
    assert len(box.said(Health)) == 3
    assert encode(box.said(Health)[-1])


def test_a_flood_of_refusals_is_no_flood_of_health() -> None:
    box = Box()
    peer = Peer(box)
    box.connect()
    for number in range(100):
        box.give(b"nothing of the kind %d" % number)
        peer.run(500)
    assert len(box.said(Health)) <= 30
